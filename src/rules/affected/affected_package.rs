//! Finds affected ranges for a package that the project does not publish, or of which it has two.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::portfolio::Project;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};
use crate::source::{FilePath, Spanned};

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
        for affected in all().filter(|affected| affected.ecosystem.is_none()) {
            found.extend(affected.package.as_ref().and_then(|name| ambiguous(project, file, name)));
        }
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

/// Returns the finding for a name that several packages have.
fn ambiguous(project: &Project, file: &FilePath, name: &Spanned<String>) -> Option<Finding> {
    let mut named = project.packages.iter().filter(|package| package.name.value == name.value);
    if named.clone().any(|package| package.ecosystem.is_none()) {
        return None;
    }
    let (first, second) = (named.next()?, named.next()?);
    let both = format!("{} and {}", first.described(), second.described());
    let message = format!("several packages are called `{}`: {both}", name.value);
    let help = format!("write `ecosystem`; without it, {} is meant", first.described());
    Some(RULE.finding(file, name.span, message).help(help))
}
