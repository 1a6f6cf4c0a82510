//! Input that is out to break the reader.

use advisory::parse;
use advisory::source::TreeEntry;
use proptest::prelude::*;

use super::{DOCUMENT, FILES, INCIDENT, places, read_with, tree_with};

#[test]
fn deep_nesting_is_a_finding_at_its_place() {
    let nested = |open: &str, close: &str, n: usize| format!("{}1{}", open.repeat(n), close.repeat(n));
    // Inline tables of dotted keys nest as deep as both together.
    let both = format!("x = {}", nested(&format!("{{{}b = ", "a.".repeat(78)), "}", 78));
    for (line, rules) in [
        (format!("x = {}", nested("[", "]", 5000)), &["1:37 syntax", "1:85 syntax"][..]),
        (format!("x = {}", nested("[", "]", 40)), &["1:37 syntax"]),
        (format!("x = {}", nested("{ a = ", " }", 40)), &["1:197 syntax"]),
        (format!("{}x = 1", "a.".repeat(5000)), &["1:1 syntax"]),
        (format!("{}x = 1", "a.".repeat(40)), &["1:65 syntax"]),
        (both, &["1:68 syntax"]),
    ] {
        let text = format!("{line}\n[report]\ndisclosure = \"private\"\n[scope]\nbad = 1\n");
        let found = places(&read_with(INCIDENT, &text), INCIDENT, &text);
        let expected: Vec<_> = rules.iter().copied().chain(["5:1 unknown-key"]).collect();
        assert_eq!(found, expected, "{line:.40}");
    }
    let header = format!("[{}x]\ny = 1\n[scope]\nbad = 1\n", "a.".repeat(5000));
    assert_eq!(places(&read_with(INCIDENT, &header), INCIDENT, &header), ["1:1 syntax", "4:1 unknown-key"]);
}

#[test]
fn deep_nesting_needs_no_stack_of_the_caller() {
    let text = format!("x = {}1{}", format!("{{{}b = ", "a.".repeat(78)).repeat(78), "}".repeat(78));
    let small = std::thread::Builder::new().stack_size(512 << 10);
    let reading = small.spawn(move || read_with("advisory.toml", &text)).unwrap().join().unwrap();
    assert!(reading.portfolio.is_none());
}

#[test]
fn a_file_of_errors_gives_a_bounded_list() {
    let text = "x\n".repeat(100_000);
    let findings = read_with(INCIDENT, &text).findings;
    assert_eq!(findings.len(), 50);
}

/// A complete file with some bytes cut, doubled or replaced.
fn mangled() -> impl Strategy<Value = (usize, Vec<u8>)> {
    let edit = (any::<prop::sample::Index>(), 0..40_usize, prop::collection::vec(any::<u8>(), 0..6), any::<bool>());
    (0..FILES.len(), prop::collection::vec(edit, 1..4)).prop_map(|(file, edits)| {
        let mut bytes = FILES[file].1.as_bytes().to_vec();
        for (at, cut, put, syntax) in edits {
            let start = at.index(bytes.len() + 1);
            let end = (start + cut).min(bytes.len());
            let marks = b"[]{}=\".\n#'+,";
            let put = put.into_iter().map(|b| if syntax { marks[usize::from(b) % marks.len()] } else { b });
            bytes.splice(start..end, put);
        }
        (file, bytes)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_every_place_is_in_its_file((file, bytes) in mangled()) {
        let path = FILES[file].0;
        let tree = tree_with([(path.to_owned(), TreeEntry::File(bytes.clone().into()))]);
        let reading = parse::portfolio(tree);
        for finding in &reading.findings {
            let at = &finding.primary.location;
            prop_assert_eq!(at.file.as_str(), path);
            prop_assert!(at.span.start <= at.span.end && at.span.end <= bytes.len(), "{:?}", finding);
            if let Ok(text) = std::str::from_utf8(&bytes) {
                prop_assert!(text.is_char_boundary(at.span.start) && text.is_char_boundary(at.span.end), "{:?}", finding);
            }
            prop_assert!(finding.help.is_some());
        }
        if let Some(portfolio) = reading.portfolio {
            let errors = reading.findings.iter().any(|f| f.severity == advisory::finding::Severity::Error);
            let own = path == INCIDENT || path == DOCUMENT;
            prop_assert_eq!(portfolio.incidents[0].whole, !(errors && own));
        }
    }
}
