//! Finds public advisories that a change makes private again.

use crate::case::Withheld;
use crate::change::Change;
use crate::finding::Finding;
use crate::incident::Incident;
use crate::portfolio::Portfolio;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for kept in &change.kept {
        let incident = kept.is.case.incident;
        let (Some(since), Err(reason)) = (kept.was.public_since(), kept.is.case.publication) else { continue };
        // The edits waited for an approval before, and still do.
        if kept.was.publication.is_err() && kept.is.case.public_since().is_some() {
            continue;
        }
        // A file that cannot be read has its own findings, and so has an edit without a revision.
        let text = |portfolio: &Portfolio, incident: &Incident| {
            let document = incident.document.as_ref()?;
            portfolio.tree.text(document.file.as_str()).map(str::to_owned)
        };
        let is_edited = || text(change.base, kept.was.incident) != text(change.head, incident);
        if !incident.whole || reason == Withheld::Changed && is_edited() {
            continue;
        }
        let file = incident.document.as_ref().map_or(&incident.file, |document| &document.file);
        found.push(
            RULE.finding(
                file,
                Location::file(file).span,
                format!("this change hides an advisory that has been public since {}: {reason}", since.spoken()),
            )
            .help("restore what made it public; if the advisory was wrong, withdraw it with `advisory withdraw`"),
        );
    }
}
