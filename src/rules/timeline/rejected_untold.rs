//! Finds rejected reports whose reporter got no answer, and those of which people were told that an
//! advisory comes, and not that none does.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::{Event, EventKind};
use crate::policy::{Channel, Exposure, Step};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(rejected) = case.rejected().filter(|_| case.public_since().is_none()) else { return };
    let original = case.handled_in();
    let settled = original.as_ref().and_then(Case::settled).filter(|settled| *settled > rejected.at.value);
    let mut seen: Vec<&str> = Vec::new();
    // The step that told a channel last is the one that its thread continues.
    let mut steps: Vec<_> = case.steps.iter().collect();
    steps.sort_by_key(|status| std::cmp::Reverse(status.done.map(|done| done.at.value)));
    for status in steps {
        let done = status.done.filter(|done| done.at.value <= rejected.at.value);
        for to in &status.step.to {
            let channel = case.policy.channel(to.as_str()).filter(|_| !seen.contains(&to.as_str()));
            let Some(channel) = channel else { continue };
            let to_reporter = case.writes_to_reporter(channel);
            let waits = match done {
                Some(_) if to_reporter => true,
                Some(_) => {
                    let is_outside = channel.exposure != Exposure::Team || status.step.asks_for_cve();
                    is_outside && case.told(status.step, &to.value)
                }
                None => to_reporter && status.done.is_none(),
            };
            let settled = settled.filter(|_| to_reporter);
            if !waits || is_told(case, channel, settled.unwrap_or(rejected.at.value)) {
                continue;
            }
            seen.push(to.as_str());
            let original = original.as_ref().filter(|_| settled.is_some() && is_told(case, channel, rejected.at.value));
            found.push(finding(case, rejected, (status.step, done), channel, original));
        }
    }
}

/// Returns the finding on a channel that was not told that a report is rejected, or what became of
/// the incident of which it is a duplicate.
fn finding(
    case: &Case<'_>,
    rejected: &Event,
    (step, done): (&Step, Option<&Event>),
    channel: &Channel,
    original: Option<&Case<'_>>,
) -> Finding {
    let (handle, to, id) = (&case.incident.handle, &channel.element.id.value, &step.element.id.value);
    let message = if let Some(original) = original {
        let what = match (original.withdrawn(), original.public_since()) {
            (Some(_), _) => "an advisory that is withdrawn now",
            (None, Some(_)) => "an advisory that is public now",
            (None, None) => "a report that is rejected now",
        };
        format!("the report is a duplicate of {what}, but nobody told the reporter")
    } else if channel.reaches_reporter() {
        "the report is rejected, but nobody told the reporter".to_owned()
    } else if step.asks_for_cve() {
        format!("the report is rejected, but `{to}` was asked for a CVE ID")
    } else if case.policy.tells_all(step) {
        format!("the report is rejected, but `{to}` was told of a vulnerability")
    } else {
        format!("the report is rejected, but `{to}` was told that a release comes")
    };
    let finding = RULE.finding(&case.incident.file, rejected.kind.span, message).help(format!(
        "send what `advisory draft {handle}` makes, and record that: `advisory sent {handle} {id} --to {to} --by MEMBER`"
    ));
    match done.filter(|_| !channel.reaches_reporter()) {
        Some(done) => finding.also(Location::new(&case.incident.file, done.kind.span), "told here"),
        None => finding,
    }
}

/// Returns whether something was sent to a channel after an instant.
fn is_told(case: &Case<'_>, channel: &Channel, after: crate::time::Instant) -> bool {
    case.incident.events.iter().any(|event| match &event.kind.value {
        EventKind::Sent { channel: Some(to), .. } => to.value == channel.element.id.value && event.at.value >= after,
        _ => false,
    })
}
