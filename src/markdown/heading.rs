//! The headings that divide a text into sections.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

/// A heading that is in no list, quotation or code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The level: 1 to 6.
    pub level: u8,
    /// Its text, without markup.
    pub text: String,
    /// The bytes of the heading in the source, with its markup.
    pub range: Range<usize>,
    /// The bytes of its text in the source.
    pub text_range: Range<usize>,
}

/// Returns the headings at the top level of a text, in its order.
#[must_use]
pub fn headings(source: &str) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    let mut open: Option<Heading> = None;
    let mut depth = 0_usize;
    for (event, range) in super::parser(source).into_offset_iter() {
        match (event, &mut open) {
            (Event::Start(Tag::Heading { level, .. }), _) if depth == 0 => {
                let start = range.start;
                open = Some(Heading { level: level as u8, text: String::new(), range, text_range: start..start });
                depth += 1;
            }
            (Event::Start(_), _) => depth += 1,
            (Event::End(end), _) => {
                depth = depth.saturating_sub(1);
                if matches!(end, TagEnd::Heading(_)) {
                    headings.extend(open.take());
                }
            }
            (Event::Text(part) | Event::Code(part), Some(heading)) => {
                let start = if heading.text.is_empty() { range.start } else { heading.text_range.start };
                heading.text_range = start..range.end;
                heading.text.push_str(&part);
            }
            (Event::SoftBreak | Event::HardBreak, Some(heading)) => heading.text.push(' '),
            _ => {}
        }
    }
    headings
}
