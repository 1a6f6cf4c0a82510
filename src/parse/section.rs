//! The sections of an advisory's text: its level 2 headings, and what follows each.

use std::ops::Range;

use crate::incident::Section;
use crate::markdown;
use crate::source::{Span, Spanned};

/// The sections of a text that starts at byte `base` of its file.
pub(super) fn sections(text: &str, base: usize) -> Vec<Section> {
    let headings = markdown::headings(text);
    let ends = headings.iter().skip(1).map(|h| h.range.start).chain([text.len()]);
    let place = |range: Range<usize>| Span::new(range.start + base, range.end + base);
    let sections = headings.iter().zip(ends).filter(|(heading, _)| heading.level == 2);
    sections
        .map(|(heading, end)| {
            let raw = text.get(heading.range.end..end).unwrap_or_default();
            let start = heading.range.end + (raw.len() - raw.trim_start().len());
            let body = raw.trim();
            Section {
                kind: kind(&heading.text),
                heading: Spanned::new(heading.text.clone(), place(heading.text_range.clone())),
                body: Spanned::new(body.replace("\r\n", "\n"), place(start..start + body.len())),
            }
        })
        .collect()
}

/// What kind of section a heading makes; case and punctuation do not matter.
fn kind(heading: &str) -> String {
    let bare: String = heading.to_lowercase().chars().filter(|c| !matches!(c, '\'' | '’')).collect();
    let words: Vec<&str> = bare.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let name = words.join("-");
    match name.as_str() {
        "summary" | "impact" | "description" => "summary",
        "am-i-affected" | "affected" => "am-i-affected",
        "mitigation" | "mitigations" | "workaround" | "workarounds" => "mitigation",
        "how-to-upgrade" | "upgrade" | "patches" => "upgrade",
        _ => return name,
    }
    .to_owned()
}
