//! Finds optional steps that were neither taken nor skipped in time.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if case.is_closed() {
        return;
    }
    for status in case.steps.iter().filter(|s| s.step.optional.is_some() && s.standing.is_open()) {
        // It is too late once a step that it has to precede is done.
        let before = status.step.before.iter().find_map(|b| Some((b.as_str(), case.step(b.as_str())?.done?)));
        let released = || case.happened(BuiltIn::Released).filter(|_| status.step.before.is_empty());
        let later = before.or_else(|| released().map(|released| (released.name(), released)));
        let decided = case.incident.decisions.iter().any(|d| d.step.value == status.step.element.id.value);
        if let Some((before, done)) = later.filter(|_| !decided) {
            let id = &status.step.element.id;
            let message = format!("`{}` is done, but nobody decided on the optional step `{}`", before, id.value);
            found.push(
                RULE.finding(&case.incident.file, done.kind.span, message)
                    .also(Location::new(&case.policy.file, id.span), "optional, by a recorded decision")
                    .help(format!(
                        "add a [[decision]] with `step = \"{}\"` and `take = false`, `by` and `reason`",
                        id.value
                    )),
            );
        }
    }
}
