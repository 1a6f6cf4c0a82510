//! Bytes as text that can be searched: other encodings, lines and columns, excerpts.

use std::borrow::Cow;

/// How two bytes are a unit of UTF-16.
pub(super) type Unit = fn([u8; 2]) -> u16;

/// How much of a text is looked at to tell how it is written, in bytes.
const SAMPLE: usize = 4096;

/// The units of a text that begins with the mark of UTF-16, unless what follows is plain ASCII: of
/// real text in UTF-16, in any script, most units are not two characters of ASCII.
pub(super) fn unit(bytes: &[u8]) -> Option<Unit> {
    let (unit, text): (Unit, &[u8]) = match bytes {
        [0xFF, 0xFE, text @ ..] => (u16::from_le_bytes, text),
        [0xFE, 0xFF, text @ ..] => (u16::from_be_bytes, text),
        _ => return None,
    };
    let (pairs, _) = text.get(..SAMPLE).unwrap_or(text).as_chunks::<2>();
    let is_ascii = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    let plain = pairs.iter().filter(|pair| pair.iter().all(is_ascii)).count();
    (plain * 5 <= pairs.len() * 3).then_some(unit)
}

/// The bytes as they are, or as UTF-8 where they are units of UTF-16.
pub(super) fn read(bytes: &[u8], unit: Option<Unit>) -> Cow<'_, [u8]> {
    let Some(unit) = unit else { return Cow::Borrowed(bytes) };
    let units = bytes.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(unit);
    let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Cow::Owned(text.into_bytes())
}

/// A part of a text, read, and where in it the bytes from `border` on stand.
pub(super) fn in_two(part: &[u8], border: usize, unit: Option<Unit>) -> (Cow<'_, [u8]>, usize) {
    if unit.is_none() {
        return (Cow::Borrowed(part), border);
    }
    let (head, tail) = part.split_at_checked(border).unwrap_or((part, &[]));
    let (head, tail) = (read(head, unit), read(tail, unit));
    (Cow::Owned([&*head, &*tail].concat()), head.len())
}

/// A place in a text that only moves on, so that any number of places costs one pass.
#[derive(Clone)]
pub(super) struct Cursor<'t> {
    text: &'t [u8],
    at: usize,
    line: usize,
    column: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self { text, at: 0, line: 1, column: 1 }
    }

    pub(super) fn advance(&mut self, to: usize) {
        for byte in self.text.get(self.at..to).unwrap_or_default() {
            if *byte == b'\n' {
                self.line += 1;
                self.column = 1;
            } else if byte & 0xC0 != 0x80 {
                self.column += 1;
            }
        }
        self.at = self.at.max(to);
    }

    /// Line and column, from 1.
    pub(super) fn position(&self) -> (usize, usize) {
        (self.line, self.column)
    }
}

/// The most of a line that is shown, in bytes.
const SHOWN: usize = 160;

/// The line around a place, or a part of it, and where in it the place begins and how long it is
/// there. Of a file that is no text, only what is beside the place without a control character.
pub(super) fn excerpt(text: &[u8], start: usize, end: usize) -> (String, (usize, usize)) {
    let is_end = |b: &u8| b.is_ascii_control() && !matches!(b, b'\t' | b'\r' | 0x08 | 0x0c | 0x1b);
    let before = text.get(start.saturating_sub(SHOWN / 3)..start).unwrap_or_default();
    let head = before.iter().rposition(is_end).map_or(before, |at| before.get(at + 1..).unwrap_or_default());
    let after = text.get(start..text.len().min(start + SHOWN)).unwrap_or_default();
    let tail = after.iter().position(|b| *b == b'\n').map_or(after, |at| after.get(..at).unwrap_or_default());
    let marked = tail.get(..end.saturating_sub(start).min(tail.len())).unwrap_or_default();
    let rest = tail.get(marked.len()..).unwrap_or_default();
    let rest = rest.iter().position(is_end).map_or(rest, |at| rest.get(..at).unwrap_or_default());
    let shown = |part| String::from_utf8_lossy(part).replace(['\r', '\0'], "");
    let [head, marked, rest] = [head, marked, rest].map(shown);
    // Bytes that are no character are not shown either, nor what is beyond them.
    let head = head.rsplit(char::REPLACEMENT_CHARACTER).next().unwrap_or_default().to_owned();
    let rest = rest.split(char::REPLACEMENT_CHARACTER).next().unwrap_or_default();
    let place = (head.len(), marked.len());
    (head + &marked + rest, place)
}
