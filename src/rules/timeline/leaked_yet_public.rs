//! Finds leaks of reports that are marked as public from the start.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::Event;
use crate::policy::Disclosure;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let disclosure = &case.incident.report.disclosure;
    if disclosure.value != Disclosure::Public {
        return;
    }
    // A member of a list can tell others what the list alone was told of a public vulnerability.
    let is_leak = |event: &&Event| {
        let is_break = event.is(BuiltIn::Leaked) || event.is(BuiltIn::EmbargoBroken);
        is_break && event.distributor().is_none() && event.at.value <= case.now
    };
    let leaks = case.incident.events.iter().filter(is_leak);
    let Some(leak) = leaks.min_by_key(|leak| leak.at.value) else { return };
    let message = format!("`{}` is recorded of a report that is marked as public from the start", leak.name());
    found.push(
        RULE.finding(&case.incident.file, disclosure.span, message)
            .label("exposure and deadlines count from the report")
            .also(Location::new(&case.incident.file, leak.kind.span), "the leak")
            .help(format!(
                "if it was reported in private, write `disclosure = \"private\"`: the record says since when it is known; \
                 if not, `advisory correct {} {} --void --by MEMBER --reason TEXT`",
                case.incident.handle,
                leak.name()
            )),
    );
}
