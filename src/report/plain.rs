//! Text that somebody else wrote, made safe to print.
//!
//! A file name, a report or a source line may hold terminal escapes, characters that reorder what a reader sees, or
//! a CI system's command strings. Each such character is replaced by a visible one; nothing is dropped, so that a
//! column still points at what it points at.

use std::borrow::Cow;

/// One line: control characters (line ends too), characters that reorder or hide text, and what GitHub's runner would
/// read as a command in the middle of a line become visible. A tab becomes a space. What stands for a character
/// depends on what is before it only, so the beginning of a text gives the beginning of the result.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(hidden) && !text.contains("##[") {
        return Cow::Borrowed(text);
    }
    let mut hashes = 0;
    text.chars().map(|c| visible(c, &mut hashes)).collect()
}

/// Several lines, each as [`line`] makes it and none of them a command to GitHub's runner; white space at their ends goes.
#[must_use]
pub fn lines(text: &str) -> String {
    let inert = |l: &str| {
        let (indent, words) = l.split_at_checked(l.len() - l.trim_start().len()).unwrap_or(("", l));
        if words.starts_with("::") { format!("{indent}\u{2236}{}", words.replacen(':', "", 1)) } else { l.to_owned() }
    };
    text.trim_end().split('\n').map(|l| inert(&line(l.trim_end()))).collect::<Vec<_>>().join("\n")
}

/// What stands for this character. `hashes` counts the `#` before it: `##[` opens a command anywhere in a line.
fn visible(c: char, hashes: &mut usize) -> char {
    let command = c == '[' && *hashes >= 2;
    *hashes = if c == '#' { *hashes + 1 } else { 0 };
    match c {
        '[' if command => '\u{27E6}',
        '\t' => ' ',
        '\u{7F}' => '\u{2421}',
        c if u32::from(c) < 0x20 => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'),
        c if hidden(c) => '\u{FFFD}',
        c => c,
    }
}

/// Control characters, and the format characters that reorder or hide text.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}
