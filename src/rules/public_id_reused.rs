//! An advisory takes a public id that was given to another one.

use super::{Check, Rule};
use crate::change::{Change, ids};
use crate::finding::{Finding, Severity};
use crate::source::Location;

pub(super) const RULE: Rule =
    Rule::new("public-id-reused", Severity::Error, include_str!("public-id-reused.md"), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    let given = change.given();
    let former = |folder: &crate::source::FilePath| {
        let kept = change.kept.iter().find(|kept| kept.is.case.incident.folder == *folder);
        kept.map_or(folder, |kept| &kept.was.incident.folder).clone()
    };
    for (id, incident) in ids(change.head) {
        let Some(owner) = given.get(id) else { continue };
        let Some(document) = &incident.document else { continue };
        let had = |(own, there): (_, &crate::incident::Incident)| own == id && there.folder == former(&incident.folder);
        if ids(change.base).any(had) {
            continue;
        }
        let span = document.id.as_ref().map(|id| id.span).unwrap_or_default();
        let help = "remove `id`: `advisory publish` assigns the next free one";
        let finding = RULE.finding(&document.file, span, format!("{id} was given to another advisory")).help(help);
        let theirs = owner.document.as_ref().map(|document| &document.file);
        let theirs = theirs.filter(|file| change.head.tree.get(file.as_str()).is_some());
        found.push(match theirs {
            Some(file) => finding.also(Location::file(file), "its advisory"),
            None => finding,
        });
    }
}
