//! Escapes untrusted text for terminals and CI logs.
//!
//! A file name, a report or a source line may contain terminal escapes, characters that reorder the
//! text, or commands for a CI system. Each such character is replaced by a visible one. Nothing is
//! removed, so columns stay correct.

use std::borrow::Cow;

/// Escapes one line: control characters (including line ends), characters that reorder or hide
/// text, and commands for CI runners become visible. A tab becomes a space. The replacement of a
/// character depends only on the text before it, so a prefix of a text gives a prefix of the
/// result.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(hidden) && !text.contains("##") && !text.contains("::") {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut before = Before::default();
    for c in text.chars() {
        shown.push(before.visible(c));
        before.step(c);
    }
    Cow::Owned(shown)
}

/// Escapes several lines, each like [`line()`], and removes trailing white space.
#[must_use]
pub fn lines(text: &str) -> String {
    text.trim_end().split('\n').map(|l| line(l.trim_end())).collect::<Vec<_>>().join("\n")
}

/// Escapes CI commands in JSON. A bracket after two hashes can occur only in a string.
#[must_use]
pub fn json(text: String) -> String {
    if !text.contains("##") {
        return text;
    }
    let mut shown = String::with_capacity(text.len());
    let mut before = Before::default();
    for c in text.chars() {
        if c == '[' && before.command {
            shown.push_str("\\u005b")
        } else {
            shown.push(c)
        }
        before.step(c);
    }
    shown
}

/// The text before a character. Runners take `##[`, `##vso[` and `##teamcity[` anywhere in a line
/// for the start of a command, and `::` at the start of a line, where wrapping can put any part of
/// a text.
#[derive(Default)]
struct Before {
    hashes: usize,
    colons: usize,
    /// Two hashes and optionally a word.
    command: bool,
}

impl Before {
    fn visible(&self, c: char) -> char {
        match c {
            '[' if self.command => '\u{27E6}',
            ':' if self.colons % 2 == 1 => '\u{2236}',
            '\t' => ' ',
            '\u{7F}' => '\u{2421}',
            c if u32::from(c) < 0x20 => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'),
            c if hidden(c) => '\u{FFFD}',
            c => c,
        }
    }

    fn step(&mut self, c: char) {
        self.hashes = if c == '#' { self.hashes + 1 } else { 0 };
        self.command = self.hashes >= 2 || (self.command && c.is_ascii_alphanumeric());
        self.colons = if c == ':' { self.colons + 1 } else { 0 };
    }
}

/// Returns whether a character is a control character, or a format character that reorders or hides
/// text.
fn hidden(c: char) -> bool {
    c.is_control() || crate::markdown::hides(c)
}
