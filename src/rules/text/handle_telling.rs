//! Finds handles that repeat a word of the private summary, or of a title that is not public yet.

use crate::case::Case;
use crate::finding::Finding;
use crate::policy::Disclosure;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    // An incident that is closed without a publication stays private.
    let is_rejected = case.rejected().is_some();
    if is_rejected || case.public_since().is_some() || incident.report.disclosure.value == Disclosure::Public {
        return;
    }
    let summary = incident.report.summary.as_ref().map(|summary| (&incident.file, summary, "summary"));
    let title = incident.document.as_ref().and_then(|d| Some((&d.file, d.title.as_ref()?, "title")));
    for (file, text, what) in summary.into_iter().chain(title) {
        if let Some(word) = incident.handle.repeats(text.as_str()) {
            let message = format!("the handle contains `{word}` from this {what}, and public logs show the handle");
            found.push(
                RULE.finding(file, text.span, message)
                    .help("rename the incident with `advisory rename`, for example to three random words"),
            );
            return;
        }
    }
}
