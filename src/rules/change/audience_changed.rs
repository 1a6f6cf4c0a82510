//! Finds changes of who gets copies of embargoed mail.

use crate::change::{Author, Change, audience};
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for shift in audience(change) {
        let (severity, help) = match shift.by {
            Author::Gains => (
                Severity::Error,
                "the author of this change would get the mail: let another member of the team commit it",
            ),
            Author::Stranger => (
                Severity::Error,
                "nobody on the team made this change: let a member commit it, after asking the people concerned",
            ),
            Author::Other => (Severity::Warning, "confirm the new address with the people concerned"),
        };
        let finding = RULE.raise(severity, &shift.file, shift.span, shift.what).help(help);
        found.push(Finding { note: Some(shift.detail).filter(|detail| !detail.is_empty()), ..finding });
    }
}
