//! Who is told what, once the incident is public.

use crate::announce::{self, Draft};
use crate::case::{Blocker, Case, Deadline, StepStatus};
use crate::finding::Finding;
use crate::report;
use crate::time::Instant;

/// A draft, and when it is to be sent.
pub(super) struct Mail {
    pub(super) draft: Draft,
    /// The instant that the policy sets.
    pub(super) due: Option<Instant>,
    /// What has to happen first, in words; nothing: it can be sent at once.
    pub(super) waits_for: Vec<String>,
    /// Whether it can be sent now, before the incident is public.
    pub(super) already: bool,
}

/// The drafts of all steps that still tell somebody then.
#[derive(Default)]
pub(super) struct Mails {
    pub(super) mails: Vec<Mail>,
    /// Why drafts that would be due can't be made.
    pub(super) findings: Vec<Finding>,
    /// Steps whose time comes later and whose drafts lack something still: the step, and what is said of it.
    pub(super) later: Vec<(String, Vec<String>)>,
}

impl Mails {
    /// Those of a case as it will be, seen from the case as it is.
    pub(super) fn of(present: &Case<'_>, then: &Case<'_>) -> Self {
        let mut all = Self::default();
        if then.is_closed() {
            return all;
        }
        let (now, _) = announce::due(present);
        for status in then.steps.iter().filter(|s| s.standing.is_open() && !s.step.to.is_empty()) {
            let waits_for = waits_for(status);
            match announce::drafts(then, status) {
                Ok(drafts) => all.mails.extend(drafts.into_iter().map(|draft| Mail {
                    due: due(&status.deadline),
                    waits_for: waits_for.clone(),
                    already: now.iter().any(|d| d.path == draft.path),
                    draft,
                })),
                Err(findings) if waits_for.is_empty() => all.findings.extend(findings),
                Err(findings) => {
                    let lacks = findings.into_iter().map(|f| f.message).collect();
                    all.later.push((status.step.element.label().to_owned(), lacks));
                }
            }
        }
        all
    }
}

fn due(deadline: &Deadline) -> Option<Instant> {
    match deadline {
        Deadline::Asap { since } => Some(*since),
        other => other.due(),
    }
}

/// A fact that lacks stops the draft itself, and is a finding.
fn waits_for(status: &StepStatus<'_>) -> Vec<String> {
    match &status.standing {
        crate::case::Standing::Blocked { by, .. } => {
            by.iter().filter(|b| !matches!(b, Blocker::Fact(_))).map(report::blocker).collect()
        }
        _ => Vec::new(),
    }
}
