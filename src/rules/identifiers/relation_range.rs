//! Finds advisories on an incomplete fix or a regression that do not affect the release with that
//! fix.

use super::meant;
use crate::finding::Finding;
use crate::incident::Affected;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;
use crate::version::Version;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    for document in review.portfolio.incidents.iter().filter_map(|incident| incident.document.as_ref()) {
        for relation in document.relations.iter().filter(|relation| relation.is_about_fix()) {
            let Some((_, other)) = meant(review, document, relation) else { continue };
            for fixed in &other.affected {
                let Some(bound) = fixed.fixed() else { continue };
                let Some(release) = bound.value.version() else { continue };
                if document.affected.iter().any(|affected| affects(affected, fixed, release)) {
                    continue;
                }
                let line = fixed.line.as_ref().map_or_else(String::new, |line| format!(" on `{}`", line.value));
                let message = format!(
                    "this advisory is `{}` {}, but does not list its fix as affected: {}{line}",
                    relation.kind.value,
                    relation.id.value,
                    release.as_str()
                );
                found.push(
                    RULE.finding(&document.file, relation.kind.span, message)
                        .also(Location::new(&other.file, bound.span), "the fix")
                        .help(
                            "add a range under [[affected]] that contains this release and ends with the complete fix",
                        ),
                );
            }
        }
    }
}

/// Returns whether a range of this advisory has the release that fixed the other one.
fn affects(affected: &Affected, fixed: &Affected, release: &Version) -> bool {
    let package = |of: &Affected| {
        let ecosystem = of.ecosystem.as_ref().map(|ecosystem| ecosystem.value.clone());
        (of.package.as_ref().map(|package| package.value.clone()), ecosystem)
    };
    let line = |of: &Affected| of.line.as_ref().map(|line| line.value.clone());
    let is_of_line = line(affected).is_none() || line(affected) == line(fixed);
    // An entry without bounds is about the line as a whole.
    package(affected) == package(fixed) && is_of_line && affected.versions().is_none_or(|range| range.contains(release))
}
