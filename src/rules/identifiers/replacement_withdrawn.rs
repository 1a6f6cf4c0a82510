//! Finds advisories whose replacement is withdrawn, and not replaced itself.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let all = review.portfolio.replacements();
    let replaced: BTreeSet<usize> = all.iter().map(|it| it.old).collect();
    for it in all.iter().filter(|it| !replaced.contains(&it.new)) {
        let Some(new) = review.cases.get(it.new) else { continue };
        let Some(withdrawn) = new.withdrawn() else { continue };
        let id = &it.relation.id;
        let message = match it.relation.kind.as_str() {
            "replaces" => format!("this advisory replaces {}, and is withdrawn itself", id.value.escape_debug()),
            _ => format!("this advisory is replaced by {}, which is withdrawn", id.value.escape_debug()),
        };
        found.push(
            RULE.finding(&it.document.file, id.span, message)
                .also(Location::new(&new.incident.file, withdrawn.kind.span), "withdrawn here")
                .help("name the advisory that replaces both, or remove the relation"),
        );
    }
}
