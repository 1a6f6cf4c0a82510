//! Finds packages that imported advisories alone name, if advisory.toml does not say who publishes
//! them.

use std::collections::BTreeSet;

use crate::ecosystem::Ecosystem;
use crate::finding::Finding;
use crate::portfolio::Package;
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

/// The ecosystem and the name of a package.
type Named<'p> = (Option<&'p Ecosystem>, &'p str);

fn named(package: &Package) -> Named<'_> {
    (package.ecosystem(), package.name.value.as_str())
}

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let project = &review.portfolio.project;
    let is_unsaid =
        |package: &&Package| !package.says_foreign && package.versions.is_none() && !project.is_first(Some(package));
    let unsaid: Vec<&Package> = project.packages.iter().filter(is_unsaid).collect();
    if unsaid.is_empty() {
        return;
    }
    let (mut imported, mut own) = (BTreeSet::new(), BTreeSet::new());
    for incident in &review.portfolio.incidents {
        let Some(document) = &incident.document else { continue };
        let packages = document.affected.iter().filter_map(|affected| project.package_of(affected)).map(named);
        if incident.imported.is_some() { imported.extend(packages) } else { own.extend(packages) }
    }
    let is_unclaimed = |package: &&&Package| imported.contains(&named(package)) && !own.contains(&named(package));
    let unclaimed: Vec<&&Package> = unsaid.iter().filter(is_unclaimed).collect();
    let Some(first) = unclaimed.first() else { return };
    let names: Vec<String> = unclaimed.iter().take(MOST).map(|package| format!("`{}`", package.name.value)).collect();
    let names = match unclaimed.len().saturating_sub(MOST) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    };
    let message = format!("only imported advisories name {names}, and nothing says who publishes this");
    let help = "add `foreign = true` to each `[[package]]` that somebody else publishes, and `foreign = false` to the \
         project's own";
    found.push(RULE.finding(&project.file, first.name.span, message).help(help));
}

/// The most names that a finding lists.
const MOST: usize = 5;
