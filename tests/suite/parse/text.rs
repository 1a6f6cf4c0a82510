//! Bytes that are no plain UTF-8, front matter, and sections.

use advisory::finding::Severity;
use advisory::incident::Document;
use advisory::parse::{self, Reading};
use advisory::source::{Tree, TreeEntry};

use super::{DOCUMENT, INCIDENT, complete, places, read_with, tree_with};

fn read_bytes(path: &str, bytes: &[u8]) -> Reading {
    parse::portfolio(tree_with([(path.to_owned(), TreeEntry::File(bytes.into()))]))
}

fn document(text: &str) -> (Vec<String>, Document) {
    let reading = read_with(DOCUMENT, text);
    let places = places(&reading, DOCUMENT, text);
    (places, reading.portfolio.unwrap().incidents[0].document.clone().unwrap())
}

#[test]
fn bytes_that_are_no_text_are_reported_with_their_place() {
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain("schema".bytes().flat_map(|b| [b, 0])).collect();
    let cases: [(&[u8], &str, usize); 3] = [
        (&utf16, "not-utf8", 0),
        (b"schema = 1\n\0", "nul-byte", 11),
        (b"[report]\ndisclosure = \"private\"\nsummary = \"caf\xe9\"\nbad = 1\n", "not-utf8", 46),
    ];
    for (bytes, rule, start) in cases {
        let reading = read_bytes(INCIDENT, bytes);
        let first = &reading.findings[0];
        assert_eq!((first.rule.0, first.primary.location.span.start), (rule, start));
        assert!(first.help.is_some());
        let incident = &reading.portfolio.unwrap().incidents[0];
        assert!(!incident.whole && incident.document.is_some());
    }
    // What follows a bad byte is still read.
    assert_eq!(read_bytes(INCIDENT, cases[2].0).findings.last().unwrap().rule.0, "unknown-key");
}

#[test]
fn a_byte_order_mark_is_a_warning_and_moves_nothing() {
    for (path, text) in [(INCIDENT, complete::INCIDENT), (DOCUMENT, complete::DOCUMENT)] {
        let text = format!("\u{feff}{text}");
        let reading = read_with(path, &text);
        assert_eq!(places(&reading, path, &text), ["1:1 byte-order-mark"]);
        assert_eq!(reading.findings[0].severity, Severity::Warning);
        assert!(reading.portfolio.unwrap().incidents[0].whole);
    }
}

#[test]
fn a_committed_conflict_keeps_our_side_and_its_findings() {
    let conflict = "<<<<<<< HEAD\nurl = \"ours\"\n||||||| base\nurl = 1\n=======\nurl = \"theirs\"\n>>>>>>> topic\n";
    let text = complete::INCIDENT.replacen("url = \"https://forum.example/1\"\n", conflict, 1);
    let reading = read_with(INCIDENT, &text);
    assert_eq!(places(&reading, INCIDENT, &text), ["6:1 conflict-marker", "7:8 bad-url"]);
    assert!(!reading.portfolio.unwrap().incidents[0].whole);
    let markdown = complete::DOCUMENT.replacen("Look.", "<<<<<<< HEAD\nLook.\n=======\nDon't.\n>>>>>>> topic", 1);
    let (places, document) = document(&markdown);
    assert_eq!(places, ["66:1 conflict-marker"]);
    assert_eq!(document.section("am-i-affected").unwrap().body.value, "Look.");
}

#[test]
fn windows_line_ends_say_the_same() {
    let text = complete::DOCUMENT.replace('\n', "\r\n");
    let (places, windows) = document(&text);
    assert_eq!(places, [""; 0]);
    let (_, unix) = document(complete::DOCUMENT);
    assert_eq!(windows.body.value, unix.body.value);
    let bodies = |d: &Document| d.sections.iter().map(|s| s.body.value.clone()).collect::<Vec<_>>();
    assert_eq!(bodies(&windows), bodies(&unix));
    assert_eq!(&text[windows.title.as_ref().unwrap().span.start..][..14], "Path traversal");
    let incident = complete::INCIDENT.replace('\n', "\r\n");
    let portfolio = read_with(INCIDENT, &incident).portfolio.unwrap();
    assert!(portfolio.incidents[0].whole);
    assert_eq!(portfolio.incidents[0].notice.mitigations.as_ref().unwrap().value, "Turn it off.");
}

#[test]
fn front_matter_has_to_be_there_and_to_end() {
    for (text, place, help) in [
        ("## Summary\nText.\n", "1:1 front-matter", "start the file with"),
        ("---\ntitle: x\n---\n## Summary\n", "1:1 front-matter", "start the file with"),
        ("", "1:1 front-matter", "start the file with"),
        ("\n+++\ntitle = \"x\"\n## Summary\n", "2:1 front-matter", "add a `+++` line"),
    ] {
        let reading = read_with(DOCUMENT, text);
        assert_eq!(places(&reading, DOCUMENT, text), [place]);
        assert!(reading.findings[0].help.as_ref().unwrap().starts_with(help));
        assert!(!reading.portfolio.unwrap().incidents[0].whole);
    }
    let (places, document) = document("+++\ntitel = \"x\"\n+++\n");
    assert_eq!(places, ["2:1 unknown-key"]);
    assert!(document.title.is_none() && document.sections.is_empty());
}

#[test]
fn sections_are_what_stands_before_and_below_headings_of_the_first_two_levels() {
    let body = "Preface.\n\n## Summary ##\n\nA `## x`.\n\n```\n## not this\n```\n\n    ## nor this\n\n> ## nor a quoted one\n\n\
                ### Deeper\n\n- ## nor in a list\n\nWORK-AROUNDS!\n-------------\nNone.\n\n# Top\n\nKept.\n\n## It's *fixed* in `1.2`\n";
    let text = format!("+++\n+++\n{body}");
    let (places, document) = document(&text);
    assert_eq!(places, [""; 0]);
    let found: Vec<_> = document.sections.iter().map(|s| (s.kind.as_str(), s.heading.value.as_str())).collect();
    assert_eq!(
        found,
        [
            ("lead", ""),
            ("summary", "Summary"),
            ("work-arounds", "WORK-AROUNDS!"),
            ("top", "Top"),
            ("its-fixed-in-1-2", "It's fixed in 1.2"),
        ]
    );
    for section in &document.sections {
        let span = section.body.span;
        assert_eq!(text[span.start..span.end], section.body.value);
    }
    let bodies: Vec<_> = document.sections.iter().map(|s| s.body.value.as_str()).collect();
    assert!(bodies[1].ends_with("nor in a list"));
    assert_eq!([bodies[0], bodies[2], bodies[3]], ["Preface.", "None.", "Kept."]);
    assert_eq!(document.body.value, body.trim_end());
}

#[test]
fn headings_name_the_kinds_of_section() {
    for (kind, headings) in [
        ("summary", &["Summary", "IMPACT", "description:"][..]),
        ("am-i-affected", &["Am I affected?", "Affected"]),
        ("mitigation", &["Mitigation", "Mitigations", "Workaround", "workarounds."]),
        ("upgrade", &["How to upgrade", "Upgrade", "Patches"]),
        ("für-alle", &["Für alle"]),
    ] {
        for heading in headings {
            let (_, document) = document(&format!("+++\n+++\n## {heading}\ntext\n"));
            assert_eq!(document.sections[0].kind, kind, "{heading}");
        }
    }
}

#[test]
fn no_place_is_outside_its_text() {
    let tree = tree_with([]);
    let portfolio = parse::portfolio(tree).portfolio.unwrap();
    let text = Tree::text(&portfolio.tree, INCIDENT).unwrap();
    let at = |span: advisory::source::Span| &text[span.start..span.end];
    let incident = &portfolio.incidents[0];
    assert_eq!(at(incident.report.summary.as_ref().unwrap().span), "Path traversal");
    assert_eq!(at(incident.notice.mitigations.as_ref().unwrap().span), "Turn it off.");
    assert_eq!(at(incident.events[0].span), "[[event]]");
    assert_eq!(at(incident.events[1].at.span), "2026-03-02T10:00:00Z");
}
