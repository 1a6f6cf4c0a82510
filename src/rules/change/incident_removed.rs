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
            Ok(_) => {
                ("advisory", "put it back; an advisory that was wrong is withdrawn, with `withdrawn` and its event")
            }
            Err(_) => ("incident", "put it back; what is no vulnerability is `rejected`, and what is done is `closed`"),
        };
        let message = format!("the {what} `{}` is gone; it was {state}", incident.handle);
        found.push(RULE.finding(&incident.file, Span::default(), message).help(help));
    }
}
