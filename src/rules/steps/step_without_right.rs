//! Finds steps that somebody did who does not have the step's role.

use crate::case::{Act, Case, Standing, StepStatus};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::{Event, EventKind};
use crate::policy::Step;
use crate::rules::{Check, Rule, if_passed_on, who_may};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in case.incident.events.iter().filter(|event| !has_other_rule(event)) {
        let steps: Vec<&Step> = match event.is(BuiltIn::ReleaseMoved) {
            true => {
                let is_told =
                    |step: &&Step| step.is_done_by(BuiltIn::Released) || step.is_done_by(BuiltIn::NoticePublished);
                let applies = |status: &&StepStatus<'_>| !matches!(status.standing, Standing::NotApplicable(_));
                case.steps.iter().filter(applies).map(|status| status.step).filter(is_told).collect()
            }
            false => match &event.kind.value {
                EventKind::Sent { draft: Some(draft), .. } => case.policy.step(draft.as_str()).into_iter().collect(),
                _ => case.steps_of(event.name()),
            },
        };
        found.extend(judge(case, event, &steps));
    }
}

/// Returns a finding on an event that does one of these steps, unless somebody may do one of them.
fn judge(case: &Case<'_>, event: &Event, steps: &[&Step]) -> Option<Finding> {
    let step = steps.first()?;
    let at = event.at.value;
    // The release has no step for its date: those who release, tell users of it or end the embargo
    // may move it.
    let is_move = event.is(BuiltIn::ReleaseMoved);
    let may = |by: &str| {
        steps.iter().any(|step| case.may_as_named(by, Act::Do(step), at))
            || is_move && case.may_as_named(by, Act::MoveEmbargo, at)
    };
    let (role, incident) = (&step.role, case.incident);
    // Whoever puts another name there says so in its place.
    let renamed =
        incident.amendments_of(event.kind.span).rfind(|it| it.instead.as_ref().is_some_and(|new| !new.by.is_empty()));
    let renamed = renamed.filter(|it| !it.by.iter().any(|by| may(by.as_str()))).and_then(|it| it.by.first());
    let (span, message) = match event.by.first() {
        Some(to) if renamed.is_some_and(|by| by.value != to.value) => {
            let by = renamed.unwrap_or(to);
            let what = format!("who did `{}`, to `{}`: it is a task of `{}`", event.name(), to.value, role.value);
            (by.span, format!("`{}` corrected {what}", by.value))
        }
        Some(_) if event.by.iter().any(|by| may(by.as_str())) => return None,
        Some(by) if is_move => {
            (by.span, format!("`{}` moved the release, which is a task of `{}`", by.value, role.value))
        }
        None if is_move => return None,
        Some(by) => {
            let is_own = step.event.as_str() == event.name() || event.is(BuiltIn::Sent);
            let what = if is_own { step.element.id.as_str() } else { event.name() };
            let did = if event.is(BuiltIn::Sent) { "sent" } else { "did" };
            (by.span, format!("`{}` {did} `{what}`, which is a task of `{}`", by.value, role.value))
        }
        None if is_led(case) || !case.policy.leading().any(|lead| lead.element.id.value == role.value) => return None,
        None => {
            let id = &step.element.id.value;
            (
                event.kind.span,
                format!("`{id}` is a task of `{}`, but nobody has that role in this incident", role.value),
            )
        }
    };
    let finding = RULE
        .finding(&incident.file, span, message)
        .also(Location::new(&case.policy.file, role.span), "the role of the step")
        .help(format!(
            "{}; correct `by` if it names the wrong person{}",
            who_may(case, Act::Do(step), at),
            event.by.first().map(|by| if_passed_on(case, Act::Do(step), &by.value, at)).unwrap_or_default()
        ));
    Some(finding)
}

fn is_led(case: &Case<'_>) -> bool {
    case.incident.leads(case.policy).next().is_some()
}

/// Returns whether another rule judges who did it, or anybody may report it.
fn has_other_rule(event: &Event) -> bool {
    use BuiltIn::{
        Approved, Attested, BreakDecided, EmbargoAgreed, EmbargoBroken, EmbargoMoved, PatchApproved, Reported,
        Withdrawn,
    };
    let of_others = [
        Approved,
        Attested,
        BreakDecided,
        EmbargoAgreed,
        EmbargoBroken,
        EmbargoMoved,
        PatchApproved,
        Reported,
        Withdrawn,
    ];
    event.happens_outside() || event.kind.value.built_in().is_some_and(|event| of_others.contains(&event))
}
