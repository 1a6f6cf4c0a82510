//! Finds texts that may contain one of many phrases, without reading them closely.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use super::hashing::{AsItIs, Hashing, hash, of_pair};
use super::{Sink, read, spelled, undone};

/// Phrases to look for. Of each, only two neighbouring words are kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phrases {
    pairs: Hashes,
    singles: Hashes,
}

type Hashes = HashSet<u64, BuildHasherDefault<AsItIs>>;

impl Phrases {
    /// Adds a phrase. Of its words, the neighbours with the most letters are kept, which are the
    /// rarest.
    pub(crate) fn add(&mut self, words: &[&str]) {
        let pairs = words.iter().zip(words.iter().skip(1));
        match (pairs.max_by_key(|(one, two)| one.len() + two.len()), words) {
            (Some((one, two)), _) => {
                self.pairs.insert(of_pair(hash(one), hash(two)));
            }
            (None, [only]) => {
                self.singles.insert(hash(only));
            }
            (None, _) => {}
        }
    }

    /// Adds an id. Of its words, the last two are kept: the others are the same for many ids.
    pub(crate) fn add_id(&mut self, id: &str) {
        let words = spelled(id.as_bytes()).words;
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.add(words.get(words.len().saturating_sub(2)..).unwrap_or_default());
    }

    /// Adds the phrases of another set.
    pub(crate) fn extend(&mut self, other: Self) {
        self.pairs.extend(other.pairs);
        self.singles.extend(other.singles);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pairs.is_empty() && self.singles.is_empty()
    }

    /// Returns `false` if the text contains none of the phrases, also once disguises are undone.
    pub(crate) fn may_be_in(&self, text: &[u8]) -> bool {
        let is_in = |text: &[u8]| {
            let mut search = Search { phrases: self, main: 0, aside: None, found: false };
            read(text, &mut search);
            search.found
        };
        is_in(text)
            || undone(text).is_some_and(|undone| {
                let mut parts = undone.parts.iter().filter_map(|&(from, to)| undone.text.get(from..to));
                parts.any(is_in) || undone.inside.iter().any(|(_, text)| is_in(text))
            })
    }
}

struct Search<'p> {
    phrases: &'p Phrases,
    /// The word before, in the text itself and aside.
    main: u64,
    aside: Option<u64>,
    found: bool,
}

impl Sink for Search<'_> {
    type Word = Hashing;

    #[inline]
    fn letters(word: &mut Hashing, letters: u64, count: u32) {
        word.add(letters, count);
    }

    #[inline]
    fn word(&mut self, word: &Hashing, _: usize, _: usize) {
        let word = word.finish();
        let before = std::mem::replace(self.aside.as_mut().unwrap_or(&mut self.main), word);
        self.found |= self.phrases.pairs.contains(&of_pair(before, word)) || self.phrases.singles.contains(&word);
    }

    fn enter(&mut self) {
        self.aside = Some(0);
    }

    fn leave(&mut self) {
        self.aside = None;
    }
}
