//! Finds incidents that a change removes.

use crate::change::Change;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Span;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for was in &change.removed {
        let incident = was.incident;
        let state = was.state().word();
        let (what, help) = match was.publication {
            Ok(_) => ("advisory", "restore it; if the advisory was wrong, withdraw it with `advisory withdraw`"),
            Err(_) => {
                ("incident", "restore it; record `rejected` if it is not a vulnerability, or `closed` if it is done")
            }
        };
        let message = format!("the {what} `{}` was removed; it was {state}", incident.handle);
        found.push(RULE.finding(&incident.file, Span::default(), message).help(help));
    }
}
