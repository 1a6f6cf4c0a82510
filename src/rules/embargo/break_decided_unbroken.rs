//! Finds decisions on a broken embargo that nothing has broken.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::{Event, Target};
use crate::policy::Disclosure;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let breaks = |event: &Event| {
        let is_leak = event.is(BuiltIn::Leaked) && incident.report.disclosure.value == Disclosure::Private;
        event.is(BuiltIn::EmbargoBroken) || is_leak
    };
    for decision in incident.events.iter().filter(|event| event.is(BuiltIn::BreakDecided)) {
        if incident.events.iter().any(|event| breaks(event) && event.at.value <= decision.at.value) {
            continue;
        }
        let Some(target) = Target::of_event(decision) else { continue };
        found.push(
            RULE.finding(&incident.file, decision.kind.span, "nothing had broken the embargo when this was decided")
                .help(format!("record the leak, or void the decision: `{}`", target.void_command(&incident.handle))),
        );
    }
}
