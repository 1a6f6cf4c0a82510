//! Finds announcements of an advisory that was not public.

use crate::case::{Case, FloorReason, Standing, StepStatus, Withheld};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    // Of what was read in part or changed in doubt, nobody can say that it was not public.
    let is_unknown = matches!(
        case.publication,
        Err(Withheld::Incomplete | Withheld::Amended | Withheld::Lost | Withheld::Rejected | Withheld::Changed)
    );
    let public = case.was_public();
    if is_unknown && public.is_none() {
        return;
    }
    let announces = |status: &&StepStatus<'_>| {
        status.step.is_done_by(BuiltIn::Announced)
            || case.policy.follows_publication(status.step) && !status.step.is_done_by(BuiltIn::NoticePublished)
    };
    for status in case.steps.iter().filter(announces) {
        let Some(done) = status.done.filter(|done| public.is_none_or(|public| done.at.value < public)) else {
            continue;
        };
        // Where it came before the end of the embargo or an upstream project's date, another rule
        // says so.
        let is_early = matches!(status.standing, Standing::DoneEarly(_))
            && status.floor.is_some_and(|floor| matches!(floor.reason, FloorReason::Embargo | FloorReason::Mode));
        if is_early || matches!(status.standing, Standing::NotApplicable(_)) {
            continue;
        }
        let id = &status.step.element.id;
        let message = match (public, case.publication) {
            (Some(public), _) => {
                format!("`{}` is done, but the advisory was not public before {}", id.value, public.spoken())
            }
            (None, Err(why)) => format!("`{}` is done, but the advisory is not public: {why}", id.value),
            (None, Ok(_)) => continue,
        };
        found.push(
            RULE.finding(&case.incident.file, done.kind.span, message)
                .also(Location::new(&case.policy.file, id.span), "its draft waits for the publication")
                .help(format!(
                    "publish it first: `advisory publish {} --by MEMBER`; if the time is wrong, correct it",
                    case.incident.handle
                )),
        );
    }
}
