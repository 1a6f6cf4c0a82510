//! Finds handles that repeat a word of the private summary.

use crate::case::Case;
use crate::finding::Finding;
use crate::policy::Disclosure;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let Some(summary) = &incident.report.summary else { return };
    if case.is_closed() || case.publication.is_ok() || incident.report.disclosure.value == Disclosure::Public {
        return;
    }
    if let Some(word) = incident.handle.repeats(summary.as_str()) {
        let message = format!("the handle contains `{word}` from this summary, and public logs show the handle");
        found.push(
            RULE.finding(&incident.file, summary.span, message)
                .help("rename the incident with `advisory rename`, for example to three random words"),
        );
    }
}
