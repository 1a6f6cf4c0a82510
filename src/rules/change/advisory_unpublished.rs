//! Finds public advisories that a change makes private again.

use crate::change::Change;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for kept in &change.kept {
        let incident = kept.is.case.incident;
        let (Ok(since), Err(reason)) = (kept.was.publication, kept.is.case.publication) else { continue };
        // A file that cannot be read has its own findings.
        if !incident.whole {
            continue;
        }
        let file = incident.document.as_ref().map_or(&incident.file, |document| &document.file);
        found.push(
            RULE.finding(
                file,
                Location::file(file).span,
                format!("public since {}, and no longer: {reason}", since.spoken()),
            )
            .help(
                "put back what made it public; an advisory that was wrong is withdrawn, with `withdrawn` and its event",
            ),
        );
    }
}
