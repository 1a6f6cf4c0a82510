//! Finds changes that make an advisory public earlier without the authority to end its embargo.

use crate::change::{Change, EarlierOpening, earlier_opening, records};
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::{FilePath, Location, Span};
use crate::time::Instant;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for kept in &change.kept {
        found.extend(
            earlier_opening(change, kept).and_then(|earlier| finding(change.now, &earlier, "before the change")),
        );
    }
}

/// Finds what the merge of a change into the tip of its base opens earlier than the tip does, where
/// the change itself does not.
pub(in crate::rules) fn merged(change: &Change<'_>, merged: &Change<'_>) -> Vec<Finding> {
    let is_reported = |folder: &FilePath| {
        let mut kept = change.kept.iter().filter(|kept| kept.is.case.incident.folder == *folder);
        kept.any(|kept| earlier_opening(change, kept).is_some())
    };
    let mut found = Vec::new();
    for kept in &merged.kept {
        let folder = &kept.is.case.incident.folder;
        // What the branch does not have at all, it can't open.
        let Some(own) = change.head.incidents.iter().find(|incident| incident.folder == *folder) else { continue };
        if is_reported(folder) {
            continue;
        }
        let Some(mut earlier) = earlier_opening(merged, kept) else { continue };
        for cause in &mut earlier.causes {
            // The lines of the merge are in no file yet.
            let record = records(own).into_iter().rfind(|record| record.words() == cause.what);
            cause.span = record.map_or_else(Span::default, |record| record.name.span);
        }
        found.extend(finding(change.now, &earlier, "in the newest state of the base"));
    }
    found
}

fn finding(now: Instant, earlier: &EarlierOpening, before: &str) -> Option<Finding> {
    let EarlierOpening { was, is, causes } = earlier;
    let (first, others) = causes.split_first()?;
    let when = if *is == now { "now".to_owned() } else { format!("on {}", is.spoken()) };
    let was = was.map_or_else(|| "not at all".to_owned(), |was| format!("on {}", was.spoken()));
    let message = format!("{} makes this advisory public {when}; {before}, {was}", first.what);
    let finding = RULE.finding(&first.file, first.span, message).help(
        "let someone who may approve the publication commit this, or record `embargo-moved` with the people who agreed",
    );
    let also = |finding: Finding, cause: &crate::change::Cause| {
        finding.also(Location::new(&cause.file, cause.span), format!("{} does too", cause.what))
    };
    Some(others.iter().fold(finding, also))
}
