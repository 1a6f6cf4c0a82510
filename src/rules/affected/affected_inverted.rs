//! Finds affected ranges that end before they begin.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::{Location, Spanned};
use crate::version::{Bound, Version};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for affected in &document.affected {
        let Some((first, introduced)) = version(affected.range.introduced.as_ref()) else { continue };
        let fixed = version(affected.range.fixed()).filter(|(fixed, _)| *fixed <= first);
        let last = version(affected.last_affected()).filter(|(last, _)| *last < first);
        let Some((key, (_, end))) = fixed
            .map(|f| (if affected.ends_unfixed { "before" } else { "fixed" }, f))
            .or(last.map(|l| ("last-affected", l)))
        else {
            continue;
        };
        let message = format!("`{key}` {} is not later than `introduced` {}", end.value, introduced.value);
        found.push(
            RULE.finding(&document.file, end.span, message)
                .also(Location::new(&document.file, introduced.span), "introduced")
                .help("correct one of the two: no version is in this range"),
        );
    }
}

/// Returns the version of a bound, and the bound itself.
fn version(bound: Option<&Spanned<Bound>>) -> Option<(&Version, &Spanned<Bound>)> {
    bound.and_then(|bound| Some((bound.version()?, bound)))
}
