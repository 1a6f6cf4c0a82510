//! Finds recorded events, waivers and decisions that a change removes.

use crate::change::{Change, Record, records};
use crate::finding::Finding;
use crate::incident::Incident;
use crate::rules::{Check, Rule};
use crate::source::{FilePath, Location, Span};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for kept in &change.kept {
        for (record, above) in &kept.records.removed {
            let file = &kept.is.case.incident.file;
            let place = above.map_or_else(|| Location::file(file), |above| Location::new(file, above));
            let at = record.instant().map(|at| format!(" of {}", at.spoken())).unwrap_or_default();
            let finding = RULE
                .finding(file, place.span, format!("{}{at} was removed", record.words()))
                .help("restore it; if it was a mistake, void it with `advisory correct`, which records the reason");
            found.push(if above.is_some() { finding.label("it was below this line") } else { finding });
        }
    }
    let new = change.newly_admitted();
    for record in change.no_longer_admitted() {
        if new.iter().any(|is| is.is_edit_of(&record)) {
            continue;
        }
        let file = change.base.distributors.file.clone().unwrap_or_else(|| FilePath::new("distributors.toml"));
        let message = format!("{} of {} was removed", record.words, record.at.spoken());
        found.push(
            RULE.finding(&file, Span::default(), message)
                .help("restore it; if it was a mistake, void it: `advisory correct distributors ID --void --by MEMBER --reason TEXT`"),
        );
    }
    // A merge may have dropped every change to an incident.
    for incident in &change.head.incidents {
        lost_in_merges(change, incident, found);
    }
}

/// Finds records of either side that a merge lost and no later commit restored. Records of the
/// base are already reported.
fn lost_in_merges<'p>(change: &Change<'p>, incident: &'p Incident, found: &mut Vec<Finding>) {
    let edits = change.history_of(&incident.file).edits;
    if !incident.whole || edits.is_empty() {
        return;
    }
    let there = records(incident);
    let known: Vec<Record<'_>> = change
        .kept
        .iter()
        .filter(|kept| kept.is.case.incident.folder == incident.folder)
        .flat_map(|kept| records(kept.was.incident))
        .collect();
    let tells = |all: &[Record<'_>], record: &Record<'_>| all.iter().any(|other| other.tells(record));
    for edit in edits {
        for record in edit.lost().iter().filter(|record| !tells(&there, record) && !tells(&known, record)) {
            let message = format!("{} was lost in a merge ({})", record.words(), edit.commit.commit.id.short());
            found.push(
                RULE.finding(&incident.file, Span::default(), message)
                    .help("restore it; do not use git's `merge=union` for such files, because it mixes their lines"),
            );
        }
    }
}
