//! The steps of a policy in words: who does what, by when, and who is told.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::event::BuiltIn;
use crate::policy::prose::{Prose, capitalize, spaced, title};
use crate::policy::{Anchor, Channel, Exposure, Limit, Policy, Step};
use crate::time::{Length, Unit};

use super::told;

/// A step in words.
#[derive(Serialize)]
struct StepWords<'a> {
    id: &'a str,
    title: String,
    window: Option<String>,
    force: Option<&'static str>,
    inferred: bool,
    when: Option<String>,
    role: String,
    told: Vec<String>,
    says: Vec<&'static str>,
    /// What the message contains only if somebody knows it.
    says_if_known: Vec<&'static str>,
    optional: Option<&'a str>,
    expected: Option<String>,
    duties: Vec<String>,
    clauses: Vec<&'a str>,
    /// Share of the chart's width, in percent: from the report to the end of the window.
    bar: Option<u32>,
}

/// Steps under one heading.
#[derive(Serialize)]
pub(super) struct GroupWords<'a> {
    heading: Option<String>,
    steps: Vec<StepWords<'a>>,
}

/// Returns the steps in the policy's order, under the headings of their groups.
pub(super) fn groups(policy: &Policy) -> Vec<GroupWords<'_>> {
    let longest = policy.steps.iter().filter_map(hours).max().unwrap_or(0);
    let mut groups: Vec<(Option<&str>, Vec<StepWords<'_>>)> = Vec::new();
    for step in &policy.steps {
        let name = step.group.as_ref().map(|g| g.as_str());
        let words = self::step(policy, step, longest);
        match groups.iter_mut().find(|(group, _)| *group == name) {
            Some((_, steps)) => steps.push(words),
            None => groups.push((name, vec![words])),
        }
    }
    let heading = |name: &str| capitalize(&spaced(name));
    groups.into_iter().map(|(name, steps)| GroupWords { heading: name.map(heading), steps }).collect()
}

/// Returns how strictly the windows of the steps bind, in words.
pub(super) fn forces(policy: &Policy) -> BTreeSet<&'static str> {
    let windows = policy.steps.iter().filter_map(|step| step.window.as_ref());
    windows.map(|window| Prose::for_public(policy).force(window.force)).collect()
}

fn step<'a>(policy: &'a Policy, step: &'a Step, longest: u64) -> StepWords<'a> {
    let (prose, window) = (Prose::for_public(policy), step.window.as_ref());
    let channels: Vec<&Channel> = step.to.iter().filter_map(|id| policy.channel(id.as_str())).collect();
    let public = channels.iter().any(|c| c.exposure == Exposure::Public);
    let says = |is_required: bool| -> Vec<&'static str> {
        let needs = step.needs.iter().filter(|need| public && need.required == is_required);
        needs.map(|need| need.fact.value.meaning()).collect()
    };
    StepWords {
        id: step.element.id.as_str(),
        title: title(&step.element),
        window: window.map(|w| prose.window(w)),
        force: window.map(|w| prose.force(w.force)),
        inferred: step.element.inferred || window.is_some_and(|w| w.inferred),
        when: prose.condition(&step.when),
        role: prose.role(step.role.as_str()),
        told: channels.iter().map(|c| told(policy, c)).collect(),
        says: says(true),
        says_if_known: says(false),
        optional: step.optional.as_ref().map(|o| o.value.trim_end_matches('.')),
        expected: step.expected.as_ref().and_then(|c| prose.condition(c)),
        duties: prose.duties_of(step).map(|duty| prose.within(duty, prose.duty(duty))).collect(),
        clauses: step.element.clauses.iter().map(|c| c.value.as_str()).collect(),
        bar: hours(step).filter(|_| longest > 0).and_then(|h| u32::try_from((h * 100).div_ceil(longest)).ok()),
    }
}

/// Returns how many hours after the report a step's window ends, if the report is its anchor.
fn hours(step: &Step) -> Option<u64> {
    let window = step.window.as_ref()?;
    match (&window.anchor, &window.max) {
        (Anchor::After(event), Some(Limit::Length(max)))
            if BuiltIn::named(event.as_str()) == Some(BuiltIn::Reported) =>
        {
            Some(in_hours(max.value))
        }
        _ => None,
    }
}

fn in_hours(length: Length) -> u64 {
    let count = u64::from(length.count);
    match length.unit {
        Unit::Hours => count,
        Unit::Days => count * 24,
        Unit::Weeks => count * 168,
        Unit::BusinessDays => count * 168 / 5,
    }
}
