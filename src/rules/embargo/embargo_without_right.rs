//! Finds changes of the embargo, and earlier dates of the upstream project that it waits for, by
//! someone who may not make them.

use crate::case::{Act, Case};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::Event;
use crate::rules::{Check, Rule, who_may};
use crate::source::Location;
use crate::time::Instant;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let ends = case.incident.events.iter().filter(|event| event.embargo_end().is_some() && !event.by.is_empty());
    let ends = ends.map(|event| (event, "decide when the embargo ends"));
    let upstream = earlier_upstream(case).into_iter();
    let upstream = upstream.map(|event| (event, "bring the date of the upstream project forward"));
    for (event, what) in ends.chain(upstream) {
        let may = |by: &str| case.may_as_named(by, Act::MoveEmbargo, event.at.value);
        if event.by.iter().any(|by| may(by.as_str())) {
            continue;
        }
        let (span, who) = match event.by.first() {
            Some(by) => (by.span, format!("`{}`", by.value)),
            None => (event.kind.span, "a record without `by`".to_owned()),
        };
        let list = case.policy.embargo.agreed_by.as_ref();
        let or_list = list.map(|list| format!(", and so may the list `{}`", list.value)).unwrap_or_default();
        let finding = RULE
            .finding(&case.incident.file, span, format!("{who} may not {what}"))
            .help(format!("{}{or_list}", who_may(case, Act::MoveEmbargo, event.at.value)));
        found.push(match Act::MoveEmbargo.role(case.policy) {
            Some(role) => finding.also(Location::new(&case.policy.file, role.span), "who may"),
            None => finding,
        });
    }
}

/// Returns the events that give the upstream project an earlier date than was known before them.
fn earlier_upstream<'c>(case: &Case<'c>) -> Vec<&'c Event> {
    let incident = case.incident;
    let mut known = incident.upstream.as_ref().and_then(|upstream| upstream.public.as_ref()).map(|at| at.value);
    let mut earlier = Vec::new();
    for (event, until) in incident.moves(BuiltIn::UpstreamMoved, Instant::never()) {
        if known.is_some_and(|known| until.value < known) {
            earlier.push(event);
        }
        known = Some(until.value);
    }
    earlier
}
