//! Markdown that somebody else wrote, as safe HTML and as plain text for mails.
//!
//! Both renderings are made from the parser's events by this module alone: raw HTML is text, an image is a link, a link
//! goes to `https`, `http` or `mailto` or nowhere. Nothing a text says can add an element, an attribute or a script.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, TextMergeStream};

mod heading;
mod html;
mod link;
mod plain;

pub use heading::{Heading, headings};
pub use html::html;
pub use link::is_web;
pub use plain::plain;

/// Elements nested deeper than this are flattened into their text: no advisory needs them, and sanitising costs the
/// square of the depth.
const DEEPEST: usize = 64;

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

fn events(source: &str) -> impl Iterator<Item = Event<'_>> {
    TextMergeStream::new(Parser::new_ext(source, options()))
}

/// The text with everything that hides or reorders other text written out: bidirectional controls and zero-width
/// characters as `⟨U+202E⟩`, other control characters as U+FFFD, every line end as `\n`. Joiners stay where they join
/// letters of scripts that need them.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| c == '\n' || c == '\t' || (' '..='~').contains(&c) || c.is_alphanumeric()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\n' | '\t' => out.push(c),
            '\u{200c}' | '\u{200d}' if !before.is_ascii() && chars.peek().is_some_and(|n| !n.is_ascii()) => out.push(c),
            c if c.is_control() => out.push('\u{fffd}'),
            c if hides(c) => out.push_str(&format!("⟨U+{:04X}⟩", u32::from(c))),
            c => out.push(c),
        }
        before = c;
    }
    Cow::Owned(out)
}

/// Characters without a shape of their own that change how others are read.
fn hides(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Text as HTML text or as the value of a quoted attribute.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
