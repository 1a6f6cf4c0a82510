//! Finds waivers granted by nobody, or by someone without the right to grant them.

use crate::case::{Act, Case};
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for waiver in &case.incident.waivers {
        let Some(rule) = case.policy.waiver(waiver.waiver.as_str()) else { continue };
        let role = rule.by.as_str();
        let at = waiver.at.as_ref().map_or(case.undated(), |at| at.value.into());
        if waiver.by.iter().any(|name| case.may(name.as_str(), Act::Waive(rule), at)) {
            continue;
        }
        let (span, message) = match waiver.by.first() {
            Some(name) => {
                (name.span, format!("`{}` may not grant `{}`: only `{role}` may", name.value, waiver.waiver.value))
            }
            None => (waiver.waiver.span, format!("the waiver `{}` does not name who granted it", waiver.waiver.value)),
        };
        found.push(
            RULE.finding(&case.incident.file, span, message)
                .also(Location::new(&case.policy.file, rule.by.span), "who may")
                .help(format!("let a holder of `{role}` decide, and add them to `by`")),
        );
    }
}
