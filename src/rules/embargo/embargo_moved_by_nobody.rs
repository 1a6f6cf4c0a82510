//! The embargo was agreed, moved or given up, and the event does not say by whom.

use crate::case::Case;
use crate::event::{BREAK_DECIDED, EMBARGO_AGREED, EMBARGO_MOVED};
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let moves = |name: &str| matches!(name, EMBARGO_AGREED | EMBARGO_MOVED | BREAK_DECIDED);
    for event in case.incident.events.iter().filter(|e| e.by.is_empty() && moves(e.event.as_str())) {
        found.push(
            RULE.finding(
                &case.incident.file,
                event.event.span,
                format!("`{}` does not say by whom", event.event.value),
            )
            .help("add `by`: a member, a role, or the list that agreed"),
        );
    }
}
