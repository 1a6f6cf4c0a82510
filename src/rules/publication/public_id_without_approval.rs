//! Finds public IDs that were assigned before the publication was approved.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    if let Some(id) = &document.id
        && case.incident.first(BuiltIn::Approved).is_none()
    {
        found.push(
            RULE.finding(
                &document.file,
                id.span,
                format!("{} is assigned, but nobody has approved the publication", id.value),
            )
            .help("remove the line: `advisory publish` assigns the ID when the publication is approved"),
        );
    }
}
