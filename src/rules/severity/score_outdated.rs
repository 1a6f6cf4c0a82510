//! Finds vectors that somebody changed after the team agreed on others.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule, front, unfinished};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let Some(scored) = case.scored_otherwise().filter(|_| !case.is_closed()) else { return };
    let span = document.cvss.first().map_or_else(|| front(document), |cvss| cvss.vector.span);
    let message = "the CVSS vectors are others than those that the team agreed on";
    found.push(
        RULE.raise(unfinished(case), &document.file, span, message)
            .label("deadlines do not depend on this score until the team agrees on it")
            .also(Location::new(&case.incident.file, scored.kind.span), "the team agreed here")
            .help(format!("once it agrees on these: `advisory record {} scored --by MEMBER`", case.incident.handle)),
    );
}
