//! Bounds of ranges that are easily read wrong, each with its right answer: an invented record of each kind.

use serde_json::{Value, json};

use super::cases::say;
use super::desk::PrivateRepository;
use crate::support;

const PACKAGE: &str = "example.org/example";

/// What was imported from a record: its ranges in the order of advisory.md, or why it was refused.
pub(super) struct Imported {
    pub(super) desk: PrivateRepository,
    pub(super) report: Value,
}

impl Imported {
    pub(super) fn of(format: &str, record: &Value) -> Self {
        let desk = PrivateRepository::new("SAMPLE");
        support::write(&desk.path("records"), "a.json", record.to_string());
        let report = desk.import(format, &desk.path("records"));
        Self { desk, report }
    }

    pub(super) fn of_text(format: &str, file: &str, text: &str) -> Self {
        let desk = PrivateRepository::new("SAMPLE");
        support::write(&desk.path("records"), file, text);
        let report = desk.import(format, &desk.path("records"));
        Self { desk, report }
    }

    pub(super) fn advisory(&self) -> String {
        let folder = self.report["records"][0]["folder"].as_str().unwrap_or_else(|| panic!("{:#}", self.report));
        self.desk.read(&format!("{folder}/advisory.md"))
    }

    pub(super) fn ranges(&self) -> Vec<String> {
        let text = self.advisory();
        let tables = text.split("\n[[").filter_map(|table| table.strip_prefix("affected]]\n"));
        let bounds = |table: &str| {
            let keys = ["introduced = ", "fixed = ", "before = ", "last-affected = "];
            let lines = table.lines().filter(|line| keys.iter().any(|key| line.starts_with(key)));
            lines.map(|line| line.replace([' ', '"'], "")).collect::<Vec<_>>().join(" ")
        };
        tables.map(bounds).collect()
    }

    pub(super) fn notes(&self) -> String {
        self.report["records"][0]["notes"].to_string()
    }
}

pub(super) fn osv(events: Value) -> Value {
    json!({ "schema_version": "1.7.0", "id": "GHSA-2222-2222-2222", "modified": "2026-01-02T00:00:00Z",
        "published": "2026-01-01T00:00:00Z", "summary": "A title", "details": "Words.",
        "affected": [{ "package": { "ecosystem": "Go", "name": PACKAGE }, "ranges": [{ "type": "SEMVER", "events": events }] }] })
}

pub(super) fn cve(versions: Value) -> Value {
    json!({ "dataType": "CVE_RECORD", "dataVersion": "5.2",
        "cveMetadata": { "cveId": "CVE-2026-40001", "state": "PUBLISHED", "datePublished": "2026-01-01T00:00:00Z" },
        "containers": { "cna": { "title": "A title", "descriptions": [{ "lang": "en", "value": "Words." }],
            "affected": [{ "vendor": "Example", "product": PACKAGE, "packageURL": "pkg:golang/example.org/example",
                "defaultStatus": "unaffected", "versions": versions }],
            "references": [{ "url": "https://example.org/a" }] } } })
}

pub(super) fn ghsa(range: &str, patched: &str) -> Value {
    json!({ "ghsa_id": "GHSA-2222-2222-2222", "summary": "A title", "description": "Words.", "severity": "high",
        "published_at": "2026-02-03T00:00:00Z", "vulnerabilities": [{ "package": { "ecosystem": "go", "name": PACKAGE },
            "vulnerable_version_range": range, "patched_versions": patched }] })
}

/// A document about a product: each version or range with its status.
pub(super) fn csaf(purl: Option<&str>, statuses: &[(&str, &str)]) -> Value {
    let mut status = serde_json::Map::new();
    let product = |(n, (of, name)): (usize, &(&str, &str))| {
        let id = format!("P{n}");
        status.entry(*of).or_insert_with(|| json!([])).as_array_mut().unwrap().push(json!(id));
        let is_version = name.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c));
        let category = if is_version { "product_version" } else { "product_version_range" };
        let mut product = json!({ "name": format!("gauge {name}"), "product_id": id });
        if let Some(purl) = purl {
            product["product_identification_helper"] = json!({ "purl": purl });
        }
        json!({ "category": category, "name": name, "product": product })
    };
    let branches: Vec<Value> = statuses.iter().enumerate().map(product).collect();
    json!({
        "document": { "category": "csaf_security_advisory", "csaf_version": "2.0", "title": "A title",
            "distribution": { "tlp": { "label": "WHITE" } },
            "publisher": { "category": "vendor", "name": "Example", "namespace": "https://example.org" },
            "tracking": { "id": "EX-1", "status": "final", "version": "1", "initial_release_date": "2026-03-05T10:00:00Z",
                "current_release_date": "2026-03-05T10:00:00Z",
                "revision_history": [{ "date": "2026-03-05T10:00:00Z", "number": "1", "summary": "First." }] } },
        "product_tree": { "branches": [{ "category": "vendor", "name": "Example", "branches": [
            { "category": "product_name", "name": "gauge", "branches": branches }] }] },
        "vulnerabilities": [{ "cve": "CVE-2026-40001", "product_status": status,
            "notes": [{ "category": "description", "text": "Words.", "title": "Description" }] }]
    })
}

/// `0` is the beginning of all versions as a first version alone. As a last one, it is that version.
#[test]
fn zero_as_an_end_is_no_open_end() {
    for (format, record, ranges) in [
        ("osv", osv(json!([{ "introduced": "0" }, { "last_affected": "0" }])), "last-affected=0"),
        ("cve", cve(json!([{ "version": "0", "status": "affected" }])), "last-affected=0"),
        ("cve", cve(json!([{ "version": "0", "lessThanOrEqual": "0", "status": "affected" }])), "last-affected=0"),
        ("ghsa", ghsa("<= 0", ""), "last-affected=0"),
        ("ghsa", ghsa("= 0", ""), "last-affected=0"),
    ] {
        let imported = Imported::of(format, &record);
        assert_eq!(imported.ranges(), [ranges], "{record:#}");
        say(&imported.desk.repo(), None, PACKAGE, &["0.0.0"], &["0.0.1", "1.0.0"]);
        imported.desk.build();
    }
    let imported = Imported::of("cve", &cve(json!([{ "version": "0", "lessThan": "0", "status": "affected" }])));
    say(&imported.desk.repo(), None, PACKAGE, &[], &["0.0.0", "1.0.0"]);
}

#[test]
fn events_of_one_version_are_read_in_any_order() {
    for events in [
        json!([{ "introduced": "1.2.3" }, { "last_affected": "1.2.3" }]),
        json!([{ "last_affected": "1.2.3" }, { "introduced": "1.2.3" }]),
    ] {
        assert_eq!(Imported::of("osv", &osv(events)).ranges(), ["introduced=1.2.3 last-affected=1.2.3"]);
    }
    let reversed =
        json!([{ "fixed": "2.5.0" }, { "introduced": "2.0.0" }, { "fixed": "1.5.0" }, { "introduced": "0" }]);
    assert_eq!(Imported::of("osv", &osv(reversed)).ranges(), ["fixed=1.5.0", "introduced=2.0.0 fixed=2.5.0"]);
}

#[test]
fn changes_that_contradict_each_other_are_refused() {
    let changes = |second: &str| {
        cve(json!([{ "version": "1.0.0", "lessThan": "2.0.0", "versionType": "semver", "status": "affected",
            "changes": [{ "at": "1.5.0", "status": "unaffected" }, { "at": "1.5.0", "status": second }] }]))
    };
    let imported = Imported::of("cve", &changes("affected"));
    assert_eq!(imported.report["summary"]["refused"], 1, "{:#}", imported.report);
    assert!(imported.report.to_string().contains("has two changes at `1.5.0`, and they differ"));
    assert_eq!(Imported::of("cve", &changes("unaffected")).ranges(), ["introduced=1.0.0 fixed=1.5.0"]);
}

/// A patched version ends the range that it comes after, and no other.
#[test]
fn patched_versions_end_the_ranges_before_them() {
    for (range, patched, ranges, note) in [
        (">= 1.0", "1.5", &["introduced=1.0 fixed=1.5"][..], ""),
        (">= 1.0, <= 1.4", "1.5", &["introduced=1.0 fixed=1.5"], "instead of the last affected version"),
        (
            ">= 1.0, <= 1.4 || >= 2.0, <= 2.2",
            "1.5, 2.3",
            &["introduced=1.0 fixed=1.5", "introduced=2.0 fixed=2.3"],
            "instead of the last affected version",
        ),
        (
            ">= 2.0, < 2.3 || >= 3.0, <= 3.2",
            "3.3",
            // GitHub says of no other version that it is patched.
            &["introduced=2.0 before=2.3", "introduced=3.0 fixed=3.3"],
            "instead of the last affected version",
        ),
        // Either could be the fix of another release line.
        (">= 1.0", "1.5, 2.3", &["introduced=1.0"], "Patched versions"),
        // It comes after the next range begins.
        (
            ">= 1.0, <= 1.4 || >= 2.0, <= 2.2",
            "2.3",
            &["introduced=1.0 last-affected=1.4", "introduced=2.0 fixed=2.3"],
            "instead of the last affected version",
        ),
        (">= 1.0, <= 1.4", "1.2", &["introduced=1.0 last-affected=1.4"], "Patched versions"),
        (">= 1.0, < 1.4", "1.6", &["introduced=1.0 before=1.4"], "Patched versions"),
        (">= 1.0, < 1.4", "", &["introduced=1.0 before=1.4"], ""),
    ] {
        let imported = Imported::of("ghsa", &ghsa(range, patched));
        assert_eq!(imported.ranges(), ranges, "{range} {patched}");
        assert!(imported.notes().contains(note), "{range} {patched}: {}", imported.notes());
        // No version that the advisory names as patched is lost.
        let (text, ends) = (imported.advisory(), imported.ranges().join(" "));
        let is_end = |version: &str| ends.split([' ', '=']).any(|word| word == version);
        for version in patched.split(", ").filter(|version| !version.is_empty() && !is_end(version)) {
            assert!(text.contains(&format!("## Patched versions\n\n- {PACKAGE}: ")), "{text}");
            assert!(text.lines().last().unwrap().contains(version), "{version}: {text}");
        }
    }
}

/// A version that nobody calls a fix is advised in no format, and nothing says of it that it has one.
#[test]
fn what_no_source_calls_a_fix_is_no_advice() {
    let whole = |kind: &str, end: &str| json!([{ "version": "1.0.0", kind: end, "versionType": "semver", "status": "affected" }]);
    let unaffected = json!([{ "version": "1.0.0", "lessThanOrEqual": "*", "versionType": "semver", "status": "affected" },
        { "version": "2.0.0", "lessThanOrEqual": "*", "versionType": "semver", "status": "unaffected" }]);
    let mut first = unaffected.as_array().unwrap().clone();
    first.reverse();
    let rustsec = "```toml\n[advisory]\nid = \"RUSTSEC-2026-0001\"\npackage = \"gauge\"\ndate = \"2026-01-05\"\n[versions]\npatched = []\nunaffected = [\">= 2.0.0\"]\n```\n\n# A title\n\nWords.\n";
    let not_affected = [("known_affected", "vers:all/*"), ("known_not_affected", "vers:semver/>=2.0.0")];
    let cases = [
        (Imported::of("cve", &cve(whole("lessThan", "1.*"))), "2.0.0-0"),
        (Imported::of("cve", &cve(whole("lessThanOrEqual", "1.9.*"))), "1.10.0-0"),
        (Imported::of("cve", &cve(Value::Array(first))), "2.0.0"),
        (Imported::of("ghsa", &ghsa(">= 1.0.0, < 2.0.0", "")), "2.0.0"),
        (Imported::of("ghsa", &ghsa("1.x", "")), "2.0.0-0"),
        (Imported::of("csaf", &csaf(Some("pkg:golang/example.org/example"), &not_affected)), "2.0.0"),
        (Imported::of_text("rustsec", "RUSTSEC-2026-0001.md", rustsec), "2.0.0"),
    ];
    for (imported, end) in cases {
        let ranges = imported.ranges();
        let [range] = ranges.as_slice() else { panic!("{ranges:?}") };
        assert!(range.ends_with(&format!("before={end}")), "{range}");
        let text = imported.desk.read("advisory.toml");
        let newer = "[[line]]\nid = \"2.0\"\nreleased = 2026-02-01\nreleases = [\"2.0.0\", \"2.0.1\"]\n\n";
        assert!(text.contains("[[line]]\nid = \"1.0\"\n"), "{text}");
        imported.desk.write(
            "advisory.toml",
            &text.replace("[[line]]\nid = \"1.0\"\n", &format!("{newer}[[line]]\nid = \"1.0\"\n")),
        );
        imported.desk.ok(&["documents"]);
        imported.desk.build();
        for (path, bytes) in support::files(&imported.desk.site()) {
            let text = String::from_utf8_lossy(&bytes);
            for claim in [
                format!("Upgrade to <code>{end}</code>"),
                format!("Upgrade to {end}"),
                format!("<strong class=\"fixed\"><code>{end}"),
                format!("Fixed in {end}"),
                format!("Fixed in <code>{end}"),
                format!("<code>{end}</code> has the fix"),
                format!("to {end}."),
                format!("The fix is in {end}"),
                format!("\"patched_versions\": \"{end}\""),
                "\"first_fixed\"".to_owned(),
                "\"vendor_fix\"".to_owned(),
                "\"status\": \"fixed\"".to_owned(),
            ] {
                // The first release without the flaw that is listed is advice, and no fix.
                let is_release =
                    end == "2.0.0" && claim.starts_with("Upgrade to <code>") && path.starts_with("version/");
                assert!(
                    is_release || !text.contains(&claim) || path.contains("index.html"),
                    "{path} says {claim}\n{text}"
                );
            }
        }
    }
}

/// A range that ends before it begins says something that nobody knows.
#[test]
fn an_inverted_range_refuses_the_record() {
    let entry = |from: &str, end: &str, kind: &str| json!([{ "version": from, "lessThan": end, "versionType": kind, "status": "affected" }]);
    let inverted = [
        ("cve", cve(entry("2.0.0", "1.0.0", "semver"))),
        ("ghsa", ghsa(">= 2.0.0, < 1.0.0", "")),
        ("csaf", csaf(Some("pkg:golang/example.org/example"), &[("known_affected", "vers:semver/>=2.0.0|<1.0.0")])),
    ];
    for (format, record) in inverted {
        let imported = Imported::of(format, &record);
        assert_eq!(imported.report["summary"]["refused"], 1, "{:#}", imported.report);
    }
}

/// The type of a package URL decides, whatever the product is called.
#[test]
fn custom_versions_beside_a_package_url_have_the_order_of_its_type() {
    for (url, from, end, order) in [
        ("pkg:apk/alpine/gauge-libs?arch=x86_64", "1.2.3-r9", "1.2.3-r10", "alpine"),
        ("pkg:deb/debian/libgauge?distro=sid", "1.2-9", "1.2-10", "debian"),
        ("pkg:rpm/fedora/libgauge", "1.2.3-9.fc40", "1.2.3-10.fc40", "rpm"),
    ] {
        let mut record =
            cve(json!([{ "version": from, "lessThan": end, "versionType": "custom", "status": "affected" }]));
        let product = &mut record["containers"]["cna"]["affected"][0];
        (product["packageURL"], product["product"]) = (url.into(), "Gauge".into());
        let imported = Imported::of("cve", &record);
        assert_eq!(imported.ranges(), [format!("introduced={from} fixed={end}")], "{:#}", imported.report);
        let project = imported.desk.read("advisory.toml");
        assert!(project.contains(&format!("order = \"{order}\"")) && project.contains("name = \"Gauge\""), "{project}");
        say(&imported.desk.repo(), None, "Gauge", &[from], &[end]);
        imported.desk.build();
    }
    // No order here is that of Arch Linux.
    let mut record =
        cve(json!([{ "version": "1.2-9", "lessThan": "1.2-10", "versionType": "custom", "status": "affected" }]));
    record["containers"]["cna"]["affected"][0]["packageURL"] = "pkg:alpm/arch/gauge".into();
    let imported = Imported::of("cve", &record);
    let refusal = &imported.report["records"][0];
    assert!(refusal["help"].as_str().is_some_and(|help| help.contains("`order` under [versions]")), "{refusal:#}");
}

/// A pattern has the pre-releases of its own numbers, and none of the next ones, in every order that has any.
#[test]
fn a_pattern_begins_and_ends_before_pre_releases() {
    for (url, name, inside, outside) in [
        ("pkg:npm/gauge", "gauge", &["6.1.0-rc.1", "6.1.9"][..], &["6.0.9", "6.2.0-0", "6.2.0-alpha.1"][..]),
        ("pkg:pypi/gauge", "gauge", &["6.1.dev1", "6.1rc1", "6.1.9"], &["6.0.9", "6.2.dev0", "6.2rc1", "6.2"]),
        (
            "pkg:maven/org.example/gauge",
            "org.example:gauge",
            &["6.1.0-alpha-1", "6.1.0.Alpha1", "6.1.0-SNAPSHOT", "6.1.9.Final"],
            &["6.0.9", "6.2.0-alpha-1", "6.2.0.Alpha1", "6.2-SNAPSHOT", "6.2.0"],
        ),
        (
            "pkg:gem/gauge",
            "gauge",
            &["6.1.0.Beta1", "6.1.0.rc1", "6.1.9"],
            &["6.0.9", "6.2.0.Beta1", "6.2.0.rc1", "6.2"],
        ),
        ("pkg:nuget/gauge", "gauge", &["6.1.0-preview.1", "6.1.9"], &["6.0.9", "6.2.0-alpha", "6.2.0"]),
        ("pkg:composer/example/gauge", "example/gauge", &["6.1.0-RC1", "6.1.9"], &["6.0.9", "6.2.0-alpha1", "6.2.0"]),
        ("pkg:deb/debian/gauge", "gauge", &["6.1~rc1-1", "6.1.9-3"], &["6.0.9-1", "6.2~rc1-1", "6.2.0~rc1-1", "6.2-1"]),
        ("pkg:rpm/fedora/gauge", "gauge", &["6.1~rc1-1.fc40", "6.1.9-3.fc40"], &["6.0.9-1", "6.2~rc1-1.fc40", "6.2-1"]),
        (
            "pkg:apk/alpine/gauge",
            "gauge",
            &["6.1_rc1-r0", "6.1.9-r3"],
            &["6.0.9-r0", "6.2_alpha1-r0", "6.2.0_rc1-r0", "6.2-r0"],
        ),
    ] {
        // As the end of a range, as all of it, and as a beginning.
        let whole = json!({ "version": "6.1.x", "status": "affected" });
        let end = json!({ "version": inside[0], "lessThan": "6.1.*", "versionType": "custom", "status": "affected" });
        for entry in [whole, end] {
            let mut record = cve(json!([entry]));
            let product = &mut record["containers"]["cna"]["affected"][0];
            (product["packageURL"], product["product"]) = (url.into(), name.into());
            let imported = Imported::of("cve", &record);
            assert_eq!(imported.report["summary"]["new"], 1, "{url}: {:#}", imported.report);
            say(&imported.desk.repo(), None, name, inside, outside);
        }
    }
}

/// `custom` names no order: the first in which all versions are, and no range is inverted.
#[test]
fn versions_of_two_types_have_one_order() {
    let entry = |from: &str, end: &str, kind: &str| json!({ "version": from, "lessThan": end, "versionType": kind, "status": "affected" });
    let of = |versions: Value, order: Option<&str>| {
        let mut record = cve(versions);
        record["containers"]["cna"]["affected"][0] = json!({ "vendor": "Example", "product": "gauge", "defaultStatus": "unaffected",
            "versions": record["containers"]["cna"]["affected"][0]["versions"] });
        let desk = PrivateRepository::new("SAMPLE");
        if let Some(order) = order {
            desk.write("advisory.toml", &format!("{}\n[versions]\norder = \"{order}\"\n", desk.read("advisory.toml")));
        }
        support::write(&desk.path("records"), "a.json", record.to_string());
        let report = desk.import("cve", &desk.path("records"));
        Imported { desk, report }
    };
    let openssl = json!([
        entry("1.0.2", "1.0.2zb", "custom"),
        entry("1.1.1", "1.1.1m", "custom"),
        entry("3.0.0", "3.0.1", "semver")
    ]);
    let imported = of(openssl, None);
    let ranges = ["introduced=1.0.2 fixed=1.0.2zb", "introduced=1.1.1 fixed=1.1.1m", "introduced=3.0.0 fixed=3.0.1"];
    assert_eq!(imported.ranges(), ranges, "{:#}", imported.report);
    say(
        &imported.desk.repo(),
        None,
        "gauge",
        &["1.0.2", "1.0.2z", "1.0.2za", "3.0.0"],
        &["1.0.2zb", "1.1.1m", "3.0.1"],
    );

    // In Semantic Versioning beta10 precedes beta9.
    let natural = json!([entry("1.8.0-beta9", "1.8.0-beta10", "custom")]);
    assert_eq!(of(natural, None).ranges(), ["introduced=1.8.0-beta9 fixed=1.8.0-beta10"]);

    let odd = || json!([entry("1.0_a9", "1.0_a10", "custom")]);
    let imported = of(odd(), None);
    let refusal = &imported.report["records"][0];
    assert!(refusal["help"].as_str().is_some_and(|help| help.contains("`order` under [versions]")), "{refusal:#}");
    let imported = of(odd(), Some("rpm"));
    assert_eq!(imported.ranges(), ["introduced=1.0_a9 fixed=1.0_a10"], "{:#}", imported.report);
}

/// `versionType` may be `semver` where all versions are also versions of the ecosystem, with the same places.
#[test]
fn semantic_versions_of_an_ecosystem_with_another_order_are_read_where_the_two_agree() {
    let of = |url: &str, from: &str, end: &str| {
        let mut record =
            cve(json!([{ "version": from, "lessThan": end, "versionType": "semver", "status": "affected" }]));
        record["containers"]["cna"]["affected"][0]["packageURL"] = url.into();
        Imported::of("cve", &record)
    };
    for (url, from, end) in [
        ("pkg:pypi/gauge", "1.0.0-rc1", "1.0.0-rc2"),
        ("pkg:pypi/gauge", "1.0rc1", "1.0.1"),
        ("pkg:maven/org.example/gauge", "1.0.0-RC1", "1.0.0"),
        ("pkg:maven/org.example/gauge", "1.0.0.Final", "1.0.1.Final"),
    ] {
        let imported = of(url, from, end);
        assert_eq!(imported.ranges(), [format!("introduced={from} fixed={end}")], "{:#}", imported.report);
    }
    // A pre-release in Semantic Versioning, and a later version in Python.
    let imported = of("pkg:pypi/gauge", "1.0.0-1", "1.0.1");
    assert_eq!(imported.report["summary"]["refused"], 1, "{:#}", imported.report);
}

/// A product without a version is all of it, but for the versions that have another status.
#[test]
fn all_of_a_product_is_all_but_what_else_is_said() {
    let all = ("known_affected", "vers:all/*");
    for (statuses, ranges) in [
        (&[all][..], &[""][..]),
        (&[all, ("fixed", "1.2.3")], &["fixed=1.2.3"]),
        // The fix is not the end, because a later version is affected.
        (&[all, ("fixed", "1.2.3"), ("known_affected", "1.10.0")], &["fixed=1.2.3", "introduced=1.2.4-0"]),
        (&[all, ("known_not_affected", "1.2.3")], &["before=1.2.3", "introduced=1.2.4-0"]),
        (
            &[all, ("first_fixed", "1.2.3"), ("fixed", "2.0.1")],
            &["fixed=1.2.3", "introduced=1.2.4-0 fixed=2.0.1", "introduced=2.0.2-0"],
        ),
        (&[all, ("fixed", "vers:npm/>=2.0.0")], &["fixed=2.0.0"]),
        (
            &[all, ("known_affected", "vers:npm/<2.0.0"), ("fixed", "1.2.3")],
            &["fixed=1.2.3", "introduced=1.2.4-0 before=2.0.0"],
        ),
    ] {
        assert_eq!(Imported::of("csaf", &csaf(None, statuses)).ranges(), ranges, "{statuses:?}");
    }
}

#[test]
fn a_range_in_words_keeps_its_versions_as_they_are_written() {
    for (words, range) in [
        ("prior to 2.0.0-RC1", "before=2.0.0-RC1"),
        ("All Versions Before 2.0.0-RC1", "before=2.0.0-RC1"),
        ("2.0.0-RC1 AND LATER", "introduced=2.0.0-RC1"),
        (">=1.0.0-Alpha AND <2.0.0-RC1", "introduced=1.0.0-Alpha before=2.0.0-RC1"),
    ] {
        assert_eq!(Imported::of("csaf", &csaf(None, &[("known_affected", words)])).ranges(), [range], "{words}");
    }
}

/// The scheme of `vers` says how versions are ordered, also those of a package that is in no ecosystem.
#[test]
fn a_scheme_is_an_order() {
    let statuses = [("known_affected", "vers:deb/>=1.2.3|<1.2.3-4")];
    let imported = Imported::of("csaf", &csaf(None, &statuses));
    assert_eq!(imported.ranges(), ["introduced=1.2.3 before=1.2.3-4"], "{:#}", imported.report);
    assert!(imported.desk.read("advisory.toml").contains("name = \"gauge\"\norder = \"debian\"\n"));
    say(&imported.desk.repo(), None, "gauge", &["1.2.3", "1.2.3-3"], &["1.2.3~rc1", "1.2.3-4", "1.2.4"]);
    imported.desk.build();
}

/// So does the type of a package URL, if the package is in no ecosystem here.
#[test]
fn the_type_of_a_package_url_is_an_order() {
    let statuses = [("known_affected", "1.2.3-9"), ("fixed", "1.2.3-10")];
    let purl = "pkg:rpm/example/gauge?arch=x86_64";
    let mut record =
        cve(json!([{ "version": "1.2.3-9", "lessThan": "1.2.3-10", "versionType": "custom", "status": "affected" }]));
    record["containers"]["cna"]["affected"][0]["packageURL"] = purl.into();
    record["containers"]["cna"]["affected"][0]["product"] = "gauge".into();
    for imported in [Imported::of("csaf", &csaf(Some(purl), &statuses)), Imported::of("cve", &record)] {
        assert_eq!(imported.ranges(), ["introduced=1.2.3-9 fixed=1.2.3-10"], "{:#}", imported.report);
        say(
            &imported.desk.repo(),
            None,
            "gauge",
            &["1.2.3-9", "1.2.3-9.1"],
            &["1.2.3", "1.2.3-8", "1.2.3-10", "1.2.4"],
        );
        imported.desk.build();
    }
}

/// A package URL counts, whatever the document calls the product.
#[test]
fn a_package_url_of_another_name_is_that_of_the_product() {
    let statuses = [("known_affected", "1.2.3-9"), ("fixed", "1.2.3-10")];
    let imported = Imported::of("csaf", &csaf(Some("pkg:rpm/fedora/libgauge"), &statuses));
    assert_eq!(imported.ranges(), ["introduced=1.2.3-9 fixed=1.2.3-10"], "{:#}", imported.report);
    let project = imported.desk.read("advisory.toml");
    let expected = "name = \"gauge\"\norder = \"rpm\"\npurl = \"pkg:rpm/fedora/libgauge\"\n";
    assert!(project.contains(expected), "{project}");
}

/// Each of several instructions reaches the readers of CSAF.
#[test]
fn every_mitigation_and_workaround_is_a_remediation() {
    let mut record = ghsa(">= 1.0.0, < 1.2.0", "1.2.0");
    record["description"] = "Words.\n\n### Mitigation\n\nFilter requests.\n\n### Workarounds\n\nTurn it off.\n".into();
    let imported = Imported::of("ghsa", &record);
    imported.desk.build();
    let csaf = std::fs::read(imported.desk.site().join(".well-known/csaf/white/2026/sample-2026-001.json")).unwrap();
    let csaf: Value = serde_json::from_slice(&csaf).unwrap();
    let remediations = csaf["vulnerabilities"][0]["remediations"].as_array().unwrap();
    let workarounds = remediations.iter().filter(|remediation| remediation["category"] == "workaround");
    let details: Vec<_> = workarounds.map(|remediation| remediation["details"].as_str().unwrap()).collect();
    assert_eq!(details, ["Filter requests.", "Turn it off."], "{csaf:#}");
}

/// A consumer of `semver` would find no version between two builds of one version.
#[test]
fn builds_are_not_in_the_scheme_of_semantic_versions() {
    let mut record = osv(json!([{ "introduced": "1.0.0+0" }, { "fixed": "1.0.0+2" }]));
    record["affected"][0]["package"] = json!({ "ecosystem": "Julia", "name": "Gauge" });
    let imported = Imported::of("osv", &record);
    imported.desk.build();
    let csaf = std::fs::read_to_string(imported.desk.site().join(".well-known/csaf/white/2026/sample-2026-001.json"));
    let csaf = csaf.unwrap();
    assert!(csaf.contains("vers:generic/>=1.0.0+0|<1.0.0+2") && !csaf.contains("vers:semver"), "{csaf}");
}

#[test]
fn qualifiers_of_a_package_url_are_kept_in_csaf() {
    let uuid = "?uuid=cd3eb016-35fb-5094-929b-558a96fad6f3";
    let purl = format!("pkg:julia/Gauge@1.2.3{uuid}");
    let imported = Imported::of("csaf", &csaf(Some(&purl), &[("known_affected", "1.2.3")]));
    let expected = format!("purl = \"pkg:julia/Gauge{uuid}\"");
    assert!(imported.desk.read("advisory.toml").contains(&expected), "{:#}", imported.report);
    imported.desk.build();
}

/// What the source does not say is no statement: of an imported advisory nobody knows that there is no fix.
#[test]
fn a_range_without_a_fix_does_not_say_that_there_is_none() {
    let said = |record: Value| {
        let imported = Imported::of("ghsa", &record);
        imported.desk.build();
        let files = support::files(&imported.desk.site());
        files
            .into_iter()
            .filter(|(path, _)| path.contains("-2026-001") || path.contains("line-") || path.contains("version/"))
            .map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()))
            .collect::<Vec<_>>()
    };
    for range in [">= 1.0.0", ">= 1.0.0, <= 1.4.0", ">= 0.1.0, < 0.2.0 || >= 1.0.0"] {
        let files = said(ghsa(range, ""));
        for (path, text) in &files {
            let lower = text.to_lowercase();
            for claim in ["no release has", "no fixed release", "none_available", "no_fix_planned", "not supported"] {
                let is_fair = claim == "no fixed release" && lower.contains("no fixed release is named");
                assert!(!lower.contains(claim) || is_fair, "{path}: {claim}");
            }
        }
        let csaf = &files.iter().find(|(path, _)| path.ends_with("white/2026/sample-2026-001.json")).unwrap().1;
        let csaf: Value = serde_json::from_str(csaf).unwrap();
        let remediations = csaf["vulnerabilities"][0]["remediations"].as_array().unwrap();
        let unsaid = "The source does not say which release has the fix for this version.";
        let details: Vec<_> = remediations.iter().map(|remediation| remediation["details"].as_str().unwrap()).collect();
        // The fix of an earlier version helps nobody with a later one.
        assert!(details.contains(&unsaid) && !details.iter().any(|text| text.contains("The fix is in")), "{details:?}");
    }
}

/// What decides which versions are affected is read or refuses the record: without it, others would be called affected or not.
#[test]
fn what_decides_and_can_not_be_read_refuses_the_record() {
    let with = |mut record: Value, at: &str, value: Value| {
        *record.pointer_mut(at).unwrap_or_else(|| panic!("{at}")) = value;
        record
    };
    let osv = || osv(json!([{ "introduced": "1.0.0" }, { "fixed": "1.2.0" }]));
    let range = json!([{ "version": "1.0.0", "lessThan": "1.2.0", "versionType": "semver", "status": "affected" }]);
    let cve = || cve(range.clone());
    let ghsa = || ghsa(">= 1.0, < 1.2", "");
    let csaf = || csaf(None, &[("known_affected", "1.0.0"), ("fixed", "1.2.0")]);
    let product = "/containers/cna/affected/0";
    for (format, record) in [
        ("osv", with(osv(), "/affected", json!({}))),
        ("osv", with(osv(), "/affected/0", json!("alpha"))),
        ("osv", with(osv(), "/affected/0/package", json!("alpha"))),
        ("osv", with(osv(), "/affected/0/package/name", json!(5))),
        ("osv", with(osv(), "/affected/0/package/name", json!("a".repeat(600)))),
        ("osv", with(osv(), "/affected/0/ranges", json!({ "type": "SEMVER" }))),
        ("osv", with(osv(), "/affected/0/ranges/0/type", json!("VERSION"))),
        ("osv", with(osv(), "/affected/0/ranges/0/type", Value::Null)),
        ("osv", with(osv(), "/affected/0/ranges/0/events", json!({ "introduced": "1.0.0" }))),
        ("osv", with(osv(), "/affected/0/ranges/0/events/1", json!({ "fixed": 2 }))),
        ("osv", with(osv(), "/affected/0/ranges/0/events/1", json!({ "Fixed": "1.2.0" }))),
        ("osv", with(osv(), "/affected/0/ranges/0/events/1", json!({ "fixed": "" }))),
        ("osv", with(osv(), "/affected/0/ranges/0/events/1", json!({ "fixed": "1.2.\0" }))),
        ("cve", with(cve(), &format!("{product}/versions/0/lessThan"), json!(""))),
        ("cve", with(cve(), product, json!([]))),
        ("cve", with(cve(), &format!("{product}/versions"), json!({ "version": "1.0.0" }))),
        ("cve", with(cve(), &format!("{product}/versions/0/lessThan"), json!(2))),
        ("cve", with(cve(), &format!("{product}/versions/0/status"), json!(["affected"]))),
        ("cve", with(cve(), &format!("{product}/defaultStatus"), json!(true))),
        ("cve", with(cve(), &format!("{product}/defaultStatus"), json!("Unaffected"))),
        ("cve", with(cve(), &format!("{product}/versions/0/status"), json!("Affected"))),
        (
            "cve",
            with(
                cve(),
                &format!("{product}/versions/0"),
                json!({ "version": "1.0.0", "lessthan": "1.2.0", "status": "affected" }),
            ),
        ),
        ("ghsa", with(ghsa(), "/vulnerabilities", json!({}))),
        ("ghsa", with(ghsa(), "/vulnerabilities/0/vulnerable_version_range", json!(["< 1.2"]))),
        ("ghsa", with(ghsa(), "/vulnerabilities/0/package", json!("alpha"))),
        ("csaf", with(csaf(), "/product_tree", json!([]))),
        ("csaf", with(csaf(), "/vulnerabilities/0/product_status/known_affected", json!(["P0", "P7"]))),
        ("csaf", with(csaf(), "/product_tree/branches/0/branches/0/branches/1/product/product_id", json!("P0"))),
        ("csaf", with(csaf(), "/vulnerabilities/0/product_status", json!(["P0"]))),
        ("csaf", with(csaf(), "/vulnerabilities/0/product_status/known_affected", json!("P0"))),
        ("csaf", with(csaf(), "/vulnerabilities/0/product_status/fixed", json!([1]))),
    ] {
        let imported = Imported::of(format, &record);
        assert_eq!(imported.report["summary"]["refused"], 1, "{record:#}\n{:#}", imported.report);
    }
    let desk = PrivateRepository::new("SAMPLE");
    for (n, patched) in ["\">= 1.2.3\"", "[\"\"]", "[2]", "{ from = \"1.2.3\" }"].into_iter().enumerate() {
        let text = format!(
            "```toml\n[advisory]\nid = \"RUSTSEC-2026-000{n}\"\npackage = \"gauge\"\ndate = \"2026-01-05\"\n[versions]\npatched = {patched}\n```\n\n# A title\n\nWords.\n"
        );
        support::write(&desk.path("records"), &format!("RUSTSEC-2026-000{n}.md"), text);
    }
    let report = desk.import("rustsec", &desk.path("records"));
    assert_eq!(report["summary"]["refused"], 4, "{report:#}");
}

/// In a report of Go the events can be in any order, too.
#[test]
fn ends_of_go_reports_belong_to_the_beginnings_before_them() {
    for (n, (versions, ranges)) in [
        ("- introduced: 1.0.0\n        - fixed: 1.2.0", &["introduced=1.0.0 fixed=1.2.0"][..]),
        ("- fixed: 1.2.0\n        - introduced: 1.0.0", &["introduced=1.0.0 fixed=1.2.0"]),
        ("- fixed: 1.2.0", &["fixed=1.2.0"]),
        (
            "- introduced: 2.0.0\n        - fixed: 2.1.0\n        - fixed: 1.2.0",
            &["fixed=1.2.0", "introduced=2.0.0 fixed=2.1.0"],
        ),
        ("- introduced: 1.0.0\n          fixed: 1.2.0", &["introduced=1.0.0 fixed=1.2.0"]),
        ("- last_affected: 1.0.0", &[]),
    ]
    .into_iter()
    .enumerate()
    {
        let desk = PrivateRepository::new("SAMPLE");
        let text = format!(
            "id: GO-2026-{n:04}\nmodules:\n    - module: {PACKAGE}\n      versions:\n        {versions}\nsummary: A title\ndescription: Words.\npublished: 2026-01-05T00:00:00Z\n"
        );
        support::write(&desk.path("records"), &format!("GO-2026-{n:04}.yaml"), text);
        let report = desk.import("go", &desk.path("records"));
        if ranges.is_empty() {
            assert_eq!(report["summary"]["refused"], 1, "{report:#}");
        } else {
            assert_eq!(Imported { desk, report }.ranges(), ranges, "{versions}");
        }
    }
}

/// Versions with letters have an order, which the package keeps.
#[test]
fn versions_of_one_form_have_its_order() {
    for (from, end, order) in [("1.1.1a", "1.1.1w", "letters"), ("1.2.21.4", "1.2.21.7", "numeric")] {
        let mut record =
            cve(json!([{ "version": from, "lessThan": end, "versionType": "custom", "status": "affected" }]));
        record["containers"]["cna"]["affected"][0] = json!({ "vendor": "Example", "product": "gauge", "defaultStatus": "unaffected",
            "versions": record["containers"]["cna"]["affected"][0]["versions"] });
        let statuses = [("known_affected", format!("vers:generic/>={from}|<{end}"))];
        let statuses = statuses.each_ref().map(|(status, range)| (*status, range.as_str()));
        let imports =
            [(Imported::of("cve", &record), "fixed"), (Imported::of("csaf", &csaf(None, &statuses)), "before")];
        for (imported, key) in imports {
            assert_eq!(imported.ranges(), [format!("introduced={from} {key}={end}")], "{:#}", imported.report);
            let project = imported.desk.read("advisory.toml");
            assert!(project.contains(&format!("name = \"gauge\"\norder = \"{order}\"\n")), "{project}");
            say(&imported.desk.repo(), None, "gauge", &[from], &[end]);
            imported.desk.build();
        }
    }
}

/// Products of one name by two vendors are two packages.
#[test]
fn products_of_two_vendors_are_kept_apart() {
    let product = |vendor: &str, from: &str, end: &str| {
        json!({ "vendor": vendor, "product": "gauge", "defaultStatus": "unaffected", "versions": [
            { "version": from, "lessThan": end, "versionType": "semver", "status": "affected" }] })
    };
    let mut record = cve(json!([]));
    record["containers"]["cna"]["affected"] =
        json!([product("Ada", "1.0.0", "2.0.0"), product("Ben", "3.0.0", "4.0.0")]);
    let imported = Imported::of("cve", &record);
    say(&imported.desk.repo(), None, "Ada gauge", &["1.0.0"], &["2.0.0", "3.0.0"]);
    say(&imported.desk.repo(), None, "Ben gauge", &["3.0.0"], &["1.0.0", "4.0.0"]);
    imported.desk.build();
}
