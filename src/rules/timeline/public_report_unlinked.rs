//! Finds public disclosures without a link.

use crate::case::Case;
use crate::finding::Finding;
use crate::policy::Disclosure;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let report = &case.incident.report;
    if report.disclosure.value == Disclosure::Public && report.url.is_none() && !case.is_closed() {
        found.push(
            RULE.finding(&case.incident.file, report.disclosure.span, "the report does not say where it is public")
                .help("add `url = \"…\"` under [report]"),
        );
    }
}
