//! Finds imported advisories that are under embargo, although they were already public.

use crate::case::Case;
use crate::finding::Finding;
use crate::policy::Disclosure;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let Some(imported) = &incident.imported else { return };
    let report = &incident.report.disclosure;
    let place = if report.value == Disclosure::Private {
        report.span
    } else if let Some(embargo) = &incident.embargo {
        embargo.span
    } else if let Some(upstream) = &incident.upstream {
        upstream.span
    } else {
        return;
    };
    found
        .push(RULE.finding(&incident.file, place, format!("{} is imported, so it was already public", imported.id.value)).help(
        "an imported advisory has `disclosure = \"public\"` and no embargo; if it was not public, remove `[imported]`",
    ));
}
