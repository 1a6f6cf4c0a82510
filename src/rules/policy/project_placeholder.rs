//! Finds addresses in advisory.toml and team.toml that `init` wrote in place of the project's.

use super::policy_placeholder::PLACEHOLDER;
use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::{FilePath, Spanned};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let (project, team) = (&review.portfolio.project, &review.portfolio.team);
    let site = &project.site;
    let mut find = |file: &FilePath, text: &Spanned<String>, whose: &str| {
        if text.contains(PLACEHOLDER) {
            let message = format!("{whose} is still a placeholder");
            found.push(
                RULE.finding(file, text.span, message)
                    .help("replace the address that `advisory init` wrote with your project's"),
            );
        }
    };
    let single = [&project.home, &project.repository, &site.encryption, &site.policy].into_iter().flatten();
    let packages = project.packages.iter().map(|package| &package.name);
    for text in single.chain(packages).chain([&site.url]).chain(&site.contact) {
        find(&project.file, text, "this address of the project");
    }
    for member in &team.members {
        for email in member.email.iter().chain(&member.emails) {
            find(&team.file, email, &format!("the email address of `{}`", member.id.value));
        }
    }
}
