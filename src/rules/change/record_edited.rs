//! Finds recorded events, waivers and decisions that a change edits.

use crate::change::Change;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for kept in &change.kept {
        for (was, is) in &kept.records.edited {
            let keys: Vec<String> = was.differs(is).iter().map(|key| format!("`{key}`")).collect();
            let span = match (keys.as_slice(), is.at) {
                ([key], Some(at)) if key == "`at`" => at.span,
                _ => is.name.span,
            };
            let message = format!("{} was edited: {}", is.words(), keys.join(", "));
            found.push(
                RULE.finding(&kept.is.case.incident.file, span, message)
                    .help("restore it, and correct it with `advisory correct`, which records the reason"),
            );
        }
    }
    let Some(file) = &change.head.distributors.file else { return };
    let gone = change.no_longer_admitted();
    for record in change.newly_admitted() {
        if gone.iter().any(|was| record.is_edit_of(was)) {
            let message = format!("{} was edited", record.words);
            found.push(RULE.finding(file, record.span(), message).help(
                "restore it, and correct it: `advisory correct distributors ID --void --by MEMBER --reason TEXT`",
            ));
        }
    }
}
