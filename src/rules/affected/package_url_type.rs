//! Finds package URLs of a type that is not registered.

use crate::ecosystem::purl;
use crate::finding::{Finding, did_you_mean};
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let project = &review.portfolio.project;
    for package in &project.packages {
        // The type of an ecosystem is known, and another rule compares it.
        if package.ecosystem().is_some_and(|ecosystem| ecosystem.url_type().is_some()) {
            continue;
        }
        let Some(url) = &package.purl else { continue };
        let Some(kind) = purl::kind(&url.value).filter(|kind| !purl::TYPES.contains(kind)) else { continue };
        let message = format!("`{kind}` is not a registered type of package URLs");
        let help = match did_you_mean(kind, purl::TYPES.iter().copied()) {
            Some(near) => format!("did you mean `pkg:{near}/`?"),
            None => "write `pkg:generic/` and the name, or leave the key out".to_owned(),
        };
        found.push(RULE.finding(&project.file, url.span, message).help(help));
    }
}
