//! Finds package URLs that name another package than the ecosystem and the name do.

use crate::ecosystem::purl;
use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let project = &review.portfolio.project;
    for package in &project.packages {
        let (Some(url), Some(ecosystem)) = (&package.purl, package.ecosystem()) else { continue };
        let kind = purl::kind(&url.value);
        if let Some(expected) = ecosystem.url_type().filter(|expected| kind != Some(*expected)) {
            let message = format!("package URLs of {ecosystem} begin with `pkg:{expected}/`");
            found.push(RULE.finding(&project.file, url.span, message).help("correct the URL or the ecosystem"));
            continue;
        }
        let name = package.name.as_str();
        let known = purl::purl(ecosystem, name, None);
        let path = |url: &str| url.split('?').next().unwrap_or_default().to_ascii_lowercase();
        if known.is_some_and(|known| path(&url.value) != path(&known)) {
            let message = format!("this package URL is not that of `{name}`");
            found.push(RULE.finding(&project.file, url.span, message).help("correct the URL or the name"));
        }
    }
}
