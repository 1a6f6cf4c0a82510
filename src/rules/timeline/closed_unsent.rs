//! Finds mails that a done step demanded and that are not recorded as sent, once nothing else is
//! left to do.

use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let closed = case.closed();
    if closed.is_none() && !case.is_done() {
        return;
    }
    for (status, channel) in case.unsent() {
        let (id, to) = (&status.step.element.id, &channel.element.id.value);
        let mail = format!("the mail of the step `{}` to `{to}` is not recorded as sent", id.value);
        let Some(place) = closed.or(status.done) else { continue };
        let (severity, message) = match closed {
            Some(_) => (RULE.severity, format!("this incident is closed, but {mail}")),
            None => (Severity::Note, format!("every step is done, but {mail}")),
        };
        found.push(
            RULE.raise(severity, &case.incident.file, place.kind.span, message)
                .also(Location::new(&case.policy.file, id.span), status.step.element.label())
                .help(format!(
                    "if it was not sent, send it; then record it: `advisory sent {} {} --to {to} --by MEMBER --at \
                     INSTANT`",
                    case.incident.handle, id.value
                )),
        );
    }
}
