//! Text as words, so that white space, line ends, case, punctuation, accents and markup make no
//! difference.
//!
//! A word is a run of letters and digits, folded to lower case; a character of a script that puts
//! no spaces between its words is a word of its own. Everything else stands between words. What is
//! inside a markup tag, or is the target of a Markdown link, is read *aside*: its words form a text
//! of their own, and the words around it are neighbours.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::markdown;
use crate::source::Span;

mod address;
mod dumped;
mod encoded;
mod forms;
mod hashing;
mod lookalikes;
mod phrases;
mod subtitles;
mod undone;

pub(crate) use address::{address_in_words, address_places};
pub(crate) use forms::{Form, Reading, decoded};
pub(crate) use hashing::{AsItIs, Hashing, SPREAD, hash, mixed, of_pair};
pub(crate) use lookalikes::as_latin;
pub(crate) use phrases::Phrases;
pub(crate) use undone::undone;

/// What is made of the words of a text.
pub(crate) trait Sink {
    /// A word while it is read.
    type Word: Default;
    /// The next bytes of the word, folded: so many, at most eight, the first one lowest. The others
    /// are 0.
    fn letters(word: &mut Self::Word, letters: u64, count: u32);
    /// The word is whole; it stands between these bytes of the text.
    fn word(&mut self, word: &Self::Word, start: usize, end: usize);
    /// What follows stands aside.
    fn enter(&mut self) {}
    /// What stood aside has ended.
    fn leave(&mut self) {}
}

/// The furthest that the end of a tag or link target is looked for, in bytes.
const ASIDE: usize = 2048;

/// Whether an ASCII byte has to be looked at with those after it.
#[inline]
fn is_special(byte: u8) -> bool {
    matches!(byte, 0 | b'<' | b']' | b'&' | b'%' | b'\\')
}

/// The letters and digits that follow, at most eight, folded and packed with the first one lowest,
/// and how many they are.
///
/// All eight bytes are judged at once: adding to a byte carries into its top bit from a certain
/// letter on.
#[inline]
fn letters(text: &[u8], at: usize) -> (u64, u32) {
    #[inline]
    const fn all(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    let rest = text.get(at..).unwrap_or_default();
    let bytes = match rest.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => rest.iter().rev().fold(0, |packed, byte| packed << 8 | u64::from(*byte)),
    };
    let low = bytes & all(0x7F);
    let lower = low | all(0x20);
    let from = |text: u64, first: u8| text + all(0x80 - first);
    let letter = from(lower, b'a') & !from(lower, b'z' + 1);
    let digit = from(low, b'0') & !from(low, b'9' + 1);
    let other = !((letter | digit) & !bytes) & all(0x80);
    let count = other.trailing_zeros() / 8;
    let kept = if count == 8 { u64::MAX } else { (1 << (8 * count)) - 1 };
    (lower & kept, count)
}

/// What a special byte begins.
enum Begins {
    /// A character that so many bytes stand for.
    Character(char, usize),
    /// So many bytes between words.
    Gap(usize),
    /// So many bytes that are read aside; the first one stands between words.
    Aside(usize),
}

/// Reads the words of a text in one pass.
pub(crate) fn read<S: Sink>(text: &[u8], sink: &mut S) {
    part(text, 0, text.len(), true, sink);
}

fn part<S: Sink>(text: &[u8], from: usize, end: usize, asides: bool, sink: &mut S) {
    let text = text.get(..end).unwrap_or(text);
    let mut at = from;
    let mut word = S::Word::default();
    // Where the word that is being read began; at `at` while there is none.
    let mut start = None;
    let finish = |word: &mut S::Word, start: &mut Option<usize>, at: usize, sink: &mut S| {
        if let Some(start) = start.take() {
            sink.word(word, start, at);
            *word = S::Word::default();
        }
    };
    while let Some(byte) = text.get(at) {
        if *byte < 0x80 && !is_special(*byte) {
            let (letters, count) = letters(text, at);
            if count > 0 {
                start.get_or_insert(at);
                S::letters(&mut word, letters, count);
                at += count as usize;
            }
            if count < 8 && text.get(at).is_none_or(|next| *next < 0x80 && !is_special(*next)) {
                finish(&mut word, &mut start, at, sink);
                at += 1;
            }
        } else {
            match special(text, at, asides) {
                Begins::Gap(length) => {
                    finish(&mut word, &mut start, at, sink);
                    at += length;
                }
                Begins::Aside(length) => {
                    finish(&mut word, &mut start, at, sink);
                    sink.enter();
                    part(text, at + 1, at + length, false, sink);
                    sink.leave();
                    at += length;
                }
                Begins::Character(c, length) if is_ignored(c) => at += length,
                Begins::Character(c, length) if stands_alone(c) => {
                    finish(&mut word, &mut start, at, sink);
                    spell::<S>(c, &mut word);
                    sink.word(&word, at, at + length);
                    word = S::Word::default();
                    at += length;
                }
                Begins::Character(c, length) if c.is_alphanumeric() => {
                    start.get_or_insert(at);
                    for c in std::iter::once(c).nfkd().filter(|c| c.is_alphanumeric() && !is_combining_mark(*c)) {
                        c.to_lowercase().for_each(|c| spell::<S>(c, &mut word));
                    }
                    at += length;
                }
                Begins::Character(_, length) => {
                    finish(&mut word, &mut start, at, sink);
                    at += length;
                }
            }
        }
    }
    finish(&mut word, &mut start, text.len(), sink);
}

fn spell<S: Sink>(c: char, word: &mut S::Word) {
    let mut bytes = [0; 8];
    let count = c.encode_utf8(&mut bytes).len();
    S::letters(word, u64::from_le_bytes(bytes), u32::try_from(count).unwrap_or_default());
}

fn special(text: &[u8], at: usize, asides: bool) -> Begins {
    let rest = text.get(at..).unwrap_or_default();
    match rest {
        [0, ..] if is_half(text, at) => Begins::Character('\0', 1),
        [0, ..] => Begins::Gap(1),
        [b'<', b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!' | b'?', ..] if asides => aside(rest, b'>', b'<'),
        [b']', b'(', ..] if asides => aside(rest, b')', b'\n'),
        [b']', b'[', ..] if asides => aside(rest, b']', b'\n'),
        [b'&', ..] => entity(rest),
        [b'%', high, low, ..] => match (hex(&[*high]), hex(&[*low])) {
            (Some(high), Some(low)) => Begins::Character(char::from_u32(high * 16 + low).unwrap_or(' '), 3),
            _ => Begins::Gap(1),
        },
        // The escapes of strings in code and data.
        [b'\\', b'n' | b'r' | b't', ..] => Begins::Gap(2),
        [b'\\', kind @ (b'x' | b'u' | b'U'), digits @ ..] => {
            let count = match kind {
                b'x' => 2,
                b'u' => 4,
                _ => 8,
            };
            match digits.get(..count).and_then(hex).and_then(char::from_u32) {
                Some(c) => Begins::Character(c, 2 + count),
                None => Begins::Gap(1),
            }
        }
        [0x80..=0xFF, ..] => character(text, at, rest),
        _ => Begins::Gap(1),
    }
}

/// A byte in the place of removed markup: the words around it go on. No UTF-8 has it.
const NOTHING: u8 = 0xFF;

/// Returns whether a NUL belongs to the letter before or after it, as in text of two or four bytes
/// a character. Any other NUL separates texts, as in programs and pictures.
fn is_half(text: &[u8], at: usize) -> bool {
    let is_nul = |at: Option<usize>| at.and_then(|at| text.get(at)) == Some(&0);
    let before = (1..4).take_while(|back| is_nul(at.checked_sub(*back))).count();
    let behind = (1..4).take_while(|on| is_nul(at.checked_add(*on))).count();
    if !matches!(before + behind, 0 | 2) {
        return false;
    }
    let (first, last) = (at - before, at + behind);
    let is_single_before = first >= 1 && (first == 1 || is_nul(first.checked_sub(2)));
    let is_single_behind = text.len() > last + 1 && (text.len() == last + 2 || is_nul(last.checked_add(2)));
    is_single_before || is_single_behind
}

/// A tag or link target up to its closing byte, unless something in it says that it is none.
fn aside(rest: &[u8], close: u8, never: u8) -> Begins {
    let near = rest.get(2..rest.len().min(ASIDE)).unwrap_or_default();
    match near.iter().position(|b| *b == close || *b == never) {
        Some(found) if near.get(found) == Some(&close) => Begins::Aside(found + 3),
        _ => Begins::Gap(1),
    }
}

/// `&#233;`, `&#xe9;`, `&nbsp;`. A named letter loses its accent, which the fold would take from it
/// anyway.
fn entity(rest: &[u8]) -> Begins {
    let name = rest.get(1..).unwrap_or_default();
    if let [b'#', number @ ..] = name {
        return numbered(number);
    }
    let Some(length) = name.iter().take(12).position(|b| *b == b';') else { return Begins::Gap(1) };
    let name = name.get(..length).unwrap_or_default();
    let whole = length + 2;
    let number = match name {
        [letter, accent @ ..] if letter.is_ascii_alphabetic() && is_accent(accent) => Some(u32::from(*letter)),
        b"shy" | b"zwj" | b"zwnj" => Some(0),
        _ if !name.is_empty() && name.iter().all(u8::is_ascii_alphanumeric) => return Begins::Gap(whole),
        _ => return Begins::Gap(1),
    };
    number.and_then(char::from_u32).map_or(Begins::Gap(1), |c| Begins::Character(c, whole))
}

/// The reference to a character by its number: what follows `&#`. Browsers read it without the
/// semicolon, too.
fn numbered(number: &[u8]) -> Begins {
    let (digits, radix) = match number {
        [b'x' | b'X', digits @ ..] => (digits, 16),
        digits => (digits, 10),
    };
    let count = digits.iter().take(8).take_while(|digit| char::from(**digit).is_digit(radix)).count();
    let ends = usize::from(digits.get(count) == Some(&b';'));
    let digits_of = digits.get(..count).and_then(|digits| std::str::from_utf8(digits).ok());
    let value = digits_of.and_then(|digits| u32::from_str_radix(digits, radix).ok());
    let whole = 2 + usize::from(radix == 16) + count + ends;
    value.and_then(char::from_u32).map_or(Begins::Gap(1), |c| Begins::Character(c, whole))
}

fn is_accent(name: &[u8]) -> bool {
    matches!(name, b"acute" | b"grave" | b"circ" | b"uml" | b"tilde" | b"cedil" | b"ring" | b"caron" | b"slash")
}

fn hex(digits: &[u8]) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

/// The character that begins here. A byte that begins none is read as Latin-1 among text, which is
/// what it most likely is; beside a control character it separates texts.
fn character(text: &[u8], at: usize, rest: &[u8]) -> Begins {
    // The mark of UTF-16 before a text that is none.
    if at < 2 && matches!(text, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) {
        return Begins::Gap(1);
    }
    let near = rest.get(..rest.len().min(4)).unwrap_or_default();
    let valid = match std::str::from_utf8(near) {
        Ok(text) => Some(text),
        Err(error) => near.get(..error.valid_up_to()).and_then(|text| std::str::from_utf8(text).ok()),
    };
    match valid.and_then(|text| text.chars().next()) {
        Some(c) => Begins::Character(c, c.len_utf8()),
        None => {
            // Removed markup can touch anything but a control character.
            let is_text = |byte: Option<&u8>| byte.is_none_or(|byte| *byte >= b' ' || byte.is_ascii_whitespace());
            let is_among_text = is_text(at.checked_sub(1).and_then(|at| text.get(at))) && is_text(rest.get(1));
            match near.first().filter(|_| is_among_text) {
                Some(&NOTHING) => Begins::Character('\0', 1),
                Some(byte) => Begins::Character(char::from(*byte), 1),
                None => Begins::Gap(1),
            }
        }
    }
}

/// Characters that nobody sees, and marks on the letter before them: a word goes on behind them,
/// but not behind the end of a line or paragraph.
fn is_ignored(c: char) -> bool {
    c == '\0' || is_combining_mark(c) || (markdown::hides(c) && !matches!(c, '\u{2028}' | '\u{2029}'))
}

/// Characters of scripts that put no spaces between words.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{E01}'..='\u{EFF}' | '\u{F00}'..='\u{FFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30FF}' | '\u{3105}'..='\u{318F}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
        && c.is_alphanumeric()
}

/// The words of a text, spelled out.
#[derive(Default)]
pub(crate) struct Spelled {
    /// Every word that does not stand aside.
    pub(crate) words: Vec<String>,
    /// The words of each thing that stands aside.
    pub(crate) asides: Vec<Vec<String>>,
    outside: bool,
}

impl Sink for Spelled {
    type Word = Vec<u8>;

    fn letters(word: &mut Vec<u8>, letters: u64, count: u32) {
        word.extend(letters.to_le_bytes().iter().take(count as usize));
    }

    fn word(&mut self, word: &Vec<u8>, _: usize, _: usize) {
        let word = String::from_utf8_lossy(word).into_owned();
        match self.asides.last_mut().filter(|_| self.outside) {
            Some(aside) => aside.push(word),
            None => self.words.push(word),
        }
    }

    fn enter(&mut self) {
        self.outside = true;
        self.asides.push(Vec::new());
    }

    fn leave(&mut self) {
        self.outside = false;
    }
}

/// The words of a text with their places: first those of the text itself, then those of each thing
/// that stands aside.
#[derive(Default)]
struct Located {
    texts: Vec<Vec<(String, Span)>>,
    outside: bool,
}

impl Sink for Located {
    type Word = Vec<u8>;

    fn letters(word: &mut Vec<u8>, letters: u64, count: u32) {
        Spelled::letters(word, letters, count);
    }

    fn word(&mut self, word: &Vec<u8>, start: usize, end: usize) {
        let word = (String::from_utf8_lossy(word).into_owned(), Span::new(start, end));
        let text = if self.outside { self.texts.last_mut() } else { self.texts.first_mut() };
        if let Some(text) = text {
            text.push(word);
        }
    }

    fn enter(&mut self) {
        self.outside = true;
        self.texts.push(Vec::new());
    }

    fn leave(&mut self) {
        self.outside = false;
    }
}

/// The words of a text with their places, text by text: what stands aside in it, and what it says
/// once disguises are undone, are texts of their own.
pub(crate) fn located(text: &[u8]) -> Vec<Vec<(String, Span)>> {
    let read = |text: &[u8]| {
        let mut located = Located { texts: vec![Vec::new()], outside: false };
        read(text, &mut located);
        located.texts
    };
    let mut texts = read(text);
    if let Some(undone) = undone(text) {
        texts.extend(undone.texts().flat_map(|(from, part)| {
            let moved = move |(word, span): (String, Span)| (word, Span::new(span.start + from, span.end + from));
            read(part).into_iter().map(move |words| words.into_iter().map(moved).collect())
        }));
    }
    texts
}

/// The words of a text as [`located`] returns them, and of what it says in every other form.
pub(crate) fn located_in_any_form(text: &[u8]) -> Vec<Vec<(String, Span)>> {
    let mut texts = located(text);
    for reading in decoded(text).chain(Form::ALL.map(|form| form.read(text))) {
        let placed = |(word, span): (String, Span)| {
            let (start, end) = reading.place(span.start, span.end);
            (word, Span::new(start, end))
        };
        texts.extend(located(&reading.text).into_iter().map(|words| words.into_iter().map(placed).collect::<Vec<_>>()));
    }
    texts
}

/// The words of a text.
pub(crate) fn spelled(text: &[u8]) -> Spelled {
    let mut spelled = Spelled::default();
    read(text, &mut spelled);
    spelled
}
