//! Finds advisories that a change adds as imported.

use crate::change::Change;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for added in &change.added {
        let incident = added.case.incident;
        let Some(imported) = &incident.imported else { continue };
        let message =
            format!("this change adds {} as imported, so the policy's steps do not apply to it", imported.id.value);
        found.push(
            RULE.finding(&incident.file, imported.span, message)
                .help(format!("check that {} has this advisory, with this text and date", imported.from.value)),
        );
    }
}
