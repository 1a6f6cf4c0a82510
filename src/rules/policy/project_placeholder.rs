//! Finds values in advisory.toml and team.toml that `init` wrote in place of the project's.

use super::policy_placeholder::PLACEHOLDER;
use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::{FilePath, Spanned};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

/// The project and the prefix of IDs that `init` writes.
const PROJECT: &str = "Example";
const PREFIX: &str = "EXAMPLE";
/// The members that `init` writes.
const MEMBERS: [&str; 2] = ["Ada Example", "Ben Example"];

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let (project, team) = (&review.portfolio.project, &review.portfolio.team);
    let site = &project.site;
    let mut find = |file: &FilePath, text: &Spanned<String>, whose: &str, what: &str| {
        let message = format!("{whose} is still a placeholder");
        let help = format!("replace the {what} that `advisory init` wrote with your project's");
        found.push(RULE.finding(file, text.span, message).help(help));
    };
    if project.name.value == PROJECT {
        find(&project.file, &project.name, "the name of the project", "name");
    }
    if project.id_prefix.value == PREFIX {
        find(&project.file, &project.id_prefix, "the prefix of public IDs", "prefix");
    }
    let is_example = |title: &&Spanned<String>| title.split(' ').next() == Some(PROJECT);
    if let Some(title) = site.title.as_ref().filter(is_example) {
        find(&project.file, title, "the title of the site", "title");
    }
    let single = [&project.home, &project.repository, &site.encryption, &site.policy].into_iter().flatten();
    let packages = project.packages.iter().map(|package| &package.name);
    for text in single.chain(packages).chain([&site.url]).chain(&site.contact) {
        if text.contains(PLACEHOLDER) {
            find(&project.file, text, "this address of the project", "address");
        }
    }
    for member in &team.members {
        let id = &member.id.value;
        if MEMBERS.contains(&member.name.as_str()) {
            find(&team.file, &member.name, &format!("the name of `{id}`"), "member");
        }
        for email in member.email.iter().chain(&member.emails).filter(|email| email.contains(PLACEHOLDER)) {
            find(&team.file, email, &format!("the email address of `{id}`"), "address");
        }
    }
}
