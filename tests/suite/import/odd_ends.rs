//! Ends of ranges of which no source says that they are fixes, and guesses that meet what a source says.

use serde_json::{Value, json};

use super::cases::say;
use super::odd_bounds::{Imported, csaf, cve, osv};
use crate::support;

const PACKAGE: &str = "example.org/example";

/// Every text of the site of a version.
fn texts(imported: &Imported, word: &str) -> Vec<(String, String)> {
    imported.desk.build();
    let files = support::files(&imported.desk.site()).into_iter();
    let texts = files.map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()));
    texts.filter(|(_, text)| text.contains(word)).collect()
}

/// Where a range of a CSAF document ends, only a fixed version says that this is the fix.
#[test]
fn the_end_of_a_csaf_range_is_a_fix_where_the_document_says_so() {
    let range = ("known_affected", "vers:npm/>=1.0.0|<1.2.0");
    for (statuses, ranges, listed) in [
        (&[range][..], "introduced=1.0.0 before=1.2.0", None),
        (&[range, ("fixed", "1.2.0")], "introduced=1.0.0 fixed=1.2.0", None),
        (&[range, ("first_fixed", "1.2.0")], "introduced=1.0.0 fixed=1.2.0", None),
        (&[range, ("fixed", "vers:npm/>=1.2.0")], "introduced=1.0.0 fixed=1.2.0", None),
        (&[range, ("known_not_affected", "1.2.0")], "introduced=1.0.0 before=1.2.0", None),
        (&[range, ("fixed", "1.3.0")], "introduced=1.0.0 before=1.2.0", Some("- gauge 1.3.0")),
    ] {
        let imported = Imported::of("csaf", &csaf(Some("pkg:npm/gauge"), statuses));
        assert_eq!(imported.ranges(), [ranges], "{statuses:?}");
        let text = imported.advisory();
        assert_eq!(text.contains("## Fixed products"), listed.is_some(), "{text}");
        assert!(listed.is_none_or(|line| text.contains(line)), "{text}");
        let advised = texts(&imported, "pgrade to");
        let is_advised =
            advised.iter().any(|(path, text)| path.contains("2026-001") && text.contains("pgrade to <code>1.2.0"));
        assert_eq!(is_advised, ranges.contains("fixed"), "{advised:?}");
        say(&imported.desk.repo(), None, "gauge", &["1.0.0", "1.1.9"], &["0.9.0", "1.2.0", "1.3.0"]);
    }
}

/// A limit of OSV ends what is affected, and says nothing of a fix.
#[test]
fn a_limit_is_no_fix() {
    let events =
        json!([{ "introduced": "1.0.0" }, { "fixed": "1.2.0" }, { "introduced": "1.5.0" }, { "limit": "2.0.0" }]);
    let imported = Imported::of("osv", &osv(events));
    assert_eq!(imported.ranges(), ["introduced=1.0.0 fixed=1.2.0", "introduced=1.5.0 before=2.0.0"]);
    say(&imported.desk.repo(), None, PACKAGE, &["1.0.0", "1.9.0"], &["1.2.0", "2.0.0", "2.1.0"]);
    imported.desk.build();
}

/// Each scanner reads the end of a range; none but OSV's own algorithm reads a limit.
#[test]
fn an_end_that_is_no_fix_is_an_end_for_every_scanner() {
    let imported = Imported::of("csaf", &csaf(Some("pkg:npm/gauge"), &[("known_affected", "vers:npm/<1.2.0")]));
    let files = texts(&imported, "\"SEMVER\"");
    let (_, record) = files.iter().find(|(path, _)| path.ends_with("-001.osv.json")).unwrap();
    let record: Value = serde_json::from_str(record).unwrap();
    let affected = &record["affected"][0];
    assert_eq!(affected["ranges"][0]["events"], json!([{ "introduced": "0" }, { "fixed": "1.2.0" }]));
    assert_eq!(affected["database_specific"]["lines"], json!([{ "before": "1.2.0" }]));
}

/// Versions between two affected ones are a guess. What a document says of them comes first.
#[test]
fn a_guess_leaves_out_what_the_document_says() {
    for (statuses, ranges) in [
        (
            &[("known_affected", "1.0.0"), ("known_affected", "1.5.0"), ("fixed", "vers:npm/>=1.2.0|<1.3.0")][..],
            &["introduced=1.0.0 fixed=1.2.0", "introduced=1.3.0 last-affected=1.5.0"][..],
        ),
        (
            &[
                ("known_affected", "1.0.0"),
                ("known_affected", "1.5.0"),
                ("known_not_affected", "vers:npm/>=1.2.0|<1.3.0"),
            ],
            &["introduced=1.0.0 before=1.2.0", "introduced=1.3.0 last-affected=1.5.0"],
        ),
        (
            &[
                ("known_affected", "1.0.0"),
                ("known_affected", "1.5.0"),
                ("under_investigation", "vers:npm/>=1.2.0|<1.3.0"),
            ],
            &["introduced=1.0.0 before=1.2.0", "introduced=1.3.0 last-affected=1.5.0"],
        ),
        // A version that is said to be affected is, whatever range contains it.
        (
            &[("known_affected", "1.0.0"), ("known_affected", "1.2.5"), ("fixed", "vers:npm/>=1.2.0|<1.3.0")],
            &["introduced=1.0.0 fixed=1.2.0", "introduced=1.2.5 last-affected=1.2.5"],
        ),
        // What is between the last affected version and the fix is a guess, too.
        (
            &[
                ("known_affected", "vers:npm/<=1.0.0"),
                ("fixed", "2.0.0"),
                ("known_not_affected", "vers:npm/>=1.5.0|<1.6.0"),
            ],
            &["before=1.5.0", "introduced=1.6.0 fixed=2.0.0"],
        ),
    ] {
        let imported = Imported::of("csaf", &csaf(Some("pkg:npm/gauge"), statuses));
        assert_eq!(imported.ranges(), ranges, "{statuses:?}");
        assert!(imported.notes().contains("versions with another status are left out"), "{}", imported.notes());
        imported.desk.build();
    }
}

/// Constraints of `vers` are sorted, and those that others contain say nothing.
#[test]
fn constraints_are_read_in_the_order_of_their_versions() {
    for (range, ranges) in [
        ("vers:npm/<1.2.0|>=1.0.0", &["introduced=1.0.0 before=1.2.0"][..]),
        ("vers:npm/>=1.0.0|>=1.5.0|<2.0.0", &["introduced=1.0.0 before=2.0.0"]),
        (
            "vers:npm/1.0.0|>=1.2.0|<1.5.0|<1.8.0",
            &["introduced=1.0.0 last-affected=1.0.0", "introduced=1.2.0 before=1.8.0"],
        ),
        ("vers:npm/>=1.0.0|1.1.0|<1.2.0", &["introduced=1.0.0 before=1.2.0"]),
        ("vers:npm/1.1.0|<1.2.0", &["before=1.2.0"]),
        ("vers:npm/1.10.0|1.9.0", &["introduced=1.9.0 last-affected=1.9.0", "introduced=1.10.0 last-affected=1.10.0"]),
    ] {
        let imported = Imported::of("csaf", &csaf(Some("pkg:npm/gauge"), &[("known_affected", range)]));
        assert_eq!(imported.ranges(), ranges, "{range}");
        imported.desk.build();
    }
    let imported = Imported::of("csaf", &csaf(Some("pkg:npm/gauge"), &[("known_affected", "vers:npm/*|<1.2.0")]));
    assert_eq!(imported.ranges(), [""; 0], "nobody knows which of the two is meant");
    assert!(imported.notes().contains("lost"), "{}", imported.notes());
}

/// A change that comes before its range names no version of it that has a fix.
#[test]
fn a_change_before_its_range_is_no_fix_in_it() {
    let changes = json!([{ "at": "1.0.0", "status": "unaffected" }]);
    let imported = Imported::of(
        "cve",
        &cve(json!([
            { "version": "1.5.0", "lessThan": "2.0.0", "versionType": "semver", "status": "affected", "changes": changes },
            { "version": "0", "lessThan": "3.0.0", "versionType": "semver", "status": "affected" }
        ])),
    );
    assert_eq!(imported.ranges(), ["before=1.5.0", "introduced=2.0.0 fixed=3.0.0"]);
    imported.desk.build();
}

/// Where no version comes right after another one, an unknown range has to include one that is not affected.
#[test]
fn a_version_that_becomes_unknown_with_a_range_has_a_note() {
    let mut record = cve(json!([
        { "version": "1.0", "lessThan": "1.2", "versionType": "gem", "status": "affected" },
        { "version": "2.0", "versionType": "gem", "status": "unaffected" },
        { "version": "1.9", "lessThan": "3.0", "versionType": "gem", "status": "unknown" }
    ]));
    record["containers"]["cna"]["affected"][0]["packageURL"] = "pkg:gem/gauge".into();
    let imported = Imported::of("cve", &record);
    assert!(imported.notes().contains("an unknown range includes the one before it"), "{}", imported.notes());
    imported.desk.build();
}

/// Events of one version whose order says nothing are a guess.
#[test]
fn a_last_affected_version_before_its_introduction_has_a_note() {
    let imported = Imported::of("osv", &osv(json!([{ "last_affected": "1.2.3" }, { "introduced": "1.2.3" }])));
    assert!(imported.notes().contains("affected alone"), "{}", imported.notes());
    let imported = Imported::of("osv", &osv(json!([{ "introduced": "1.2.3" }, { "last_affected": "1.2.3" }])));
    assert!(!imported.notes().contains("affected alone"), "{}", imported.notes());
}
