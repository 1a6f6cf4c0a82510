//! Finds advisories whose public ID a change replaces or removes.

use crate::change::{Change, ids, is_approved};
use crate::event::BuiltIn;
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
        // An approval that was given too early is void, and so is the id that it assigned.
        let is_taken_back = || {
            let approved = kept.is.case.incident.first(BuiltIn::Approved);
            is.is_none() && approved.is_none() && kept.was.was_public().is_none()
        };
        // An id counts once it is approved. If two advisories share an id, the one that was public
        // first keeps it.
        let twice = ids(change.base).filter(|(id, _)| **id == was.value).count() > 1;
        let settled = if twice {
            kept.was.gives_up_id().is_none()
        } else {
            kept.was.publication.is_ok() || is_approved(&kept.was)
        };
        if !settled || is.is_some_and(|is| is.value == was.value) || is_taken_back() {
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
