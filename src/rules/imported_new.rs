//! A change brings in an advisory that is called imported.

use super::{Check, Rule};
use crate::change::Change;
use crate::finding::{Finding, Severity};

pub(super) const RULE: Rule =
    Rule::new("imported-new", Severity::Warning, include_str!("imported-new.md"), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for added in &change.added {
        let incident = added.case.incident;
        let Some(imported) = &incident.imported else { continue };
        let message = format!("{} comes in as imported: nobody asks for the policy's steps", imported.id.value);
        found.push(
            RULE.finding(&incident.file, imported.span, message)
                .help(format!("make sure that {} has it, with this text and date", imported.from.value)),
        );
    }
}
