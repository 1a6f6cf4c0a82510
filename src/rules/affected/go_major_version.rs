//! Finds versions of a Go module that are not of the major version in its path.

use crate::case::Case;
use crate::ecosystem::Ecosystem;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    // Other databases have such versions, and what was published stays as it is.
    if case.incident.imported.is_some() {
        return;
    }
    let project = &case.portfolio.project;
    for affected in &document.affected {
        let Some(package) = project.package_of(affected).filter(|package| package.versions.is_none()) else { continue };
        if package.ecosystem() != Some(&Ecosystem::Go) {
            continue;
        }
        let path = package.name.as_str();
        let major = major(path);
        // Where versions end or begin another module may be named.
        let bounds =
            affected.range.introduced.iter().chain(affected.range.fixed()).chain(affected.range.last_affected());
        for bound in bounds {
            let Some(own) = bound.version().filter(|version| !version.as_str().ends_with("+incompatible")) else {
                continue;
            };
            let own = own.major();
            let is_one = own == major || major < 2 && own < 2;
            if !is_one {
                let message = format!("{} is not a version of the Go module `{path}`", bound.value);
                let help = if own < 2 {
                    "versions before 2.0.0 are of the module without a number at its end".to_owned()
                } else {
                    format!("name the module whose path ends in `/v{own}`, or give the package `versions`")
                };
                let place = Location::new(&project.file, package.name.span);
                found.push(RULE.finding(&document.file, bound.span, message).also(place, "the module").help(help));
                break;
            }
        }
    }
}

/// Returns the major version in a module's path: 2 or more, or 1 for both 0 and 1.
fn major(path: &str) -> u64 {
    let number = |text: &str| text.parse::<u64>().ok();
    let last = path.rsplit('/').next().unwrap_or_default();
    let own = last.strip_prefix('v').and_then(number);
    let of_gopkg =
        path.strip_prefix("gopkg.in/").and_then(|_| last.rsplit_once(".v")).and_then(|(_, text)| number(text));
    own.or(of_gopkg).unwrap_or(1)
}
