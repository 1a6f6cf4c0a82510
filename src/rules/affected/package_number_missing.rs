//! Finds affected versions that a package with numbers of its own has no number for.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let project = &case.portfolio.project;
    for affected in &document.affected {
        let Some(package) = project.package_of(affected) else { continue };
        let Some(numbering) = &package.versions else { continue };
        let range = &affected.range;
        let mut bounds = range.introduced.iter().chain(range.fixed()).chain(range.last_affected());
        let unnumbered = bounds.find(|bound| bound.version().is_some_and(|version| package.number(version).is_none()));
        if let Some(bound) = unnumbered {
            let message = format!("the package {} has no number for {}", package.described(), bound.value);
            let place = Location::new(&project.file, numbering.span);
            found.push(
                RULE.finding(&document.file, bound.span, message)
                    .also(place, "this leaves out a part of it that is not 0")
                    .help("correct `versions` of the package, so that each of its releases has a number"),
            );
        }
    }
}
