//! Whatever was made to break a reader is refused, or read with a note.

use std::io::Cursor;
use std::path::Path;

use advisory::import::{self, Format, ReadError};
use rayon::prelude::*;

use super::samples::{self, Sample};
use super::{batch, one};

/// What is wrong with a file of this format.
fn refused(format: Format, name: &str, text: &str) -> String {
    one(format, name, text).unwrap_err().to_string()
}

#[test]
fn the_samples_are_read_as_they_stand() {
    for sample in samples::all() {
        let found = batch(sample.format, sample.name, &sample.bytes);
        let good = found.entries.iter().filter(|entry| entry.record.is_ok()).count();
        let expected = if sample.name.starts_with("all.") && sample.name != "all.jsonl" { 2 } else { 1 };
        assert_eq!(good, expected, "{}: {found:?}", sample.name);
    }
}

#[test]
fn no_prefix_and_no_changed_byte_makes_a_reader_fail() {
    let read = |format, name: &str, bytes: &[u8]| {
        if let Ok(batch) = import::read_from(format, Path::new(name), Cursor::new(bytes)) {
            assert!(batch.entries.is_sorted_by_key(|entry| (&entry.file, entry.number)));
        }
    };
    for sample in samples::all() {
        let Sample { format, name, bytes } = &sample;
        // The blocks of an archive are filled up with zeros, which are all alike.
        let is_padding = |at: &usize| bytes[*at] == 0 && !at.is_multiple_of(64) && name.ends_with(".tar");
        (0..bytes.len()).into_par_iter().filter(|at| !is_padding(at)).for_each(|at| {
            read(*format, name, &bytes[..at]);
            let mut changed = bytes.clone();
            let flipped = (0..8).map(|bit| bytes[at] ^ (1 << bit));
            for byte in flipped.chain(*b"\0\"{-\xff") {
                changed[at] = byte;
                read(*format, name, &changed);
            }
        });
    }
}

#[test]
fn what_is_nested_too_deeply_is_refused() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
    let json = |inner: String| format!("{{\"id\": \"X-1\", \"summary\": \"s\", \"odd\": {inner}}}");
    for inner in [deep("[", "]"), deep("{\"a\":", "}"), "[".repeat(100_000), deep("[", "]").replace("100_000", "")] {
        let message = refused(Format::Osv, "a.json", &json(inner));
        assert!(message.contains("recursion limit") || message.contains("are nested"), "{message}");
    }
    let just_right = format!("{}1{}", "[".repeat(63), "]".repeat(63));
    assert!(one(Format::Osv, "a.json", json(just_right)).is_ok());
    let one_more = format!("{}1{}", "[".repeat(64), "]".repeat(64));
    assert!(refused(Format::Osv, "a.json", &json(one_more)).contains("64 lists and tables"));
    for yaml in [deep("[", "]"), deep("{a: ", "}"), "- ".repeat(100_000), deep("[", "]").replace('1', "*a")] {
        let message = refused(Format::Osv, "a.yaml", &format!("id: X-1\nodd: {yaml}\n"));
        assert!(!message.is_empty());
    }
    let indented: String = (0..200).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
    assert!(refused(Format::Osv, "a.yaml", &indented).contains("64 lists and tables"));
    let dotted = vec!["a"; 100_000].join(".");
    let nested = vec!["a"; 79].join(".");
    let inline = (0..79).fold("1".to_owned(), |inner, _| format!("{{{nested} = {inner}}}"));
    for front in [format!("{dotted} = 1"), format!("[{dotted}]"), deep("a = [", "]"), format!("a = {inline}")] {
        let text = format!("```toml\n[advisory]\nid = \"a\"\n[odd]\n{front}\n```\n# T\n");
        assert!(!refused(Format::RustSec, "a.md", &text).is_empty());
    }
}

#[test]
fn a_bomb_of_aliases_is_refused() {
    let mut bomb = "id: X-1\nsummary: s\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let inner = vec![format!("*a{}", n - 1); 10].join(", ");
        bomb.push_str(&format!("a{n}: &a{n} [{inner}]\n"));
    }
    assert!(refused(Format::Osv, "a.yaml", &bomb).contains("too many values"));
    let long = format!("id: X-1\nsummary: s\na: &a {}\nb: [{}]\n", "x".repeat(1 << 20), "*a, ".repeat(1000));
    assert!(refused(Format::Osv, "a.yaml", &long).contains("too many values"));
}

#[test]
fn more_values_than_a_record_or_a_database_has_are_refused() {
    let many = |count: usize| format!("{{\"id\": \"X-1\", \"summary\": \"s\", \"odd\": [{}0]}}", "0,".repeat(count));
    assert!(refused(Format::Osv, "a.json", &many(500_000)).contains("too many values"));
    assert!(one(Format::Osv, "a.json", many(499_000)).is_ok());
    let lines = vec![many(400_000); 11].join("\n");
    let error = import::read_from(Format::Osv, Path::new("all.jsonl"), Cursor::new(lines)).unwrap_err();
    assert!(matches!(error, ReadError::TooMuch { .. }), "{error}");
    let versions = |count| {
        let versions: Vec<String> = (0..count).map(|n| format!("\"1.0.{n}\"")).collect();
        format!("{{\"id\": \"X-1\", \"summary\": \"s\", \"affected\": [{{\"versions\": [{}]}}]}}", versions.join(","))
    };
    assert!(refused(Format::Osv, "a.json", &versions(50_001)).contains("50000 ranges"));
    assert!(one(Format::Osv, "a.json", versions(50_000)).is_ok());
    let records = format!("[{}{{}}]", "{},".repeat(100_001));
    let error = import::read_from(Format::Osv, Path::new("all.json"), Cursor::new(records)).unwrap_err();
    assert!(matches!(error, ReadError::TooMuch { .. }), "{error}");
}

#[test]
fn a_name_that_every_range_repeats_is_not_long() {
    let text = format!(
        "{{\"id\": \"X-1\", \"summary\": \"s\", \"affected\": [{{\"package\": {{\"ecosystem\": \"Go\", \"name\": \"{}\"}}}}]}}",
        "p".repeat(513)
    );
    assert!(refused(Format::Osv, "a.json", &text).contains("`affected[0].package.name` can't be read"));
}

#[test]
fn what_takes_a_square_of_time_does_not() {
    let keys: Vec<String> = (0..200_000).map(|n| format!("\"k{n}\": 1")).collect();
    let record =
        one(Format::Osv, "a.json", format!("{{\"id\": \"X-1\", \"summary\": \"s\", {}}}", keys.join(","))).unwrap();
    assert_eq!(record.notes.len(), 200_000);
    let aliases: Vec<String> = (0..400_000).map(|n| format!("\"A-{n}\"")).collect();
    let text = format!("{{\"id\": \"X-1\", \"summary\": \"s\", \"aliases\": [{}]}}", aliases.join(","));
    assert_eq!(one(Format::Osv, "a.json", text).unwrap().aliases.len(), 400_000);
    let notes: Vec<String> = (0..100_000).map(|n| format!("{{\"title\": \"t{n}\", \"text\": \"x{n}\"}}")).collect();
    let text = format!(
        "{{\"document\": {{\"csaf_version\": \"2.0\", \"title\": \"t\", \"tracking\": {{\"id\": \"X-1\"}}, \"notes\": [{}]}}}}",
        notes.join(",")
    );
    assert!(one(Format::Csaf, "a.json", text).unwrap().details.ends_with("## t99999\n\nx99999"));
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_place() {
    use advisory::import::Place::Byte;
    for (bytes, place) in [
        (&b"\xff\xfe{\0"[..], Byte(0)),
        (b"{\"id\": \"\xff\"}", Byte(8)),
        (b"{\"id\": \0}", Byte(7)),
        (b"\xed\xa0\x80", Byte(0)),
    ] {
        assert_eq!(one(Format::Osv, "a.json", bytes).unwrap_err().place, place, "{bytes:?}");
    }
    let with_mark = one(Format::Osv, "a.json", "\u{feff}{\r\n\"id\": \"X-1\", \"summary\": \"s\"}\r\n").unwrap();
    assert_eq!((with_mark.id.as_str(), with_mark.notes.len()), ("X-1", 0));
}

#[test]
fn what_is_said_of_a_hostile_file_is_one_plain_line() {
    let ugly = "\\u001b[31m\\n::error::\\u009b";
    let texts = [
        ("a.json", format!("{{\"{ugly}\": 1, \"{ugly}\": 2}}")),
        ("a.json", format!("{{\"id\": \"X-1\", \"summary\": 1, \"{ugly}\": 2, \"modified\": \"{ugly}\"}}")),
        ("a.yaml", format!("id: X-1\nsummary: 1\n\"{ugly}\": 2\n")),
        ("a.yaml", "id: X-1\nsummary: *\u{9b}\n".to_owned()),
    ];
    let is_plain = |text: &str| !text.chars().any(char::is_control);
    for (name, text) in texts {
        match one(Format::Osv, name, &text) {
            Ok(record) => {
                let notes = record.notes.iter().flat_map(|note| [&note.field, &note.reason]);
                assert!(notes.into_iter().all(|text| is_plain(text)), "{:?}", record.notes);
            }
            Err(refusal) => assert!(is_plain(&refusal.message), "{refusal:?}"),
        }
    }
}
