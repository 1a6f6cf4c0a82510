//! Finds revisions dated before the publication or in the future.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::{Document, Revision};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let Ok(published) = case.publication else { return returned(case, document, found) };
    let is_imported = case.incident.imported.is_some();
    let revisions = document.revisions.iter().filter(|_| is_imported);
    for revision in revisions.chain(case.incident.corrections(published).filter(|_| !is_imported)) {
        let at = revision.at.value;
        let wrong = if at.date() < published.date() {
            format!("this revision is dated before the publication on {}", published.short())
        } else if at > case.now {
            format!("this revision is dated in the future: it is {} now", case.now.short())
        } else {
            continue;
        };
        found.push(
            RULE.finding(&document.file, revision.at.span, wrong).help("correct the time; check the offset from UTC"),
        );
    }
}

/// Finds revisions of an advisory that is under embargo now. It was public, and the embargo cannot
/// be restored.
fn returned(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let Some(until) = case.embargo.until.filter(|until| *until > case.now) else { return };
    let was_public = |r: &&Revision| r.at.value <= case.now && !case.incident.was_planned_for(r.at.value);
    for revision in document.revisions.iter().filter(was_public) {
        let message =
            format!("this revision was public on {}, but the embargo ends on {}", revision.at.short(), until.short());
        found.push(
            RULE.finding(&document.file, revision.at.span, message)
                .help("restore the embargo's earlier end; if nothing was public, correct the revision's time"),
        );
    }
}
