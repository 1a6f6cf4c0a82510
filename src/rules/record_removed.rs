//! Something recorded is gone.

use super::{Check, Rule};
use crate::change::Change;
use crate::finding::{Finding, Severity};
use crate::source::Location;

pub(super) const RULE: Rule =
    Rule::new("record-removed", Severity::Error, include_str!("record-removed.md"), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for kept in &change.kept {
        for (record, above) in &kept.records.removed {
            let file = &kept.is.case.incident.file;
            let place = above.map_or_else(|| Location::file(file), |above| Location::new(file, above));
            let at = record.instant().map(|at| format!(" of {}", at.spoken())).unwrap_or_default();
            let finding = RULE
                .finding(file, place.span, format!("{}{at} is gone", record.words()))
                .help("put it back; what turned out to be wrong is corrected by another event, with a note");
            found.push(if above.is_some() { finding.label("it stood below this") } else { finding });
        }
    }
}
