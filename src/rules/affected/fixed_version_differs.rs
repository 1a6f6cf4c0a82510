//! Finds release lines for which the advisory and the incident name different fixed versions.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::Location;
use crate::version::Version;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let project = &case.portfolio.project;
    for affected in &document.affected {
        // A dependency has its own version numbers.
        if affected.package.is_some() && !project.is_first(project.package_of(affected)) {
            continue;
        }
        let (Some(line), Some(fixed)) = (&affected.line, affected.fixed()) else { continue };
        let Some(released) = case.incident.fix.releases.get(&line.value) else { continue };
        let same = match (fixed.version(), Version::parse(released, case.portfolio.project.order())) {
            (Some(fixed), Ok(released)) => *fixed == released,
            _ => fixed.value.as_str() == released.value,
        };
        if !same {
            let message = format!(
                "the advisory says that `{}` is fixed in {}, but the incident says {}",
                line.value, fixed.value, released.value
            );
            found.push(
                RULE.finding(&document.file, fixed.span, message)
                    .also(Location::new(&case.incident.file, released.span), "the fixed release")
                    .help("write the same release in both files"),
            );
        }
    }
}
