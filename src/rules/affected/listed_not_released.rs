//! Finds releases with the instant of their listing that no line lists.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let project = &review.portfolio.project;
    for line in &project.lines {
        let releases = line.releases.iter().map(|release| release.value.to_string());
        let all: Vec<String> = releases.chain(line.unordered.iter().map(|release| release.value.clone())).collect();
        for (release, at) in line.listed.iter().filter(|(release, _)| !all.contains(release)) {
            let message = format!("{release} is not among the releases of the line `{}`", line.id.value);
            found.push(
                RULE.finding(&project.file, at.span, message)
                    .help("add it to `releases`, in the same spelling, or remove it from `listed`"),
            );
        }
    }
}
