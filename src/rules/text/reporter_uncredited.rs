//! Finds reporters who agreed to be named and are not credited, also those of duplicate reports.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule, front};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let promise = case.policy.intake.as_ref().filter(|i| i.thanks);
    let reporter = case.incident.report.reporter.as_ref().filter(|r| r.consent.as_ref().is_some_and(|c| c.value));
    let (Some(intake), Some(name)) = (promise, reporter.and_then(|r| r.name.as_ref())) else { return };
    let original = case.original();
    let Some(document) = &original.unwrap_or(case.incident).document else { return };
    if !document.credits.iter().any(|c| c.name.trim().eq_ignore_ascii_case(name.trim())) {
        let who = if original.is_some() { "the reporter of a duplicate" } else { "the reporter" };
        found.push(
            RULE.finding(
                &document.file,
                front(document),
                format!("{} agreed to be named but is not credited", name.trim()),
            )
            .also(Location::new(&case.incident.file, name.span), who)
            .also(Location::new(&case.policy.file, intake.private.span), "reporters are credited publicly")
            .help(format!("add [[credit]] with `name = \"{}\"`", name.trim().escape_debug())),
        );
    }
}
