//! Finds fixed versions of public advisories that are not listed releases.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::{Affected, Document};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    if case.publication.is_err() {
        return;
    }
    let project = case.portfolio.project.as_of(case.now);
    let is_own = |it: &&Affected| it.package.is_none() || project.package_of(it).is_some();
    for affected in document.affected.iter().filter(is_own) {
        let (Some(fix), Some(line)) = (affected.fixed(), &affected.line) else { continue };
        let Some(version) = fix.value.version() else { continue };
        if project.lists(&line.value, version) == Some(false) {
            let message = format!("{version} is not among the releases of the line `{}`", line.value);
            let known = case.portfolio.line(&line.value).map_or(line.span, |known| known.id.span);
            found.push(
                RULE.finding(&document.file, fix.span, message)
                    .also(Location::new(&project.file, known), "its releases")
                    .help("add it to `releases` once it is released, or correct the fixed version"),
            );
        }
    }
}
