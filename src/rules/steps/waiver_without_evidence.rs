//! Finds waivers without the reason or the link that the policy requires.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for waiver in &case.incident.waivers {
        let Some(rule) = case.policy.waiver(waiver.waiver.as_str()) else { continue };
        let (link, reason) = (rule.needs_link && waiver.link.is_none(), rule.needs_reason && waiver.reason.is_none());
        let (missing, key) = match (link, reason) {
            (true, true) => ("a reason and a link to the discussion", "`reason` and `link`"),
            (true, false) => ("a link to the discussion", "`link`"),
            (false, true) => ("a reason", "`reason`"),
            (false, false) => continue,
        };
        let message = format!("`{}` needs {missing}", waiver.waiver.value);
        found.push(
            RULE.finding(&case.incident.file, waiver.waiver.span, message)
                .also(Location::new(&case.policy.file, rule.element.id.span), "the waiver's terms")
                .help(format!("add {key} to this waiver")),
        );
    }
}
