//! Finds advisories whose origin a change rewrites.

use crate::change::Change;
use crate::finding::Finding;
use crate::incident::Imported;
use crate::rules::{Check, Rule};
use crate::source::Span;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    let facts = |imported: &Imported| {
        let severity = imported.severity.as_ref().map(|severity| severity.value.clone());
        let published = imported.published.as_ref().map(|published| published.value);
        (imported.from.value.clone(), imported.id.value.clone(), published, severity)
    };
    for kept in change.kept.iter().filter(|kept| kept.is.case.incident.whole) {
        let (was, is) = (&kept.was.incident.imported, &kept.is.case.incident.imported);
        let (span, message, help) = match (was, is) {
            (None, Some(is)) => (
                is.span,
                "`[imported]` was added to an incident that was handled here",
                "remove it: the policy's steps apply to incidents that were handled here",
            ),
            (Some(_), None) => (
                Span::default(),
                "`[imported]` was removed from an imported advisory",
                "restore `[imported]`: its dates are those of the other database",
            ),
            (Some(was), Some(is)) if facts(was) != facts(is) => {
                (is.span, "the origin, ID or date in `[imported]` was changed", "restore what `advisory import` wrote")
            }
            _ => continue,
        };
        found.push(RULE.finding(&kept.is.case.incident.file, span, message).help(help));
    }
}
