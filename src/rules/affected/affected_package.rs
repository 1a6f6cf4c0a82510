//! Finds affected ranges for a package that the project does not publish.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let packages = &case.portfolio.project.packages;
    let all = || document.affected.iter().chain(&document.unknown);
    // A record of another database may be about products that are in no ecosystem.
    if !packages.is_empty() && case.incident.imported.is_none() {
        let packages = Declared::new("a package in advisory.toml", packages.iter().map(|p| p.name.as_str()));
        let used = all().filter_map(|a| a.package.as_ref());
        found.extend(packages.unknown(&RULE, &document.file, used));
        let (project, file) = (&case.portfolio.project, &document.file);
        for affected in all() {
            let (Some(name), Some(ecosystem)) = (&affected.package, &affected.ecosystem) else { continue };
            let is_known = project.package_of(affected).is_some() || project.package(Some(&name.value), None).is_none();
            if !is_known {
                let message = format!("advisory.toml has no package `{}` of `{}`", name.value, ecosystem.value);
                found.push(RULE.finding(file, ecosystem.span, message).help("correct one of the two"));
            }
        }
    }
}
