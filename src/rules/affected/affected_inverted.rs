//! Finds affected ranges that end before they begin.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::{Location, Spanned};
use crate::version::Version;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for range in &document.affected {
        let Some((first, introduced)) = version(range.introduced.as_ref()) else { continue };
        let fixed = version(range.fixed.as_ref()).filter(|(fixed, _)| *fixed <= first);
        let last = version(range.last_affected.as_ref()).filter(|(last, _)| *last < first);
        let Some((key, (_, end))) = fixed.map(|f| ("fixed", f)).or(last.map(|l| ("last-affected", l))) else {
            continue;
        };
        let message = format!("`{key}` {} does not come after `introduced` {}", end.value, introduced.value);
        found.push(
            RULE.finding(&document.file, end.span, message)
                .also(Location::new(&document.file, introduced.span), "introduced")
                .help("correct one of the two, so that the affected versions lie between them"),
        );
    }
}

/// The version that a key holds, and its place.
fn version(text: Option<&Spanned<String>>) -> Option<(Version, &Spanned<String>)> {
    text.and_then(|text| Some((text.value.parse().ok()?, text)))
}
