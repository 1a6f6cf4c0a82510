//! Finds release lines whose latest release is not in their list of releases.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::version::Version;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let project = &review.portfolio.project;
    for line in project.lines.iter().filter(|line| !line.releases.is_empty()) {
        let Some(latest) = &line.latest else { continue };
        let is_latest =
            |release: &Version| Version::parse(&latest.value, project.order()).is_ok_and(|latest| latest == *release);
        if !line.releases.iter().any(|release| is_latest(&release.value)) {
            let message = format!("{} is not among the releases of the line `{}`", latest.value, line.id.value);
            found.push(
                RULE.finding(&project.file, latest.span, message)
                    .help("add it to `releases` once it is released, or correct `latest`"),
            );
        }
    }
}
