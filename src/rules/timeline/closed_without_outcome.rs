//! Finds incidents that were closed without an outcome: nothing was published, and the report was
//! not rejected.

use crate::case::{Case, StepStatus};
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(closed) = case.closed() else { return };
    if case.was_public().is_some() || case.rejected().is_some() || has_other_outcome(case) {
        return;
    }
    let (handle, why) = (&case.incident.handle, case.publication.err());
    let message = match why {
        Some(why) => format!("this incident is closed, but its advisory is not public: {why}"),
        None => "this incident is closed, but its advisory is not public".to_owned(),
    };
    found.push(RULE.finding(&case.incident.file, closed.kind.span, message).help(format!(
        "publish the advisory: `advisory publish {handle} --by MEMBER`; if the report is no vulnerability: `advisory record \
         {handle} rejected --by MEMBER`; then close the incident"
    )));
}

/// Returns whether the policy has a path for the incident that ends without a publication, and
/// something on it was done.
fn has_other_outcome(case: &Case<'_>) -> bool {
    let on_path = |status: &&StepStatus<'_>| {
        let id = &status.step.element.id.value;
        case.paths.iter().any(|path| path.steps.iter().any(|step| step.value == *id))
    };
    !case.publishes() && case.steps.iter().filter(on_path).any(|status| status.standing.is_done())
}
