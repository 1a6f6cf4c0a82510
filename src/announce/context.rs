//! The template context besides the incident's facts: the project, its policy and, for the team,
//! the schedule.

use std::collections::BTreeMap;

use minijinja::{Value, context};

use super::facts::carries;
use super::recipients;
use crate::case::{Case, Deadline, StepStatus};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::policy::{Channel, Disclosure, Exposure, Fields, LineKind, Policy};
use crate::portfolio::Project;

/// Returns `project`, `site` and `contact`, which are public.
pub(super) fn of_project(policy: &Policy, project: &Project) -> BTreeMap<String, Value> {
    let text = |text: &Option<crate::source::Spanned<String>>| text.as_ref().map(|t| t.value.clone());
    let contact = recipients::contact(policy, project).map(|(address, _)| address.to_owned());
    BTreeMap::from([
        (
            "project".to_owned(),
            context! {
                name => project.name.as_str(),
                home => text(&project.home),
                repository => text(&project.repository),
            },
        ),
        ("site".to_owned(), context! { url => project.site.url.as_str(), policy => text(&project.site.policy) }),
        ("contact".to_owned(), Value::from(contact)),
    ])
}

/// Returns the context of a draft of this step for this channel: the project's, `channel`, `step`,
/// the state of the incident, `ask` and `thanks`; under embargo the `terms`; within the team also
/// `handle` and `schedule`.
pub(super) fn of_step(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> BTreeMap<String, Value> {
    let mut context = of_project(case.policy, &case.portfolio.project);
    let intake = case.policy.intake.as_ref();
    let asked: Vec<String> =
        intake.iter().flat_map(|i| &i.ask).map(|word| crate::policy::prose::spaced(word)).collect();
    let own = [
        ("channel", Value::from(channel.element.id.as_str())),
        ("step", context! { id => status.step.element.id.as_str(), title => status.step.element.label() }),
        ("published", Value::from(case.publication.is_ok())),
        ("released", Value::from(is_out(case))),
        ("known", Value::from(is_known(case))),
        ("leaked", Value::from(case.embargo.broken.is_some())),
        ("rejected", Value::from(case.rejected().is_some() && case.public_since().is_none())),
        ("accepted", Value::from(case.accepted().is_some())),
        ("excepted", Value::from(case.excepted)),
        (
            "unsupported",
            Value::from(case.kinds.contains(&LineKind::Unsupported) && carries(case, channel, Fact::Affected)),
        ),
        ("unapproved", Value::from(status.unapproved)),
        ("unmitigated", Value::from(case.incident.notice.has_no_mitigations())),
        ("ask", Value::from_iter(asked)),
        ("thanks", Value::from(intake.is_some_and(|i| i.thanks))),
    ];
    context.extend(own.map(|(name, value)| (name.to_owned(), value)));
    if channel.exposure == Exposure::Embargoed {
        context.insert("terms".to_owned(), terms(case.policy, channel));
    }
    if channel.exposure == Exposure::Team && channel.fields == Fields::All {
        context.insert("handle".to_owned(), Value::from(case.incident.handle.as_str()));
        context.insert("schedule".to_owned(), schedule(case));
    }
    context
}

/// Returns whether the fixed releases or the advisory are out, so that nobody plans for them any
/// more.
fn is_out(case: &Case<'_>) -> bool {
    case.publication.is_ok() || case.happened(BuiltIn::Released).is_some()
}

/// Returns whether the public knows of the vulnerability, from the advisory or from the report.
fn is_known(case: &Case<'_>) -> bool {
    case.publication.is_ok() || case.incident.report.disclosure.value == Disclosure::Public
}

/// Returns what members of the channel's list agreed to: `promises`, `duties`, where to report a
/// `leak`, who may permit earlier disclosure, and the number of leaks that ends a membership.
pub(super) fn terms(policy: &Policy, channel: &Channel) -> Value {
    let list = policy.lists.iter().find(|l| l.channel.value == channel.element.id.value);
    let id = list.map(|l| l.element.id.as_str());
    let promises = policy.attestations.iter().filter(|a| id.is_some() && a.list.as_ref().map(|l| l.as_str()) == id);
    let leak = policy.embargo.leak_report.as_ref().and_then(|l| policy.channel(l.to.as_str()));
    let address = leak.and_then(|c| c.to.iter().find(|to| !to.starts_with('@'))).map(|to| to.value.clone());
    context! {
        promises => promises.map(|a| a.text.value.clone()).collect::<Vec<_>>(),
        duties => list.iter().flat_map(|l| &l.duties).map(|d| d.element.label().to_owned()).collect::<Vec<_>>(),
        leak => address,
        early_with => policy.embargo.early_with.as_ref().map(|e| e.value.clone()),
        leaks => list.and_then(|l| l.remove_after_leaks),
    }
}

/// Returns the open steps that have a date, by date.
fn schedule(case: &Case<'_>) -> Value {
    let mut dated: Vec<_> = case
        .steps
        .iter()
        .filter(|s| s.standing.is_open())
        .filter_map(|s| match s.deadline {
            Deadline::At { due, .. } => Some((due, s.step.element.label())),
            _ => None,
        })
        .collect();
    dated.sort_by_key(|(due, _)| *due);
    dated.into_iter().map(|(due, what)| context! { due => due.spoken(), what => what }).collect()
}
