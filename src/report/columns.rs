//! The width of text on a terminal.

use unicode_normalization::char::is_combining_mark;

/// The characters that take two columns: East Asian wide and full-width ones, and pictures.
const WIDE: [(char, char); 14] = [
    ('\u{1100}', '\u{115f}'),
    ('\u{2e80}', '\u{303e}'),
    ('\u{3041}', '\u{33ff}'),
    ('\u{3400}', '\u{4dbf}'),
    ('\u{4e00}', '\u{a4cf}'),
    ('\u{a960}', '\u{a97c}'),
    ('\u{ac00}', '\u{d7a3}'),
    ('\u{f900}', '\u{faff}'),
    ('\u{fe10}', '\u{fe19}'),
    ('\u{fe30}', '\u{fe6b}'),
    ('\u{ff01}', '\u{ff60}'),
    ('\u{ffe0}', '\u{ffe6}'),
    ('\u{1f300}', '\u{1faff}'),
    ('\u{20000}', '\u{3fffd}'),
];

/// Returns the columns of a character.
pub(super) fn of_char(c: char) -> usize {
    match c {
        ' '..='~' => 1,
        _ if is_combining_mark(c) || matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}') => 0,
        _ if is_wide(c) => 2,
        _ => 1,
    }
}

/// Returns the columns of a text in one line.
pub(super) fn of(text: &str) -> usize {
    text.chars().map(of_char).sum()
}

/// Returns the text with spaces behind it up to this many columns.
pub(super) fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(of(text))))
}

/// Returns a word in parts of at most this many columns. Only a word with wide characters, which no
/// spaces divide, has parts: a path or a name stays whole.
pub(super) fn parts(word: &str, columns: usize) -> Vec<&str> {
    if of(word) <= columns || !word.chars().any(is_wide) {
        return vec![word];
    }
    let mut parts = Vec::new();
    let (mut start, mut column) = (0, 0);
    for (at, c) in word.char_indices() {
        let wide = of_char(c);
        if column + wide > columns && at > start {
            parts.extend(word.get(start..at));
            (start, column) = (at, 0);
        }
        column += wide;
    }
    parts.extend(word.get(start..));
    parts
}

fn is_wide(c: char) -> bool {
    WIDE.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

#[cfg(test)]
mod tests {
    use super::{of, padded, parts};

    #[test]
    fn a_wide_character_takes_two_columns_and_an_accent_none() {
        assert_eq!(of("Ne\u{301}e"), 3);
        assert_eq!(of("山田 ab"), 7);
        assert_eq!(padded("山田", 6), "山田  ");
    }

    #[test]
    fn only_words_with_wide_characters_are_divided() {
        assert_eq!(parts("脆弱性の概要", 5), ["脆弱", "性の", "概要"]);
        assert_eq!(parts("a-name-that-is-long", 5), ["a-name-that-is-long"]);
    }
}
