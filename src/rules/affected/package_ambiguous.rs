//! Finds names of packages that two ecosystems have.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let ranges = document.affected.iter().chain(&document.unknown).map(|of| (&of.package, &of.ecosystem));
    let named = ranges.chain(document.commits.iter().map(|of| (&of.package, &of.ecosystem)));
    for name in named.filter(|(_, ecosystem)| ecosystem.is_none()).filter_map(|(name, _)| name.as_ref()) {
        let meant = case.portfolio.project.meant_by(&name.value);
        let all: Vec<String> = meant.iter().map(|package| package.described()).collect();
        if !all.is_empty() {
            let message = format!("several packages are called `{}`: {}", name.value, all.join(" and "));
            let help = "write `ecosystem` below `package`, to say which one is affected";
            found.push(RULE.finding(&document.file, name.span, message).help(help));
        }
    }
}
