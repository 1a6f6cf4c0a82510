//! Finds waivers whose condition is not met.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for waiver in &case.incident.waivers {
        let Some(rule) = case.policy.waiver(waiver.waiver.as_str()) else { continue };
        if case.meets(&rule.when, false) {
            continue;
        }
        let name = &waiver.waiver.value;
        let message = match (rule.when.cvss_lt, case.score) {
            (Some(limit), Some(score)) if score >= limit => {
                format!("`{name}` requires a score below {limit}, but the score is {score}")
            }
            (Some(limit), None) => format!("`{name}` requires a score below {limit}, but this incident is not scored"),
            _ => format!("this incident does not meet the condition of `{name}`"),
        };
        let finding = RULE
            .finding(&case.incident.file, waiver.waiver.span, message)
            .also(Location::new(&case.policy.file, rule.element.id.span), "the waiver's terms");
        let vector = case.incident.document.as_ref().and_then(|d| Some((d, d.cvss.first()?)));
        found.push(match vector.filter(|_| rule.when.cvss_lt.is_some()) {
            Some((document, cvss)) if case.score.is_none() => finding
                .also(Location::new(&document.file, cvss.vector.span), "nobody recorded that the team agreed on it")
                .help(format!("once it did: `advisory record {} scored --by MEMBER`", case.incident.handle)),
            Some((document, cvss)) => finding
                .also(Location::new(&document.file, cvss.vector.span), "the score")
                .help("remove the waiver: the policy's dates apply"),
            None if rule.when.cvss_lt.is_some() => finding.help("add a [[cvss]] vector to advisory.md first"),
            None => finding.help("remove the waiver: the policy's dates apply"),
        });
    }
}
