//! OSV records, as JSON and as YAML.

use advisory::import::{Fate, Format, Place, Record};
use serde_json::{Value, json};

use super::{batch, noted, one, ranges};
use crate::support;

fn read(record: &Value) -> Record {
    one(Format::Osv, "a.json", record.to_string()).unwrap()
}

/// A record with this in `affected[0]`.
fn affected(package: Value) -> Record {
    let mut package = package;
    package["package"] = json!({ "ecosystem": "Go", "name": "p" });
    read(&json!({ "id": "X-1", "summary": "s", "affected": [package] }))
}

fn semver(events: Value) -> Record {
    affected(json!({ "ranges": [{ "type": "SEMVER", "events": events }] }))
}

#[test]
fn each_field_has_its_place_or_a_note() {
    let record = read(&json!({
        "schema_version": "1.7.5",
        "id": "GHSA-1111-2222-3333",
        "modified": "2026-03-09T10:11:12.345Z",
        "published": "2026-03-05T10:11:12Z",
        "withdrawn": "2026-03-10T00:00:00Z",
        "aliases": ["CVE-2026-90001"],
        "related": ["CVE-2026-90002"],
        "upstream": ["CVE-2026-90003"],
        "summary": "A title\nof two lines",
        "details": "Some *text*.\n",
        "severity": [
            { "type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H" },
            { "type": "Ubuntu", "score": "low" }
        ],
        "affected": [{
            "package": { "ecosystem": "Go", "name": "example.org/p", "purl": "pkg:golang/example.org/p" },
            "severity": [{ "type": "CVSS_V2", "score": "AV:N/AC:L/Au:N/C:N/I:N/A:C" }],
            "ranges": [
                { "type": "SEMVER", "events": [{ "introduced": "0" }, { "fixed": "1.2.3" }] },
                { "type": "GIT", "repo": "https://example.org/p", "events": [{ "introduced": "0" }] }
            ],
            "versions": ["1.0.0", "1.1.0"],
            "ecosystem_specific": { "imports": [{ "path": "example.org/p/q" }], "extra": 1 },
            "database_specific": { "source": "https://example.org" }
        }],
        "references": [
            { "type": "FIX", "url": "https://example.org/fix" },
            { "type": "ODD", "url": "https://example.org/odd" }
        ],
        "credits": [
            { "name": "Ada", "type": "REMEDIATION_DEVELOPER", "contact": ["https://ada.example"] },
            { "name": "Bob", "contact": ["mailto:bob@mail.example"] }
        ],
        "database_specific": { "cwe_ids": ["CWE-22"], "severity": "HIGH", "github_reviewed": true, "odd": {} },
        "surprise": 1
    }));
    assert_eq!((record.title.as_str(), record.details.as_str()), ("A title of two lines", "Some *text*.\n"));
    assert_eq!(record.modified, Some(support::at("2026-03-09T10:11:12Z")));
    assert_eq!(record.published, Some(support::at("2026-03-05T10:11:12Z")));
    assert_eq!(record.withdrawn.as_ref().unwrap().at, Some(support::at("2026-03-10T00:00:00Z")));
    assert_eq!(record.aliases, ["CVE-2026-90001"]);
    assert_eq!(record.related, ["CVE-2026-90002", "CVE-2026-90003"]);
    let vectors = ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "AV:N/AC:L/Au:N/C:N/I:N/A:C"];
    assert_eq!(record.vectors, vectors);
    assert_eq!(record.cwe, ["CWE-22"]);
    assert_eq!(ranges(&record), ["example.org/p: - 1.2.3 -"]);
    let kinds: Vec<_> = record.references.iter().map(|r| r.kind.as_deref()).collect();
    assert_eq!(kinds, [Some("fix"), None]);
    let credits: Vec<_> =
        record.credits.iter().map(|c| (c.name.as_str(), c.role.as_deref(), c.url.as_deref())).collect();
    assert_eq!(credits, [("Ada", Some("remediation-developer"), Some("https://ada.example")), ("Bob", None, None)]);
    use Fate::{Guessed, NoPlace, Wrong};
    let expected = [
        (NoPlace, "severity[1].score"),
        (Wrong, "references[1].type"),
        (NoPlace, "credits[1].contact"),
        (Guessed, "summary"),
        (Guessed, "upstream"),
        (Guessed, "affected[0].severity"),
        (NoPlace, "affected[0].ecosystem_specific.imports"),
        (NoPlace, "affected[0].ecosystem_specific.extra"),
        (NoPlace, "affected[0].database_specific.source"),
        (NoPlace, "database_specific.github_reviewed"),
        (NoPlace, "surprise"),
    ];
    assert_eq!(noted(&record), expected);
}

#[test]
fn events_are_read_as_osv_evaluates_them() {
    for (events, expected) in [
        (json!([{ "introduced": "0" }]), &["p: - - -"][..]),
        (json!([{ "fixed": "1.2.3" }, { "introduced": "0" }]), &["p: - 1.2.3 -"]),
        (json!([{ "introduced": "1.0.0" }, { "last_affected": "1.5.0" }]), &["p: 1.0.0 - 1.5.0"]),
        (
            json!([{ "introduced": "2.0.0" }, { "fixed": "1.5.0" }, { "introduced": "1.10.0" }, { "introduced": "0" }]),
            &["p: - 1.5.0 -", "p: 1.10.0 - -"],
        ),
        (
            json!([{ "introduced": "0" }, { "fixed": "1.9.1" }, { "introduced": "1.10.0" }, { "fixed": "1.10.2" }]),
            &["p: - 1.9.1 -", "p: 1.10.0 1.10.2 -"],
        ),
        (json!([{ "introduced": "0", "fixed": "1.0.0" }]), &["p: - 1.0.0 -"]),
        (json!([{ "introduced": "0" }, { "limit": "2.0.0" }]), &["p: - 2.0.0 -"]),
        (json!([{ "introduced": "0" }, { "fixed": "1.0.0" }, { "limit": "*" }]), &["p: - 1.0.0 -"]),
        (json!([{ "introduced": "1.0.0" }, { "fixed": "1.0.0" }]), &[]),
        (json!([{ "fixed": "1.0.0" }]), &[]),
        (json!([{ "introduced": "1.0.0-rc.1" }, { "fixed": "1.0.0" }]), &["p: 1.0.0-rc.1 1.0.0 -"]),
    ] {
        assert_eq!(ranges(&semver(events.clone())), expected, "{events}");
    }
}

#[test]
fn ranges_with_versions_in_common_are_joined_and_others_sorted() {
    let range =
        |from: &str, to: &str| json!({ "type": "ECOSYSTEM", "events": [{ "introduced": from }, { "fixed": to }] });
    let record = affected(json!({ "ranges": [range("2.0", "3.0"), range("0", "1.0")] }));
    assert_eq!(ranges(&record), ["p: - 1.0 -", "p: 2.0 3.0 -"]);
    assert!(record.notes.is_empty());
    let record = affected(json!({ "ranges": [range("1.5", "3.0"), range("0", "2.0")] }));
    assert_eq!(ranges(&record), ["p: - 3.0 -"]);
    assert_eq!(noted(&record), [(Fate::Guessed, "affected")]);
}

#[test]
fn single_versions_count_where_no_range_holds_them() {
    let record = affected(json!({ "versions": ["1.0", "1.2"] }));
    assert_eq!(ranges(&record), ["p: 1.0 - 1.0", "p: 1.2 - 1.2"]);
    assert_eq!(noted(&record), [(Fate::Guessed, "affected[0].versions")]);
    let range = json!([{ "type": "SEMVER", "events": [{ "introduced": "1.0.0" }, { "fixed": "2.0.0" }] }]);
    let record = affected(json!({ "ranges": range, "versions": ["1.0.0", "1.9.9"] }));
    assert_eq!((ranges(&record), noted(&record)), (vec!["p: 1.0.0 2.0.0 -".to_owned()], vec![]));
    let record = affected(json!({ "ranges": range, "versions": ["0.9.0", "1.0.0", "1.0.post1"] }));
    assert_eq!(ranges(&record), ["p: 0.9.0 - 0.9.0", "p: 1.0.0 2.0.0 -"]);
    assert_eq!(noted(&record), [(Fate::Guessed, "affected[0].versions"); 2]);
}

/// A version whose order is not known is in a range where its numbers leave no doubt, and else one of its own.
#[test]
fn a_version_of_unknown_order_is_never_lost() {
    let of = |end: &str, version: &str| {
        let range = json!([{ "type": "ECOSYSTEM", "events": [{ "introduced": "1.0" }, { "fixed": end }] }]);
        ranges(&affected(json!({ "ranges": range, "versions": [version] }))).len()
    };
    for held in ["1.0.post1", "1.5.0.RELEASE", "1.9.9.9", "2.0rc1", "2.0.dev3", "v1.5.Final", "1.1a2", "1.5-rc_1"] {
        assert_eq!(of("2.0", held), 1, "{held}");
    }
    for other in ["9.0.0.RELEASE", "2.0.0.1", "2.0.post1", "1!1.5.0", "1:1.5", "1.*", "snapshot", "0.9.0.1", "1.0rc1"] {
        assert_eq!(of("2.0", other), 2, "{other}");
    }
    // The last of a range has others after it that begin with its numbers.
    let range = json!([{ "type": "ECOSYSTEM", "events": [{ "introduced": "0" }, { "last_affected": "6.0.3" }] }]);
    let record = affected(json!({ "ranges": range, "versions": ["6.0.3.1", "6.0.2.1"] }));
    assert!(ranges(&record).contains(&"p: 6.0.3.1 - 6.0.3.1".to_owned()) && ranges(&record).len() == 2, "{record:?}");
    // Where no order of a range is known, the list says all that can be said.
    let range = json!([{ "type": "ECOSYSTEM", "events": [{ "introduced": "0" }, { "fixed": "2.0.0.RELEASE" }] }]);
    let record = affected(json!({ "ranges": range, "versions": ["1.0", "3.0", "1.0.0.RELEASE"] }));
    assert_eq!(ranges(&record).len(), 4, "{record:?}");
}

#[test]
fn years_0_and_1_are_unknown_and_no_mistake() {
    for year in ["0000", "0001"] {
        let record = read(&json!({ "id": "X-1", "summary": "s", "modified": format!("{year}-01-01T00:00:00Z") }));
        assert_eq!((record.modified, noted(&record)), (None, vec![]));
    }
    let record = read(&json!({ "id": "X-1", "summary": "s", "modified": "2026-13-01T00:00:00Z" }));
    assert_eq!((record.modified, noted(&record)), (None, vec![(Fate::Wrong, "modified")]));
    let record = read(&json!({ "id": "X-1", "summary": "s", "modified": "2026-03-05" }));
    assert_eq!(
        (record.modified, noted(&record)),
        (Some(support::at("2026-03-05T00:00:00Z")), vec![(Fate::Guessed, "modified")])
    );
}

#[test]
fn yaml_is_read_as_json_is_and_numbers_stay_text() {
    let yaml = "id: X-1\nsummary: 'null'\ndetails: |\n  One.\n\n  Two.\nmodified: 2026-03-05T00:00:00Z\naffected:\n\
                - package: &p {ecosystem: PyPI, name: p}\n  ranges:\n  - type: ECOSYSTEM\n    events:\n    - introduced: 1.10\n    \
                - fixed: 1.20\n- package: *p\n  versions: [3.0]\naliases: ~\n";
    let record = one(Format::Osv, "a.yaml", yaml).unwrap();
    assert_eq!((record.title.as_str(), record.details.as_str()), ("null", "One.\n\nTwo.\n"));
    assert_eq!(ranges(&record), ["p: 1.10 1.20 -", "p: 3.0 - 3.0"]);
    assert_eq!(record.modified, Some(support::at("2026-03-05T00:00:00Z")));
}

#[test]
fn what_this_program_adds_to_its_export_is_read_back() {
    let record = read(&json!({
        "id": "GHSA-1111-2222-3333",
        "withdrawn": "2026-03-10T00:00:00Z",
        "aliases": ["CVE-2026-90001"],
        "summary": "s",
        "affected": [{
            "package": { "ecosystem": "Go", "name": "p", "purl": "pkg:golang/p" },
            "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "0" }, { "fixed": "1.15.9" }] }],
            "versions": ["1.15.0", "1.16.0"],
            "database_specific": { "lines": [
                { "line": "1.16", "introduced": "1.16.0", "fixed": "1.16.4" },
                { "line": "main", "last_affected": "2.0.0-rc.1" }
            ] }
        }],
        "database_specific": {
            "id": "LODE-2026-001",
            "cwe_ids": ["CWE-22"],
            "withdrawn_reason": "Not a flaw.",
            "timeline": [{ "at": "2026-03-01T00:00:00Z", "text": "Found." }],
            "revisions": [{ "at": "2026-03-05T00:00:00Z", "text": "First publication" }]
        }
    }));
    assert_eq!(record.id, "LODE-2026-001");
    assert_eq!(record.aliases, ["GHSA-1111-2222-3333", "CVE-2026-90001"]);
    assert_eq!(record.withdrawn.as_ref().unwrap().reason.as_deref(), Some("Not a flaw."));
    assert_eq!((record.timeline.len(), record.revisions[0].text.as_str()), (1, "First publication"));
    assert_eq!(ranges(&record), ["p: - 1.15.9 -", "p: 1.16.0 - 1.16.0"]);
    assert!(record.affected.iter().all(|a| a.line.is_none()));
    let lines: Vec<_> = record.lines.iter().map(|a| (a.line.as_deref(), a.package.as_deref())).collect();
    assert_eq!(lines, [(Some("1.16"), Some("p")), (Some("main"), Some("p"))]);
    assert_eq!(record.lines[0].fixed.as_deref(), Some("1.16.4"));
    assert_eq!(record.lines[1].last_affected.as_deref(), Some("2.0.0-rc.1"));
    assert_eq!(noted(&record), [(Fate::Guessed, "affected[0].versions")]);
}

/// Anybody may write `lines`. They count for those who have them, and `ranges` are there for all others.
#[test]
fn release_lines_are_read_beside_ranges_and_never_for_them() {
    let of = |id: Value, lines: Value| {
        read(&json!({
            "id": "X-1", "summary": "s", "database_specific": { "id": id },
            "affected": [{
                "package": { "ecosystem": "Go", "name": "p" },
                "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "0" }, { "fixed": "1.2.3" }] }],
                "database_specific": { "lines": lines }
            }]
        }))
    };
    let own = json!([{ "line": "9.9", "introduced": "9.9.0", "fixed": "9.9.1" }]);
    let record = of(json!("LODE-2026-001"), own.clone());
    assert_eq!((ranges(&record), record.lines.len()), (vec!["p: - 1.2.3 -".to_owned()], 1));
    assert_eq!(noted(&record), []);
    let record = of(json!("LODE-2026-001"), json!([{ "line": "9.9" }, { "fixed": "1.2.3" }]));
    assert_eq!((ranges(&record), record.lines.len()), (vec!["p: - 1.2.3 -".to_owned()], 2));
    // Without a line they are nobody's but the package's, of which `ranges` speak.
    let record = of(json!("LODE-2026-001"), json!([{ "fixed": "9.9.9" }, { "introduced": "1.0.0" }]));
    assert_eq!((ranges(&record), record.lines.len()), (vec!["p: - 1.2.3 -".to_owned()], 0));
    for id in [json!("no id of a project"), json!(null), json!(5)] {
        let record = of(id, own.clone());
        assert_eq!((ranges(&record), record.lines.len()), (vec!["p: - 1.2.3 -".to_owned()], 0));
        assert!(noted(&record).contains(&(Fate::NoPlace, "affected[0].database_specific.lines")), "{record:?}");
    }
}

#[test]
fn lists_and_lines_of_records_are_read_one_by_one() {
    let record = |id: &str| json!({ "id": id, "summary": "s", "affected": [{}] });
    let list = json!([record("X-2"), { "name": "no record" }, record("X-1")]).to_string();
    let found = batch(Format::Osv, "all.json", &list);
    let ids: Vec<_> =
        found.entries.iter().map(|e| (e.number.unwrap(), e.record.as_ref().ok().map(|r| &*r.id))).collect();
    assert_eq!(ids, [(1, Some("X-2")), (2, None), (3, Some("X-1"))]);
    let lines = format!("{}\n\n{{\n{}\n", record("X-1"), record("X-2"));
    let found = batch(Format::Osv, "all.jsonl", &lines);
    let places: Vec<_> = found
        .entries
        .iter()
        .map(|e| (e.number.unwrap(), e.record.as_ref().map(|r| &*r.id).map_err(|r| r.place)))
        .collect();
    assert_eq!(places, [(1, Ok("X-1")), (3, Err(Place::Line { line: 3, column: 1 })), (4, Ok("X-2"))]);
    let cut = list.rsplit_once(',').unwrap().0;
    let found = batch(Format::Osv, "all.json", cut);
    assert_eq!(found.entries.len(), 3, "{found:?}");
    assert!(found.entries[2].record.is_err());
}

#[test]
fn what_can_not_be_read_is_refused() {
    for (name, text, expected) in [
        ("a.json", "", "EOF"),
        ("a.json", "{\"id\": \"X-1\", \"id\": \"X-2\"}", "twice"),
        ("a.json", "{\"id\": \"\\ud800\", \"affected\": [{}]}", "hex escape"),
        ("a.json", "{\"id\": \"X-1\", \"affected\": [{}], \"n\": 1e999}", "number out of range"),
        ("a.json", "{\"id\": \"X-1\", \"summary\": \"s\"} {}", "trailing"),
        ("a.json", "{\"id\": 5, \"summary\": \"s\"}", "no `id`"),
        ("a.json", "{\"id\": \"X-1\"}", "none of the fields"),
        ("a.json", "\"text\"", "expected a record"),
        ("a.yaml", "id: X-1\nid: X-2\n", "twice"),
        ("a.yaml", "id: X-1\nsummary: *nothing\n", "unknown anchor"),
        ("a.yaml", "id: &a [*a]\n", "an alias contains itself"),
        ("a.yaml", "id: X-1\n---\nid: X-2\n", "more than one document"),
        ("a.yaml", "? [a]\n: b\n", "a key is a list"),
        ("a.yaml", "id: \"X\n", "quoted scalar"),
    ] {
        let refusal = one(Format::Osv, name, text).unwrap_err();
        assert!(refusal.message.contains(expected), "{text}: {refusal}");
        assert!(!refusal.help.is_empty());
    }
}

#[test]
fn a_place_in_a_file_is_counted_from_1() {
    let refusal = one(Format::Osv, "a.json", "{\n\"id\": \"X-1\",\n\"summary\": \"a\nb\"\n}").unwrap_err();
    assert_eq!(refusal.place, Place::Line { line: 4, column: 1 });
    assert_eq!(one(Format::Osv, "a.json", "").unwrap_err().place, Place::Line { line: 1, column: 1 });
}

#[test]
fn a_title_that_is_missing_says_what_stands_for_it() {
    for (details, title, stands) in [("One.\nTwo.", "One.", "first line of the text"), (" \n", "X-1", "the ID is used")]
    {
        let record = read(&json!({ "id": "X-1", "details": details }));
        assert_eq!(record.title, title);
        assert!(record.notes[0].reason.contains(stands), "{:?}", record.notes);
    }
}

#[test]
fn a_character_of_number_0_is_left_out_with_a_note() {
    let record = read(&json!({ "id": "X-1", "summary": "a\0b", "details": "d" }));
    assert_eq!((record.title.as_str(), noted(&record)), ("ab", vec![(Fate::Wrong, "summary")]));
}
