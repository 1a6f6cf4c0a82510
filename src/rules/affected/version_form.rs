//! Finds values that are not valid versions.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::version::Version;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for affected in document.affected.iter().chain(&document.unknown) {
        let project = &case.portfolio.project;
        let order = project.order_of(project.package_of(affected));
        for bound in affected.bounds() {
            if let Err(error) = Version::parse(bound.as_str(), order) {
                found.push(RULE.finding(&document.file, bound.span, error.to_string()).help("write one plain version"));
            }
        }
    }
}
