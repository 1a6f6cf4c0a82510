//! The Go vulnerability database.

use advisory::import::{Fate, Format, Record};

use super::{batch, noted, one, ranges};
use crate::support;

fn read(text: &str) -> Record {
    one(Format::Go, "GO-2026-9001.yaml", text).unwrap()
}

#[test]
fn each_field_of_a_report_has_its_place_or_a_note() {
    let record = read(
        "id: GO-2026-9001
modules:
    - module: example.org/lodestore/v2
      versions:
        - introduced: 2.0.0
        - fixed: 2.1.4
        - introduced: 2.2.0
      non_go_versions:
        - fixed: 22.0.4
      vulnerable_at: 2.1.3
      packages:
        - package: example.org/lodestore/v2/q
          symbols:
            - Open
    - module: std
      versions:
        - fixed: 1.20.10
summary: A title
description: |-
    Some text.
published: 2026-03-05T00:00:00Z
withdrawn: \"2026-03-06T00:00:00Z\"
cves:
    - CVE-2026-90001
ghsas:
    - GHSA-1111-2222-3333
related:
    - CVE-2026-90002
credits:
    - Ada
references:
    - advisory: https://example.org/advisory
    - fix: https://example.org/fix
cve_metadata:
    id: CVE-2026-90001
    cwe: 'CWE-22: Path traversal'
    references:
        - https://example.org/more
source:
    id: GHSA-1111-2222-3333
notes:
    - fix: done
review_status: REVIEWED
odd: 1
",
    );
    assert_eq!(
        (record.id.as_str(), record.title.as_str(), record.details.as_str()),
        ("GO-2026-9001", "A title", "Some text.")
    );
    assert_eq!(record.published, Some(support::at("2026-03-05T00:00:00Z")));
    assert_eq!(record.withdrawn.as_ref().unwrap().at, Some(support::at("2026-03-06T00:00:00Z")));
    assert_eq!(record.aliases, ["CVE-2026-90001", "GHSA-1111-2222-3333"]);
    assert_eq!(
        (record.related.as_slice(), record.cwe.as_slice()),
        (&["CVE-2026-90002".to_owned()][..], &["CWE-22".to_owned()][..])
    );
    assert_eq!(
        ranges(&record),
        ["example.org/lodestore/v2: 2.0.0 2.1.4 -", "example.org/lodestore/v2: 2.2.0 - -", "stdlib: - 1.20.10 -",]
    );
    let kinds: Vec<_> = record.references.iter().map(|r| r.kind.as_deref()).collect();
    assert_eq!(kinds, [Some("advisory"), Some("fix"), None]);
    use Fate::{Guessed, NoPlace};
    assert_eq!(
        noted(&record),
        [
            (Guessed, "cve_metadata.references[0]"),
            (NoPlace, "modules[0].non_go_versions"),
            (NoPlace, "modules[0].packages"),
            (NoPlace, "modules[0].vulnerable_at"),
            (NoPlace, "review_status"),
            (NoPlace, "source"),
            (NoPlace, "notes"),
            (NoPlace, "odd"),
        ]
    );
}

#[test]
fn older_reports_list_pairs_and_write_a_v() {
    let record = read(
        "modules:\n- module: p\n  versions:\n  - introduced: v1.0.0\n    fixed: v1.0.5\n  - introduced: v1.1.0\n    fixed: v1.1.2\n\
         summary: s\ncredit: Ada\n",
    );
    assert_eq!(record.id, "GO-2026-9001", "the name of the file");
    assert_eq!(ranges(&record), ["p: 1.0.0 1.0.5 -", "p: 1.1.0 1.1.2 -"]);
    assert_eq!(record.credits[0].name, "Ada");
}

#[test]
fn a_module_without_versions_is_affected_in_all_of_them() {
    let record = read("id: GO-1\nsummary: s\nmodules:\n- module: p\n");
    assert_eq!(
        (ranges(&record), noted(&record)),
        (vec!["p: - - -".to_owned()], vec![(Fate::Guessed, "modules[0].versions")])
    );
}

#[test]
fn what_the_database_left_out_is_no_advisory() {
    let found = one(Format::Go, "a.yaml", "id: GO-1\nmodules:\n- module: p\nexcluded: NOT_GO_CODE\n");
    assert!(found.unwrap_err().message.contains("excluded it"));
}

#[test]
fn its_osv_files_are_osv() {
    let text = r#"{"id": "GO-1", "summary": "s", "affected": [{
        "package": { "ecosystem": "Go", "name": "p" },
        "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "0" }] }],
        "ecosystem_specific": {
            "imports": [{ "path": "p/q", "symbols": ["Open"] }],
            "custom_ranges": [{ "type": "ECOSYSTEM", "events": [{ "introduced": "0" }, { "fixed": "22.0.4" }] }]
        }
    }]}"#;
    let record = one(Format::Go, "GO-1.json", text).unwrap();
    assert_eq!(ranges(&record), ["p: - - -"]);
    assert_eq!(
        noted(&record),
        [
            (Fate::NoPlace, "affected[0].ecosystem_specific.custom_ranges"),
            (Fate::NoPlace, "affected[0].ecosystem_specific.imports"),
        ]
    );
    let osv = batch(Format::Osv, "GO-1.json", text);
    assert_eq!(osv.entries[0].record.as_ref().unwrap(), &record);
}
