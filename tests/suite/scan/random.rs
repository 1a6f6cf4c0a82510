//! Planted sentences in random texts, and a searcher too simple to be wrong.

use proptest::prelude::*;

use advisory::scan::{WINDOW, Watch};

use super::{portfolio, watch_at};

const WORDS: [&str; 9] =
    ["vorbat", "kelmin", "tassel9", "orrery", "quoin", "brindle", "zephyr", "x1y2z3", "\u{fc}bergang"];
/// Words of the texts around what is planted; no note has them.
const OTHER: [&str; 6] = ["meadow", "and", "lantern", "the", "ferry", "42"];
const BETWEEN: [&str; 8] = [" ", "\n", ", ", " \r\n\t", "-", "** ", " <i> ", " &amp; "];

fn noted(note: &str) -> Watch {
    watch_at(portfolio(&[("incidents/2026/hidden-otter/notes/random.md", note)]), "2026-03-05T00:00:00Z")
}

/// Where each word of a text stands, by a rule of one line: letters and digits are words, the rest is not.
fn words(text: &str) -> Vec<(usize, usize, String)> {
    let mut words: Vec<(usize, usize, String)> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        let folded: String = c.to_lowercase().map(|c| if c == '\u{fc}' { 'u' } else { c }).collect();
        match words.last_mut().filter(|(_, end, _)| *end == at) {
            Some((_, end, word)) => {
                word.push_str(&folded);
                *end = at + c.len_utf8();
            }
            None => words.push((at, at + c.len_utf8(), folded)),
        }
    }
    words
}

/// Every run of words that stands in both, where a run of six has three different ones: compared each with each.
fn naive(note: &str, text: &str) -> Vec<(usize, usize)> {
    let (note, text) = (words(note), words(text));
    let mut found: Vec<(usize, usize)> = Vec::new();
    for run in text.windows(WINDOW) {
        let same = |other: &[(usize, usize, String)]| run.iter().zip(other).all(|(a, b)| a.2 == b.2);
        let different: std::collections::BTreeSet<_> = run.iter().map(|word| &word.2).collect();
        if different.len() >= 3 && note.windows(WINDOW).any(same) {
            let (start, end) = (run[0].0, run[WINDOW - 1].1);
            match found.last_mut().filter(|(_, before)| start <= *before) {
                Some((_, before)) => *before = end,
                None => found.push((start, end)),
            }
        }
    }
    found
}

/// A text of these words, with something between them that the second number picks.
fn text(words: &[&str], picks: &[usize]) -> String {
    words
        .iter()
        .zip(picks.iter().cycle())
        .map(|(word, pick)| {
            let word = if pick % 3 == 0 { word.to_uppercase() } else { (*word).to_owned() };
            word + BETWEEN[pick % BETWEEN.len()]
        })
        .collect()
}

fn some(words: &'static [&'static str], length: std::ops::Range<usize>) -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(words), length)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands around it and between its words, at the place where it stands; and nothing where it does not.
    #[test]
    fn a_planted_sentence_is_found_and_nothing_else(
        note in some(&WORDS, WINDOW..30), before in some(&OTHER, 0..60), after in some(&OTHER, 0..60),
        picks in prop::collection::vec(0usize..100, 1..40), cut in 0usize..30,
    ) {
        let different = |words: &[&str]| words.iter().collect::<std::collections::BTreeSet<_>>().len();
        let from = cut % (note.len() - WINDOW + 1);
        let copied = &note[from..from + WINDOW];
        prop_assume!(different(copied) >= 3);
        let watch = noted(&note.join(" "));
        let (before, planted, after) = (text(&before, &picks), text(copied, &picks), text(&after, &picks));
        let whole = format!("{before} {planted} {after}");
        let hits = watch.search(whole.as_bytes());
        prop_assert_eq!(hits.len(), 1, "{}", whole);
        let start = before.len() + 1;
        prop_assert_eq!(hits[0].bytes.0, start, "{}", whole);
        prop_assert!(hits[0].bytes.1 <= start + planted.len());
        prop_assert_eq!(watch.search(format!("{before} {after}").as_bytes()).len(), 0);
    }

    /// The same as the searcher that compares each with each.
    #[test]
    fn the_answer_is_that_of_a_searcher_that_compares_each_with_each(
        note in some(&WORDS[..5], WINDOW..40), words in some(&WORDS[..5], 0..120),
        picks in prop::collection::vec(0usize..5, 1..40),
    ) {
        let (note, text) = (note.join(" "), text(&words, &picks));
        let found: Vec<_> = noted(&note).search(text.as_bytes()).into_iter().map(|hit| hit.bytes).collect();
        prop_assert_eq!(found, naive(&note, &text), "{}\n{}", note, text);
    }
}

#[test]
fn arbitrary_bytes_stop_nothing() {
    let watch = super::watch();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..500 {
        let bytes = prop::collection::vec(any::<u8>(), 0..400);
        let mut bytes = proptest::strategy::ValueTree::current(&bytes.new_tree(&mut runner).unwrap());
        bytes.extend_from_slice(format!("\n {}", super::SENTENCE).as_bytes());
        // An odd `<` may take the beginning of the sentence with it, never all of it.
        assert!(!watch.search(&bytes).is_empty(), "{bytes:?}");
    }
}
