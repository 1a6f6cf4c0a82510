//! Finds steps that require less.

use super::circumstance::words;
use super::gain::Holders;
use super::{Loosenings, approvals, strength};
use crate::policy::{Limit, Policy, Step, Window};
use crate::time::Calendar;

/// Finds what a step no longer requires.
pub(super) fn between(policy: &Policy, was: &Step, is: &Step, found: &mut Loosenings<'_>) {
    let id = &is.element.id;
    let what = format!("the step `{}`", id.value);
    approvals(&what, was.approvals.as_ref(), is.approvals.as_ref(), id.span, found);
    if let (None, Some(optional)) = (&was.optional, &is.optional) {
        let holders = [Holders::Nobody, Holders::of(Some(is.role.as_str()))];
        found.passed(optional.span, format!("{what} may be skipped"), holders);
    }
    for required in &was.requires {
        if !is.requires.iter().any(|r| r.value == required.value) {
            found.add(id.span, format!("{what} no longer comes after `{}`", required.value));
        }
    }
    for later in was.before.iter().filter(|later| !is.before.iter().any(|b| b.value == later.value)) {
        found.add(id.span, format!("{what} no longer comes before `{}`", later.value));
    }
    for other in was.after_any.iter().filter(|_| is.after_any.is_empty()) {
        found.add(id.span, format!("{what} no longer waits for `{}`", other.value));
    }
    for other in is.after_any.iter().filter(|other| !was.after_any.iter().any(|a| a.value == other.value)) {
        let what = format!("{what} may now follow `{}`", other.value);
        // One more alternative loosens the step, but a first one makes it stricter.
        if !was.after_any.is_empty() {
            found.add(other.span, what);
        }
    }
    if words(&was.when) != words(&is.when) {
        found.add(id.span, format!("{what} applies in other cases"));
    }
    if was.event.value != is.event.value {
        found.add(
            is.event.span,
            format!("{what} is completed by `{}` instead of `{}`", is.event.value, was.event.value),
        );
    }
    if was.role.value != is.role.value {
        let words = format!("{what} is assigned to `{}` instead of `{}`", is.role.value, was.role.value);
        found.passed(is.role.span, words, [was, is].map(|step| Holders::of(Some(step.role.as_str()))));
    }
    let offers = |step: &Step, choice: &str| step.choices.is_empty() || step.choices.iter().any(|c| c.value == *choice);
    for choice in is.choices.iter().filter(|choice| !offers(was, choice.as_str())) {
        found.add(choice.span, format!("{what} may now be answered with `{}`", choice.value));
    }
    if !was.choices.is_empty() && is.choices.is_empty() {
        found.add(id.span, format!("{what} may now have any answer"));
    }
    let private = |step: &Step| step.private_on.as_ref().map(|choice| choice.value.clone());
    if let Some(choice) = is.private_on.as_ref().filter(|_| private(was) != private(is)) {
        found.add(choice.span, format!("the answer `{}` to {what} now makes a public report private", choice.value));
    }
    for need in was.needs.iter().filter(|need| need.required) {
        if !is.needs.iter().any(|n| n.required && n.fact.value == need.fact.value) {
            found.add(id.span, format!("{what} no longer needs `{}`", need.fact.value.word()));
        }
    }
    match (&was.window, &is.window) {
        (Some(_), None) => found.add(id.span, format!("{what} no longer has a deadline")),
        (Some(old), Some(new)) => {
            if is_later(policy, old, new) {
                found.add(new.span, format!("{what} may be done later"));
            }
            if strength(new.force) < strength(old.force) {
                found.add(new.span, format!("the deadline of {what} is less binding"));
            }
        }
        (None, _) => {}
    }
}

/// Returns whether a window ends later. Windows with different anchor events cannot be compared and
/// count as later.
fn is_later(policy: &Policy, old: &Window, new: &Window) -> bool {
    let calendar = Calendar::new(policy.holidays.iter().copied());
    let from = policy.effective.value;
    if old.anchor.event().value != new.anchor.event().value {
        return true;
    }
    match (&old.max, &new.max) {
        (Some(_), None) | (Some(Limit::Asap), Some(Limit::Length(_))) => true,
        (Some(Limit::Length(old)), Some(Limit::Length(new))) => {
            calendar.after(from, new.value) > calendar.after(from, old.value)
        }
        _ => false,
    }
}
