//! Splits an advisory's text into sections: its headings of level 1 and 2, and what follows each.
//! The text before the first heading is a section without a heading.
//!
//! Many texts begin with a deeper level, as GitHub's form for advisories does: then the headings of
//! that level divide the text. Instructions are a section of their own at any level, because other
//! formats have a place for them.

use std::ops::Range;

use crate::incident::Section;
use crate::markdown::{self, Heading};
use crate::source::{Span, Spanned};

/// Returns which bytes of a Markdown text count: those without blank lines before them and white
/// space behind them, which change nothing. White space before the first line stays: it can make
/// a code block.
pub(super) fn markdown(text: &str) -> Range<usize> {
    const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];
    let is_blank = |line: &str| line.trim_matches(BLANK).is_empty();
    let before: usize = text.split_inclusive('\n').take_while(|line| is_blank(line)).map(str::len).sum();
    let end = text.trim_end_matches(BLANK).len();
    before.min(end)..end
}

/// Returns the sections of a text that starts at byte `base` of its file.
pub(super) fn sections(text: &str, base: usize) -> Vec<Section> {
    let headings = dividing(markdown::headings(text));
    let starts = headings.iter().map(|h| h.range.start).chain([text.len()]);
    let place = |range: Range<usize>| Span::new(range.start + base, range.end + base);
    let body = |range: Range<usize>| {
        let raw = text.get(range.clone()).unwrap_or_default();
        let counts = self::markdown(raw);
        let body = raw.get(counts.clone()).unwrap_or_default();
        Spanned::new(body.replace("\r\n", "\n"), place(range.start + counts.start..range.start + counts.end))
    };
    let lead = starts.clone().next().map(|end| body(0..end)).filter(|lead| !lead.value.trim().is_empty());
    let lead = lead.map(|body| {
        let heading = Spanned::new(String::new(), Span::new(body.span.start, body.span.start));
        Section { kind: LEAD.to_owned(), heading, body }
    });
    let below = headings.iter().zip(starts.skip(1)).map(|(heading, end)| Section {
        kind: kind(&heading.text),
        heading: Spanned::new(heading.text.clone(), place(heading.text_range.clone())),
        body: body(heading.range.end..end),
    });
    lead.into_iter().chain(below).collect()
}

/// Returns the headings that begin a section.
fn dividing(headings: Vec<Heading>) -> Vec<Heading> {
    let highest = headings.iter().map(|heading| heading.level).min().unwrap_or_default().max(2);
    // The level of a section below the level that divides the text; its end begins another section.
    let mut inner: Option<u8> = None;
    let mut begins = |heading: &Heading| {
        let is_deep = heading.level > highest;
        let is_instruction = INSTRUCTIONS.contains(&kind(&heading.text).as_str());
        let begins = !is_deep || is_instruction || inner.is_some_and(|inner| heading.level <= inner);
        if begins {
            inner = Some(heading.level).filter(|_| is_deep);
        }
        begins
    };
    headings.into_iter().filter(|heading| begins(heading)).collect()
}

/// The kinds of sections that say what to do.
const INSTRUCTIONS: [&str; 2] = ["mitigation", "upgrade"];

/// The kind of the text before the first heading.
const LEAD: &str = "lead";

/// Returns the kind of section for a heading, ignoring case and punctuation.
fn kind(heading: &str) -> String {
    let bare: String = heading.to_lowercase().chars().filter(|c| !matches!(c, '\'' | '’')).collect();
    let words: Vec<&str> = bare.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let name = words.join("-");
    match name.as_str() {
        "summary" | "impact" | "description" => "summary",
        "am-i-affected" | "affected" => "am-i-affected",
        "mitigation" | "mitigations" | "workaround" | "workarounds" => "mitigation",
        "how-to-upgrade" | "upgrade" | "patches" | "patch" | "patched-versions" | "solution" | "solutions" => "upgrade",
        _ => return name,
    }
    .to_owned()
}
