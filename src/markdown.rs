//! Renders untrusted Markdown as safe HTML, and as plain text for mails.
//!
//! Only this module reads the parser's events. Raw HTML is shown as text, an image becomes a link,
//! and links to anything but `https`, `http` and `mailto` are dropped. So no text can add an
//! element, an attribute or a script.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, TextMergeStream};

mod canonical;
mod definition;
mod element;
mod heading;
mod html;
mod link;
mod plain;

pub use canonical::canonical;
pub use definition::with_definitions;
pub use element::{Element, elements};
pub use heading::{Heading, headings};
pub use html::html;
pub use link::is_web;
pub use plain::{plain, unwrapped};

/// The depth from which nested elements are flattened into their text. No advisory needs more, and
/// the time to sanitise HTML grows with the square of the depth.
const MAX_DEPTH: usize = 64;

/// Returns a parser of the one dialect that every text is read in: CommonMark with what GitHub adds
/// to it.
fn parser(source: &str) -> Parser<'_> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    Parser::new_ext(source, options)
}

/// Returns the events of a text, adjacent pieces of text as one.
fn events(source: &str) -> impl Iterator<Item = Event<'_>> {
    TextMergeStream::new(parser(source))
}

/// Returns a text with everything escaped that hides or reorders other text: bidirectional controls
/// and zero-width characters become `⟨U+202E⟩`, other control characters U+FFFD, and every line end
/// `\n`. Joiners are kept where they join letters of scripts that need them.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c == '\n' || c == '\t' || (' '..='~').contains(&c) || (c.is_alphanumeric() && !hides(c));
    if is_plain(text) || text.chars().all(plain) {
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
            c if joins(before, c, chars.peek().copied()) => out.push(c),
            c if c.is_control() || is_noncharacter(c) => out.push('\u{fffd}'),
            c if hides(c) => out.push_str(&format!("⟨U+{:04X}⟩", u32::from(c))),
            c => out.push(c),
        }
        before = c;
    }
    Cow::Owned(out)
}

/// Returns the characters of a text that a reader can't see, or that change how others are read,
/// each with its byte offset: controls except tabs and line ends, line separators, and what
/// [`visible`] escapes.
pub fn hidden(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut chars = text.char_indices().peekable();
    let mut before = ' ';
    std::iter::from_fn(move || {
        loop {
            let (at, c) = chars.next()?;
            let next = chars.peek().map(|(_, next)| *next);
            let seen = matches!(c, '\n' | '\t' | '\r') || joins(before, c, next);
            before = c;
            if !seen && (c.is_control() || is_noncharacter(c) || hides(c)) {
                return Some((at, c));
            }
        }
    })
}

/// Returns whether a text has nothing but printable ASCII characters and line feeds. Nearly every
/// text does, and whole pieces of it are compared at once.
pub(crate) fn is_plain(text: &str) -> bool {
    let plain = |byte: &u8| *byte == b'\n' || (b' '..=b'~').contains(byte);
    text.as_bytes().chunks(64).all(|piece| piece.iter().fold(true, |all, byte| all & plain(byte)))
}

/// Returns whether a character is a joiner between letters of a script that needs it, or between
/// the parts of a symbol.
fn joins(before: char, c: char, next: Option<char>) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}') && !before.is_ascii() && next.is_some_and(|n| !n.is_ascii())
}

/// Returns whether a code point is a noncharacter, which XML can't represent.
pub(crate) fn is_noncharacter(c: char) -> bool {
    u32::from(c) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c)
}

/// Returns whether a character is invisible and changes how others are read, or separates lines.
/// These are the characters that Unicode calls default ignorable, except variation selectors.
#[must_use]
pub fn hides(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Escapes a text for HTML, as text or as the value of a quoted attribute.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let text = visible(text);
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(text.get(from..at).unwrap_or_default());
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}
