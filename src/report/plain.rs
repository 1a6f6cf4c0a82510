//! Text that somebody else wrote, made safe to print.
//!
//! A file name, a report or a source line may hold terminal escapes, characters that reorder what a
//! reader sees, or a CI system's command strings. Each such character is replaced by a visible one;
//! nothing is dropped, so that a column still points at what it points at.

use std::borrow::Cow;

/// One line: control characters (line ends too), characters that reorder or hide text, and what
/// GitHub's runner would read as a command become visible. A tab becomes a space. What stands for a
/// character depends on what is before it only, so the beginning of a text gives the beginning of
/// the result.
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

/// Several lines, each as [`line()`] makes it; white space at their ends goes.
#[must_use]
pub fn lines(text: &str) -> String {
    text.trim_end().split('\n').map(|l| line(l.trim_end())).collect::<Vec<_>>().join("\n")
}

/// JSON with what a CI runner would read as a command in it escaped. A bracket behind two hashes
/// stands in a string.
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

/// What stands before a character: runners read `##[`, `##vso[` and `##teamcity[` anywhere in a
/// line as the start of a command, and `::` at the start of a line, to which wrapping can bring any
/// part of a text.
#[derive(Default)]
struct Before {
    hashes: usize,
    colons: usize,
    /// Two hashes and perhaps a word.
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

/// Control characters, and the format characters that reorder or hide text.
fn hidden(c: char) -> bool {
    c.is_control() || crate::markdown::hides(c)
}
