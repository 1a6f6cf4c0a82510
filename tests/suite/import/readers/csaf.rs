//! CSAF 2.0 documents.

use advisory::ecosystem::Ecosystem;
use advisory::import::{Fate, Format, Record};
use serde_json::{Value, json};

use super::{noted, one, ranges};
use crate::support;

/// A document with these vulnerabilities and this product tree.
fn document(tree: Value, vulnerabilities: Value) -> Value {
    json!({
        "document": {
            "category": "csaf_security_advisory", "csaf_version": "2.0", "title": "A title",
            "publisher": { "name": "Lodestore" },
            "distribution": { "tlp": { "label": "WHITE" } },
            "tracking": {
                "id": "LODE-2026-001", "status": "final", "version": "2",
                "initial_release_date": "2026-03-05T10:00:00Z", "current_release_date": "2026-03-06T10:00:00Z",
                "revision_history": [
                    { "date": "2026-03-06T10:00:00Z", "number": "2", "summary": "More" },
                    { "date": "2026-03-05T10:00:00Z", "number": "1", "summary": "First" }
                ]
            }
        },
        "product_tree": tree,
        "vulnerabilities": vulnerabilities
    })
}

fn read(document: &Value) -> Record {
    one(Format::Csaf, "a.json", document.to_string()).unwrap()
}

/// Branches of one package: products by id, category and name.
fn tree(products: &[(&str, &str, &str)], purl: Option<&str>) -> Value {
    let branches: Vec<Value> = products
        .iter()
        .map(|(id, category, name)| {
            let helper = purl.map(|purl| json!({ "purl": purl }));
            let product =
                json!({ "product_id": id, "name": format!("p {name}"), "product_identification_helper": helper });
            json!({ "category": category, "name": name, "product": product })
        })
        .collect();
    json!({ "branches": [{ "category": "vendor", "name": "v", "branches": [
        { "category": "product_name", "name": "p", "branches": branches }
    ] }] })
}

#[test]
fn each_field_has_its_place_or_a_note() {
    let mut whole = document(
        tree(
            &[("A", "product_version_range", "vers:npm/<1.2.3"), ("B", "product_version", "1.2.3")],
            Some("pkg:npm/%40s/p"),
        ),
        json!([{
            "cve": "CVE-2026-90001",
            "cwe": { "id": "CWE-22", "name": "Path traversal" },
            "ids": [{ "system_name": "GitHub", "text": "GHSA-1111-2222-3333" }],
            "title": "A title",
            "discovery_date": "2026-03-01T00:00:00Z",
            "release_date": "2026-03-05T10:00:00Z",
            "notes": [{ "category": "description", "text": "What it is." }, { "category": "legal_disclaimer", "text": "No." }],
            "product_status": { "known_affected": ["A"], "fixed": ["B"], "recommended": ["B"] },
            "scores": [{ "products": ["A"], "cvss_v3": { "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "baseScore": 7.5 } }],
            "remediations": [
                { "category": "workaround", "details": "Turn it off.", "product_ids": ["A"] },
                { "category": "vendor_fix", "details": "Update.", "url": "https://example.org/fix" }
            ],
            "threats": [{ "category": "impact", "details": "Files are lost." }],
            "references": [{ "category": "external", "url": "https://example.org/more", "summary": "More" }],
            "acknowledgments": [{ "organization": "Example" }],
            "flags": [{ "label": "component_not_present" }]
        }]),
    );
    whole["document"]["notes"] = json!([{ "category": "summary", "text": "In short." }, { "category": "details", "title": "Background", "text": "At length." }]);
    whole["document"]["references"] =
        json!([{ "category": "self", "url": "https://example.org/self", "summary": "This" }]);
    whole["document"]["acknowledgments"] = json!([{ "names": ["Ada", "Bob"], "organization": "Example", "summary": "Remediation developer", "urls": ["https://ada.example"] }]);
    whole["document"]["tracking"]["aliases"] = json!(["LODE-7"]);
    let record = read(&whole);
    assert_eq!((record.id.as_str(), record.title.as_str()), ("LODE-2026-001", "A title"));
    assert_eq!(record.aliases, ["LODE-7", "GHSA-1111-2222-3333", "CVE-2026-90001"]);
    assert_eq!(
        record.details,
        "In short.\n\n## Background\n\nAt length.\n\nWhat it is.\n\n## Workarounds\n\nTurn it off.\n\n## How to upgrade\n\nUpdate.\n\n## Impact\n\nFiles are lost."
    );
    assert_eq!(record.published, Some(support::at("2026-03-05T10:00:00Z")));
    assert_eq!(record.modified, Some(support::at("2026-03-06T10:00:00Z")));
    let revisions: Vec<_> = record.revisions.iter().map(|r| r.text.as_str()).collect();
    assert_eq!(revisions, ["First", "More"]);
    assert_eq!((record.cwe.as_slice(), record.vectors.len()), (&["CWE-22".to_owned()][..], 1));
    assert_eq!(ranges(&record), ["@s/p: - 1.2.3 -"]);
    assert_eq!(record.affected[0].ecosystem, Some(Ecosystem::Npm));
    let links: Vec<_> = record.references.iter().map(|r| (r.kind.as_deref().unwrap(), r.url.as_str())).collect();
    assert_eq!(
        links,
        [
            ("advisory", "https://example.org/self"),
            ("fix", "https://example.org/fix"),
            ("web", "https://example.org/more")
        ]
    );
    let credits: Vec<_> = record.credits.iter().map(|c| (c.name.as_str(), c.role.as_deref())).collect();
    let role = Some("remediation-developer");
    assert_eq!(credits, [("Ada (Example)", role), ("Bob (Example)", role), ("Example", None)]);
    use Fate::{Guessed, NoPlace};
    assert_eq!(
        noted(&record),
        [
            (NoPlace, "document.publisher"),
            (NoPlace, "document.category"),
            (NoPlace, "product_tree"),
            (NoPlace, "vulnerabilities[0].flags[0]"),
            (NoPlace, "vulnerabilities[0].product_status.recommended"),
            (NoPlace, "vulnerabilities[0].notes[1]"),
            (Guessed, "vulnerabilities[0].remediations[0].details"),
            (Guessed, "vulnerabilities[0].remediations[1].details"),
            (Guessed, "vulnerabilities[0].threats[0].details"),
            (NoPlace, "vulnerabilities[0].discovery_date"),
        ]
    );
}

#[test]
fn products_become_ranges() {
    let version = |id: &'static str, name: &'static str| (id, "product_version", name);
    let range = |id: &'static str, name: &'static str| (id, "product_version_range", name);
    let all = ("all", "product_name", "p");
    let three = [version("1", "1.0.0"), version("2", "1.1.0"), version("3", "1.2.0")];
    for (products, status, expected) in [
        (
            &[range("A", "vers:semver/>=1.0.0|<1.2.3|>=2.0.0|<=2.1.0|3.0.0")][..],
            json!({ "known_affected": ["A"] }),
            &["p: 1.0.0 1.2.3 -", "p: 2.0.0 - 2.1.0", "p: 3.0.0 - 3.0.0"][..],
        ),
        (&[range("A", "vers:npm/*")], json!({ "known_affected": ["A"] }), &["p: - - -"]),
        (&[range("A", "vers:npm/%3E%3D1.0.0")], json!({ "known_affected": ["A"] }), &["p: 1.0.0 - -"]),
        (&[range("A", "<1.2.3")], json!({ "known_affected": ["A"] }), &["p: - 1.2.3 -"]),
        (&[range("A", ">= 1.0.0 <1.2.3")], json!({ "known_affected": ["A"] }), &["p: 1.0.0 1.2.3 -"]),
        (&[range("A", "versions before 3")], json!({ "known_affected": ["A"] }), &["p: - 3 -"]),
        (&[range("A", "some old versions")], json!({ "known_affected": ["A"] }), &[]),
        (&[range("A", "All versions < V3.1")], json!({ "known_affected": ["A"] }), &["p: - 3.1 -"]),
        (&[range("A", "2.0 and earlier")], json!({ "known_affected": ["A"] }), &["p: - - 2.0"]),
        (&[range("A", "all versions")], json!({ "known_affected": ["A"] }), &["p: - - -"]),
        (&[range("A", "the old ones")], json!({ "known_affected": ["A"] }), &[]),
        // Without what can't be read, the other ranges would say that it is not affected.
        (&[range("A", "the old ones"), range("B", "vers:npm/<1.0.0")], json!({ "known_affected": ["A", "B"] }), &[]),
        // The next version with a status is the fix.
        (
            &[range("A", "vers:npm/>=1.0.0|<=1.1.0"), version("3", "1.2.0")],
            json!({ "known_affected": ["A"], "fixed": ["3"] }),
            &["p: 1.0.0 1.2.0 -"],
        ),
        (
            &[range("A", "vers:npm/>=1.0.0|<=1.1.0|>=2.0.0|<=2.3.0"), version("3", "2.4.0")],
            json!({ "known_affected": ["A"], "fixed": ["3"] }),
            &["p: 1.0.0 - 1.1.0", "p: 2.0.0 2.4.0 -"],
        ),
        (
            &[range("A", "vers:npm/>=1.0.0|<=1.1.0"), version("2", "1.1.5"), version("3", "1.2.0")],
            json!({ "known_affected": ["A"], "known_not_affected": ["2"], "fixed": ["3"] }),
            &["p: 1.0.0 - 1.1.0"],
        ),
        (&[all], json!({ "known_affected": ["all"] }), &["p: - - -"]),
        (&[all, version("3", "1.2.0")], json!({ "known_affected": ["all"], "fixed": ["3"] }), &["p: - 1.2.0 -"]),
        (
            &[all, range("A", "vers:npm/>=1.2.0|<2.0.0")],
            json!({ "known_affected": ["all"], "fixed": ["A"] }),
            &["p: - 1.2.0 -", "p: 2.0.0 - -"],
        ),
        (&three, json!({ "known_affected": ["1", "2"], "fixed": ["3"] }), &["p: 1.0.0 1.2.0 -"]),
        (&three, json!({ "known_affected": ["1", "2"], "known_not_affected": ["3"] }), &["p: 1.0.0 - 1.1.0"]),
        (
            &three,
            json!({ "known_affected": ["1", "3"], "known_not_affected": ["2"] }),
            &["p: 1.0.0 - 1.0.0", "p: 1.2.0 - 1.2.0"],
        ),
        (&three, json!({ "first_affected": ["1"], "first_fixed": ["3"] }), &["p: 1.0.0 1.2.0 -"]),
        (&three, json!({ "first_affected": ["1"], "last_affected": ["3"] }), &["p: 1.0.0 - 1.2.0"]),
        (&three, json!({ "fixed": ["1"], "known_not_affected": ["2"], "under_investigation": ["3"] }), &[]),
        (
            &[range("A", "vers:npm/<1.2.0"), version("2", "1.1.0")],
            json!({ "known_affected": ["A", "2"] }),
            &["p: - 1.2.0 -"],
        ),
        // What is fixed is taken off a range that holds it; what is said to be both is affected.
        (
            &[range("A", "vers:npm/*"), version("2", "1.1.0")],
            json!({ "known_affected": ["A"], "fixed": ["2"] }),
            &["p: - 1.1.0 -", "p: 1.1.1-0 - -"],
        ),
        (
            &[range("A", "vers:npm/<2.0.0"), range("B", "vers:npm/>=1.5.0")],
            json!({ "known_affected": ["A"], "known_not_affected": ["B"] }),
            &["p: - 1.5.0 -"],
        ),
        (
            &[range("A", "vers:npm/<2.0.0"), version("2", "1.1.0"), version("3", "1.1.0")],
            json!({ "known_affected": ["A", "2"], "fixed": ["3"] }),
            &["p: - 2.0.0 -"],
        ),
        (
            &[range("A", "vers:npm/>=1.0.0|!=1.1.0|<2.0.0")],
            json!({ "known_affected": ["A"] }),
            &["p: 1.0.0 1.1.0 -", "p: 1.1.1-0 2.0.0 -"],
        ),
        (&[range("A", "vers:npm/!=1.1.0")], json!({ "known_affected": ["A"] }), &["p: - 1.1.0 -", "p: 1.1.1-0 - -"]),
    ] {
        let document = document(tree(products, Some("pkg:npm/p")), json!([{ "product_status": status }]));
        assert_eq!(ranges(&read(&document)), expected, "{products:?} {status}");
    }
}

#[test]
fn what_is_taken_off_a_range_has_a_note() {
    for (fixed, reason) in [("1.1.0", "are removed"), ("1.1.0.1", "not removed")] {
        let products =
            tree(&[("A", "product_version_range", "vers:npm/*"), ("2", "product_version", fixed)], Some("pkg:npm/p"));
        let record =
            read(&document(products, json!([{ "product_status": { "known_affected": ["A"], "fixed": ["2"] } }])));
        assert!(record.notes.iter().any(|note| note.reason.contains(reason)), "{fixed}: {:?}", record.notes);
    }
}

#[test]
fn products_without_a_package_url_and_components_have_their_names() {
    let record = read(&document(
        tree(&[("A", "product_version", "1.0.0")], None),
        json!([{ "product_status": { "known_affected": ["A"] } }]),
    ));
    assert_eq!((ranges(&record), &record.affected[0].ecosystem), (vec!["p: 1.0.0 - 1.0.0".to_owned()], &None));
    assert!(noted(&record).contains(&(Fate::Guessed, "vulnerabilities[0].product_status")));
    let numbered = tree(&[("A", "product_version", "22.0.4")], Some("pkg:golang/example.org/p@v0.22.4"));
    let record = read(&document(numbered, json!([{ "product_status": { "known_affected": ["A"] } }])));
    assert_eq!(ranges(&record), ["example.org/p: 0.22.4 - 0.22.4"], "the package's own number");
    let tree = json!({
        "full_product_names": [
            { "product_id": "C", "name": "component", "product_identification_helper": { "purl": "pkg:cargo/c@1.0.0" } },
            { "product_id": "P", "name": "platform" }
        ],
        "relationships": [{ "category": "installed_on", "product_reference": "C", "relates_to_product_reference": "P",
            "full_product_name": { "product_id": "C:P", "name": "both" } }]
    });
    let record = read(&document(tree, json!([{ "product_status": { "known_affected": ["C:P"] } }])));
    assert_eq!(ranges(&record), ["c: 1.0.0 - 1.0.0"]);
}

#[test]
fn each_of_several_vulnerabilities_is_an_advisory_unless_all_is_the_same() {
    let tree = tree(
        &[("A", "product_version_range", "vers:npm/<1.2.0"), ("B", "product_version_range", "vers:npm/<1.1.0")],
        Some("pkg:npm/p"),
    );
    let vulnerability =
        |cve: &str, product: &str| json!({ "cve": cve, "product_status": { "known_affected": [product] } });
    let of = |second: &str| {
        let both = json!([vulnerability("CVE-2026-90001", "A"), vulnerability("CVE-2026-90002", second)]);
        let batch = super::batch(Format::Csaf, "a.json", document(tree.clone(), both).to_string());
        batch.entries.into_iter().map(|entry| entry.record.unwrap()).collect::<Vec<_>>()
    };
    let [first, second] = &of("B")[..] else { panic!("two records") };
    assert_eq!((first.id.as_str(), ranges(first)), ("CVE-2026-90001", vec!["p: - 1.2.0 -".to_owned()]));
    assert_eq!((second.id.as_str(), ranges(second)), ("CVE-2026-90002", vec!["p: - 1.1.0 -".to_owned()]));
    assert_eq!(
        (first.aliases.len(), first.related.as_slice()),
        (0, &["LODE-2026-001", "CVE-2026-90002"].map(str::to_owned)[..])
    );
    assert!(noted(first).contains(&(Fate::Guessed, "vulnerabilities")));
    let [both] = &of("A")[..] else { panic!("one record") };
    assert_eq!((both.id.as_str(), both.aliases.len()), ("LODE-2026-001", 2));
}

#[test]
fn what_ranges_can_not_say_is_in_the_text() {
    let products = tree(&[("A", "product_version", "1.0.0"), ("B", "product_version", "2.0.0")], None);
    let record = read(&document(
        products,
        json!([{
            "product_status": { "known_not_affected": ["A"], "fixed": ["B"] },
            "flags": [{ "label": "vulnerable_code_not_in_execute_path", "product_ids": ["A"] }]
        }]),
    ));
    assert_eq!(
        record.details,
        "## Fixed products\n\n- p 2.0.0\n\n## Products that are not affected\n\n- p 1.0.0 (vulnerable code not in execute path)"
    );
    assert!(record.affected.is_empty());
}

#[test]
fn texts_are_plain() {
    let mut whole = document(json!({}), json!([]));
    let text = "# not a heading: __init__ and C:\\temp\n    indented\n- no list";
    whole["document"]["notes"] = json!([{ "category": "summary", "text": text }]);
    let record = read(&whole);
    assert_eq!(advisory::markdown::unwrapped(&record.details), text);
    let html = advisory::markdown::html(&record.details, "x");
    assert!(!html.contains("<h") && !html.contains("<li") && !html.contains("<strong"), "{html}");
}

#[test]
fn what_this_program_puts_into_notes_is_read_back() {
    let mut whole = document(
        json!({}),
        json!([{ "notes": [
        { "category": "other", "title": "CVSS", "text": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N 8.7 (high)" },
        { "category": "other", "title": "CWE", "text": "CWE-22, CWE-79" }
    ], "title": "Withdrawn: A title" }]),
    );
    whole["document"]["title"] = json!("Withdrawn: A title");
    whole["document"]["notes"] = json!([
        { "category": "description", "title": "Withdrawn", "text": "Withdrawn on 2026-03-06. Not a flaw. Really." },
        { "category": "summary", "text": "In short." },
        { "category": "general", "title": "Timeline", "text": "2026-03-01T00:00:00Z: Found.\n2026-03-02T00:00:00Z: Fixed: all" }
    ]);
    whole["document"]["tracking"]["revision_history"][0]["summary"] = json!("Withdrawn: Not a flaw. Really.");
    let record = read(&whole);
    let withdrawn = record.withdrawn.as_ref().unwrap();
    assert_eq!(
        (withdrawn.at, withdrawn.reason.as_deref()),
        (Some(support::at("2026-03-06T10:00:00Z")), Some("Not a flaw. Really."))
    );
    assert_eq!((record.title.as_str(), record.details.as_str()), ("A title", "In short."));
    assert_eq!((record.timeline.len(), record.timeline[1].text.as_str()), (2, "Fixed: all"));
    assert_eq!((record.cwe.len(), record.vectors.len()), (2, 1));
}

#[test]
fn what_is_not_for_everybody_is_refused() {
    for (path, value, expected) in [
        ("/document/distribution/tlp/label", "GREEN", "TLP:GREEN"),
        ("/document/tracking/status", "draft", "draft"),
        ("/document/csaf_version", "3.0", "`3.0`"),
        ("/document/tracking/id", "", "tracking.id"),
    ] {
        let mut document = document(json!({}), json!([]));
        *document.pointer_mut(path).unwrap() = json!(value);
        let refusal = one(Format::Csaf, "a.json", document.to_string()).unwrap_err();
        assert!(refusal.message.contains(expected), "{refusal}");
    }
}
