//! The newest release of a line is not among its releases.

use super::{Check, Review, Rule};
use crate::finding::{Finding, Severity};
use crate::version::Version;

pub(super) const RULE: Rule =
    Rule::new("latest-not-released", Severity::Error, include_str!("latest-not-released.md"), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let project = &review.portfolio.project;
    for line in project.lines.iter().filter(|line| !line.releases.is_empty()) {
        let Some(latest) = &line.latest else { continue };
        let is_latest = |release: &Version| latest.value.parse().is_ok_and(|latest: Version| latest == *release);
        if !line.releases.iter().any(|release| is_latest(&release.value)) {
            let message = format!("{} is not among the releases of the line `{}`", latest.value, line.id.value);
            found.push(
                RULE.finding(&project.file, latest.span, message)
                    .help("add it to `releases` once it is released, or correct `latest`"),
            );
        }
    }
}
