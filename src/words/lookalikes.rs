//! Letters of other scripts that look like Latin ones, from Unicode's list of confusable characters
//! (UTS #39), as far as UTF-8 writes them with two bytes.

/// Pairs of a letter and the Latin letter that it looks like, sorted.
const LOOKALIKES: &[(char, u8)] = &[
    ('\u{37f}', b'j'),
    ('\u{391}', b'a'),
    ('\u{392}', b'b'),
    ('\u{395}', b'e'),
    ('\u{396}', b'z'),
    ('\u{397}', b'h'),
    ('\u{399}', b'i'),
    ('\u{39a}', b'k'),
    ('\u{39c}', b'm'),
    ('\u{39d}', b'n'),
    ('\u{39f}', b'o'),
    ('\u{3a1}', b'p'),
    ('\u{3a4}', b't'),
    ('\u{3a5}', b'y'),
    ('\u{3a7}', b'x'),
    ('\u{3b1}', b'a'),
    ('\u{3b3}', b'y'),
    ('\u{3b9}', b'i'),
    ('\u{3bd}', b'v'),
    ('\u{3bf}', b'o'),
    ('\u{3c1}', b'p'),
    ('\u{3c3}', b'o'),
    ('\u{3c5}', b'u'),
    ('\u{3f2}', b'c'),
    ('\u{3f3}', b'j'),
    ('\u{3f9}', b'c'),
    ('\u{405}', b's'),
    ('\u{406}', b'i'),
    ('\u{408}', b'j'),
    ('\u{410}', b'a'),
    ('\u{412}', b'b'),
    ('\u{415}', b'e'),
    ('\u{41a}', b'k'),
    ('\u{41c}', b'm'),
    ('\u{41d}', b'h'),
    ('\u{41e}', b'o'),
    ('\u{420}', b'p'),
    ('\u{421}', b'c'),
    ('\u{422}', b't'),
    ('\u{423}', b'y'),
    ('\u{425}', b'x'),
    ('\u{42c}', b'b'),
    ('\u{430}', b'a'),
    ('\u{433}', b'r'),
    ('\u{435}', b'e'),
    ('\u{43e}', b'o'),
    ('\u{440}', b'p'),
    ('\u{441}', b'c'),
    ('\u{443}', b'y'),
    ('\u{445}', b'x'),
    ('\u{455}', b's'),
    ('\u{456}', b'i'),
    ('\u{458}', b'j'),
    ('\u{474}', b'v'),
    ('\u{475}', b'v'),
    ('\u{4ae}', b'y'),
    ('\u{4af}', b'y'),
    ('\u{4bb}', b'h'),
    ('\u{4bd}', b'e'),
    ('\u{4c0}', b'l'),
    ('\u{4cf}', b'l'),
    ('\u{501}', b'd'),
    ('\u{50c}', b'g'),
    ('\u{51b}', b'q'),
    ('\u{51c}', b'w'),
    ('\u{51d}', b'w'),
    ('\u{54d}', b'u'),
    ('\u{54f}', b's'),
    ('\u{555}', b'o'),
    ('\u{561}', b'w'),
    ('\u{563}', b'q'),
    ('\u{566}', b'q'),
    ('\u{570}', b'h'),
    ('\u{578}', b'n'),
    ('\u{57d}', b'u'),
    ('\u{581}', b'g'),
    ('\u{584}', b'f'),
    ('\u{585}', b'o'),
];

/// The Latin letter that the letter of two bytes at the beginning of a text looks like.
pub(super) fn latin(text: &[u8]) -> Option<u8> {
    like(std::str::from_utf8(text.get(..2)?).ok()?.chars().next()?)
}

/// The Latin letter that a character looks like, or else the character.
pub(crate) fn as_latin(c: char) -> char {
    like(c).map_or(c, char::from)
}

fn like(letter: char) -> Option<u8> {
    let found = LOOKALIKES.binary_search_by_key(&letter, |(letter, _)| *letter).ok()?;
    LOOKALIKES.get(found).map(|(_, latin)| *latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_sorted_and_found() {
        assert!(LOOKALIKES.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(latin("\u{430}bc".as_bytes()), Some(b'a'));
        assert_eq!(latin(b"abc"), None);
        assert_eq!((as_latin('\u{430}'), as_latin('z')), ('a', 'z'));
    }
}
