//! Finds advisories that get the public ID of another advisory.

use crate::change::{Change, ids};
use crate::finding::Finding;
use crate::incident::Incident;
use crate::names::PublicId;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    let assigned: Vec<(&PublicId, &Incident)> =
        std::iter::once(change.base).chain(change.meanwhile).flat_map(ids).collect();
    for (id, incident) in ids(change.head) {
        let kept = change.kept.iter().find(|kept| kept.is.case.incident.folder == incident.folder);
        let own = |owner: &Incident| {
            owner.folder == incident.folder || kept.is_some_and(|kept| kept.was.incident.folder == owner.folder)
        };
        let mut owners = assigned.iter().filter(|(there, _)| *there == id).map(|(_, owner)| *owner);
        // An id that two advisories already share is reported by `duplicate-public-id`.
        let Some(owner) = owners.next().filter(|first| !own(first) && !owners.any(own)) else { continue };
        let Some(document) = &incident.document else { continue };
        let span = document.id.as_ref().map(|id| id.span).unwrap_or_default();
        let finding = RULE
            .finding(&document.file, span, format!("{id} was already assigned to another advisory"))
            .help(format!(
                "merge the branch that has it into this one; then `advisory publish {} --by MEMBER` gives this advisory \
                 the next free id",
                incident.handle
            ));
        let file = owner.document.as_ref().map(|document| &document.file);
        let file = file.filter(|file| change.head.tree.get(file.as_str()).is_some());
        found.push(match file {
            Some(file) => finding.also(Location::file(file), "the other advisory"),
            None => finding,
        });
    }
}
