//! A sentence is found whatever its words are dressed in, and what can't be looked into is named.

use std::time::{Duration, Instant};

use advisory::scan::{Kind, Note, folder};
use proptest::prelude::*;
use tempfile::TempDir;

use super::{SENTENCE, kinds, watch};
use crate::support;

/// A cue of subtitles for each two words.
fn cues(text: &str, name: impl Fn(usize) -> String, arrow: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let cue = |(n, words): (usize, &[&str])| {
        format!("{}00:00:0{n}.000{arrow}00:00:1{n}.500\n{}\n\n", name(n), words.join(" "))
    };
    words.chunks(2).enumerate().map(cue).collect()
}

/// A line for each so many bytes: its address, and the bytes as `show` says.
fn dump(text: &str, count: usize, address: impl Fn(usize) -> String, show: impl Fn(&[u8]) -> String) -> String {
    let line = |(n, bytes): (usize, &[u8])| format!("{}{}\n", address(n * count), show(bytes));
    text.as_bytes().chunks(count).enumerate().map(line).collect()
}

fn characters(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn uuencoded(text: &str) -> String {
    let line = |bytes: &[u8]| {
        let digit = |value: usize| char::from(if value == 0 { b'`' } else { b' ' + u8::try_from(value).unwrap() });
        let group = |bytes: &[u8]| {
            let bits = bytes.iter().chain([&0, &0]).take(3).fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
            [18, 12, 6, 0].map(|shift| digit(bits >> shift & 63)).iter().collect::<String>()
        };
        format!("{}{}\n", digit(bytes.len()), bytes.chunks(3).map(group).collect::<String>())
    };
    text.as_bytes().chunks(45).map(line).collect()
}

type Disguise = (&'static str, fn(&str) -> String);

fn each_word(text: &str, dress: impl Fn(&str) -> String) -> String {
    text.split(' ').map(dress).collect::<Vec<_>>().join(" ")
}

fn inside(text: &str, sign: &str) -> String {
    each_word(text, |word| {
        let at = word.char_indices().nth(1).map_or(word.len(), |(at, _)| at);
        format!("{}{sign}{}", &word[..at], &word[at..])
    })
}

fn each_letter(text: &str, dress: impl Fn(char) -> String) -> String {
    text.chars().map(|c| if c.is_ascii_alphabetic() { dress(c) } else { c.to_string() }).collect()
}

fn wrapped(text: &str, width: usize) -> String {
    text.as_bytes().chunks(width).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\n")
}

fn base64(text: &str) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |bytes: &[u8]| {
        let bits = bytes.iter().chain([&0, &0]).take(3).fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        let digit = |nth: usize| char::from(DIGITS[bits >> (18 - 6 * nth) & 63]);
        (0..4).map(|nth| if nth <= bytes.len() { digit(nth) } else { '=' }).collect::<String>()
    };
    text.as_bytes().chunks(3).map(group).collect()
}

const DISGUISES: &[Disguise] = &[
    ("colours", |s| each_word(s, |w| format!("\x1b[1;31m{w}\x1b[0m"))),
    ("colours inside words", |s| inside(s, "\x1b[38;5;196m")),
    ("a link of a terminal", |s| each_word(s, |w| format!("\x1b]8;;https://example.org/x\x1b\\{w}\x1b]8;;\x1b\\"))),
    ("overstrike", |s| each_letter(s, |c| format!("{c}\x08{c}"))),
    ("underlined", |s| each_letter(s, |c| format!("_\x08{c}"))),
    ("emphasis inside words", |s| inside(s, "**")),
    ("code inside words", |s| inside(s, "`")),
    ("a comment inside words", |s| inside(s, "<!-- a comment -->")),
    ("<wbr>", |s| inside(s, "<wbr>")),
    ("tags inside words", |s| inside(s, "</b></i><span class=\"x\">")),
    ("a run of a word processor", |s| inside(s, "</w:t></w:r><w:r><w:t>")),
    ("soft hyphens", |s| inside(s, "\u{ad}")),
    ("spaces without width", |s| inside(s, "\u{200b}")),
    ("spaces without width between words", |s| s.replace(' ', "\u{200b}")),
    ("tag characters", |s| inside(s, "\u{e0061}")),
    ("directions between words", |s| s.replace(' ', "\u{202e}")),
    ("Cyrillic letters", |s| {
        each_letter(s, |c| "aeopcxyi".find(c).and_then(|at| "аеорсхуі".chars().nth(at)).unwrap_or(c).to_string())
    }),
    ("Greek letters", |s| {
        each_letter(s, |c| "aoiv".find(c).and_then(|at| "αοιν".chars().nth(at)).unwrap_or(c).to_string())
    }),
    ("full width", |s| {
        s.chars()
            .map(|c| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c })
            .collect()
    }),
    ("hexadecimal escapes", |s| s.bytes().map(|b| format!("\\x{b:02x}")).collect()),
    ("octal escapes", |s| s.bytes().map(|b| format!("\\{b:03o}")).collect()),
    ("escapes of Rust", |s| s.chars().map(|c| format!("\\u{{{:x}}}", u32::from(c))).collect()),
    ("escapes of RTF", |s| s.chars().map(|c| format!("\\u{}?", u32::from(c))).collect()),
    ("bytes of RTF", |s| s.bytes().map(|b| format!("\\'{b:02x}")).collect()),
    ("escapes of style sheets", |s| s.chars().map(|c| format!("\\{:06x}", u32::from(c))).collect()),
    ("references without semicolons", |s| s.chars().map(|c| format!("&#{}", u32::from(c))).collect()),
    ("hexadecimal references without semicolons", |s| {
        s.chars().map(|c| format!("&#x{:x} ", u32::from(c))).collect::<String>().replace(' ', "")
    }),
    ("a folded calendar", |s| inside(s, "\r\n ")),
    ("divisions of LaTeX", |s| inside(s, "\\-")),
    ("continued and indented lines", |s| inside(s, "\\\n    ")),
    ("an array in one line", |s| {
        format!("x[] = {{{}}};", s.bytes().map(|b| format!("0x{b:02x}, ")).collect::<String>())
    }),
    ("bytes of Rust", |s| format!("&[{}]", s.bytes().map(|b| format!("0x{b:02x}u8, ")).collect::<String>())),
    ("LaTeX", |s| each_word(s, |w| format!("\\textbf{{{w}}}"))),
    ("roff", |s| format!(".B {}", s.replace(' ', "\n.I "))),
    ("fonts of roff", |s| inside(s, "\\fB")),
    ("divided words", |s| inside(s, "-\n    // ")),
    ("continued lines", |s| inside(s, "\\\n")),
    ("numbered lines", |s| s.split(' ').enumerate().map(|(n, w)| format!("{:5}\t{w}\n", n + 1)).collect()),
    ("a log", |s| s.split(' ').map(|w| format!("2026-11-28T10:00:01.1234567Z {w}\n")).collect()),
    ("rotated letters", |s| {
        each_letter(s, |c| {
            let first = if c.is_ascii_lowercase() { b'a' } else { b'A' };
            char::from(first + (c as u8 - first + 13) % 26).to_string()
        })
    }),
    ("backwards", |s| s.chars().rev().collect()),
    ("each word backwards, from the last", |s| {
        s.lines().map(|line| line.chars().rev().collect::<String>() + "\n").collect()
    }),
    ("Base64", |s| format!("\n\n{}\n", base64(s))),
    ("xxd", |s| {
        let groups = |bytes: &[u8]| {
            let group = |pair: &[u8]| pair.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            let groups = bytes.chunks(2).map(group).collect::<Vec<_>>().join(" ");
            format!(" {groups:<39}  {}", characters(bytes))
        };
        dump(s, 16, |at| format!("{:08x}:", at + 0xa10), groups)
    }),
    ("xxd with bits", |s| {
        let bits = |bytes: &[u8]| bytes.iter().map(|byte| format!(" {byte:08b}")).collect::<String>();
        dump(s, 6, |at| format!("{at:08x}:"), |bytes| format!("{}  {}", bits(bytes), characters(bytes)))
    }),
    ("hexdump -C", |s| {
        let half = |bytes: &[u8]| bytes.iter().map(|byte| format!(" {byte:02x}")).collect::<String>();
        let both = |bytes: &[u8]| bytes.chunks(8).map(|bytes| format!(" {}", half(bytes))).collect::<String>();
        dump(s, 16, |at| format!("{at:08x}"), |bytes| format!("{:<51}|{}|", both(bytes), characters(bytes)))
    }),
    ("hexdump", |s| {
        let word = |pair: &[u8]| format!(" {:02x}{:02x}", pair.get(1).unwrap_or(&0), pair[0]);
        dump(s, 16, |at| format!("{at:07x}"), |bytes| bytes.chunks(2).map(word).collect())
    }),
    ("od", |s| {
        let word = |pair: &[u8]| format!(" {:06o}", u16::from(*pair.get(1).unwrap_or(&0)) << 8 | u16::from(pair[0]));
        dump(s, 16, |at| format!("{at:07o}"), |bytes| bytes.chunks(2).map(word).collect())
    }),
    ("od -c", |s| {
        let column = |byte: &u8| format!("   {}", char::from(*byte));
        dump(s, 16, |at| format!("{at:07o}"), |bytes| bytes.iter().map(column).collect())
    }),
    ("od -t x1z", |s| {
        let bytes_of = |bytes: &[u8]| bytes.iter().map(|byte| format!(" {byte:02x}")).collect::<String>();
        dump(s, 16, |at| format!("{at:06x}"), |bytes| format!("{}  >{}<", bytes_of(bytes), characters(bytes)))
    }),
    ("an array of C", |s| {
        let numbers = |bytes: &[u8]| bytes.iter().map(|byte| format!("0x{byte:02x}, ")).collect::<String>();
        format!("char x[] = {{\n{}}};", dump(s, 12, |_| "  ".to_owned(), numbers))
    }),
    ("uuencode", |s| format!("begin 644 x\n{}`\nend\n", uuencoded(s))),
    ("uuencode without its first line", uuencoded),
    ("subtitles of the web", |s| format!("WEBVTT\n\n{}", cues(s, |n| format!("part-{n}\n"), " --> "))),
    ("subtitles with numbers", |s| cues(s, |n| format!("{}\n", n + 1), " --> ")),
    ("subtitles in one line of times", |s| cues(s, |_| String::new(), ",")),
    ("subtitles word by word", |s| {
        s.split(' ').enumerate().map(|(n, word)| format!("<00:00:01.{n:03}><c> {word}</c>")).collect()
    }),
    ("dialogue", |s| each_word(s, |word| format!("\nDialogue: 0,0:00:01.00,0:00:04.00,Default,,0,0,0,,{word}"))),
    ("dialogue with overrides", |s| {
        let words = each_word(s, |word| format!("{{\\k20}}{{\\i1}}{}{{\\i0\\fs40}}{} ", &word[..1], &word[1..]));
        format!("\nDialogue: 0,0:00:01.00,0:00:04.00,Default,,0,0,0,,{words}")
    }),
    ("Base64 in short lines", |s| wrapped(&base64(s), 20)),
    ("Base64 in lines of odd length", |s| wrapped(&base64(s), 17)),
    ("hexadecimal digits", |s| s.bytes().map(|b| format!("{b:02x}")).collect()),
];

#[test]
fn a_sentence_is_found_in_every_disguise() {
    let watch = watch();
    for (name, dress) in DISGUISES {
        let text = format!("Something before it.\n{}\nSomething after it.\n", dress(SENTENCE));
        assert_eq!(kinds(&watch.search(text.as_bytes())), [Kind::Note], "{name}: {text}");
        let other = dress("The restore worker unpacks a well-formed archive inside its own scratch folder");
        assert_eq!(watch.search(other.as_bytes()), [], "{name}: {other}");
    }
    for (text, kind) in [
        ("RestoreFollowsPathsOutOfItsScratchFolder", Kind::Title),
        ("HiddenOtter", Kind::Handle),
        ("quillon at reports dot example", Kind::Reporter),
    ] {
        assert_eq!(kinds(&watch.search(text.as_bytes())), [kind], "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands around it, and at the place where it stands.
    #[test]
    fn a_disguised_sentence_is_found_where_it_stands(
        disguise in prop::sample::select(DISGUISES), before in "[a-z<>*`~ .\u{430}-]{0,40}", after in "[a-z<>*`~ .-]{0,40}",
    ) {
        let dressed = (disguise.1)(SENTENCE);
        let text = format!("{before}\n\n{dressed}\n\n{after}");
        let hits = watch().search(text.as_bytes());
        prop_assert_eq!(kinds(&hits), [Kind::Note], "{}: {}", disguise.0, text);
        let start = before.len() + 2;
        prop_assert!(hits[0].bytes.0 < start + dressed.len() && hits[0].bytes.1 > start, "{}: {:?}", disguise.0, hits[0].bytes);
        prop_assert_eq!(watch().search(format!("{before}\n\n{after}").as_bytes()).len(), 0);
    }
}

/// Each is read in time that grows with its length, whatever it begins and never ends.
#[test]
fn odd_texts_take_no_longer_than_others() {
    let watch = watch();
    let timed = |text: &str| {
        let start = Instant::now();
        assert_eq!(watch.search(text.as_bytes()), []);
        start.elapsed()
    };
    let plain = timed(&"some plain words of a text\n".repeat(40_000)) + Duration::from_millis(200);
    for piece in [
        "<!--", "<!-- x", "<a ", "<a<b", "a<b>", "*", "a*", "a**<b>", "`", "\x1b[", "\x1b]", "\x1b[1m", "a\x08", "\\x",
        "\\u{", "\\u1", "-\n", "a-\n ", "\n1", "\n ", "AAAA", "AAAA\n", "6161", "=\n", "\u{430}", "\u{200b}", "H4sI",
        "%PDF-", "PK",
    ] {
        let time = timed(&piece.repeat(1_000_000 / piece.len()));
        assert!(time < plain * 20, "{piece:?}: {time:?}, and plain words take {plain:?}");
    }
}

#[test]
fn what_can_not_be_looked_into_is_named() {
    let deb =
        [&b"!<arch>\ndata.tar.xz     0           0     0     100644  100       `\n"[..], b"\xfd7zXZ\0\0\0"].concat();
    let dump = [&b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"[..], b"\x1f\x8b\x08\0\0\0\0\0"].concat();
    let unknown: Vec<u8> = (0..400_u32).map(|n| u8::try_from(n.wrapping_mul(2_654_435_761) >> 24).unwrap()).collect();
    let inner = [&vec![0; 512][..], b"\x1f\x8b\x08\0\0\0\0\0"].concat();
    let attached = format!("Content-Transfer-Encoding: base64\n\nUEsDBBQAAAAIA{}\n", "A".repeat(60));
    let files: &[(&str, &[u8], &str)] = &[
        ("a.gz", b"\x1f\x8b\x08\0", "gzip"),
        ("a.zip", b"PK\x03\x04", "zip"),
        ("a.bz2", b"BZh91AY&SY\0\0", "bzip2"),
        ("a.lzma", b"\x5d\0\0\x80\0\xff\xff", "lzma"),
        ("a.zlib", b"\x78\x9c\x0b\xc9", "zlib"),
        ("a.deb", &deb, "xz"),
        ("a.rpm", b"\xed\xab\xee\xdb\x03\0", "rpm"),
        ("a.lz4", b"\x04\x22\x4d\x18\0", "lz4"),
        ("a.rar", b"Rar!\x1a\x07\x01\0", "rar"),
        ("a.bundle", b"# v2 git bundle\n0000", "git bundle"),
        ("a.pdf", b"junk\n%PDF-1.4\n\x9c\0", "PDF"),
        ("layer.tar", &inner, "gzip"),
        ("dump", &dump, "gzip"),
        ("mail.eml", attached.as_bytes(), "zip in Base64"),
        ("secret", &unknown, "no known kind of text"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "PNG"),
        ("b.png", b"\x89PNG\r\n\x1a\n\0\0\0\x09zTXt", "PNG with compressed text"),
        ("c.png", b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xaeB`\x82\x1f\x8b\x08\0\0", "a picture with other data behind it"),
        (
            "d.jpg",
            b"\xff\xd8\xff\xe0\0\x04ab\xff\xda\0\x02\x11\xff\0\xff\xd9\xfd7zXZ\0",
            "a picture with other data behind it",
        ),
        ("b.gif", b"GIF89a\x01\0\x01\0\x80\0\0abcdef!\xf9\x04\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;\x1f\x8b\x08\0\0", "a picture with other data behind it"),
        ("b.webp", b"RIFF\x05\0\0\0WEBPV\0\xfd7zXZ\0", "a picture with other data behind it"),
        ("a.gif", b"GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;", "GIF"),
        ("e.jpg", b"\xff\xd8\xff\xe0\0\x04ab\xff\xda\0\x02\x11\xff\0\xff\xd9", "JPEG"),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", "WebP"),
    ];
    let top = TempDir::new().unwrap();
    for (path, bytes, _) in files {
        support::write(top.path(), path, bytes);
    }
    for text in ["text.md", "Cargo.toml", "pass.txt"] {
        support::write(top.path(), text, b"LZIP and BZh are names. PK is a key; H4sI is none.\n");
    }
    let scan = folder(&watch(), top.path()).unwrap();
    let mut named: Vec<(String, &str)> = scan
        .notes
        .iter()
        .filter_map(|note| match note {
            Note::Packed(place, packed) => Some((place.path.rsplit('/').next().unwrap().to_owned(), packed.name)),
            _ => None,
        })
        .collect();
    named.sort();
    let mut expected: Vec<(String, &str)> = files.iter().map(|(path, _, name)| ((*path).to_owned(), *name)).collect();
    expected.sort();
    assert_eq!(named, expected);
    assert_eq!(scan.unread(), files.len() - 4, "a picture's dots and a sound are no text");
}
