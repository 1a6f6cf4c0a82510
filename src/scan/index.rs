//! Phrases, and where they occur in a text.
//!
//! Every phrase is found by the hash of some of its words: a single word by itself, a short phrase
//! by its last two words, a text by each [`WINDOW`] words of it. A small set of bits says of nearly
//! every place of a text that nothing is there; where it does not, the words themselves are
//! compared, so a hit is never an accident of the hash.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::words::{self, AsItIs, Hashing, SPREAD, Sink, hash, mixed, of_pair};

/// How many words in a row of a private text are found. Fewer are too often somebody else's words
/// too.
pub const WINDOW: usize = 6;
/// The longest phrase that is looked for as a whole, in words.
const LONGEST: usize = 24;
/// The shortest abbreviation of a commit id that is looked for.
const ABBREVIATION: usize = 7;

/// How a phrase is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum How {
    /// Its words in a row.
    Whole,
    /// Its words in a row, with a sign or two between them and no space.
    Joined,
    /// The same, and one of the signs is that of a mail address. Without it, the words may be those
    /// of a host: `security@vendor.example`, `security.vendor.example`.
    Mail,
    /// Any [`WINDOW`] words of it in a row.
    Parts,
    /// A word that it begins with, or that begins with it.
    Prefix,
}

/// A phrase: a range of words in [`Index::spelled`], each followed by a space.
#[derive(Clone, Copy, Debug)]
struct Phrase {
    start: u32,
    end: u32,
    words: u8,
    how: How,
    /// What the caller knows it by.
    tag: u32,
    /// The hash it is found by.
    key: u64,
    /// The next phrase with the same hash.
    next: Option<u32>,
}

/// Phrases that are ready to be looked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    spelled: String,
    phrases: Vec<Phrase>,
    first: HashMap<u64, u32, BuildHasherDefault<AsItIs>>,
    /// The hashes of single words, pairs and prefixes, which are few, and those of windows, which
    /// are many.
    short: Bits,
    windows: Bits,
    prefixes: bool,
}

/// A phrase that occurs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Occurrence {
    /// Its first byte.
    pub(super) start: usize,
    /// The byte after its last.
    pub(super) end: usize,
    /// What the caller knows the phrase by.
    pub(super) tag: u32,
    /// Which phrase it is.
    pub(super) phrase: u32,
}

/// [`SPREAD`] to the power of [`WINDOW`].
const SPREAD_WINDOW: u64 = SPREAD.wrapping_pow(WINDOW as u32);

#[inline]
fn of_single(word: u64) -> u64 {
    !word
}

fn of_prefix(word: &[u8]) -> Option<u64> {
    let prefix = word.get(..ABBREVIATION)?;
    let packed = prefix.iter().fold(0x53_u64, |packed, byte| packed << 8 | u64::from(*byte));
    Some(mixed(packed))
}

/// A set of hashes that is small enough for a processor's cache, and sometimes says yes to one that
/// is not in it.
#[derive(Clone, Debug, Default)]
struct Bits {
    blocks: Vec<u64>,
    shift: u32,
}

impl Bits {
    /// Room for so many hashes: sixteen bits for each, of which two are set, so that one in sixty
    /// is taken for another.
    fn new(hashes: usize) -> Self {
        let log = (hashes / 4).next_power_of_two().max(1 << 9).trailing_zeros();
        Self { blocks: vec![0; 1 << log], shift: 64 - log }
    }

    /// The two bits of a hash in its block.
    #[inline]
    fn mask(hash: u64) -> u64 {
        1 << (hash & 63) | 1 << (hash >> 6 & 63)
    }

    fn add(&mut self, hash: u64) {
        if let Some(block) = self.blocks.get_mut((hash >> self.shift) as usize) {
            *block |= Self::mask(hash);
        }
    }

    #[inline]
    fn may_have(&self, hash: u64) -> bool {
        let mask = Self::mask(hash);
        self.blocks.get((hash >> self.shift) as usize).is_some_and(|block| block & mask == mask)
    }
}

impl Index {
    /// Looks for these phrases, each with the number the caller knows it by; of the parts of texts,
    /// for those that `keep` approves of. Of phrases that are the same the first counts: of all of
    /// them if `once`, otherwise of those with the same number.
    pub(super) fn new<'a>(
        phrases: impl IntoIterator<Item = (&'a [String], How, u32)>,
        once: bool,
        keep: impl Fn(&str) -> bool,
    ) -> Self {
        let mut index = Self::default();
        let mut seen = std::collections::HashSet::new();
        for (words, how, tag) in phrases {
            let from = index.spelled.len();
            let mut ends = vec![from];
            for word in words {
                index.spelled.push_str(word);
                index.spelled.push(' ');
                ends.push(index.spelled.len());
            }
            let hashed: Vec<u64> = words.iter().map(|w| hash(w)).collect();
            let window = if how == How::Parts { WINDOW } else { words.len().min(LONGEST) };
            if window == 0 || index.spelled.len() > u32::MAX as usize {
                continue;
            }
            for (bounds, hashed) in ends.windows(window + 1).zip(hashed.windows(window)) {
                let (Some(start), Some(end)) = (bounds.first(), bounds.last()) else { continue };
                let spelled = index.spelled.get(*start..*end).unwrap_or_default();
                let key = match (how, hashed) {
                    (How::Prefix, _) => of_prefix(spelled.trim_end().as_bytes()),
                    (How::Parts, _) => Some(sum(hashed)),
                    (_, [single]) => Some(of_single(*single)),
                    (_, [.., before, last]) => Some(of_pair(*before, *last)),
                    (_, []) => None,
                };
                let Some(key) = key else { continue };
                // Many texts are there with and without markup, and incidents share sentences. All
                // words say whether two phrases are the same: the key is that of the last two.
                let same = (sum(hashed), window, how as u8, if once { 0 } else { tag });
                if !seen.insert(same) || how == How::Parts && !keep(spelled) {
                    continue;
                }
                let words = u8::try_from(window).unwrap_or(u8::MAX);
                let [start, end] = [*start, *end].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
                index.phrases.push(Phrase { start, end, words, how, tag, key, next: None });
            }
        }
        index.link();
        index
    }

    /// Looks only for the phrases for which `keep` says so, given a phrase's number, words and way.
    pub(super) fn retain(&mut self, keep: impl Fn(u32, &str, How) -> bool) {
        let numbered = (0..).zip(std::mem::take(&mut self.phrases));
        let spelled = &self.spelled;
        let words = |p: &Phrase| spelled.get(p.start as usize..p.end as usize).unwrap_or_default();
        self.phrases = numbered.filter(|(at, p)| keep(*at, words(p), p.how)).map(|(_, p)| p).collect();
        self.link();
    }

    fn link(&mut self) {
        self.prefixes = self.phrases.iter().any(|p| p.how == How::Prefix);
        let windows = self.phrases.iter().filter(|p| p.how == How::Parts).count();
        self.windows = Bits::new(windows);
        self.short = Bits::new(self.phrases.len() - windows);
        self.first.clear();
        // Backwards, so that the first of the same phrases comes first.
        for (at, phrase) in self.phrases.iter_mut().enumerate().rev() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let bits = if phrase.how == How::Parts { &mut self.windows } else { &mut self.short };
            bits.add(phrase.key);
            phrase.next = self.first.insert(phrase.key, at);
        }
    }

    /// How many phrases are looked for.
    pub(super) fn len(&self) -> usize {
        self.phrases.len()
    }

    /// The words of a phrase and how it is looked for.
    pub(super) fn described(&self, phrase: u32) -> String {
        let how = self.phrases.get(phrase as usize).map_or(0, |p| p.how as u8);
        format!("{how} {}", self.words(phrase))
    }

    /// The words of a phrase, each followed by a space.
    pub(super) fn words(&self, phrase: u32) -> &str {
        let range = self.phrases.get(phrase as usize).map(|p| p.start as usize..p.end as usize);
        range.and_then(|range| self.spelled.get(range)).unwrap_or_default()
    }

    /// What the caller knows a phrase by.
    pub(super) fn tag(&self, phrase: u32) -> Option<u32> {
        self.phrases.get(phrase as usize).map(|p| p.tag)
    }

    fn with(&self, key: u64) -> impl Iterator<Item = (u32, &Phrase)> {
        let found = |at: u32| self.phrases.get(at as usize).map(|phrase| (at, phrase));
        std::iter::successors(self.first.get(&key).and_then(|at| found(*at)), move |(_, p)| found(p.next?))
    }

    /// Every phrase that occurs in a text, in the order they end.
    pub(super) fn search(&self, text: &[u8], found: impl FnMut(Occurrence)) {
        let mut search =
            Search { index: self, text, found, main: Ring::default(), aside: Ring::default(), outside: false };
        words::read(text, &mut search);
    }
}

fn sum(words: &[u64]) -> u64 {
    words.iter().fold(0, |sum: u64, word| sum.wrapping_mul(SPREAD).wrapping_add(*word))
}

#[derive(Clone, Copy, Default)]
struct Word {
    hash: u64,
    start: usize,
    end: usize,
}

/// The last words of a text.
#[derive(Default)]
struct Ring {
    words: [Word; RING + 1],
    /// How many words there were.
    at: usize,
    /// The rolling hash of the last [`WINDOW`] words.
    sum: u64,
}

/// A power of two less one, and no less than [`LONGEST`].
const RING: usize = 31;

impl Ring {
    /// Adds a word; returns the hashes by which phrases that end with it are found.
    #[inline]
    fn add(&mut self, hash: u64, start: usize, end: usize) -> [u64; 3] {
        // What comes before the first word counts for nothing.
        let gone = if self.at < WINDOW { 0 } else { self.hash(self.at - WINDOW) };
        let before = if self.at < 1 { 0 } else { self.hash(self.at - 1) };
        if let Some(word) = self.words.get_mut(self.at & RING) {
            *word = Word { hash, start, end };
        }
        self.at += 1;
        self.sum = self.sum.wrapping_mul(SPREAD).wrapping_add(hash).wrapping_sub(gone.wrapping_mul(SPREAD_WINDOW));
        [of_single(hash), of_pair(before, hash), self.sum]
    }

    #[inline]
    fn hash(&self, at: usize) -> u64 {
        self.words.get(at & RING).map_or(0, |word| word.hash)
    }

    /// Returns the last words, so many of them.
    fn last(&self, words: usize) -> Option<Vec<Word>> {
        let first = self.at.checked_sub(words)?;
        Some((first..self.at).filter_map(|at| self.words.get(at & RING)).copied().collect())
    }
}

struct Search<'i, F> {
    index: &'i Index,
    text: &'i [u8],
    found: F,
    /// The words of the text, and those of what stands aside in it.
    main: Ring,
    aside: Ring,
    outside: bool,
}

impl<F: FnMut(Occurrence)> Sink for Search<'_, F> {
    type Word = Hashing;

    #[inline]
    fn letters(word: &mut Hashing, letters: u64, count: u32) {
        word.add(letters, count);
    }

    #[inline]
    fn word(&mut self, word: &Hashing, start: usize, end: usize) {
        let index = self.index;
        let ring = if self.outside { &mut self.aside } else { &mut self.main };
        let keys = ring.add(word.finish(), start, end);
        let [single, pair, window] = keys;
        if index.short.may_have(single) | index.short.may_have(pair) | index.windows.may_have(window) {
            keys.into_iter().for_each(|key| self.compare(key));
        }
        if index.prefixes && end - start >= ABBREVIATION {
            self.commit(start, end);
        }
    }

    /// Begins a text of its own.
    fn enter(&mut self) {
        self.outside = true;
        (self.aside.at, self.aside.sum) = (0, 0);
    }

    fn leave(&mut self) {
        self.outside = false;
    }
}

impl<F: FnMut(Occurrence)> Search<'_, F> {
    /// Compares the last words with the phrases that have this hash.
    #[cold]
    fn compare(&mut self, key: u64) {
        let ring = if self.outside { &self.aside } else { &self.main };
        for (phrase, p) in self.index.with(key) {
            let Some(last) = ring.last(usize::from(p.words)) else { continue };
            let (Some(start), Some(end)) = (last.first(), last.last()) else { continue };
            let is_written_so = match p.how {
                How::Prefix => false,
                How::Joined => are_joined(self.text, &last),
                How::Mail => are_joined(self.text, &last) && has_mail_sign(self.text, start.start, end.end),
                How::Whole | How::Parts => true,
            };
            if !is_written_so {
                continue;
            }
            let words = self.index.words(phrase).split_terminator(' ');
            if last.iter().zip(words).all(|(word, wanted)| spells(self.text, word.start, word.end, wanted)) {
                (self.found)(Occurrence { start: start.start, end: end.end, tag: p.tag, phrase });
            }
        }
    }

    /// Compares a long word with the commit ids.
    #[inline]
    fn commit(&mut self, start: usize, end: usize) {
        let text = self.text.get(start..end).unwrap_or_default();
        // Few words have two such digits at their second and third place.
        if !text.get(1..3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
            return;
        }
        let is_id = |id: &[u8]| (ABBREVIATION..=64).contains(&id.len()) && id.iter().all(u8::is_ascii_hexdigit);
        // `git describe` puts a `g` before it.
        let id = text.strip_prefix(b"g").filter(|id| is_id(id)).unwrap_or(text);
        // A short number is a number.
        if !is_id(id) || id.len() < 12 && id.iter().all(u8::is_ascii_digit) {
            return;
        }
        let id = id.to_ascii_lowercase();
        let Some(key) = of_prefix(&id).filter(|key| self.index.short.may_have(*key)) else { return };
        for (phrase, p) in self.index.with(key).filter(|(_, p)| p.how == How::Prefix) {
            let wanted = self.index.words(phrase).trim_end().as_bytes();
            if wanted.starts_with(&id) || id.starts_with(wanted) {
                (self.found)(Occurrence { start, end, tag: p.tag, phrase });
            }
        }
    }
}

/// Whether only a sign or two, and no space, stand between these words.
fn are_joined(text: &[u8], words: &[Word]) -> bool {
    words.iter().zip(words.iter().skip(1)).all(|(before, after)| {
        let between = text.get(before.end..after.start).unwrap_or_default();
        between.len() <= 3 && !between.iter().any(u8::is_ascii_whitespace)
    })
}

/// Whether the sign of a mail address is between these bytes, as it is or as a URL has it.
fn has_mail_sign(text: &[u8], start: usize, end: usize) -> bool {
    let text = text.get(start..end).unwrap_or_default();
    text.contains(&b'@') || text.windows(3).any(|sign| matches!(sign, b"%40" | b"\xef\xbc\xa0"))
}

/// Whether these bytes are this word.
fn spells(text: &[u8], start: usize, end: usize, wanted: &str) -> bool {
    let spelled = words::spelled(text.get(start..end).unwrap_or_default());
    matches!(spelled.words.as_slice(), [word] if word == wanted)
}
