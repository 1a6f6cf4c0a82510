//! Undoes what splits or dresses words: colours of a terminal, overstrike, tags and emphasis inside
//! words, escapes, look-alike letters, words that were divided at the end of a line.
//!
//! Each of these can also be innocent: `a*b` is two words, and `a**b**c` one. So nothing is decided
//! here. [`undone`] gives a second reading of a text beside the plain one, and a phrase is found if
//! it occurs in either. The second reading has the length of the first, and every character that
//! stays is at its place: what is taken out becomes bytes 0, which words go over, and what divides
//! words becomes spaces.

use super::lookalikes;
use super::subtitles::{self, cue_tag, override_tag};

/// A second reading of a text, and where it differs from the first.
pub(crate) struct Undone {
    /// The text, as long as the first.
    text: Vec<u8>,
    /// The parts that hold every difference and the words around it, in order, none touching
    /// another.
    parts: Vec<(usize, usize)>,
    /// The second readings of what is inside a tag that was taken out, and where each begins.
    inside: Vec<(usize, Vec<u8>)>,
}

impl Undone {
    /// Returns the texts that differ from the first reading, each with the byte at which it begins.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (usize, &[u8])> {
        let parts = self.parts.iter().map(|&(from, to)| (from, self.text.get(from..to).unwrap_or_default()));
        parts.chain(self.inside.iter().map(|(from, text)| (*from, text.as_slice())))
    }
}

/// How much of a text around a difference is searched again, in bytes. The longest phrase that is
/// looked for as a whole has 24 words.
const AROUND: usize = 1024;
/// The longest tag, comment or control sequence that is undone, in bytes.
const LONGEST: usize = 2048;

/// The second reading of a text, if it has one. Costs one pass over the text.
pub(crate) fn undone(text: &[u8]) -> Option<Undone> {
    let mut undoing = Undoing { text, out: None, parts: Vec::new(), inside: Vec::new() };
    let mut at = 0;
    undoing.line_start(0);
    // What comes before this byte is undone already.
    let mut done = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.iter().position(is_trigger)) {
        at += next;
        (at, done) = match text.get(at) {
            Some(b'<') if cue_tag(text.get(at..).unwrap_or_default()) > 0 => {
                let length = cue_tag(text.get(at..).unwrap_or_default());
                undoing.space(at, length);
                (at + length, at + length)
            }
            Some(b'{') => match override_tag(text.get(at..).unwrap_or_default()) {
                0 => (at + 1, done),
                length => {
                    undoing.remove(at, length);
                    (at + length, at + length)
                }
            },
            Some(b'<' | b'*' | b'`' | b'~') if !is_letter(undoing.before(at)) => (at + 1, done),
            Some(b'\n') => undoing.line_end(at, done),
            _ => {
                let end = at + undoing.at(at).max(1);
                (end, end)
            }
        };
    }
    let Undoing { out, parts, inside, .. } = undoing;
    out.map(|text| Undone { text, parts, inside })
}

/// The bytes at which something may have to be undone.
const TRIGGERS: [bool; 256] = {
    let mut triggers = [false; 256];
    let bytes = b"\x08\x1b\n<{*`~\\\xcd\xce\xcf\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xe2";
    let mut at = 0;
    while at < bytes.len() {
        #[allow(clippy::indexing_slicing)] // at compile time
        {
            triggers[bytes[at] as usize] = true;
        }
        at += 1;
    }
    triggers
};

fn is_trigger(byte: &u8) -> bool {
    TRIGGERS.get(usize::from(*byte)) == Some(&true)
}

/// HTML elements that divide words when they are shown. All others do not.
const BLOCKS: &[&[u8]] = &[
    b"address",
    b"article",
    b"aside",
    b"blockquote",
    b"body",
    b"br",
    b"button",
    b"caption",
    b"dd",
    b"details",
    b"div",
    b"dl",
    b"dt",
    b"fieldset",
    b"figcaption",
    b"figure",
    b"footer",
    b"form",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"head",
    b"header",
    b"hr",
    b"html",
    b"img",
    b"input",
    b"legend",
    b"li",
    b"link",
    b"main",
    b"meta",
    b"nav",
    b"ol",
    b"option",
    b"p",
    b"pre",
    b"script",
    b"section",
    b"select",
    b"style",
    b"summary",
    b"table",
    b"tbody",
    b"td",
    b"textarea",
    b"tfoot",
    b"th",
    b"thead",
    b"title",
    b"tr",
    b"ul",
];

/// The lengths of these names by their first letter, a bit for each.
const BLOCK_LENGTHS: [u16; 32] = {
    let mut lengths = [0; 32];
    let mut at = 0;
    while at < BLOCKS.len() {
        #[allow(clippy::indexing_slicing)] // at compile time
        {
            lengths[(BLOCKS[at][0] & 31) as usize] |= 1 << BLOCKS[at].len();
        }
        at += 1;
    }
    lengths
};

struct Undoing<'t> {
    text: &'t [u8],
    out: Option<Vec<u8>>,
    parts: Vec<(usize, usize)>,
    inside: Vec<(usize, Vec<u8>)>,
}

impl Undoing<'_> {
    /// Undoes what begins here, and returns how many bytes it has.
    fn at(&mut self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        match rest {
            [0x08, ..] => self.overstrike(at),
            [0x1b, ..] => self.control(at),
            [b'\\', ..] => self.escape(at),
            // From the second sign of a run on, none of them follows a letter.
            [b'<' | b'*' | b'`' | b'~', ..] => {
                let length = self.joined(at, joiners(rest));
                // It has no tags of its own, so this goes no deeper.
                if length > 1
                    && let Some(inner) = undone(rest.get(1..length).unwrap_or_default())
                {
                    self.inside.push((at + 1, inner.text));
                }
                length
            }
            // What nobody sees, where it stands in place of a space.
            [0xe2, 0x80, 0x8b..=0x8f | 0xaa..=0xae, ..] | [0xe2, 0x81, 0xa0..=0xaf, ..] => {
                self.put(at, 3, b"   ");
                3
            }
            _ => match lookalikes::latin(rest) {
                Some(letter) => {
                    self.put(at, 2, &[letter, super::NOTHING]);
                    2
                }
                None => 1,
            },
        }
    }

    /// Puts bytes in the place of as many.
    fn put(&mut self, at: usize, length: usize, bytes: &[u8]) {
        let end = (at + length).min(self.text.len());
        let out = self.out.get_or_insert_with(|| self.text.to_vec());
        if let Some(place) = out.get_mut(at..end) {
            place.fill(super::NOTHING);
            place.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
        }
        let (from, to) = (at.saturating_sub(AROUND), (end + AROUND).min(self.text.len()));
        match self.parts.last_mut().filter(|(_, before)| *before >= from) {
            Some((_, before)) => *before = to.max(*before),
            None => self.parts.push((from, to)),
        }
    }

    fn remove(&mut self, at: usize, length: usize) -> usize {
        self.put(at, length, &[]);
        length
    }

    fn space(&mut self, at: usize, length: usize) -> usize {
        self.put(at, length, b" ");
        length
    }

    /// Takes out so many bytes if letters stand on both sides.
    fn joined(&mut self, at: usize, length: usize) -> usize {
        let after = self.text.get(at + length);
        if length > 0 && is_letter(self.before(at)) && is_letter(after.copied()) { self.remove(at, length) } else { 1 }
    }

    fn before(&self, at: usize) -> Option<u8> {
        self.text.get(at.checked_sub(1)?).copied()
    }

    /// `x`, a step back, `x`: bold on a printer. `_`, a step back, `x`: underlined.
    fn overstrike(&mut self, at: usize) -> usize {
        let text = self.text;
        let length = (1..=4)
            .take_while(|back| *back <= at)
            .find(|back| text.get(at - back).is_some_and(|byte| byte & 0xC0 != 0x80));
        let length = length.unwrap_or(0);
        self.remove(at - length, length + 1);
        1
    }

    /// A control sequence of a terminal. Colours and links do not divide words, all others do.
    fn control(&mut self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let (length, divides) = control(rest);
        if divides { self.space(at, length) } else { self.remove(at, length) }
    }

    /// Escapes of strings, commands of LaTeX, fonts of roff.
    fn escape(&mut self, at: usize) -> usize {
        let rest = self.text.get(at + 1..).unwrap_or_default();
        let digits_at = |from: usize, count: usize, radix: u32| {
            let digits = rest.get(from..from + count).and_then(|d| std::str::from_utf8(d).ok())?;
            u32::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+'))
        };
        let digits = |count: usize, radix: u32| digits_at(0, count, radix);
        let character = match rest {
            [b'x', high, low, ..] => {
                let value = std::str::from_utf8(&[*high, *low]).ok().and_then(|d| u32::from_str_radix(d, 16).ok());
                value.map(|value| (value, 4))
            }
            [b'u', b'{', digits @ ..] => digits.iter().take(7).position(|b| *b == b'}').and_then(|end| {
                let digits = std::str::from_utf8(digits.get(..end)?).ok()?;
                Some((u32::from_str_radix(digits, 16).ok()?, end + 4))
            }),
            // RTF: a number, and what is shown where it is not known.
            [b'u', number @ ..] => {
                let end = number.iter().take(6).position(|b| !b.is_ascii_digit()).filter(|end| *end > 0);
                end.filter(|end| number.get(*end) == Some(&b'?')).and_then(|end| {
                    let digits = std::str::from_utf8(number.get(..end)?).ok()?;
                    Some((digits.parse().ok()?, end + 3))
                })
            }
            // RTF: a byte of Latin-1.
            [b'\'', ..] => digits_at(1, 2, 16).map(|value| (value, 4)),
            // CSS: six digits.
            [b'0', b'0', ..] if digits(6, 16).is_some() => digits(6, 16).map(|value| (value, 7)),
            [b'0'..=b'3', ..] => digits(3, 8).map(|value| (value, 4)),
            _ => None,
        };
        if let Some((character, length)) = character.and_then(|(c, length)| Some((char::from_u32(c)?, length))) {
            let mut bytes = [0; 4];
            let bytes = character.encode_utf8(&mut bytes).as_bytes();
            if bytes.len() <= length {
                self.put(at, length, bytes);
                return length;
            }
        }
        match rest {
            [b'\n', next @ ..] => self.joined(at, 2 + indent(next)),
            [b'\r', b'\n', next @ ..] => self.joined(at, 3 + indent(next)),
            // LaTeX: where a word may be divided.
            [b'-', ..] => self.joined(at, 2),
            [b'f', b'B' | b'I' | b'R' | b'P', ..] => self.remove(at, 3),
            [b'a'..=b'z', ..] => {
                let name = rest.iter().take(24).take_while(|b| b.is_ascii_lowercase()).count();
                if rest.get(name) == Some(&b'{') { self.space(at, name + 2) } else { 1 }
            }
            _ => 1,
        }
    }

    /// A word that a hyphen divides at the end of a line, with the signs at the beginning of the
    /// next.
    fn divided(&mut self, at: usize) -> usize {
        let rest = self.text.get(at + 1..).unwrap_or_default();
        let end = match rest {
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            _ => return 1,
        };
        let signs = rest.iter().skip(end).take(24).take_while(|b| b" \t>#/*+|;".contains(b)).count();
        self.joined(at, 1 + end + signs)
    }

    /// A line end, and the hyphen or equals sign before it that divides a word, unless it comes
    /// before `done`. Returns where to go on, and before what everything is undone.
    fn line_end(&mut self, at: usize, done: usize) -> (usize, usize) {
        // Calendars and contacts fold lines anywhere.
        if let (Some(b'\r'), Some(b' ' | b'\t')) = (self.before(at), self.text.get(at + 1))
            && at > done
        {
            let length = self.joined(at - 1, 3);
            if length > 1 {
                return (at + 2, at + 2);
            }
        }
        let before = if self.before(at) == Some(b'\r') { at.checked_sub(2) } else { at.checked_sub(1) };
        if let Some(sign) = before.filter(|sign| *sign >= done) {
            let length = match self.text.get(sign) {
                Some(b'-') => self.divided(sign),
                Some(b'=') => self.joined(sign, at + 1 - sign),
                _ => 1,
            };
            if length > 1 {
                return (sign + length, sign + length);
            }
        }
        self.line_start(at + 1);
        (at + 1, at + 1)
    }

    /// What stands before the words of a line: its number, an instant, a request of roff.
    fn line_start(&mut self, at: usize) {
        let rest = self.text.get(at..).unwrap_or_default();
        let rest = rest.get(..rest.len().min(256)).unwrap_or_default();
        let (times, fields) = (subtitles::times(rest), subtitles::fields(rest));
        if times + fields > 0 {
            self.space(at, times + fields);
            let name = subtitles::name(self.text.get(..at).unwrap_or_default());
            if times > 0 && name > 0 {
                self.space(at - 1 - name, name);
            }
            return;
        }
        let rest = rest.get(..rest.len().min(64)).unwrap_or_default();
        let blank = rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'[')).count();
        let length = match rest.get(blank..).unwrap_or_default() {
            [b'.', request @ ..] if blank == 0 => {
                let name = request.iter().take_while(|b| b.is_ascii_uppercase()).count();
                if (1..=3).contains(&name) && request.get(name) == Some(&b' ') { name + 1 } else { 0 }
            }
            number @ [b'0'..=b'9', ..] => {
                let signs = |b: &&u8| b.is_ascii_digit() || b"TZ:.,+-".contains(b);
                let length = number.iter().take_while(signs).count();
                let ends = number.get(length).is_some_and(|b| b" \t|])".contains(b));
                if ends { length } else { 0 }
            }
            _ => 0,
        };
        if length > 0 {
            self.space(at + blank, length);
        }
    }
}

/// How many blanks begin a line.
fn indent(line: &[u8]) -> usize {
    line.iter().take(64).take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

fn is_letter(byte: Option<u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte >= 0x80)
}

/// How many bytes of tags, comments, emphasis and colours follow that do not divide words.
fn joiners(text: &[u8]) -> usize {
    let mut length = 0;
    loop {
        let rest = text.get(length..).unwrap_or_default();
        let next = match rest {
            [b'*' | b'`' | b'~' | 0, ..] => 1,
            [b'<', ..] => tag(rest),
            [0x1b, ..] => Some(control(rest)).filter(|(_, divides)| !divides).map_or(0, |(length, _)| length),
            _ => 0,
        };
        if next == 0 || length > LONGEST {
            return length;
        }
        length += next;
    }
}

/// The length of a tag that does not divide words, or of a comment.
fn tag(rest: &[u8]) -> usize {
    let near = rest.get(..rest.len().min(LONGEST)).unwrap_or_default();
    if let Some(comment) = near.strip_prefix(b"<!--") {
        let comment = comment.split(|b| *b == b'<').next().unwrap_or_default();
        return comment.windows(3).position(|sign| sign == b"-->").map_or(0, |end| end + 7);
    }
    let name = near.get(1..).unwrap_or_default();
    let name = name.strip_prefix(b"/").unwrap_or(name);
    let length = name.iter().take(12).take_while(|b| b.is_ascii_alphanumeric()).count();
    let mut lower = [0; 12];
    lower.iter_mut().zip(name).for_each(|(lower, byte)| *lower = byte.to_ascii_lowercase());
    let name = lower.get(..length).unwrap_or_default();
    // Few inline elements begin with such a letter and are as long.
    let may_be_block = name.first().is_some_and(|first| {
        BLOCK_LENGTHS.get(usize::from(*first & 31)).is_some_and(|lengths| lengths & 1 << length != 0)
    });
    if name.is_empty() || may_be_block && BLOCKS.binary_search(&name).is_ok() {
        return 0;
    }
    // What has another disguise in it is no tag: it must not take the disguised words along.
    let ends = |b: &u8| matches!(b, b'>' | b'<' | b'*' | b'`' | b'~' | b'\\' | 0..=0x08 | 0x0b..=0x1f | 0x80..);
    let end = near.iter().skip(1).position(ends);
    end.map(|end| end + 1).filter(|end| near.get(*end) == Some(&b'>')).map_or(0, |end| end + 1)
}

/// The length of a terminal's control sequence, and whether it divides words.
fn control(rest: &[u8]) -> (usize, bool) {
    let near = rest.get(..rest.len().min(LONGEST)).unwrap_or_default();
    match near {
        [_, b'[', sequence @ ..] => match sequence.iter().position(|b| !(0x20..=0x3f).contains(b)) {
            Some(end) => (end + 3, sequence.get(end) != Some(&b'm')),
            None => (2, true),
        },
        [_, b']' | b'P' | b'_' | b'^' | b'X', sequence @ ..] => {
            let end = sequence.iter().position(|b| matches!(b, 0x07 | 0x1b | b'\n'));
            match end.map(|end| (end, sequence.get(end), sequence.get(end + 1))) {
                Some((end, Some(0x07), _)) => (end + 3, false),
                Some((end, Some(0x1b), Some(b'\\'))) => (end + 4, false),
                Some((end, ..)) => (end + 2, true),
                None => (2, true),
            }
        }
        [_, b'(' | b')' | b'#', _, ..] => (3, false),
        [_, _, ..] => (2, false),
        _ => (1, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_sorted() {
        assert!(BLOCKS.is_sorted());
    }
}
