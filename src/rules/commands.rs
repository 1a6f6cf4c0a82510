//! The commands that findings suggest. Words in capitals stand for what only the reader knows.

use crate::case::{Case, StepStatus};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::policy::Step;

/// Returns the command that records a step as done, with the facts that it lacks, as far as a
/// command can set them.
pub(super) fn record(case: &Case<'_>, status: &StepStatus<'_>) -> String {
    let sets: String = status.missing.iter().filter_map(|fact| set(case, *fact)).collect();
    format!("{}{sets}", record_alone(case, status.step))
}

/// Returns the command that records a step as done.
pub(super) fn record_alone(case: &Case<'_>, step: &Step) -> String {
    let (handle, event) = (&case.incident.handle, &step.event.value);
    if BuiltIn::named(event.as_str()) == Some(BuiltIn::BreakDecided) {
        return decide(case);
    }
    let choice = if step.choices.is_empty() { "" } else { " --choice CHOICE" };
    format!("advisory record {handle} {event}{choice} --by MEMBER")
}

/// Returns the option that sets a fact in incident.toml, if one can.
fn set(case: &Case<'_>, fact: Fact) -> Option<String> {
    let role = |role: Option<&crate::policy::Role>| Some(format!("roles.{}=MEMBER", role?.element.id.value));
    let key = match fact {
        Fact::FixLead => role(case.policy.leading().next())?,
        Fact::FixTeam => role(case.policy.developing().next())?,
        Fact::Thread | Fact::PrivateRepo => format!("{}=URL", fact.key()?),
        _ => format!("{}=INSTANT", fact.key()?),
    };
    Some(format!(" --set {key}"))
}

/// Returns the command that records the decision on a broken embargo.
pub(super) fn decide(case: &Case<'_>) -> String {
    let of_step = case.steps.iter().find(|status| status.step.is_done_by(BuiltIn::BreakDecided));
    let lacks = of_step.is_some_and(|status| status.missing.contains(&Fact::Assessment));
    let assessment = if lacks { " --assessment TEXT" } else { "" };
    format!("advisory embargo {} decide CHOICE{assessment} --by MEMBER", case.incident.handle)
}

/// Returns the command that moves the end of the embargo.
pub(super) fn move_embargo(case: &Case<'_>) -> String {
    format!("advisory embargo {} move --until INSTANT --by MEMBER", case.incident.handle)
}

/// Returns the command that approves the publication.
pub(super) fn publish(case: &Case<'_>) -> String {
    format!("advisory publish {} --by MEMBER", case.incident.handle)
}
