//! A range is for a package that the project does not publish.

use super::{Check, Rule, known_words};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::Document;

pub(super) const RULE: Rule =
    Rule::new("affected-package", Severity::Warning, include_str!("affected-package.md"), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let packages = &case.portfolio.project.packages;
    let unknown = |name: &str| !packages.is_empty() && !packages.iter().any(|p| p.name.value == name);
    for package in document.affected.iter().filter_map(|a| a.package.as_ref()).filter(|p| unknown(p.as_str())) {
        let known = packages.iter().map(|p| p.name.as_str());
        found.push(
            RULE.finding(
                &document.file,
                package.span,
                format!("`{}` is not a package of advisory.toml", package.value),
            )
            .help(known_words(&package.value, known)),
        );
    }
}
