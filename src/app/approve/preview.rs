//! What somebody should know before they approve a publication.

use crate::case::Case;
use crate::change;
use crate::names::LineId;
use crate::policy::LineKind;
use crate::rules;
use crate::time::Instant;

/// What an approval makes public, and what is still open.
#[derive(Clone, Debug)]
pub struct Preview {
    /// When it becomes public, if nothing else is missing; `None` if nobody can say yet.
    pub public: Option<Instant>,
    /// The end of the embargo before the approval and after it, if the approval moves it.
    pub moved: Option<(Instant, Instant)>,
    /// Why the list that agrees on the end of the embargo has not agreed on the new one.
    pub unagreed: Option<String>,
    /// The title of the advisory.
    pub title: String,
    /// The people whom it thanks by name.
    pub credits: Vec<String>,
    /// The affected release lines.
    pub lines: Vec<LineId>,
    /// The open steps by their ids, and how each stands.
    pub open: Vec<(String, &'static str)>,
    /// Whether the advisory has no CVE ID.
    pub lacks_cve: bool,
    /// The affected lines that get releases, without a recorded release of the fix.
    pub unreleased: Vec<LineId>,
}

impl Preview {
    /// Returns the preview for an incident as it is before and after the approval.
    pub(super) fn of(before: &Case<'_>, case: &Case<'_>) -> Self {
        let incident = case.incident;
        let document = incident.document.as_ref();
        let lines: Vec<LineId> = incident.scope.lines.iter().map(|line| line.value.clone()).collect();
        Self {
            public: case.publication.ok().or_else(|| case.opens()).filter(|_| change::is_approved(case)),
            moved: before.embargo.until.zip(case.embargo.until).filter(|(was, is)| was != is),
            unagreed: rules::unagreed_end(case),
            title: document.and_then(|d| d.title.as_ref()).map_or_else(String::new, |title| title.value.clone()),
            credits: incident.public_credits().map(|credit| credit.name.value.clone()).collect(),
            open: case.next().iter().map(|s| (s.step.element.id.to_string(), s.standing.word())).collect(),
            lacks_cve: document.is_none_or(|d| d.cve.is_empty()),
            unreleased: lines.iter().filter(|line| lacks_release(case, line)).cloned().collect(),
            lines,
        }
    }
}

fn lacks_release(case: &Case<'_>, line: &LineId) -> bool {
    let kind = case.portfolio.line(line).map(|line| line.kind(case.now));
    kind != Some(LineKind::Development) && !case.incident.fix.releases.contains_key(line)
}
