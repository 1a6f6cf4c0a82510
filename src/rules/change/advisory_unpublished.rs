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
                format!("this advisory has been public since {}, and no longer is: {reason}", since.spoken()),
            )
            .help(
                "restore what made it public; if the advisory was wrong, withdraw it, with `withdrawn` and its event",
            ),
        );
    }
}
