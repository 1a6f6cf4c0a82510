//! Definitions of links and footnotes, which apply to a whole text wherever they are in it.

use std::collections::HashSet;

use pulldown_cmark::{Event, Tag};

use super::parser;

/// A definition in a text.
struct Definition<'t> {
    /// What refers to it: `[label]` or `[^label]`, in lower case.
    reference: String,
    /// The definition as it was written.
    source: &'t str,
}

/// Returns a section with the definitions that it refers to and that are elsewhere in the text, so
/// that it renders as it does within the text.
#[must_use]
pub fn with_definitions(section: &str, text: &str) -> String {
    let mut out = section.to_owned();
    // A reference has the one, and a definition has the other, whatever its label.
    if !section.contains('[') || !text.contains("]:") {
        return out;
    }
    let own: HashSet<String> = definitions(section).into_iter().map(|own| own.reference).collect();
    let lower = label_of(section);
    let named = bracketed(&lower);
    // A bracket in a label has a backslash before it.
    let is_named = |reference: &str| {
        let has_brackets = || reference.contains("\\[") || reference.contains("\\]");
        named.contains(reference) || has_brackets() && lower.contains(reference)
    };
    for definition in definitions(text) {
        let Definition { reference, source } = definition;
        if !own.contains(&reference) && is_named(&reference) {
            out.push_str(&format!("\n\n{}", source.trim_end()));
        }
    }
    out
}

/// The length of the longest label, in characters of up to four bytes (CommonMark 0.31.2, 4.7).
const LONGEST: usize = 4 * 999;

/// Returns everything in a text from a bracket to the next closing one.
fn bracketed(text: &str) -> HashSet<&str> {
    let opened = text.match_indices('[').filter_map(|(start, _)| Some((start, text.get(start..)?)));
    let closed = opened.filter_map(|(start, rest)| {
        let near = rest.as_bytes().iter().take(LONGEST + 2);
        let end = start + near.skip(1).position(|byte| matches!(byte, b'[' | b']'))? + 2;
        text.get(start..end)
    });
    closed.collect()
}

/// Returns a text in the form in which labels are compared: lines break as spaces do.
fn label_of(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the definitions of a text, each label once.
fn definitions(text: &str) -> Vec<Definition<'_>> {
    let mut found: Vec<(usize, Definition<'_>)> = Vec::new();
    let parser = parser(text);
    for (label, definition) in parser.reference_definitions().iter() {
        let source = text.get(definition.span.clone()).unwrap_or_default();
        found.push((definition.span.start, Definition { reference: format!("[{}]", label_of(label)), source }));
    }
    for (event, range) in parser.into_offset_iter() {
        if let Event::Start(Tag::FootnoteDefinition(label)) = event {
            let source = text.get(range.clone()).unwrap_or_default();
            found.push((range.start, Definition { reference: format!("[^{}]", label_of(&label)), source }));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, definition)| definition).collect()
}
