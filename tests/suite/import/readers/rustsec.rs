//! RustSec advisories.

use advisory::ecosystem::Ecosystem;
use advisory::import::{Fate, Format, Place, Record, RecordError};

use super::{noted, one, ranges};
use crate::support;

fn read(front: &str, body: &str) -> Result<Record, RecordError> {
    one(Format::RustSec, "RUSTSEC-2026-9001.md", format!("```toml\n{front}```\n\n{body}"))
}

const FRONT: &str = r#"[advisory]
id = "RUSTSEC-2026-9001"
package = "lodestore"
date = "2026-03-05"
url = "https://example.org/advisory"
references = ["https://example.org/more"]
aliases = ["CVE-2026-90001"]
related = ["CVE-2026-90002"]
cvss = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"
categories = ["denial-of-service"]
keywords = ["panic"]
withdrawn = "2026-03-09"
informational = "unsound"
license = "CC-BY-4.0"
expect-deleted = true
surprise = 1

[affected]
os = ["linux"]
arch = ["x86_64"]
[affected.functions]
"lodestore::open" = ["< 1.2.3"]

[versions]
patched = [">= 1.2.3"]
unaffected = ["< 1.0.0"]
"#;

#[test]
fn each_field_has_its_place_or_a_note() {
    let record = read(FRONT, "# A title\n\nSome text.\n\n## More\n\n- a list\n").unwrap();
    assert_eq!(record.id, "RUSTSEC-2026-9001");
    assert_eq!((record.title.as_str(), record.details.as_str()), ("A title", "Some text.\n\n## More\n\n- a list"));
    assert_eq!(record.published, Some(support::at("2026-03-05T00:00:00Z")));
    assert_eq!(record.withdrawn.as_ref().unwrap().at, Some(support::at("2026-03-09T00:00:00Z")));
    assert_eq!(record.aliases, ["CVE-2026-90001"]);
    assert_eq!(record.related, ["CVE-2026-90002"]);
    assert_eq!(record.vectors, ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"]);
    let links: Vec<_> = record.references.iter().map(|r| (r.kind.as_deref().unwrap(), r.url.as_str())).collect();
    assert_eq!(links, [("advisory", "https://example.org/advisory"), ("web", "https://example.org/more")]);
    assert_eq!(ranges(&record), ["lodestore: 1.0.0 1.2.3 -"]);
    assert!(record.affected.iter().all(|a| a.ecosystem == Some(Ecosystem::CratesIo)));
    let expected = [
        "advisory.informational",
        "advisory.license",
        "advisory.keywords",
        "advisory.categories",
        "advisory.expect-deleted",
        "advisory.surprise",
        "affected.functions",
        "affected.os",
        "affected.arch",
    ];
    assert_eq!(noted(&record), expected.map(|field| (Fate::NoPlace, field)));
}

fn affected(versions: &str) -> Vec<String> {
    let front = format!("[advisory]\nid = \"RUSTSEC-2026-9001\"\npackage = \"p\"\n[versions]\n{versions}\n");
    ranges(&read(&front, "# T\n").unwrap())
}

#[test]
fn what_is_affected_is_what_no_requirement_takes() {
    for (versions, expected) in [
        ("patched = []", &["p: - - -"][..]),
        ("patched = ['>= 1.2.3']", &["p: - 1.2.3 -"]),
        ("patched = ['> 1.2.3']", &["p: - - 1.2.3"]),
        ("patched = ['> 1.2']", &["p: - 1.3.0-0 -"]),
        ("patched = ['=1.2.3']", &["p: - 1.2.3 -", "p: 1.2.4-0 - -"]),
        ("patched = ['=1.2.3-rc.1']", &["p: - 1.2.3-rc.1 -", "p: 1.2.3-rc.1.0 - -"]),
        ("patched = ['1.2']", &["p: - 1.2.0 -", "p: 2.0.0-0 - -"]),
        ("patched = ['^0.2.3', '>= 0.4']", &["p: - 0.2.3 -", "p: 0.3.0-0 0.4.0 -"]),
        ("patched = ['^0.0.3']", &["p: - 0.0.3 -", "p: 0.0.4-0 - -"]),
        ("patched = ['~1.2.3']", &["p: - 1.2.3 -", "p: 1.3.0-0 - -"]),
        ("patched = ['1.2.*']", &["p: - 1.2.0 -", "p: 1.3.0-0 - -"]),
        ("patched = ['*']", &[]),
        ("patched = ['>= 1.5', '>= 1.2.3, < 1.3']", &["p: - 1.2.3 -", "p: 1.3.0 1.5.0 -"]),
        ("patched = ['< 1.3, >= 1.2.3', '>= 1.3.0']", &["p: - 1.2.3 -"]),
        ("patched = ['>= 2']\nunaffected = ['<= 1.0.0']", &["p: 1.0.1-0 2.0.0 -"]),
        ("patched = ['>= 1.0.1-0']\nunaffected = ['<= 1.0.0']", &[]),
        ("patched = ['>= 2, < 1']", &["p: - - -"]),
        ("unaffected = ['> 1.0.0']\npatched = ['= 0.9.0']", &["p: - 0.9.0 -", "p: 0.9.1-0 - 1.0.0"]),
    ] {
        assert_eq!(affected(versions), expected, "{versions}");
    }
}

#[test]
fn what_can_not_be_read_is_refused_with_its_place() {
    let place = |line, column| Place::Line { line, column };
    for (text, expected) in [
        ("no front matter", Place::File),
        ("```toml\nid = 1\n", place(3, 1)),
        ("```toml\n[advisory]\nid = a b\n```\n", place(3, 6)),
        ("```toml\n[advisory]\nid = \"a\"\nid = \"b\"\n```\n", place(4, 1)),
        ("```toml\n[advisory]\npackage = \"a\"\n```\n", place(1, 1)),
        ("```toml\n[advisory]\nid = \"a\"\npackage = \"p\"\n[versions]\npatched = [\"~>1\"]\n```\n", Place::File),
        (
            "```toml\n[advisory]\nid = \"a\"\npackage = \"p\"\n[versions]\npatched = [\"=1.0.18446744073709551615\"]\n```\n",
            place(1, 1),
        ),
        ("```toml\n[advisory]\nid = \"a\0\"\n```\n", Place::Byte(26)),
    ] {
        let refusal = one(Format::RustSec, "a.md", text).unwrap_err();
        assert_eq!(refusal.place, expected, "{text}: {refusal}");
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    let unix = "```toml\n[advisory]\nid = \"a\"\npackage = \"p\"\n[versions]\npatched = []\n```\n# T\n\nOne.\nTwo.\n";
    let plain = one(Format::RustSec, "a.md", unix).unwrap();
    let mut windows = one(Format::RustSec, "a.md", format!("\u{feff}{}", unix.replace('\n', "\r\n"))).unwrap();
    assert_eq!(noted(&windows), [(Fate::Guessed, "text")]);
    windows.notes.clear();
    assert_eq!(plain, windows);
}
