//! Finds embargoes on whose end the list that was told has not agreed.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let (Some(list), Some(told)) = (&case.policy.embargo.agreed_by, case.happened(BuiltIn::DistributorsNotified))
    else {
        return;
    };
    if case.embargo.until.is_none() || case.publication.is_ok() || case.is_closed() {
        return;
    }
    let on_list = |who: &str| case.portfolio.distributors.members.iter().any(|member| member.id.as_str() == who);
    let first = incident.embargo.iter().flat_map(|embargo| &embargo.agreed_by).map(|who| who.as_str());
    let moves = incident.events.iter().filter(|event| event.embargo_end().is_some());
    let mut agreed = first.chain(moves.flat_map(|event| event.by.iter().map(|by| by.as_str())));
    if agreed.any(|who| who == list.as_str() || on_list(who)) {
        return;
    }
    let message = format!("`{}` was told, but has not agreed on the end of the embargo", list.value);
    found.push(
        RULE.finding(&incident.file, told.kind.span, message)
            .also(Location::new(&case.policy.file, list.span), "this list agrees on the end")
            .help(format!(
                "add \"{0}\" to `agreed-by` under [embargo], or record `embargo-agreed` with `by = \"{0}\"`",
                list.value
            )),
    );
}
