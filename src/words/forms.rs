//! The other forms in which a text can say something: encoded, with rotated letters, backwards.
//!
//! The search for embargoed text in outgoing files and the comparison of changes read texts in
//! these forms, so neither knows a disguise that the other does not. Here is only what a text says
//! in a form, and where.

use super::dumped::dumped;
use super::encoded::{Encoded, encoded};

/// A form of a whole text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Form {
    /// The encoding of mails in which `=` and two digits stand for a byte.
    QuotedPrintable,
    /// With letters rotated by 13 places.
    Rotated,
    /// Written backwards.
    Backwards,
}

/// What a text, or a part of it, says in another form.
pub(crate) struct Reading {
    pub(crate) text: Vec<u8>,
    place: Place,
}

/// Where the bytes of a reading are in the text that was read.
enum Place {
    Same,
    /// As far from the end of a text of this length.
    FromEnd(usize),
    /// Somewhere between these bytes.
    Between(usize, usize),
}

impl Reading {
    /// Returns the part of the text that some bytes of the reading stand for.
    pub(crate) fn place(&self, start: usize, end: usize) -> (usize, usize) {
        match self.place {
            Place::Same => (start, end),
            Place::FromEnd(length) => (length.saturating_sub(end), length.saturating_sub(start)),
            Place::Between(start, end) => (start, end),
        }
    }
}

impl Form {
    pub(crate) const ALL: [Self; 3] = [Self::QuotedPrintable, Self::Rotated, Self::Backwards];

    /// Returns what a text says in this form.
    pub(crate) fn read(self, text: &[u8]) -> Reading {
        match self {
            Self::QuotedPrintable => Reading { text: quoted_printable(text), place: Place::Same },
            Self::Rotated => Reading { text: rotated(text), place: Place::Same },
            Self::Backwards => Reading { text: backwards(text), place: Place::FromEnd(text.len()) },
        }
    }
}

/// Returns what each part of a text says that is in Base64 or hexadecimal digits, or a dump.
pub(crate) fn decoded(text: &[u8]) -> impl Iterator<Item = Reading> {
    encoded(text)
        .chain(dumped(text))
        .map(|Encoded { start, end, text }| Reading { text, place: Place::Between(start, end) })
}

/// A mail's text without its quoted-printable encoding. Filling bytes, which words go over, take
/// the place of what is taken out, so that every place stays where it is.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let mut out = Vec::with_capacity(bytes.len());
    let mut owed = 0;
    let mut rest = bytes;
    loop {
        let (byte, length) = match rest {
            [] => break,
            [b'=', b'\r', b'\n', ..] => (None, 3),
            [b'=', b'\n', ..] => (None, 2),
            [b'=', high, low, ..] => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (Some(high << 4 | low), 3),
                _ => (Some(b'='), 1),
            },
            [byte, ..] => (Some(*byte), 1),
        };
        // The bytes of one character stay together; what they leave free comes behind them.
        if owed > 0 && !(length == 3 && byte.is_some_and(|b| b >= 0x80)) {
            out.resize(out.len() + owed, super::NOTHING);
            owed = 0;
        }
        out.extend(byte);
        owed += length - usize::from(byte.is_some());
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// Returns a text with its letters rotated by 13 places: the same places have other letters.
fn rotated(text: &[u8]) -> Vec<u8> {
    let rotate = |byte: &u8| match byte {
        b'a'..=b'm' | b'A'..=b'M' => byte + 13,
        b'n'..=b'z' | b'N'..=b'Z' => byte - 13,
        _ => *byte,
    };
    text.iter().map(rotate).collect()
}

/// Returns a text backwards.
fn backwards(text: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(text) {
        Ok(text) => text.chars().rev().collect::<String>().into_bytes(),
        Err(_) => text.iter().rev().copied().collect(),
    }
}
