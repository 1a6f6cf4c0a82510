//! Decides which phrases are distinctive enough to search for.
//!
//! A phrase is looked for when finding it elsewhere would be no accident. Two words of a name are;
//! one is not. Six words in a row are, unless they are the small change of prose and code.

use super::Kind;
use super::index::How;

/// Words that say little about what a text is about: English's most common, those of code, those of
/// any advisory.
const COMMON: &str = include_str!("common.txt");

/// Whether finding these words elsewhere means something. Of [`How::Parts`] each part is judged by
/// [`is_distinctive_part`].
pub(super) fn is_distinctive(words: &[String], how: How, kind: Kind) -> bool {
    let letters = weight(words);
    match (how, kind) {
        (How::Parts, _) => true,
        (How::Prefix, _) => words.first().is_some_and(|id| id.len() >= 7),
        // A plain word may stand in any text.
        (_, Kind::Handle) => words.len() >= 2 || words.iter().any(|w| has_digit(w) && letters >= 6),
        (_, Kind::Id) => (words.len() >= 2 || letters >= 8) && words.iter().any(|w| has_digit(w)) || letters >= 12,
        (_, Kind::Reporter) => words.len() >= 2 && letters >= 5,
        (_, Kind::Link) => words.len() >= 3 && letters >= 12,
        (_, Kind::Address) => words.len() >= 3 && letters >= 6,
        (_, Kind::Title | Kind::Text | Kind::Note | Kind::Patch | Kind::Commit | Kind::File) => {
            words.len() >= 3 && letters >= 12 && words.iter().filter(|w| is_distinctive_word(w)).count() >= 2
        }
    }
}

/// Whether a part of a text, its words each followed by a space, is worth looking for.
pub(super) fn is_distinctive_part(words: &str) -> bool {
    let mut found: [&str; 2] = [""; 2];
    let mut count = 0;
    for word in words.split_terminator(' ').filter(|word| is_distinctive_word(word)) {
        if found.contains(&word) {
            continue;
        }
        if let Some(place) = found.get_mut(count) {
            *place = word;
        }
        count += 1;
        if count == 3 {
            return true;
        }
    }
    false
}

fn is_distinctive_word(word: &str) -> bool {
    let long = word.len() >= 3; // in bytes: one character of a script without spaces
    long && !word.bytes().all(|b| b.is_ascii_digit()) && !is_common(word)
}

fn is_common(word: &str) -> bool {
    static WORDS: std::sync::LazyLock<std::collections::HashSet<&str>> = std::sync::LazyLock::new(|| {
        COMMON.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace).collect()
    });
    WORDS.contains(word)
}

fn has_digit(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

/// How long the words are together, in bytes.
fn weight(words: &[String]) -> usize {
    words.iter().map(String::len).sum()
}
