//! Finds public advisories that name fixed versions although no release is recorded.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

/// How long after the publication the release may be recorded, in seconds: an hour.
const PATIENCE: i64 = 60 * 60;

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(public) = case.public_since().filter(|_| case.incident.imported.is_none()) else { return };
    let age = case.now.seconds_since(public);
    let is_over = case.is_closed() || case.withdrawn().is_some();
    let mut releases = case.steps.iter().filter(|status| status.step.is_done_by(BuiltIn::Released));
    if is_over || age < PATIENCE || !releases.any(|status| status.standing.is_open()) {
        return;
    }
    let Some(document) = &case.incident.document else { return };
    let Some(fixed) = document.affected.iter().find(|affected| affected.fixed().is_some()) else { return };
    let version = fixed.fixed().map_or("a version", |fixed| fixed.value.as_str());
    let message = format!("the advisory is public and says that {version} has the fix, but no release is recorded");
    found.push(RULE.finding(&document.file, fixed.span, message).help(format!(
        "once it is out: `advisory record {} released --by MEMBER`; until then users can't protect themselves with it",
        case.incident.handle
    )));
}
