//! Finds reasons of withdrawals that are not those of the people who withdrew the advisory.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (Some(reason), Some(document)) = (case.changed_reason(), &case.incident.document) else { return };
    let message = "the reason of the withdrawal changed after the advisory was withdrawn";
    let finding = RULE.finding(&document.file, reason.span, message).help(format!(
        "undo the change, or let somebody who may withdraw the advisory correct it: `advisory correct {} withdrawn --set \
         reason=TEXT --by MEMBER --reason TEXT --revision TEXT`",
        case.incident.handle
    ));
    found.push(match case.withdrawn().and_then(|event| event.covers()) {
        Some(covers) => finding.also(Location::new(&case.incident.file, covers.span), "the reason that was given"),
        None => finding,
    });
}
