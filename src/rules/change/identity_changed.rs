//! Finds changes of the addresses, keys and roles of members.

use crate::change::{Author, Change, identity};
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for shift in identity(change) {
        let (severity, help) = match shift.by {
            Author::Gains => {
                (Severity::Error, "the author of this change gains a right: let another member of the team commit it")
            }
            Author::Stranger => (
                Severity::Error,
                "nobody on the team made this change: let a member commit it, after asking the people concerned",
            ),
            Author::Other => (Severity::Warning, "confirm it with the member, independently of this change"),
        };
        let finding = RULE.raise(severity, &shift.file, shift.span, shift.what).help(help);
        found.push(Finding { note: Some(shift.detail).filter(|detail| !detail.is_empty()), ..finding });
    }
}
