//! Definitions of links and footnotes, which apply to a whole text wherever they are in it.

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
    let own: Vec<String> = definitions(section).into_iter().map(|own| own.reference).collect();
    let lower = label_of(section);
    for definition in definitions(text) {
        let Definition { reference, source } = definition;
        if !own.contains(&reference) && lower.contains(&reference) {
            out.push_str(&format!("\n\n{}", source.trim_end()));
        }
    }
    out
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
