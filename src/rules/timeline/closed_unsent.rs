//! Finds closed incidents with mails that are not recorded as sent, where others are.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::EventKind;
use crate::policy::ChannelKind;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(closed) = case.happened(BuiltIn::Closed) else { return };
    let sent: Vec<_> = case
        .incident
        .events
        .iter()
        .filter_map(|event| match &event.kind.value {
            EventKind::Sent { draft: Some(draft), channel: Some(channel), .. } => Some((&draft.value, &channel.value)),
            _ => None,
        })
        .collect();
    // Who records none of them keeps them elsewhere.
    if sent.is_empty() {
        return;
    }
    for status in case.steps.iter().filter(|status| status.done.is_some()) {
        let id = &status.step.element.id;
        let mails =
            status.step.to.iter().filter(|to| {
                case.policy.channel(to.as_str()).is_some_and(|channel| channel.kind == ChannelKind::Email)
            });
        for to in mails.filter(|to| !sent.contains(&(&id.value, &to.value))) {
            let message = format!(
                "this incident is closed, but the mail of the step `{}` to `{}` is not recorded as sent",
                id.value, to.value
            );
            found.push(
                RULE.finding(&case.incident.file, closed.kind.span, message)
                    .also(Location::new(&case.policy.file, id.span), status.step.element.label())
                    .help(format!(
                        "record it: `advisory sent {} {} --to {} --by MEMBER`",
                        case.incident.handle, id.value, to.value
                    )),
            );
        }
    }
}
