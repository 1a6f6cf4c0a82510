//! Text as the programs `xxd`, `hexdump` and `od` show bytes, as a list of numbers in code, or
//! encoded by `uuencode`.
//!
//! Lines that follow each other are one text. A line is read by its form alone: what comes out is
//! looked at like any other text, so a wrong guess only costs time.

use std::io::BufRead as _;

use super::encoded::{Encoded, TRIED, is_text};

/// The fewest bytes that are read: six words have more.
const FEWEST: usize = 24;
/// The most bytes of a line.
const MOST: usize = 128;
/// The length of a whole line of `uuencode`, which has 45 bytes.
const WHOLE: usize = 61;

/// Reads every dump in a text.
pub(super) fn dumped(text: &[u8]) -> impl Iterator<Item = Encoded> {
    let mut lines = Lines { text, at: 0 };
    let mut dump: Option<Dump> = None;
    std::iter::from_fn(move || {
        loop {
            let Some((start, line)) = lines.next() else { return dump.take().and_then(Dump::finished) };
            let (form, bytes) = match dump.as_ref().map(|dump| dump.form) {
                Some(Form::Uuencoded) => (Form::Uuencoded, uuencoded(line)),
                _ => read(line),
            };
            let end = start + line.len();
            if let Some(Dump { end: last, text, .. }) = dump.as_mut().filter(|dump| dump.form == form)
                && let Some(bytes) = &bytes
            {
                text.extend(bytes);
                *last = end;
                continue;
            }
            // Lines that are the same are left out.
            if line == b"*" && dump.is_some() {
                continue;
            }
            let begun = bytes.map(|text| Dump { form, start, end, text });
            if let Some(finished) = std::mem::replace(&mut dump, begun).and_then(Dump::finished) {
                return Some(finished);
            }
        }
    })
}

/// The lines of a text without their ends, each with its first byte.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
}

impl<'t> Iterator for Lines<'t> {
    type Item = (usize, &'t [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        // The standard library finds the end of a line many bytes at a time.
        let length = { rest }.skip_until(b'\n').ok()?;
        self.at = start + length;
        let line = rest.get(..length).unwrap_or_default();
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        Some((start, line.strip_suffix(b"\r").unwrap_or(line)))
    }
}

/// What the lines of a dump look like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Addressed,
    List,
    Uuencoded,
}

/// Lines of one form that follow each other.
struct Dump {
    form: Form,
    start: usize,
    end: usize,
    text: Vec<u8>,
}

impl Dump {
    fn finished(self) -> Option<Encoded> {
        let Self { start, end, text, .. } = self;
        let is_one = text.len() >= FEWEST && is_text(text.get(..TRIED.min(text.len()))?);
        is_one.then_some(Encoded { start, end, text })
    }
}

/// Returns the form of a line, and its bytes if it has one. Nearly every line has none, which its
/// first bytes tell.
fn read(line: &[u8]) -> (Form, Option<Vec<u8>>) {
    let blank = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let rest = line.get(blank..).unwrap_or_default();
    let digits = rest.iter().take(17).take_while(|byte| byte.is_ascii_hexdigit()).count();
    match (digits, rest.get(digits)) {
        (6..=16, Some(sign @ (b':' | b' '))) => {
            let shown = rest.get(digits + 1..).unwrap_or_default();
            (Form::Addressed, addressed(shown, *sign == b':'))
        }
        (1, Some(b'x')) if rest.starts_with(b"0x") => (Form::List, list(rest)),
        (2, Some(b' ' | b',' | b':' | b';')) => (Form::List, list(rest)),
        _ if line.starts_with(b"begin ") && is_header(line) => (Form::Uuencoded, Some(Vec::new())),
        _ if line.len() == WHOLE && line.first() == Some(&b'M') => (Form::Uuencoded, uuencoded(line)),
        _ => (Form::List, in_brackets(line)),
    }
}

/// Reads a list of numbers that begins behind a bracket, as in code.
fn in_brackets(line: &[u8]) -> Option<Vec<u8>> {
    let mut at = 0;
    loop {
        let mut rest = line.get(at..)?;
        // The standard library finds a byte many at a time.
        at += rest.skip_until(b'x').ok().filter(|length| *length > 0)?;
        if let Some(before) = line.get(..at).and_then(|before| before.strip_suffix(b"0x"))
            && let Some(b'{' | b'[' | b'(') = before.trim_ascii_end().last()
        {
            return list(line.get(before.len()..)?);
        }
    }
}

/// Reads the bytes behind an address. Before them is a colon if `xxd` shows them, which gives the
/// bytes of a group in their order; other programs show numbers, the lowest byte first.
fn addressed(shown: &[u8], is_in_order: bool) -> Option<Vec<u8>> {
    let first = shown.split(|byte| *byte == b' ').find(|group| !group.is_empty())?;
    let is_digit: fn(&u8) -> bool = match (first.len(), is_in_order) {
        (8, true) if first.iter().all(|byte| matches!(byte, b'0' | b'1')) => |byte| matches!(byte, b'0' | b'1'),
        (3 | 6, false) => |byte| (b'0'..=b'7').contains(byte),
        (2 | 4 | 8 | 16, _) => u8::is_ascii_hexdigit,
        _ => return characters(shown),
    };
    if !first.iter().all(is_digit) {
        return characters(shown);
    }
    let is_binary = first.len() == 8 && is_digit(&b'1') && !is_digit(&b'2');
    let radix = if is_binary {
        2
    } else if is_digit(&b'8') {
        16
    } else {
        8
    };
    let mut bytes = Vec::new();
    let mut gap = 0;
    for group in shown.split(|byte| *byte == b' ') {
        if group.is_empty() {
            gap += 1;
            continue;
        }
        // Behind a gap, the same bytes are shown as characters. `hexdump -C` has a gap in the
        // middle.
        let is_aside = gap > 1 && !bytes.is_empty() && (is_in_order || first.len() == 2 && bytes.len() != 8);
        gap = 1;
        let is_group = group.iter().all(is_digit) && group.len() <= first.len() && group.len() % 2 == first.len() % 2;
        if is_aside || !is_group || bytes.len() > MOST {
            break;
        }
        if is_in_order && radix == 16 {
            bytes.extend(
                group.chunks(2).filter_map(|digits| number_of(digits, 16)).filter_map(|n| u8::try_from(n).ok()),
            );
            continue;
        }
        let value = number_of(group, radix)?;
        let count = match (radix, group.len()) {
            (2, _) | (8, 3) => 1,
            (8, _) => 2,
            (_, digits) => digits / 2,
        };
        bytes.extend(value.to_le_bytes().iter().take(count));
    }
    (!bytes.is_empty()).then_some(bytes)
}

fn number_of(digits: &[u8], radix: u32) -> Option<u64> {
    u64::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()
}

/// Reads what `od -c` shows: a character in each four columns.
fn characters(shown: &[u8]) -> Option<Vec<u8>> {
    // The blank behind the address is the first of the columns.
    let columns = [b" ", shown].concat();
    let character = |column: &[u8]| match column {
        [b' ', b' ', b' ', byte] => Some(*byte),
        [b' ', b' ', b'\\', escaped] => Some(match escaped {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            other => *other,
        }),
        [b' ', octal @ ..] => number_of(octal, 8).and_then(|value| u8::try_from(value).ok()),
        _ => None,
    };
    let bytes: Vec<u8> = columns.chunks(4).map(character).collect::<Option<_>>()?;
    (bytes.len() <= MOST && !bytes.is_empty()).then_some(bytes)
}

/// Reads a list of numbers of two hexadecimal digits.
fn list(line: &[u8]) -> Option<Vec<u8>> {
    let numbers = line.split(|byte| b" \t,;:{}()[]".contains(byte)).filter(|number| !number.is_empty());
    let byte = |number: &[u8]| {
        let digits = number.strip_prefix(b"0x").unwrap_or(number);
        let digits = digits.strip_suffix(b"u8").unwrap_or(digits);
        let is_one = digits.len() == 2 && digits.iter().all(u8::is_ascii_hexdigit);
        number_of(digits, 16).filter(|_| is_one).and_then(|value| u8::try_from(value).ok())
    };
    let bytes: Vec<u8> = numbers.map_while(byte).collect();
    (bytes.len() >= 4).then_some(bytes)
}

/// Whether a line is the first of a file that `uuencode` made: `begin 644 notes.txt`.
fn is_header(line: &[u8]) -> bool {
    let mode = line.get(6..).unwrap_or_default();
    let digits = mode.iter().take_while(|byte| (b'0'..=b'7').contains(byte)).count();
    (3..=4).contains(&digits) && mode.get(digits) == Some(&b' ')
}

/// Reads a line of `uuencode`: its first character says how many bytes it has. Blanks at its end
/// may be lost on the way.
fn uuencoded(line: &[u8]) -> Option<Vec<u8>> {
    let (first, rest) = line.split_first()?;
    let value = |byte: u8| (b' '..=b'`').contains(&byte).then(|| u32::from(byte - b' ') & 0x3f);
    let count = value(*first)? as usize;
    let length = count.div_ceil(3) * 4;
    if count == 0 || rest.len() > length + 1 || rest.len() * 4 < length {
        return None;
    }
    let mut bytes = Vec::with_capacity(length / 4 * 3);
    for group in rest.get(..length.min(rest.len()))?.chunks(4) {
        let mut bits = 0;
        for nth in 0..4 {
            bits = bits << 6 | value(group.get(nth).copied().unwrap_or(b' '))?;
        }
        bytes.extend(bits.to_be_bytes().iter().skip(1));
    }
    bytes.truncate(count);
    Some(bytes)
}
