//! Finds CVE IDs in the text that the front matter does not list.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::names::CveId;
use crate::rules::{Check, Rule};
use crate::source::Span;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

/// The length of the longest CVE ID, in characters.
const LONGEST: usize = 28;

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let file = case.portfolio.tree.text(document.file.as_str());
    let text = file.and_then(|t| t.get(document.body.span.start..document.body.span.end)).unwrap_or_default();
    let mut known: BTreeSet<CveId> = document.cve.iter().map(|cve| cve.value.clone()).collect();
    for (start, _) in text.match_indices("CVE-") {
        let rest = text.get(start..).unwrap_or_default();
        let length = rest.bytes().take(LONGEST + 1).take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
        let word = rest.get(..length).unwrap_or_default().trim_end_matches('-');
        if let Ok(cve) = word.parse::<CveId>()
            && known.insert(cve)
        {
            let start = document.body.span.start + start;
            found.push(
                RULE.finding(
                    &document.file,
                    Span::new(start, start + word.len()),
                    format!("`cve` does not list {word}"),
                )
                .help("add it to `cve`; if it belongs to another vulnerability, add a [[reference]] instead"),
            );
        }
    }
}
