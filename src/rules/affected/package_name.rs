//! Finds names that no package of their ecosystem can have.

use crate::ecosystem::Ecosystem;
use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let project = &review.portfolio.project;
    for package in &project.packages {
        let Some(ecosystem) = package.ecosystem() else { continue };
        if !ecosystem.has_name(&package.name.value) {
            let message = format!("`{}` is no name of a package of {}", package.name.value, Ecosystem::name(ecosystem));
            let help = "write the group and the artifact, such as `org.example:lodestore`";
            found.push(RULE.finding(&project.file, package.name.span, message).help(help));
        }
    }
}
