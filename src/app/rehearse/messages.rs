//! The messages to send once the incident is public.

use crate::announce::{self, Draft};
use crate::case::{Blocker, Case, Deadline, Standing, StepStatus};
use crate::finding::{Finding, Severity};
use crate::policy::Exposure;
use crate::rules::announcement::MISSING_FACT;
use crate::time::Instant;

/// A draft, and when to send it.
#[derive(Clone, Debug)]
pub struct Message {
    /// The draft.
    pub draft: Draft,
    /// Its deadline under the policy.
    pub due: Option<Instant>,
    /// What has to happen first, as sentences. If empty, it can be sent at once.
    pub waits_for: Vec<String>,
    /// Whether it can be sent now, before the incident is public.
    pub already: bool,
}

/// A later step whose drafts can't be made yet.
#[derive(Clone, Debug)]
pub struct Undrafted {
    /// The step, as the policy calls it.
    pub step: String,
    /// What is missing, one sentence for each fact.
    pub lacks: Vec<String>,
}

/// The messages of all open steps with recipients.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    /// The drafts.
    pub drafted: Vec<Message>,
    /// Steps whose drafts can't be made yet.
    pub undrafted: Vec<Undrafted>,
}

/// Returns the messages of the future case, given the present one, and the findings for due drafts
/// that can't be made.
pub(super) fn messages(present: &Case<'_>, then: &Case<'_>) -> (Messages, Vec<Finding>) {
    let (mut messages, mut missing) = (Messages::default(), Vec::new());
    if then.is_closed() {
        return (messages, missing);
    }
    let (now, _) = announce::due(present);
    for status in then.steps.iter().filter(|s| s.standing.is_open() && !s.step.to.is_empty()) {
        let waits_for = waits_for(status);
        match announce::drafts(then, status) {
            Ok(drafts) => messages.drafted.extend(drafts.into_iter().map(|draft| Message {
                due: due(&status.deadline),
                waits_for: waits_for.clone(),
                already: now.iter().any(|d| d.path == draft.path),
                draft,
            })),
            Err(findings) if waits_for.is_empty() => {
                let weigh = |finding| if tells_everybody(then, status) { finding } else { incomplete(finding) };
                missing.extend(findings.into_iter().map(weigh));
            }
            Err(findings) => {
                let lacks = findings.into_iter().map(|f| f.message).collect();
                messages.undrafted.push(Undrafted { step: status.step.element.label().to_owned(), lacks });
            }
        }
    }
    (messages, missing)
}

/// Returns whether this step tells the public about the release.
fn tells_everybody(case: &Case<'_>, status: &StepStatus<'_>) -> bool {
    let mut channels = status.step.to.iter().filter_map(|id| case.policy.channel(id.as_str()));
    channels.any(|channel| channel.exposure == Exposure::Public)
}

/// Makes a missing fact a warning if only the team or the list waits for it, because that does not
/// prevent the release.
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

/// Returns what blocks the step. A missing fact prevents the draft itself, and is a finding.
fn waits_for(status: &StepStatus<'_>) -> Vec<String> {
    match &status.standing {
        Standing::Blocked { by, .. } => {
            by.iter().filter(|b| !matches!(b, Blocker::Fact(_))).map(ToString::to_string).collect()
        }
        _ => Vec::new(),
    }
}
