//! Who is told what, once the incident is public.

use crate::announce::{self, Draft};
use crate::case::{Blocker, Case, Deadline, StepStatus};
use crate::finding::{Finding, Severity};
use crate::policy::Exposure;
use crate::report;
use crate::rules::announcement::MISSING_FACT;
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
                Err(findings) if waits_for.is_empty() => {
                    let weigh = |finding| if tells_everybody(then, status) { finding } else { incomplete(finding) };
                    all.findings.extend(findings.into_iter().map(weigh));
                }
                Err(findings) => {
                    let lacks = findings.into_iter().map(|f| f.message).collect();
                    all.later.push((status.step.element.label().to_owned(), lacks));
                }
            }
        }
        all
    }
}

/// Whether the release is not told of without this step.
fn tells_everybody(case: &Case<'_>, status: &StepStatus<'_>) -> bool {
    let mut channels = status.step.to.iter().filter_map(|id| case.policy.channel(id.as_str()));
    channels.any(|channel| channel.exposure == Exposure::Public)
}

/// A fact that only the team or the list waits for stops no release.
fn incomplete(mut finding: Finding) -> Finding {
    if finding.rule == MISSING_FACT {
        finding.severity = Severity::Warning;
    }
    finding
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
