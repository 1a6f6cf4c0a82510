//! GitHub's advisories, as its REST interface gives and takes them.

use advisory::ecosystem::Ecosystem;
use advisory::import::{Fate, Format, Record};
use serde_json::{Value, json};

use super::{batch, noted, one, ranges};
use crate::support;

fn read(record: &Value) -> Record {
    one(Format::Ghsa, "GHSA-1111-2222-3333.json", record.to_string()).unwrap()
}

/// A record with one vulnerability.
fn vulnerability(range: &str, patched: Value) -> Record {
    read(&json!({ "ghsa_id": "GHSA-1111-2222-3333", "summary": "s", "vulnerabilities": [{
        "package": { "ecosystem": "pip", "name": "p" }, "vulnerable_version_range": range, "first_patched_version": patched
    }] }))
}

#[test]
fn each_field_of_a_global_advisory_has_its_place_or_a_note() {
    let record = read(&json!({
        "ghsa_id": "GHSA-1111-2222-3333",
        "cve_id": "CVE-2026-90001",
        "url": "https://api.example.org/advisories/GHSA-1111-2222-3333",
        "html_url": "https://example.org/advisories/GHSA-1111-2222-3333",
        "repository_advisory_url": null,
        "summary": "A title",
        "description": "Some text.\n",
        "type": "reviewed",
        "severity": "high",
        "source_code_location": "https://example.org/lodestore",
        "identifiers": [
            { "type": "GHSA", "value": "GHSA-1111-2222-3333" },
            { "type": "CVE", "value": "CVE-2026-90001" },
            { "type": "OTHER", "value": "LODE-7" }
        ],
        "references": ["https://example.org/more", "https://example.org/advisories/GHSA-1111-2222-3333"],
        "published_at": "2026-03-05T10:00:00Z",
        "updated_at": "2026-03-06T10:00:00Z",
        "withdrawn_at": "2026-03-07T10:00:00Z",
        "github_reviewed_at": "2026-03-05T11:00:00Z",
        "vulnerabilities": [
            { "package": { "ecosystem": "go", "name": "example.org/p" }, "vulnerable_version_range": ">= 1.0.0, < 1.2.3",
              "first_patched_version": "1.2.3", "vulnerable_functions": ["Open"] },
            { "package": { "ecosystem": "other", "name": "q" }, "vulnerable_version_range": "all versions" }
        ],
        "cvss": { "vector_string": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "score": 7.5 },
        "cvss_severities": {
            "cvss_v3": { "vector_string": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "score": 7.5 },
            "cvss_v4": { "vector_string": null, "score": 0.0 }
        },
        "cwes": [{ "cwe_id": "CWE-22", "name": "Path traversal" }],
        "credits": [{ "user": { "login": "ada", "html_url": "https://github.com/ada", "id": 1 }, "type": "remediation_developer" }],
        "epss": { "percentage": 0.1 },
        "surprise": true
    }));
    assert_eq!(
        (record.id.as_str(), record.title.as_str(), record.details.as_str()),
        ("GHSA-1111-2222-3333", "A title", "Some text.\n")
    );
    assert_eq!(record.aliases, ["CVE-2026-90001", "LODE-7"]);
    assert_eq!(record.published, Some(support::at("2026-03-05T10:00:00Z")));
    assert_eq!(record.modified, Some(support::at("2026-03-06T10:00:00Z")));
    assert_eq!(record.withdrawn.as_ref().unwrap().at, Some(support::at("2026-03-07T10:00:00Z")));
    assert_eq!(record.vectors, ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"]);
    assert_eq!(record.cwe, ["CWE-22"]);
    assert_eq!(ranges(&record), ["example.org/p: 1.0.0 1.2.3 -", "q: - - -"]);
    let links: Vec<_> = record.references.iter().map(|r| (r.kind.as_deref().unwrap(), r.url.as_str())).collect();
    assert_eq!(
        links,
        [
            ("advisory", "https://example.org/advisories/GHSA-1111-2222-3333"),
            ("package", "https://example.org/lodestore"),
            ("web", "https://example.org/more"),
        ]
    );
    let credit = &record.credits[0];
    assert_eq!(
        (credit.name.as_str(), credit.role.as_deref(), credit.url.as_deref()),
        ("ada", Some("remediation-developer"), Some("https://github.com/ada"))
    );
    let expected = [
        "vulnerabilities[0].vulnerable_functions",
        "vulnerabilities[1].package.ecosystem",
        "url",
        "type",
        "github_reviewed_at",
        "epss",
        "surprise",
    ];
    let (guessed, others): (Vec<_>, Vec<_>) = noted(&record).into_iter().partition(|(fate, _)| *fate == Fate::Guessed);
    assert_eq!(guessed, [(Fate::Guessed, "vulnerabilities[1].vulnerable_version_range")]);
    assert_eq!(others, expected.map(|field| (Fate::NoPlace, field)));
}

#[test]
fn ranges_in_words_are_read_and_end_at_the_patched_version() {
    for (range, patched, expected, notes) in [
        ("< 1.2.3", json!("1.2.3"), &["p: - 1.2.3 -"][..], 0),
        ("<= 1.2.3", json!(null), &["p: - - 1.2.3"], 0),
        ("<= 1.2.3", json!("1.2.4"), &["p: - 1.2.4 -"], 1),
        ("<= 1.2.3", json!({ "identifier": "1.2.4" }), &["p: - 1.2.4 -"], 1),
        ("= 1.2.3", json!(null), &["p: 1.2.3 - 1.2.3"], 0),
        ("= 1.2.3", json!("1.2.4"), &["p: 1.2.3 - 1.2.3"], 1),
        ("> 1.2.3", json!(null), &["p: 1.2.3.post0.dev0 - -"], 0),
        (">= 1.0, <= 1.5", json!(null), &["p: 1.0 - 1.5"], 0),
        (">= 0", json!(null), &["p: - - -"], 0),
        (">= 1.0", json!("1.5"), &["p: 1.0 1.5 -"], 0),
        ("< 1.0 || >= 2.0, < 2.5", json!("1.0, 2.5"), &["p: - 1.0 -", "p: 2.0 2.5 -"], 0),
        ("*", json!(null), &["p: - - -"], 0),
        ("", json!("1.5"), &["p: - 1.5 -"], 1),
        ("", json!(""), &[], 1),
    ] {
        let record = vulnerability(range, patched.clone());
        assert_eq!(
            (ranges(&record), record.notes.len()),
            (expected.iter().map(|r| (*r).to_owned()).collect(), notes),
            "{range} {patched}"
        );
        assert!(record.affected.iter().all(|a| a.ecosystem == Some(Ecosystem::PyPi)));
    }
}

/// As people write them. Every spelling is read, with a note where it is not GitHub's own, or the record is refused.
#[test]
fn every_spelling_of_a_range_is_read_or_refused() {
    for (range, expected, notes) in [
        (">=1.0,<1.5", &["p: 1.0 1.5 -"][..], 0),
        (">= 1.0,< 1.5", &["p: 1.0 1.5 -"], 0),
        (">= 1.0 < 1.5", &["p: 1.0 1.5 -"], 0),
        ("< 1.5, >= 1.0", &["p: 1.0 1.5 -"], 0),
        (">= 1.0 && < 1.5", &["p: 1.0 1.5 -"], 0),
        (">= v1.0, < v1.5", &["p: v1.0 v1.5 -"], 0),
        ("== 1.2.3", &["p: 1.2.3 - 1.2.3"], 0),
        ("=1.2.3", &["p: 1.2.3 - 1.2.3"], 0),
        ("1.2.3", &["p: 1.2.3 - 1.2.3"], 0),
        ("= 1.0, = 1.2", &["p: 1.0 - 1.0", "p: 1.2 - 1.2"], 0),
        ("1.2, 1.0", &["p: 1.0 - 1.0", "p: 1.2 - 1.2"], 0),
        ("< 1.0, >= 2.0, < 2.5", &["p: - 1.0 -", "p: 2.0 2.5 -"], 0),
        (">= 1.0, < 1.2, >= 2.0, < 2.5", &["p: 1.0 1.2 -", "p: 2.0 2.5 -"], 0),
        (">= 1.0, < 1.2 || >= 2.0, < 2.5", &["p: 1.0 1.2 -", "p: 2.0 2.5 -"], 0),
        (">= 1.0 and <= 1.2, or >= 2.0 and < 2.5", &["p: 1.0 - 1.2", "p: 2.0 2.5 -"], 1),
        (">= 1.0, < 1.2 or >= 2.0, < 2.5", &["p: 1.0 1.2 -", "p: 2.0 2.5 -"], 1),
        (">= 1.0, < 1.2\n>= 2.0, < 2.5", &["p: 1.0 1.2 -", "p: 2.0 2.5 -"], 0),
        ("1.0 - 1.5", &["p: 1.0 - 1.5"], 1),
        ("1.0 \u{2013} 1.5", &["p: 1.0 - 1.5"], 1),
        ("1.0 to 1.5", &["p: 1.0 - 1.5"], 1),
        ("1.0 through 1.5", &["p: 1.0 - 1.5"], 1),
        ("from 1.0 to 1.5", &["p: 1.0 - 1.5"], 1),
        ("between 1.0 and 1.5", &["p: 1.0 - 1.5"], 1),
        ("from 1.0 before 1.5", &["p: 1.0 1.5 -"], 1),
        ("versions before 1.5", &["p: - 1.5 -"], 1),
        ("all versions prior to 1.5", &["p: - 1.5 -"], 1),
        ("all versions up to and including 1.5", &["p: - - 1.5"], 1),
        ("All versions < 1.5", &["p: - 1.5 -"], 1),
        ("less than or equal to 1.5", &["p: - - 1.5"], 1),
        ("1.5 and earlier", &["p: - - 1.5"], 1),
        ("1.5 or below", &["p: - - 1.5"], 1),
        ("1.0 and later", &["p: 1.0 - -"], 1),
        ("1.0 and above, before 1.5", &["p: 1.0 1.5 -"], 1),
        ("1.0+", &["p: 1.0 - -"], 1),
        ("after 1.0", &["p: 1.0.post0.dev0 - -"], 1),
        ("all versions", &["p: - - -"], 1),
        ("[1.0,1.5)", &["p: 1.0 1.5 -"], 1),
        ("[1.0, 1.5]", &["p: 1.0 - 1.5"], 1),
        ("(1.0,1.5]", &["p: 1.0.post0.dev0 - 1.5"], 1),
        ("(,1.5)", &["p: - 1.5 -"], 1),
        ("[1.0,)", &["p: 1.0 - -"], 1),
        ("[1.0]", &["p: 1.0 - 1.0"], 1),
        ("[1.0,1.2),[2.0,2.5)", &["p: 1.0 1.2 -", "p: 2.0 2.5 -"], 1),
        ("1.2.x", &["p: 1.2.dev0 1.3.0.dev0 -"], 1),
        ("1.x and later", &["p: 1.dev0 - -"], 1),
        ("<= 1.2.*", &["p: - 1.3.0.dev0 -"], 1),
    ] {
        let record = vulnerability(range, json!(null));
        let is = (ranges(&record), record.notes.len());
        assert_eq!(is, (expected.iter().map(|r| (*r).to_owned()).collect(), notes), "{range}: {:?}", record.notes);
    }
    for range in [
        "< 1.0, < 2.0",
        ">= 1.0, > 2.0",
        ">= 1.0, ",
        "< 1.0, >= 2.0",
        ">= 2.0, < 2.5, >= 1.0, < 1.2",
        "some old ones",
        "see the description",
        "~> 1.2",
        "^1.2",
        "!= 1.2",
        "< 1.2.x",
        "1.0 until 1.5",
        "1.0 and 1.5 but not 1.2",
        ">= 1.0 <",
        "[1.0,1.5",
    ] {
        let text = json!({ "ghsa_id": "GHSA-1111-2222-3333", "summary": "s", "vulnerabilities": [{
            "package": { "ecosystem": "pip", "name": "p" }, "vulnerable_version_range": range
        }] });
        let refusal = one(Format::Ghsa, "a.json", text.to_string()).unwrap_err();
        assert!(refusal.message.contains("can't be read as a range of versions"), "{range}: {refusal}");
    }
}

#[test]
fn what_is_not_published_is_refused() {
    for state in ["draft", "triage", "closed"] {
        let text = json!({ "ghsa_id": "GHSA-1111-2222-3333", "summary": "s", "state": state }).to_string();
        let refusal = one(Format::Ghsa, "a.json", text).unwrap_err();
        assert!(refusal.message.contains("not public"), "{refusal}");
    }
}

#[test]
fn nobody_is_credited_who_has_not_accepted_it() {
    let credit = |login: &str, state: &str| json!({ "user": { "login": login }, "type": "finder", "state": state });
    let record = read(&json!({
        "ghsa_id": "GHSA-1111-2222-3333", "summary": "s", "state": "published",
        "credits": [{ "login": "ada", "type": "finder" }, { "login": "bob", "type": "finder" }],
        "credits_detailed": [credit("ada", "accepted"), credit("bob", "declined"), credit("eve", "pending")],
        "author": { "login": "root" }, "private_fork": { "name": "secret" }
    }));
    let names: Vec<_> = record.credits.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["ada"]);
    let expected = ["credits_detailed[1]", "credits_detailed[2]", "author", "private_fork"];
    assert_eq!(noted(&record), expected.map(|field| (Fate::NoPlace, field)));
}

#[test]
fn what_asks_github_for_an_advisory_goes_by_the_name_of_its_file() {
    let text = json!({
        "summary": "s", "description": "d", "cve_id": "CVE-2026-90001", "cwe_ids": ["CWE-22"],
        "cvss_vector_string": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",
        "credits": [{ "login": "ada", "type": "finder" }],
        "vulnerabilities": [{ "package": { "ecosystem": "rust", "name": "p" }, "vulnerable_version_range": "< 1.2.3", "patched_versions": "1.2.3" }]
    })
    .to_string();
    let record = one(Format::Ghsa, "LODE-2026-001.ghsa.json", &text).unwrap();
    assert_eq!((record.id.as_str(), record.aliases.as_slice()), ("LODE-2026-001", &["CVE-2026-90001".to_owned()][..]));
    assert_eq!((record.vectors.len(), record.cwe.len(), noted(&record).len()), (1, 1, 0));
    assert_eq!(one(Format::Ghsa, "a.json", &text).unwrap().id, "CVE-2026-90001");
    let nameless = text.replace("cve_id", "cve");
    assert!(one(Format::Ghsa, "a.json", nameless).unwrap_err().message.contains("ghsa_id"));
}

#[test]
fn files_of_the_database_are_osv_and_answers_may_be_lists() {
    let osv = json!({ "schema_version": "1.4.0", "id": "GHSA-1111-2222-3333", "summary": "s", "affected": [] });
    assert_eq!(read(&osv).id, "GHSA-1111-2222-3333");
    let list = json!([{ "ghsa_id": "GHSA-1", "summary": "s" }, { "ghsa_id": "GHSA-2", "summary": "s" }]);
    assert_eq!(batch(Format::Ghsa, "advisories.json", list.to_string()).entries.len(), 2);
}

#[test]
fn a_patched_version_ends_a_range_only_where_it_comes_after_it() {
    for (range, patched, expected, fate) in [
        (">= 6.0.0, <= 6.0.3", "6.0.4", "p: 6.0.0 6.0.4 -", Fate::Guessed),
        (">= 6.0.0, <= 6.0.3", "6.0.3.1", "p: 6.0.0 - 6.0.3", Fate::Guessed),
        (">= 6.0.0, <= 6.0.3", "6.0.3", "p: 6.0.0 - 6.0.3", Fate::Guessed),
        (">= 6.0.0, <= 6.0.3", "5.9.0", "p: 6.0.0 - 6.0.3", Fate::Guessed),
        (">= 6.0.0, <= 6.0.3.1", "6.0.4", "p: 6.0.0 - 6.0.3.1", Fate::Guessed),
        (">= 6.0.0", "5.9.0", "p: 6.0.0 - -", Fate::Guessed),
    ] {
        let record = read(&json!({ "ghsa_id": "GHSA-1111-2222-3333", "summary": "s", "vulnerabilities": [{
            "package": { "ecosystem": "npm", "name": "p" },
            "vulnerable_version_range": range, "first_patched_version": patched
        }] }));
        assert_eq!(ranges(&record), [expected], "{range} {patched}");
        let field = "vulnerabilities[0].first_patched_version";
        assert!(noted(&record).contains(&(fate, field)), "{range} {patched}: {:?}", record.notes);
    }
}
