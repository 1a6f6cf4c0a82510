//! A range is for a package that the project does not publish.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule, known_words};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

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
