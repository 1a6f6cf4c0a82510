//! Finds affected ranges with both a fixed and a last affected version.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for affected in &document.affected {
        if let (Some(first), Some(second)) = (affected.range.fixed(), &affected.second_end) {
            let end = if affected.ends_unfixed { "before a version" } else { "with a fixed version" };
            found.push(
                RULE.finding(&document.file, second.span, format!("this range already ends {end}"))
                    .also(
                        Location::new(&document.file, first.span),
                        if affected.ends_unfixed { "ends here" } else { "fixed here" },
                    )
                    .help("keep one of `fixed`, `before` and `last-affected`"),
            );
        }
    }
}
