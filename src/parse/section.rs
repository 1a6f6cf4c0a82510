//! The sections of an advisory's text: its level 2 headings, and what follows each.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use crate::incident::Section;
use crate::source::{Span, Spanned};

/// A top-level heading.
struct Heading {
    level: HeadingLevel,
    range: Range<usize>,
    text: String,
    text_range: Option<Range<usize>>,
}

/// The sections of a text that starts at byte `base` of its file.
pub(super) fn sections(text: &str, base: usize) -> Vec<Section> {
    let headings = headings(text);
    let ends = headings.iter().skip(1).map(|h| h.range.start).chain([text.len()]);
    let place = |range: Range<usize>| Span::new(range.start + base, range.end + base);
    headings
        .iter()
        .zip(ends)
        .filter(|(heading, _)| heading.level == HeadingLevel::H2)
        .map(|(heading, end)| {
            let raw = text.get(heading.range.end..end).unwrap_or_default();
            let start = heading.range.end + (raw.len() - raw.trim_start().len());
            let body = raw.trim();
            let heading_range = heading.text_range.clone().unwrap_or_else(|| heading.range.clone());
            Section {
                kind: kind(&heading.text),
                heading: Spanned::new(heading.text.clone(), place(heading_range)),
                body: Spanned::new(body.replace("\r\n", "\n"), place(start..start + body.len())),
            }
        })
        .collect()
}

/// The headings of levels 1 and 2 that stand in no list, quotation or code.
fn headings(text: &str) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    let mut open = false;
    let mut depth = 0_usize;
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) if depth == 0 && level <= HeadingLevel::H2 => {
                headings.push(Heading { level, range, text: String::new(), text_range: None });
                open = true;
                depth += 1;
            }
            Event::Start(_) => depth += 1,
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                open &= !matches!(end, TagEnd::Heading(_));
            }
            Event::Text(part) | Event::Code(part) if open => {
                if let Some(heading) = headings.last_mut() {
                    heading.text.push_str(&part);
                    let start = heading.text_range.as_ref().map_or(range.start, |r| r.start);
                    heading.text_range = Some(start..range.end);
                }
            }
            Event::SoftBreak | Event::HardBreak if open => {
                if let Some(heading) = headings.last_mut() {
                    heading.text.push(' ');
                }
            }
            _ => {}
        }
    }
    headings
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
