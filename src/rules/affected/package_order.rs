//! Finds packages whose versions have no known order.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::version::Order;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let project = &review.portfolio.project;
    if project.order.is_some() {
        return;
    }
    let unordered = project.packages.iter().filter(|package| package.order().is_none() && package.versions.is_none());
    for ecosystem in unordered.filter_map(|package| package.ecosystem.as_ref()) {
        let message = format!("the order of versions of {} is not known", ecosystem.value);
        let help = format!("name their order as `order` of the package: {}", Order::names().join(", "));
        found.push(RULE.finding(&project.file, ecosystem.span, message).help(help));
    }
}
