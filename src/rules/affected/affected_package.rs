//! Finds affected ranges for a package that the project does not publish.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let packages = &case.portfolio.project.packages;
    if !packages.is_empty() {
        let packages = Declared::new("a package in advisory.toml", packages.iter().map(|p| p.name.as_str()));
        let used = document.affected.iter().filter_map(|a| a.package.as_ref());
        found.extend(packages.unknown(&RULE, &document.file, used));
    }
}
