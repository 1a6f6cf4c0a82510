//! Gathers the facts that the board shows from a case.

use super::facts::{
    Amendment, Blocker, Deadline, Detail, Duty, Element, Embargo, Event, Incident, OwnFact, OwnLevel, Policy, Step,
    Waiver,
};
use super::{Audience, history, words};
use crate::case::{self, Case, Standing, StepStatus, Withheld};
use crate::evidence::Evidence;
use crate::incident;
use crate::names::Name;
use crate::policy::{self, Attestation};
use crate::report::plain;
use crate::source::Spanned;
use crate::time::Instant;

pub(super) fn incident(case: &Case<'_>, audience: Audience) -> Incident {
    let incident = case.incident;
    Incident {
        handle: incident.handle.to_string(),
        summary: private(incident.report.summary.as_ref(), audience),
        state: case.state().word(),
        closed: case.is_closed(),
        policy: Policy {
            id: case.policy.id.to_string(),
            revision: plain::line(&case.policy.revision.value).into_owned(),
        },
        lead: people(incident.leads(case.policy), audience),
        led: incident.leads(case.policy).next().is_some(),
        paths: case.paths.iter().map(|p| element(&p.element)).collect(),
        modes: case.effective_modes().map(|m| element(&m.element)).collect(),
        reported: case.reported,
        age: case.reported.map(|at| case.now.seconds_since(at)),
        embargo: Embargo {
            until: case.embargo.until,
            broken: case.embargo.broken.map(|e| e.at.value),
            decided: case.embargo.decided.map(|e| e.at.value),
            in_question: case.embargo.in_question,
        },
        measures: case.measures().into(),
        open: case.next().into_iter().map(|s| step(case, s, audience)).collect(),
    }
}

pub(super) fn detail(case: &Case<'_>, evidence: Option<&Evidence>, audience: Audience) -> Detail {
    let incident = case.incident;
    let corrected = incident.written_events().iter().filter_map(|e| Some((e, amended(incident, e)?)));
    let in_force = incident.events.iter().map(|e| (e, None));
    let mut timeline: Vec<_> = corrected.map(|(e, why)| (e, Some(why))).chain(in_force).collect();
    timeline.sort_by_key(|(e, _)| e.at.value);
    let upstream = incident.upstream_public(case.now).map(|at| at.value);
    Detail {
        now: case.now,
        published: case.publication.as_ref().ok().copied(),
        withheld: case.publication.as_ref().err().map(ToString::to_string),
        gives_up_id: case.gives_up_id().map(|other| other.handle.to_string()),
        opens: case.embargo.until.into_iter().chain(upstream).max(),
        is_approved: matches!(case.publication, Err(Withheld::Embargoed | Withheld::Upstream)),
        upstream,
        source: incident.report.source.as_ref().filter(|_| audience == Audience::Team).map(|it| it.value.word()),
        level: case.level.filter(|_| audience == Audience::Team).map(level),
        facts: if audience == Audience::Team { facts(case) } else { Vec::new() },
        steps: case.steps.iter().map(|s| step(case, s, audience)).collect(),
        waivers: incident.waivers.iter().map(|w| waiver(case.policy, w, audience)).collect(),
        to_acknowledge: if case.is_over() { Vec::new() } else { case.open_duties().map(duty).collect() },
        timeline: timeline
            .into_iter()
            .map(|(e, amended)| Event { amended, ..dated(case, evidence, e, audience) })
            .collect(),
        amendments: incident.amendments.iter().map(|it| amendment(case, it, audience)).collect(),
        approvals: None,
        changes: evidence.map(|evidence| history::touches(case, evidence, audience)),
        incident: self::incident(case, audience),
    }
}

fn level(set: case::SetLevel<'_>) -> OwnLevel {
    OwnLevel {
        element: element(&set.level.element),
        by: people(set.event.into_iter().flat_map(|event| &event.by), Audience::Team),
        since: set.event.map(|event| event.at.value),
    }
}

/// Returns every fact that the policy declares.
fn facts(case: &Case<'_>) -> Vec<OwnFact> {
    let fact = |fact: &policy::OwnFact| {
        let set = case.facts.iter().find(|set| set.fact.element.id.value == fact.element.id.value);
        OwnFact {
            element: element(&fact.element),
            value: set.map(|set| set.value.to_string()),
            by: people(set.into_iter().flat_map(|set| &set.event.by), Audience::Team),
            since: set.map(|set| set.event.at.value),
        }
    };
    case.policy.facts.iter().map(fact).collect()
}

fn element(element: &policy::Element) -> Element {
    Element { id: element.id.to_string(), title: plain::line(element.label()).into_owned() }
}

pub(super) fn people<'n>(names: impl IntoIterator<Item = &'n Spanned<Name>>, audience: Audience) -> Vec<String> {
    match audience {
        Audience::Team => names.into_iter().map(|n| n.to_string()).collect(),
        Audience::Log => Vec::new(),
    }
}

fn step(case: &Case<'_>, status: &StepStatus<'_>, audience: Audience) -> Step {
    let step = status.step;
    let applies = !matches!(status.standing, Standing::NotApplicable(_) | Standing::Skipped(_));
    Step {
        element: element(&step.element),
        role: step.role.to_string(),
        who: people(case.incident.holders(step.role.as_str()), audience),
        standing: status.standing.word(),
        is_open: status.standing.is_open(),
        is_overdue: status.standing.is_overdue(),
        deadline: deadline(&status.deadline),
        words: words::due(status, case.now),
        earliest: status.earliest.filter(|at| *at != Instant::never()),
        done: status.done.map(|e| e.at.value),
        blocked_by: match &status.standing {
            Standing::Blocked { by, .. } => by.iter().map(blocker).collect(),
            _ => Vec::new(),
        },
        missing: status.missing.iter().map(|fact| fact.word()).collect(),
        to_acknowledge: if applies && !case.is_over() {
            status.unattested.iter().copied().map(duty).collect()
        } else {
            Vec::new()
        },
        waiver: status.waiver.map(|w| waiver(case.policy, w, audience)),
        why: match &status.standing {
            Standing::NotApplicable(why) => Some(plain::line(why).into_owned()),
            Standing::Skipped(decision) => private(decision.reason.as_ref(), audience),
            _ => None,
        },
    }
}

pub(super) fn private(text: Option<&Spanned<String>>, audience: Audience) -> Option<String> {
    text.filter(|_| audience == Audience::Team).map(|t| one_line(&t.value))
}

/// Returns a name for this audience. A name that the policy does not know was written about the
/// incident, so a log does not get it.
fn word(name: &str, is_known: impl Fn(&str) -> bool, audience: Audience) -> String {
    match audience {
        Audience::Log if !is_known(name) => "unknown".to_owned(),
        _ => name.to_owned(),
    }
}

/// Returns a text of several lines on one line.
pub(super) fn one_line(text: &str) -> String {
    plain::line(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

fn deadline(deadline: &case::Deadline) -> Deadline {
    match *deadline {
        case::Deadline::None => Deadline::None,
        case::Deadline::Unanchored => Deadline::Unanchored,
        case::Deadline::Asap { since } => Deadline::Asap { since },
        case::Deadline::At { due, force, original } => Deadline::At { due, force: force.word(), original },
    }
}

fn blocker(by: &case::Blocker<'_>) -> Blocker {
    let (kind, ids) = match by {
        case::Blocker::Step(step) => ("step", vec![step.element.id.to_string()]),
        case::Blocker::Event(events) => ("event", events.iter().map(|e| e.to_string()).collect()),
        case::Blocker::Date(event) => ("date", vec![event.to_string()]),
        case::Blocker::Fact(fact) => ("fact", vec![fact.to_string()]),
        case::Blocker::Decision => ("decision", Vec::new()),
        case::Blocker::Approvals(_) => ("approvals", Vec::new()),
    };
    Blocker { kind, ids, words: plain::line(&by.to_string()).into_owned() }
}

fn duty(attestation: &Attestation) -> Duty {
    Duty {
        id: attestation.element.id.to_string(),
        text: one_line(&attestation.text.value),
        required: attestation.required,
    }
}

fn waiver(policy: &policy::Policy, waiver: &incident::Waiver, audience: Audience) -> Waiver {
    let is_waiver = |name: &str| policy.waivers.iter().any(|w| w.element.id.as_str() == name);
    let is_step = |name: &str| policy.steps.iter().any(|s| s.element.id.as_str() == name);
    Waiver {
        waiver: word(waiver.waiver.as_str(), is_waiver, audience),
        steps: waiver.steps.iter().map(|s| word(s.as_str(), is_step, audience)).collect(),
        at: waiver.at.as_ref().map(|at| at.value),
        until: waiver.until.as_ref().map(|at| at.value),
        by: people(&waiver.by, audience),
        reason: private(waiver.reason.as_ref(), audience),
        link: private(waiver.link.as_ref(), audience),
    }
}

fn dated(case: &Case<'_>, evidence: Option<&Evidence>, event: &incident::Event, audience: Audience) -> Event {
    let policy = case.policy;
    Event {
        recorded: evidence.map(|evidence| history::first(case, evidence, event, audience)),
        at: event.at.value,
        event: word(event.name(), |name| policy.event_names().any(|known| known == name), audience),
        by: people(&event.by, audience),
        note: private(event.note.as_ref(), audience),
        amended: None,
    }
}

/// Returns why an event is not in force as it was written, if it is not.
fn amended(incident: &incident::Incident, event: &incident::Event) -> Option<&'static str> {
    let place = event.kind.span;
    incident.amendments_of(place).next().map(|_| if incident.is_void(place) { "void" } else { "corrected" })
}

fn amendment(case: &Case<'_>, amendment: &incident::Amendment, audience: Audience) -> Amendment {
    let policy = case.policy;
    let incident::Amendment { amends, at, by, reason, instead, effect, .. } = amendment;
    let is_known = |name: &str| {
        policy.event_names().any(|known| known == name)
            || policy.waivers.iter().any(|w| w.element.id.as_str() == name)
            || policy.steps.iter().any(|s| s.element.id.as_str() == name)
    };
    let team = audience == Audience::Team;
    let shown = |(key, value): (&'static str, String)| (key, one_line(&value));
    Amendment {
        at: at.value,
        kind: amends.kind.word(),
        name: word(amends.name.as_str(), is_known, audience),
        recorded: amends.at.as_ref().map(|at| at.value),
        recorded_by: people(&amends.by, audience),
        by: people(by, audience),
        reason: private(reason.as_ref(), audience),
        instead: instead.iter().filter(|_| team).flat_map(incident::Replacement::entries).map(shown).collect(),
        effect: match effect {
            incident::Effect::Amends(_) if instead.is_none() => "voids",
            incident::Effect::Amends(_) => "corrects",
            incident::Effect::Void => "void",
            incident::Effect::Repeats(_) => "repeats",
            _ => "nothing",
        },
    }
}
