//! Text in Base64 or hexadecimal digits: attachments of mails, `data:` links, tokens.

/// A run of digits that stand for a text.
pub(super) struct Encoded {
    /// Its first digit.
    pub(super) start: usize,
    /// The byte after its last.
    pub(super) end: usize,
    /// What it stands for.
    pub(super) text: Vec<u8>,
}

/// The shortest run that is decoded, in digits: six words have more.
const SHORTEST: usize = 40;
/// So many bytes at the beginning must be text.
pub(super) const TRIED: usize = 36;

/// Decodes every run of digits that stands for a text. A long run covers one of any so many bytes,
/// so of most texts few bytes are looked at.
pub(super) fn encoded(text: &[u8]) -> impl Iterator<Item = Encoded> {
    // No run begins before this byte and ends behind it.
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let probe = at + SHORTEST - 1;
            // A run goes on behind the end of a line.
            let back = match text.get(probe - 1..=probe)? {
                b"\r\n" => 2,
                [_, b'\n' | b'\r'] => 1,
                _ => 0,
            };
            let probe = probe - back;
            if !is_digit(*text.get(probe)?) {
                at = probe + back + 1;
                continue;
            }
            let before = text.get(at..probe).unwrap_or_default();
            let start = probe - before.iter().rev().take_while(|byte| is_digit(**byte)).count();
            let start = first_line(text, at, start);
            let end = end(text, start);
            at = end;
            if end - start < SHORTEST {
                continue;
            }
            let run = text.get(start..end).unwrap_or_default();
            if let Some(text) = hexadecimal(run).or_else(|| base64(run)) {
                return Some(Encoded { start, end, text });
            }
        }
    })
}

const NONE: u8 = 0xff;

/// The value of each digit of Base64.
const SIXTH: [u8; 256] = {
    let mut values = [NONE; 256];
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut at = 0;
    while at < digits.len() {
        #[allow(clippy::indexing_slicing)] // at compile time
        {
            values[digits[at] as usize] = at as u8;
        }
        at += 1;
    }
    values
};

fn is_digit(byte: u8) -> bool {
    SIXTH.get(usize::from(byte)) != Some(&NONE)
}

/// Lines that are shorter than a run count if they are at least this long, and as long as the next.
const SHORTEST_LINE: usize = 16;

fn digits_at(text: &[u8], at: usize) -> usize {
    text.get(at..).unwrap_or_default().iter().take_while(|byte| is_digit(**byte)).count()
}

/// The beginning of the first of equally long lines of digits up to the one that begins at `start`.
fn first_line(text: &[u8], from: usize, mut start: usize) -> usize {
    let length = digits_at(text, start);
    if !(SHORTEST_LINE..SHORTEST).contains(&length) {
        return start;
    }
    loop {
        let before = text.get(from..start).unwrap_or_default();
        let before = before.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let Some(before) = before else { return start };
        let digits = before.iter().rev().take_while(|byte| is_digit(**byte)).count();
        if digits != length {
            return start;
        }
        start = from + before.len() - digits;
    }
}

/// The end of a run: digits, with single line ends between them.
fn end(text: &[u8], start: usize) -> usize {
    let mut at = start;
    loop {
        let digits = text.get(at..).unwrap_or_default().iter().take_while(|byte| is_digit(**byte)).count();
        at += digits;
        let rest = text.get(at..).unwrap_or_default();
        let line_end = match rest {
            [b'\n', next, ..] if is_digit(*next) => 1,
            [b'\r', b'\n', next, ..] if is_digit(*next) => 2,
            // A mail's lines of Base64 are long, and those of a list of words are not.
            _ => return at,
        };
        let next = digits_at(text, at + line_end);
        let is_last = |end: usize| text.get(end).is_none_or(|byte| matches!(byte, b'\n' | b'\r' | b'='));
        let is_wrapped = next == digits || next < digits && is_last(at + line_end + next);
        if digits < SHORTEST && !(digits >= SHORTEST_LINE && is_wrapped) {
            return at;
        }
        at += line_end;
    }
}

fn base64(run: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(run.len() / 4 * 3 + 3);
    let (mut bits, mut count) = (0_u32, 0);
    for value in run.iter().filter_map(|byte| SIXTH.get(usize::from(*byte))).filter(|value| **value != NONE) {
        bits = bits << 6 | u32::from(*value);
        count += 6;
        if count >= 8 {
            count -= 8;
            text.push((bits >> count & 0xff) as u8);
            if text.len() == TRIED && !is_text(&text) {
                return None;
            }
        }
    }
    is_text(text.get(..TRIED.min(text.len()))?).then_some(text)
}

fn hexadecimal(run: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    let mut high = None;
    // What follows in another line may be no digits.
    let digits = run.iter().take_while(|byte| byte.is_ascii_hexdigit() || byte.is_ascii_whitespace());
    let digits: Vec<u8> = digits.copied().filter(u8::is_ascii_hexdigit).collect();
    if digits.len() < SHORTEST {
        return None;
    }
    for byte in &digits {
        let digit = u8::try_from(char::from(*byte).to_digit(16)?).ok()?;
        match high.take() {
            None => high = Some(digit),
            Some(high) => text.push(high << 4 | digit),
        }
        if text.len() == TRIED && !is_text(&text) {
            return None;
        }
    }
    is_text(text.get(..TRIED.min(text.len()))?).then_some(text)
}

/// Whether these bytes may begin a text: controls seldom do.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    bytes.iter().all(|b| !(b.is_ascii_control()) || matches!(b, 0 | b'\t' | b'\n' | b'\r' | 0x1b))
}
