//! Finds releases that have no place in the order of the project's or a package's versions.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;
use crate::version::Version;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let project = &review.portfolio.project;
    for release in project.lines.iter().flat_map(|line| &line.unordered) {
        if let Err(error) = Version::parse(&release.value, project.order()) {
            found.push(
                RULE.finding(
                    &project.file,
                    release.span,
                    format!("{error}: versions are ordered by `{}`", project.order()),
                )
                .help("correct the release, or set the order of the project's versions in [versions]"),
            );
        }
    }
    // The project's releases are no versions of another project's package.
    for package in project.packages.iter().filter(|package| package.versions.is_none() && !package.is_foreign) {
        let order = project.order_of(Some(package));
        let mut releases = project.lines.iter().flat_map(|line| &line.releases);
        // One is enough to see it.
        if let Some(release) = releases.find(|release| release.value.in_order(order).is_none()) {
            let message = format!(
                "{} is not a valid version of the package `{}`, which orders versions by `{order}`",
                release.value, package.name.value
            );
            found.push(
                RULE.finding(&project.file, release.span, message)
                    .also(Location::new(&project.file, package.name.span), "the package")
                    .help("if the package has version numbers of its own, describe them with `versions`"),
            );
        }
    }
}
