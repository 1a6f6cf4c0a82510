//! Third parties know, and no date says for how long they keep it.

use crate::case::Case;
use crate::event::{DISTRIBUTORS_NOTIFIED, EMBARGO_AGREED};
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let told = |name: &str| matches!(name, DISTRIBUTORS_NOTIFIED | EMBARGO_AGREED);
    if case.embargo.until.is_none()
        && case.publication.is_err()
        && !case.is_closed()
        && let Some(event) = incident.events.iter().find(|e| told(e.event.as_str()))
    {
        found.push(
            RULE.finding(&incident.file, event.event.span, "an embargo is kept here, and nothing says until when")
                .help("add `until = INSTANT` under [embargo]"),
        );
    }
}
