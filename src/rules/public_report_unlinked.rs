//! A public disclosure does not say where it is public.

use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::policy::Disclosure;

pub(super) const RULE: Rule = Rule::new(
    "public-report-unlinked",
    Severity::Warning,
    include_str!("public-report-unlinked.md"),
    Check::Process(check),
);

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let report = &case.incident.report;
    if report.disclosure.value == Disclosure::Public && report.url.is_none() && !case.is_closed() {
        found.push(
            RULE.finding(&case.incident.file, report.disclosure.span, "nothing says where this is public")
                .help("add `url = \"…\"` under [report]"),
        );
    }
}
