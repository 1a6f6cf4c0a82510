//! Something recorded says something else.

use super::{Check, Rule};
use crate::change::Change;
use crate::finding::{Finding, Severity};

pub(super) const RULE: Rule =
    Rule::new("record-edited", Severity::Error, include_str!("record-edited.md"), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for kept in &change.kept {
        for (was, is) in &kept.records.edited {
            let keys: Vec<String> = was.differs(is).iter().map(|key| format!("`{key}`")).collect();
            let span = match (keys.as_slice(), is.at) {
                ([key], Some(at)) if key == "`at`" => at.span,
                _ => is.name.span,
            };
            let message = format!("{} says something else than it did: {}", is.words(), keys.join(", "));
            found.push(
                RULE.finding(&kept.is.case.incident.file, span, message)
                    .help("put it back, and record what is new as an event of its own"),
            );
        }
    }
}
