//! Words of riddles in what people read: each has a plainer way to say it, which CONTRIBUTING.md shows.

use std::collections::BTreeSet;

use super::{pages, path, read};
use crate::support;

/// Words that are not used, with what to write instead. A hit may be among [`ALLOWED`], with its words around it.
const WORDS: [(&str, &str); 14] = [
    ("whoever", "anybody who; the person who"),
    ("whomever", "the person whom"),
    ("whosoever", "anybody who"),
    ("nobody's", "does not count; of nobody"),
    ("stands", "is; appears"),
    ("stood", "was"),
    ("lies", "is; belongs to"),
    ("hangs", "depends on"),
    ("holds", "is; contains; has"),
    ("but for", "except"),
    ("in the place of", "instead of; for"),
    ("bears", "has"),
    ("thereof", "of the …"),
    ("wherein", "in which"),
];

/// Where such a word is the right one.
const ALLOWED: [&str; 7] = [
    "nobody holds an undeclared",
    "someone stands in",
    "holds a role",
    "holds no role",
    "still holds it back",
    "cache holds two hashes",
    "process that holds the lock",
];

/// Pages, help, rules, templates, and the files that `init` writes.
fn read_by_people() -> Vec<String> {
    let mut files = pages();
    files.extend(["README.md", "ARCHITECTURE.md", "tests/cli/help.trycmd"].map(str::to_owned));
    for folder in ["src/rules", "src/policy/presets", "src/app/init", "site-templates"] {
        let is_text = |file: &String| !file.ends_with(".rs") && !file.ends_with(".css") && !file.ends_with(".svg");
        let found = support::files(&path(folder)).into_iter().map(|(file, _)| format!("{folder}/{file}"));
        files.extend(found.filter(is_text));
    }
    files
}

/// The text with single spaces, and without code, which has words of its own.
fn words(text: &str) -> String {
    let prose = text.split('`').step_by(2).collect::<Vec<_>>().join("`");
    prose.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The places of a word in a text, each with the words around it.
fn places<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let is_in_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let at = text.match_indices(word).map(|(at, _)| at);
    let whole = at.filter(|at| {
        !is_in_word(text[..*at].chars().next_back()) && !is_in_word(text[*at + word.len()..].chars().next())
    });
    let around = whole.map(|at| {
        let begin = text[..at].char_indices().rev().nth(30).map_or(0, |(at, _)| at);
        let end = text[at..].char_indices().nth(40).map_or(text.len(), |(after, _)| at + after);
        &text[begin..end]
    });
    around.collect()
}

#[test]
fn no_page_uses_the_words_of_riddles() {
    let mut found = BTreeSet::new();
    for file in read_by_people() {
        let text = words(&read(&file));
        for (word, instead) in WORDS {
            for around in places(&text, word) {
                if !ALLOWED.iter().any(|allowed| around.contains(allowed)) {
                    found.insert(format!("{file}: `{word}`, better: {instead}: …{around}…"));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
