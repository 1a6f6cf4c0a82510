//! Finds rejected reports of which people were told that an advisory comes, and not that none does.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::policy::{Channel, Exposure};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(rejected) = case.rejected().filter(|_| case.public_since().is_none()) else { return };
    let mut seen: Vec<&str> = Vec::new();
    for status in &case.steps {
        let Some(done) = status.done.filter(|done| done.at.value <= rejected.at.value) else { continue };
        let step = &status.step.element.id;
        for to in &status.step.to {
            let channel = case.policy.channel(to.as_str()).filter(|it| it.exposure != Exposure::Team);
            let Some(channel) = channel.filter(|_| !seen.contains(&to.as_str())) else { continue };
            if !case.told(status.step, &to.value) || is_told(case, channel, rejected.at.value) {
                continue;
            }
            seen.push(to.as_str());
            let handle = &case.incident.handle;
            let message = format!("the report is rejected, but `{to}` was told that a release comes", to = to.value);
            found.push(
                RULE.finding(&case.incident.file, rejected.kind.span, message)
                    .also(Location::new(&case.incident.file, done.kind.span), "told here")
                    .help(format!(
                        "send what `advisory draft {handle}` makes, and record that: `advisory sent {handle} {} --to {} --by \
                         MEMBER`",
                        step.value, to.value
                    )),
            );
        }
    }
}

/// Returns whether something was sent to a channel after an instant.
fn is_told(case: &Case<'_>, channel: &Channel, after: crate::time::Instant) -> bool {
    case.incident.events.iter().any(|event| match &event.kind.value {
        EventKind::Sent { channel: Some(to), .. } => to.value == channel.element.id.value && event.at.value >= after,
        _ => false,
    })
}
