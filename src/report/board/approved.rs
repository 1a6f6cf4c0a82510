//! The approvals of an incident's content, and whether they cover the present one.

use serde::Serialize;

use crate::app::{ApprovedContent, ContentApproval, Coverage};
use crate::report::plain;
use crate::time::Instant;

/// An approval.
#[derive(Serialize)]
pub(in crate::report) struct Approved {
    /// `publication`, `mitigations`.
    of: &'static str,
    /// When; `null` for mitigations.
    at: Option<Instant>,
    by: Vec<String>,
    /// `present`: the present content. `replaced`: the present content, but a later approval of
    /// other content took its place. `other`: content that has changed since. `unstated`: it does
    /// not say.
    covers: &'static str,
    /// What has changed since, as a unified diff; `null`: nothing, or no commit has what was
    /// approved.
    difference: Option<String>,
}

/// Returns the approvals as they are shown to the team.
pub(in crate::report) fn shown(approvals: &[ContentApproval]) -> Vec<Approved> {
    let shown = approvals.iter().map(|approval| {
        let (covers, difference) = match &approval.coverage {
            Coverage::Present => ("present", None),
            Coverage::Replaced => ("replaced", None),
            Coverage::Other(difference) => ("other", difference.as_ref()),
            Coverage::Unstated => ("unstated", None),
        };
        Approved {
            of: match approval.of {
                ApprovedContent::Publication => "publication",
                ApprovedContent::Mitigations => "mitigations",
            },
            at: approval.at,
            by: approval.by.iter().map(ToString::to_string).collect(),
            covers,
            difference: difference.map(|difference| plain::lines(difference)),
        }
    });
    shown.collect()
}

impl Approved {
    /// Returns when, what, by whom, and whether it covers the present content.
    pub(in crate::report) fn row(&self) -> [String; 4] {
        let covers = match (self.covers, &self.difference) {
            ("present", _) => "covers the present content",
            ("replaced", _) => "covers the present content; a later approval of other content replaced it",
            ("other", Some(_)) => "covers other content; changed since:",
            ("other", None) => "covers other content, which is in no commit",
            _ => "does not say what it covers",
        };
        let when = self.at.map_or_else(|| "no date".to_owned(), Instant::short);
        [when, self.of.to_owned(), self.by.join(", "), covers.to_owned()]
    }

    /// Returns the lines of the difference.
    pub(in crate::report) fn difference(&self) -> impl Iterator<Item = &str> {
        self.difference.iter().flat_map(|difference| difference.lines())
    }
}
