//! Finds release lines that have two ranges for one package.

use std::collections::HashMap;

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule, package_of};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let mut seen = HashMap::new();
    for affected in &document.affected {
        let Some(line) = &affected.line else { continue };
        let package = package_of(case, affected);
        if let Some(first) = seen.insert((package, &line.value), line.span) {
            found.push(
                RULE.finding(&document.file, line.span, format!("the line `{}` already has a range", line.value))
                    .also(Location::new(&document.file, first), "the first one")
                    .help("merge the two ranges, or give one of them another `package`"),
            );
        }
    }
}
