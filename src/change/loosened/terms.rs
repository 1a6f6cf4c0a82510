//! Finds embargo terms, distributor lists, attestations and roles that require less.

use super::Loosenings;
use super::gain::Holders;
use crate::names::Name;
use crate::policy::{Criterion, Level, Policy, Role};
use crate::source::{Span, Spanned};

/// Finds changes in who agrees on an embargo, what ends it, and where a leak is reported.
pub(super) fn embargo(was: &Policy, is: &Policy, found: &mut Loosenings<'_>) {
    let (old, new) = (&was.embargo, &is.embargo);
    let list = |value: &Option<Spanned<Name>>| value.as_ref().map(|value| value.value.clone());
    if old.agreed_by.is_some() && list(&old.agreed_by) != list(&new.agreed_by) {
        found.add(new.span, "someone else agrees on the end of an embargo");
    }
    let early = |value: &Option<Spanned<String>>| value.as_ref().map(|value| value.value.clone());
    if old.early_with.is_some() && early(&old.early_with) != early(&new.early_with) {
        found.add(new.span, "another approval lets people speak before an embargo ends");
    }
    match (&old.on_break, &new.on_break) {
        (Some(_), None) => found.add(new.span, "nobody decides on the response to a broken embargo any more"),
        (Some(old), Some(new)) => {
            let facts = |terms: &crate::policy::BreakTerms| {
                let choices: Vec<_> = terms.choices.iter().map(|choice| choice.value.clone()).collect();
                (terms.by.value.clone(), choices, terms.default.value.clone())
            };
            if facts(old) != facts(new) {
                let what = "the response to a broken embargo is decided in another way";
                found.passed(new.by.span, what, [&old.by, &new.by].map(|by| Holders::of(Some(by.as_str()))));
            }
        }
        // Without terms of their own, those decide who may approve a publication.
        (None, Some(new)) if is_another(was, new.by.as_str()) => {
            let what = format!("the response to a broken embargo is decided by `{}`", new.by.value);
            let before = Holders::of_approvals(was.publication.approvals.as_ref());
            found.passed(new.by.span, what, [before, Holders::of(Some(new.by.as_str()))]);
        }
        (None, _) => {}
    }
    match (&old.leak_report, &new.leak_report) {
        (Some(_), None) => found.add(new.span, "leaks no longer have to be reported"),
        (Some(old), Some(new)) if super::strength(new.force) < super::strength(old.force) => {
            found.add(new.to.span, "the duty to report a leak is less binding");
        }
        (Some(old), Some(new)) if old.to.value != new.to.value => {
            found.add(new.to.span, format!("leaks are reported to `{}` instead of `{}`", new.to.value, old.to.value));
        }
        _ => {}
    }
}

/// Returns whether others approve publications under a policy.
fn is_another(policy: &Policy, role: &str) -> bool {
    policy.publication.approvals.as_ref().is_none_or(|approvals| approvals.role.value != *role)
}

/// Finds changes in the criteria and duties of list members, and new lists.
pub(super) fn lists(was: &Policy, is: &Policy, found: &mut Loosenings<'_>) {
    for old in &was.lists {
        let id = &old.element.id.value;
        let Some(new) = is.lists.iter().find(|list| list.element.id.value == *id) else { continue };
        let span = new.element.id.span;
        lost("criterion", &old.criteria, &new.criteria, span, id.as_str(), found);
        lost("duty", &old.duties, &new.duties, span, id.as_str(), found);
        let by = |list: &crate::policy::DistributorList| list.by.as_ref().map(|by| by.value.clone());
        if let Some(was) = by(old)
            && by(new).as_ref() != Some(&was)
        {
            let now = by(new).map_or("anybody on the team".to_owned(), |now| format!("`{now}`"));
            let what = format!("requests to join the list `{id}` are answered by {now} instead of `{was}`");
            let holders = |by: Option<Name>| Holders::of(by.as_ref().map(Name::as_str));
            found.passed(span, what, [holders(Some(was)), holders(by(new))]);
        }
        let leaks = |list: &crate::policy::DistributorList| list.remove_after_leaks.unwrap_or(u32::MAX);
        if leaks(new) > leaks(old) {
            found.add(span, format!("a member of the list `{id}` may leak more often"));
        }
    }
    for new in is.lists.iter().filter(|new| !was.lists.iter().any(|old| old.element.id.value == new.element.id.value)) {
        let what = format!("the list `{}` was added", new.element.id.value);
        let answered = Holders::of(new.by.as_ref().map(|by| by.as_str()));
        found.passed(new.element.id.span, what, [Holders::Nobody, answered]);
    }
}

fn lost(what: &str, was: &[Criterion], is: &[Criterion], span: Span, list: &str, found: &mut Loosenings<'_>) {
    for old in was {
        let id = &old.element.id.value;
        match is.iter().find(|new| new.element.id.value == *id) {
            None => found.add(span, format!("the {what} `{id}` of the list `{list}` was removed")),
            Some(new) if old.proof.is_some() && new.proof != old.proof => {
                found.add(new.element.id.span, format!("the {what} `{id}` of the list `{list}` needs another proof"));
            }
            Some(_) => {}
        }
    }
}

/// Finds severity levels that others set, or that stand for other scores.
pub(super) fn levels(was: &Policy, is: &Policy, found: &mut Loosenings<'_>) {
    let by = |policy: &Policy| policy.severity.by.as_ref().map(|by| by.value.clone());
    if let Some(role) = by(was).filter(|role| by(is).as_ref() != Some(role)) {
        let span = is.severity.by.as_ref().map_or_else(Span::default, |by| by.span);
        let holders = [Holders::of(Some(role.as_str())), Holders::of(by(is).as_ref().map(Name::as_str))];
        found.passed(span, format!("the severity level is no longer set by `{role}`"), holders);
    }
    let ids = |policy: &Policy| -> Vec<Name> {
        policy.severity.levels.iter().map(|level| level.element.id.value.clone()).collect()
    };
    let kept = ids(is).into_iter().filter(|id| was.level(id.as_str()).is_some()).collect::<Vec<_>>();
    if kept != ids(was) {
        found.add(Span::default(), "severity levels were removed, or are in another order");
    }
    for old in &was.severity.levels {
        let Some(new) = is.level(old.element.id.as_str()) else { continue };
        let from = |level: &Level| level.cvss_ge.as_ref().map(|from| from.value);
        if from(old) != from(new) {
            found.add(
                new.element.id.span,
                format!("the severity level `{}` stands for other scores", new.element.id.value),
            );
        }
    }
}

/// Finds facts that others set, that have other values, or that become public.
pub(super) fn facts(was: &Policy, is: &Policy, found: &mut Loosenings<'_>) {
    for old in &was.facts {
        let id = &old.element.id.value;
        let Some(new) = is.fact(id.as_str()) else {
            found.add(Span::default(), format!("the fact `{id}` was removed"));
            continue;
        };
        let span = new.element.id.span;
        if let Some(by) = &old.by
            && new.by.as_ref().is_none_or(|now| now.value != by.value)
        {
            let holders = [Holders::of(Some(by.as_str())), Holders::of(new.by.as_ref().map(|by| by.as_str()))];
            found.passed(span, format!("the fact `{id}` is no longer set by `{}`", by.value), holders);
        }
        if new.public && !old.public {
            found.add(span, format!("the fact `{id}` is published with the advisory"));
        }
        if old.values.iter().any(|value| !new.has(value.as_str())) {
            found.add(span, format!("the fact `{id}` lost a value"));
        }
    }
}

/// Finds duties that nobody has to acknowledge, or that others acknowledge.
pub(super) fn attestations(was: &Policy, is: &Policy, found: &mut Loosenings<'_>) {
    let name = |name: &Option<Spanned<Name>>| name.as_ref().map(|name| name.value.clone());
    for duty in &was.attestations {
        let id = &duty.element.id.value;
        let now = is.attestations.iter().find(|now| now.element.id.value == *id);
        if duty.required && !now.is_some_and(|now| now.required) {
            found.add(Span::default(), format!("`{id}` no longer has to be acknowledged"));
        }
        let Some(now) = now else { continue };
        let span = now.element.id.span;
        if let Some(role) = name(&duty.role).filter(|role| name(&now.role).as_ref() != Some(role)) {
            found.add(span, format!("`{id}` is no longer acknowledged by `{role}`"));
        }
        if now.mode.is_some() && name(&now.mode) != name(&duty.mode) {
            found.add(span, format!("`{id}` applies in other cases"));
        }
    }
}

/// Finds whether others lead an incident, or develop its fix.
pub(super) fn duties(was: &Role, is: &Role, found: &mut Loosenings<'_>) {
    let id = &is.element.id;
    let marks = [
        (was.lead, is.lead, "leads an incident"),
        (was.develops, is.develops, "develops a fix"),
        (was.triages, is.triages, "accepts, rejects and closes reports"),
    ];
    for (before, now, what) in marks {
        match (before, now) {
            (true, false) => found.add(id.span, format!("`{}` no longer {what}", id.value)),
            (false, true) => {
                let holders = [Holders::Nobody, Holders::of(Some(id.as_str()))];
                found.passed(id.span, format!("`{}` {what} now", id.value), holders);
            }
            _ => {}
        }
    }
}

/// Finds whether fewer groups have to be represented in a role.
pub(super) fn cover(was: &Role, is: &Role, found: &mut Loosenings<'_>) {
    let id = &is.element.id;
    let Some(old) = &was.cover else { return };
    let Some(new) = &is.cover else {
        return found.add(id.span, format!("the role `{}` no longer has to represent components", id.value));
    };
    let gone = old.maturity.iter().any(|m| !new.maturity.iter().any(|now| now.value == m.value));
    // An empty list stands for every maturity.
    let fewer = if old.maturity.is_empty() { !new.maturity.is_empty() } else { !new.maturity.is_empty() && gone };
    if old.each.value != new.each.value || fewer || new.min < old.min {
        found.add(id.span, format!("the role `{}` has to represent fewer components", id.value));
    }
}
