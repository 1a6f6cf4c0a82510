//! Finds changes in when a policy's terms apply: conditions, modes, paths and waivers. Conditions
//! cannot be ranked by strictness, so every change is reported.

use std::fmt::Write as _;

use super::Loosenings;
use crate::policy::{Condition, Effect, Mode, Policy, WaiverRule};
use crate::source::Span;

/// Renders a condition as text for comparison; spans are ignored.
pub(super) fn words(condition: &Condition) -> String {
    let Condition {
        disclosure,
        source,
        upstream,
        embargo_broken,
        exploited,
        cvss_lt,
        cvss_ge,
        level,
        level_ge,
        affects,
        not_affects,
        impact,
        older_than,
        facts,
        any,
        all,
        not,
    } = condition;
    let mut out = String::new();
    let impact: Vec<_> = impact.iter().map(|impact| &impact.value).collect();
    let own: Vec<_> = facts
        .iter()
        .map(|wanted| (&wanted.fact.value, wanted.values.iter().map(|value| &value.value).collect::<Vec<_>>()))
        .collect();
    let about = (disclosure, source, upstream, embargo_broken, exploited, impact, older_than, own);
    let level: Vec<_> = level.iter().map(|level| &level.value).collect();
    let level_ge = level_ge.as_ref().map(|level| &level.value);
    let _infallible = write!(out, "{about:?}{:?}", (cvss_lt, cvss_ge, level, level_ge, affects, not_affects));
    for (name, inner) in
        [("any", any.as_slice()), ("all", all), ("not", not.as_deref().map_or(&[], std::slice::from_ref))]
    {
        inner.iter().for_each(|one| out.push_str(&format!("{name}[{}]", words(one))));
    }
    out
}

fn effect(mode: &Mode) -> String {
    match &mode.effect {
        Effect::Asap => "asap".to_owned(),
        Effect::Floor { event, replan } => {
            let replan: Vec<_> = replan.iter().map(|step| step.as_str()).collect();
            format!("{} {replan:?}", event.value)
        }
    }
}

/// Finds whether a waiver may be used in other cases, covers more steps or grants something else.
pub(super) fn waiver(was: &WaiverRule, is: &WaiverRule, found: &mut Loosenings<'_>) {
    let id = &is.element.id;
    if words(&was.when) != words(&is.when) {
        found.add(id.span, format!("the waiver `{}` may be used in other cases", id.value));
    }
    let is_new = |step: &&crate::source::Spanned<_>| !was.steps.iter().any(|old| old.value == step.value);
    // An empty list stands for every step.
    if is.steps.is_empty() && !was.steps.is_empty() {
        found.add(id.span, format!("the waiver `{}` may move every step", id.value));
    }
    for step in is.steps.iter().filter(is_new).filter(|_| !was.steps.is_empty()) {
        found.add(step.span, format!("the waiver `{}` may move the step `{}`", id.value, step.value));
    }
    if was.grants != is.grants {
        found.add(id.span, format!("the waiver `{}` grants something else", id.value));
    }
}

/// Finds removed, new and changed modes.
pub(super) fn modes(was: &Policy, is: &Policy, found: &mut Loosenings<'_>) {
    let find = |policy: &'_ Policy, id: &str| policy.modes.iter().position(|mode| mode.element.id.as_str() == id);
    for old in &was.modes {
        let id = &old.element.id.value;
        match find(is, id.as_str()).and_then(|n| is.modes.get(n)) {
            None => found.add(Span::default(), format!("the mode `{id}` was removed")),
            Some(new) => {
                let facts = |mode: &Mode| (words(&mode.when), mode.unscored_meets, effect(mode));
                if facts(old) != facts(new) {
                    found.add(
                        new.element.id.span,
                        format!("the mode `{id}` applies in other cases, or has another effect"),
                    );
                }
            }
        }
    }
    for new in is.modes.iter().filter(|new| find(was, new.element.id.as_str()).is_none()) {
        let id = &new.element.id;
        found.add(id.span, format!("the mode `{}` was added, and changes deadlines", id.value));
    }
}

/// Finds removed, new and changed paths, which decide which steps are required.
pub(super) fn paths(was: &Policy, is: &Policy, found: &mut Loosenings<'_>) {
    for old in &was.paths {
        let id = &old.element.id.value;
        let Some(new) = is.paths.iter().find(|path| path.element.id.value == *id) else {
            found.add(Span::default(), format!("the path `{id}` was removed"));
            continue;
        };
        for step in old.steps.iter().filter(|step| !new.steps.iter().any(|now| now.value == step.value)) {
            found.add(new.element.id.span, format!("the step `{}` is no longer on the path `{id}`", step.value));
        }
        if words(&old.when) != words(&new.when) {
            found.add(new.element.id.span, format!("the path `{id}` applies in other cases"));
        }
        if old.fix && !new.fix {
            found.add(new.element.id.span, format!("the path `{id}` no longer provides a fix"));
        }
    }
    for new in is.paths.iter().filter(|new| !was.paths.iter().any(|old| old.element.id.value == new.element.id.value)) {
        let id = &new.element.id;
        found.add(id.span, format!("the path `{}` was added", id.value));
    }
}
