//! Finds texts that contain one of many phrases, in one pass over each.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use super::hashing::{AsItIs, Hashing, hash, of_pair};
use super::{Sink, read, spelled, undone};

/// Phrases to look for: sequences of words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phrases {
    hashes: HashSet<u64, BuildHasherDefault<AsItIs>>,
    /// The beginnings of the hashes of last words; empty without phrases. Few words of a text are
    /// the last of a phrase, and only these are looked at with the words before them.
    lasts: Vec<u64>,
    /// Whether there are phrases of one word, of two, and so on.
    lengths: [bool; Phrases::MOST_WORDS],
}

impl Phrases {
    /// The largest number of words in a phrase.
    pub(crate) const MOST_WORDS: usize = 6;

    /// Adds a phrase. Of a longer one, the last words count.
    pub(crate) fn add(&mut self, words: &[&str]) {
        let words = words.get(words.len().saturating_sub(Self::MOST_WORDS)..).unwrap_or_default();
        if let Some(has) = words.len().checked_sub(1).and_then(|length| self.lengths.get_mut(length)) {
            *has = true;
            self.hashes.insert(words.iter().fold(0, |before, word| of_pair(before, hash(word))));
            self.lasts.resize(BEGINNINGS, 0);
            let (place, bit) = beginning(words.last().map_or(0, |word| hash(word)));
            self.lasts.get_mut(place).into_iter().for_each(|bits| *bits |= bit);
        }
    }

    /// Adds an id. Of its words, the last two are kept: the others are the same for many ids.
    pub(crate) fn add_id(&mut self, id: &str) {
        let words = spelled(id.as_bytes()).words;
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.add(words.get(words.len().saturating_sub(2)..).unwrap_or_default());
    }

    /// Adds the phrases of another set.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.hashes.extend(&other.hashes);
        self.lasts.resize(self.lasts.len().max(other.lasts.len()), 0);
        self.lasts.iter_mut().zip(&other.lasts).for_each(|(bits, other)| *bits |= other);
        self.lengths.iter_mut().zip(other.lengths).for_each(|(has, other)| *has |= other);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Returns whether a text is one of the phrases, and nothing else.
    pub(crate) fn has(&self, text: &[u8]) -> bool {
        let mut whole = Whole::default();
        read(text, &mut whole);
        self.hashes.contains(&whole.hash)
    }

    #[inline]
    fn may_end_with(&self, word: u64) -> bool {
        let (place, bit) = beginning(word);
        self.lasts.get(place).is_some_and(|bits| bits & bit != 0)
    }

    /// Returns whether these words end with a phrase.
    #[cold]
    fn end(&self, words: &Recent) -> bool {
        let ends = |(count, has): (usize, bool)| {
            let last = words.last_few(count);
            has && self.hashes.contains(&last.fold(0, of_pair))
        };
        (1..).zip(self.lengths).any(ends)
    }

    /// Returns whether a text contains one of the phrases, also once disguises are undone.
    pub(crate) fn are_in(&self, text: &[u8]) -> bool {
        let is_in = |text: &[u8]| {
            let mut search = Search { phrases: self, main: Recent::default(), aside: None, found: false };
            read(text, &mut search);
            search.found
        };
        is_in(text) || undone(text).is_some_and(|undone| undone.texts().any(|(_, text)| is_in(text)))
    }
}

/// How many numbers of 64 bits have a bit for each beginning of a hash.
const BEGINNINGS: usize = 1024;

/// Returns which of the numbers has the bit of a hash, and the bit.
#[inline]
fn beginning(hash: u64) -> (usize, u64) {
    // The highest bits depend on all letters.
    ((hash >> 54) as usize, 1 << (hash >> 48 & 63))
}

/// The hash of all words of a text.
#[derive(Default)]
struct Whole {
    hash: u64,
    is_aside: bool,
}

impl Sink for Whole {
    type Word = Hashing;

    fn letters(word: &mut Hashing, letters: u64, count: u32) {
        word.add(letters, count);
    }

    fn word(&mut self, word: &Hashing, _: usize, _: usize) {
        if !self.is_aside {
            self.hash = of_pair(self.hash, word.finish());
        }
    }

    fn enter(&mut self) {
        self.is_aside = true;
    }

    fn leave(&mut self) {
        self.is_aside = false;
    }
}

/// The hashes of the last words. Before the first word come zeros.
#[derive(Clone, Copy, Default)]
struct Recent {
    words: [u64; Recent::PLACES],
    count: usize,
}

impl Recent {
    /// A power of two that is at least [`Phrases::MOST_WORDS`].
    const PLACES: usize = 8;

    #[inline]
    fn add(&mut self, word: u64) {
        if let Some(place) = self.words.get_mut(self.count % Self::PLACES) {
            *place = word;
        }
        self.count += 1;
    }

    /// Returns the last words, so many of them.
    fn last_few(&self, count: usize) -> impl Iterator<Item = u64> {
        (1..=count)
            .rev()
            .map(move |back| self.count.wrapping_sub(back) % Self::PLACES)
            .map_while(|place| self.words.get(place))
            .copied()
    }
}

struct Search<'p> {
    phrases: &'p Phrases,
    /// The words before, in the text itself and aside.
    main: Recent,
    aside: Option<Recent>,
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
        let recent = self.aside.as_mut().unwrap_or(&mut self.main);
        recent.add(word);
        if self.phrases.may_end_with(word) {
            self.found |= self.phrases.end(recent);
        }
    }

    fn enter(&mut self) {
        self.aside = Some(Recent::default());
    }

    fn leave(&mut self) {
        self.aside = None;
    }
}
