//! Finds changes that make an advisory public earlier without the authority to end its embargo.

use crate::change::{Change, EarlierOpening, earlier_opening};
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for kept in &change.kept {
        let Some(EarlierOpening { was, is, causes }) = earlier_opening(change, kept) else { continue };
        let Some((first, others)) = causes.split_first() else { continue };
        let when = if is == change.now { "now".to_owned() } else { format!("on {}", is.spoken()) };
        let before = was.map_or_else(|| "not at all".to_owned(), |was| format!("on {}", was.spoken()));
        let message = format!("{} makes this advisory public {when}; before the change, {before}", first.what);
        let finding = RULE.finding(&first.file, first.span, message).help(
            "let somebody who may approve the publication commit this, or record `embargo-moved` with who agreed",
        );
        let also = |finding: Finding, cause: &crate::change::Cause| {
            finding.also(Location::new(&cause.file, cause.span), format!("{} does too", cause.what))
        };
        found.push(others.iter().fold(finding, also));
    }
}
