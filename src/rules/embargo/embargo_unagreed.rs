//! Finds embargoes on whose end the list that agrees on it has not agreed.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::{Finding, Severity};
use crate::incident::Event;
use crate::names::Name;
use crate::rules::names::unknown_party::has_no_members;
use crate::rules::{Check, Rule};
use crate::source::{Location, Span};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

pub(in crate::rules) fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let (Some(list), Some(end)) = (&case.policy.embargo.agreed_by, case.embargo.until) else { return };
    let told = case.happened(BuiltIn::DistributorsNotified);
    // After a leak, those who decide about it decide on the end.
    let is_over = case.public_since().is_some() || case.is_closed() || case.embargo.broken.is_some();
    let can_agree = !has_no_members(case, list.as_str());
    // Nobody can be asked to agree who is on no list.
    if is_over || (told.is_none() && (!can_agree || !may_be_told(case, &list.value))) {
        return;
    }
    let is_word_of_list = |who: &str| who == list.as_str() && can_agree || may_have_agreed(case, who);
    let names_list = |event: &&Event| event.by.iter().any(|by| is_word_of_list(by.as_str()));
    let written = incident.embargo.as_ref();
    let is_in_file = written.is_some_and(|embargo| embargo.agreed_by.iter().any(|who| is_word_of_list(who)));
    // `agreed-by` is about `until` beside it, an event about its own end.
    let is_of_file = case.embargo.current.is_empty()
        || written.and_then(|embargo| embargo.until.as_ref()).is_some_and(|until| until.value == end);
    if (is_in_file && is_of_file) || case.embargo.current.iter().copied().any(|event| names_list(&event)) {
        return;
    }
    let on_another = is_in_file || incident.events.iter().any(|e| e.embargo_end().is_some() && names_list(&e));
    let (list_id, when) = (&list.value, end.short());
    let message = match told {
        _ if on_another => format!("`{list_id}` agreed on another end of the embargo than {when}"),
        Some(_) => format!("`{list_id}` was told, but has not agreed on the end of the embargo"),
        None => format!("the team alone set the end of the embargo; `{list_id}` has to agree on it once it is told"),
    };
    let (severity, span) = match told {
        Some(told) if !on_another => (RULE.severity, told.kind.span),
        _ if on_another => (RULE.severity, place(case)),
        Some(_) => (RULE.severity, place(case)),
        None => (Severity::Note, place(case)),
    };
    found.push(
        RULE.raise(severity, &incident.file, span, message)
            .also(Location::new(&case.policy.file, list.span), "this list agrees on the end")
            .help(format!(
                "once it agreed, record that: `advisory record {} embargo-agreed --until {end} --by {list_id}`",
                incident.handle
            )),
    );
}

/// Returns whether somebody was on a list after the report.
fn may_have_agreed(case: &Case<'_>, who: &str) -> bool {
    let reported = case.reported.unwrap_or(case.now).date();
    case.portfolio.distributors.members.iter().any(|member| {
        let had_left = member.removed.as_ref().is_some_and(|removed| removed.on.value < reported);
        member.id.as_str() == who && !had_left
    })
}

/// Returns whether a step that informs the list is still to come.
fn may_be_told(case: &Case<'_>, list: &Name) -> bool {
    let list = case.policy.lists.iter().find(|of| of.element.id.value == *list);
    let Some(channel) = list.map(|list| &list.channel.value) else { return false };
    let informs = |status: &&crate::case::StepStatus<'_>| status.step.to.iter().any(|to| to.value == *channel);
    case.steps.iter().filter(informs).any(|status| status.standing.is_open())
}

/// Returns where the end of the embargo was set.
fn place(case: &Case<'_>) -> Span {
    let moved = case.embargo.current.last().and_then(|event| Some(event.embargo_end()?.span));
    let written = case.incident.embargo.as_ref();
    let until = || written.map(|embargo| embargo.until.as_ref().map_or(embargo.span, |until| until.span));
    moved.or_else(until).unwrap_or_default()
}
