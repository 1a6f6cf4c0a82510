//! What can't be looked into: archives, compressed and encrypted data, documents that compress
//! their text.

use super::archive;
use super::media;
use super::text;

/// How the contents of a file begin that can't be looked into, and what it is.
const MARKS: &[(&[u8], &str)] = &[
    (b"\x1f\x8b\x08", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7-zip"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\xed\xab\xee\xdb", "rpm"),
    (b"PACK\0\0\0", "git pack"),
    (b"LRZI", "lrzip"),
    (b"\x89LZO\0\r\n\x1a\n", "lzop"),
    (b"MSCF\0\0\0\0", "cabinet"),
];

/// The same, where the mark is too short or too common to mean anything elsewhere in a file.
const FIRST: &[(&[u8], &str)] = &[
    (b"\x1f\x8b", "gzip"),
    (b"\x1f\x9d", "compress"),
    (b"BZh", "bzip2"),
    (b"LZIP", "lzip"),
    (b"\x5d\0\0", "lzma"),
    (b"\x78\x01", "zlib"),
    (b"\x78\x5e", "zlib"),
    (b"\x78\x9c", "zlib"),
    (b"\x78\xda", "zlib"),
    (b"%PDF", "PDF"),
    (b"# v2 git bundle\n", "git bundle"),
    (b"# v3 git bundle\n", "git bundle"),
    (b"-----BEGIN PGP MESSAGE-----", "encrypted with OpenPGP"),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", "encrypted with age"),
    (b"age-encryption.org/v1", "encrypted with age"),
    (b"wOFF", "WOFF"),
    (b"wOF2", "WOFF2"),
    (b"hsqs", "squashfs"),
    (b"version https://git-lfs.github.com/spec/", "Git LFS, stored elsewhere"),
];

/// How Base64 of packed data begins.
const ENCODED: &[(&[u8], &str)] = &[
    (b"H4sI", "gzip in Base64"),
    (b"UEsDB", "zip in Base64"),
    (b"/Td6WFo", "xz in Base64"),
    (b"KLUv/", "zstd in Base64"),
    (b"N3q8ryc", "7-zip in Base64"),
    (b"JVBERi0", "PDF in Base64"),
    (b"QlpoO", "bzip2 in Base64"),
];
/// The shortest run of Base64 that counts, in digits.
const RUN: usize = 48;

/// Contents that can't be looked into.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Packed {
    /// What they are.
    pub name: &'static str,
    /// Whether text may be hidden in them. A picture's dots and a sound are no text.
    pub may_hide_text: bool,
}

/// An archive behind something else, which can't be looked into as a whole.
pub(super) const BEHIND: Packed = Packed { name: "zip behind other data", may_hide_text: true };

impl Packed {
    fn new(name: &'static str) -> Self {
        Self { name, may_hide_text: true }
    }
}

/// What can't be looked into in a file, or in a part of it that is not its first.
pub(super) fn packed(bytes: &[u8], is_first: bool) -> Option<Packed> {
    let begins = |marks: &'static [(&[u8], &str)]| {
        marks.iter().find(|(mark, _)| is_first && bytes.starts_with(mark)).map(|(_, name)| *name)
    };
    if let Some(name) = begins(FIRST) {
        // Words may begin with these letters.
        let letters = name == "zlib" || name == "bzip2" || name == "lzma" || name == "lzip";
        if !letters || !is_plain(bytes) {
            return Some(Packed::new(name));
        }
    }
    if let Some(name) = media::kind(bytes).filter(|_| is_first) {
        // The chunks of a PNG that hold compressed text.
        let head = bytes.get(..bytes.len().min(1 << 20)).unwrap_or_default();
        let compressed = |chunk: &[u8]| name == "PNG" && head.windows(4).any(|window| window == chunk);
        // What comes behind the end of a picture is no picture.
        let behind = media::behind(bytes, name).unwrap_or_default();
        let hidden = if archive::may_end(behind) { None } else { packed(behind, true).filter(|it| it.may_hide_text) };
        return Some(if compressed(b"zTXt") || compressed(b"iTXt") {
            Packed::new("PNG with compressed text")
        } else if hidden.is_some() {
            Packed::new("a picture with other data behind it")
        } else {
            Packed { name, may_hide_text: false }
        });
    }
    within(bytes).or_else(|| (is_first && is_unknown(bytes)).then(|| Packed::new("no known kind of text")))
}

/// What is packed somewhere in a file: a member of an archive, the body of a message.
fn within(bytes: &[u8]) -> Option<Packed> {
    // Every mark of packed data has a byte that text does not have.
    let is_text = |b: &u8| (b' '..=b'~').contains(b) || matches!(b, b'\t' | b'\n' | b'\r');
    let is_binary = !bytes.iter().all(is_text);
    let begins = if is_binary { &BEGINS } else { &BEGINS_ENCODED };
    let mut at = 0;
    while let Some(found) = bytes.get(at..)?.iter().position(|b| begins.get(usize::from(*b)) == Some(&true)) {
        at += found;
        let rest = bytes.get(at..).unwrap_or_default();
        if let Some(packed) = begun(bytes, at, rest, is_binary) {
            return Some(packed);
        }
        at += 1;
    }
    None
}

/// What is packed from a byte on.
fn begun(bytes: &[u8], at: usize, rest: &[u8], is_binary: bool) -> Option<Packed> {
    if is_binary {
        let found = MARKS.iter().find(|(mark, _)| rest.starts_with(mark)).map(|(_, name)| *name);
        if let Some(name) = found.filter(|name| *name != "gzip" || rest.get(3).is_some_and(|flags| *flags <= 0x1f)) {
            return Some(Packed::new(name));
        }
        if rest.starts_with(b"BZh") && rest.get(4..10) == Some(b"1AY&SY") {
            return Some(Packed::new("bzip2"));
        }
        let begins_line = at.checked_sub(1).is_none_or(|before| bytes.get(before) == Some(&b'\n'));
        if rest.starts_with(b"%PDF-") && begins_line {
            return Some(Packed::new("PDF"));
        }
    }
    let digit = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    let (_, name) = ENCODED.iter().find(|(mark, _)| rest.starts_with(mark))?;
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    let is_run = before.is_none_or(|b| !digit(&b)) && rest.iter().take(RUN).filter(digit).count() == RUN;
    is_run.then(|| Packed::new(name))
}

/// The first bytes of what may be packed anywhere, and of those the ones of Base64.
const BEGINS: [bool; 256] = set(b"\x1fP\xfd\x28\x37\x04R\xed#L\x89MB%HU/KNJQ");
const BEGINS_ENCODED: [bool; 256] = set(b"HU/KNJQ");

const fn set(bytes: &[u8]) -> [bool; 256] {
    let mut set = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        #[allow(clippy::indexing_slicing)] // at compile time
        {
            set[bytes[at] as usize] = true;
        }
        at += 1;
    }
    set
}

/// So many bytes decide what a file is.
const SAMPLE: usize = 4096;

fn sample(bytes: &[u8]) -> &[u8] {
    bytes.get(..bytes.len().min(SAMPLE)).unwrap_or_default()
}

/// Whether these bytes are text of one of the usual encodings, without controls.
fn is_plain(bytes: &[u8]) -> bool {
    let sample = sample(bytes);
    let text = match std::str::from_utf8(sample) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    text && !sample.iter().any(|b| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b | 0x08))
}

/// Whether no known encoding reads these bytes as text: they may be encrypted, compressed, or text
/// of a mainframe.
fn is_unknown(bytes: &[u8]) -> bool {
    let sample = sample(bytes);
    if sample.len() < 32 || is_plain(bytes) || text::unit(bytes).is_some() {
        return false;
    }
    // Text of two or four bytes a character, and programs, have many bytes 0.
    let of = |kind: fn(&u8) -> bool| sample.iter().filter(|b| kind(b)).count();
    let zeros = of(|b| *b == 0);
    let odd = of(|b| *b >= 0x80 || b.is_ascii_control() && !b.is_ascii_whitespace()) - zeros;
    zeros * 8 < sample.len() && odd * 5 > sample.len() * 2
}
