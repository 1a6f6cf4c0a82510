//! Finds advisories whose public id a change replaces or removes.

use crate::change::{Change, ids, is_approved};
use crate::finding::Finding;
use crate::rules::{Check, Rule, front};
use crate::source::Span;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for kept in &change.kept {
        let id = |case: &crate::case::Case<'_>| case.incident.document.as_ref()?.id.clone();
        let Some(was) = id(&kept.was) else { continue };
        let Some(document) = &kept.is.case.incident.document else { continue };
        let is = document.id.as_ref();
        // An id counts once it is approved. If two advisories share an id, the one that is not
        // public yet gives it up.
        let twice = ids(change.base).filter(|(id, _)| **id == was.value).count() > 1;
        let settled = kept.was.publication.is_ok() || is_approved(&kept.was) && !twice;
        if !settled || is.is_some_and(|is| is.value == was.value) {
            continue;
        }
        let (span, message): (Span, String) = match is {
            Some(is) => (is.span, format!("the public ID changed from {} to {}", was.value, is.value)),
            None => (front(document), format!("the public ID {} was removed", was.value)),
        };
        found.push(
            RULE.finding(&document.file, span, message)
                .help(format!("restore `id = \"{}\"`: an assigned ID never changes", was.value)),
        );
    }
}
