//! Finds packages of an ecosystem that OSV does not name.

use crate::ecosystem::Ecosystem;
use crate::finding::{Finding, did_you_mean};
use crate::rules::{Check, Review, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let project = &review.portfolio.project;
    for ecosystem in project.packages.iter().filter_map(|package| package.ecosystem.as_ref()) {
        if ecosystem.value.is_in_osv() {
            continue;
        }
        let name = ecosystem.value.name();
        let near = || did_you_mean(name, Ecosystem::all_in_osv()).map(str::to_owned);
        let help = match Ecosystem::meant_by(name).map(str::to_owned).or_else(near) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "leave the key out: a package need not be in an ecosystem".to_owned(),
        };
        let message = format!("`{}` is not an ecosystem that OSV names", name.escape_debug());
        found.push(RULE.finding(&project.file, ecosystem.span, message).help(help));
    }
}
