//! The status of commits in CVE records: kept as it is, or the record is refused.

use serde_json::{Value, json};

use super::doubts::{FIRST, FIX};
use super::odd_bounds::Imported;

const OTHER: &str = "cccccccccccccccccccccccccccccccccccccccc";

/// A record about commits of a product of Example, without a name for its repository.
fn record(default: &str, versions: Value) -> Value {
    of_products(json!([product("Example", "https://git.example.org/mono", default, versions)]))
}

fn product(vendor: &str, repository: &str, default: &str, mut versions: Value) -> Value {
    versions.as_array_mut().unwrap().iter_mut().for_each(|entry| entry["versionType"] = json!("git"));
    json!({ "vendor": vendor, "product": "gauge", "repo": repository, "defaultStatus": default, "versions": versions })
}

fn of_products(affected: Value) -> Value {
    let mut record = super::odd_bounds::cve(json!([]));
    record["containers"]["cna"]["affected"] = affected;
    record
}

/// What the record that is exported again says of a product: its default, and each entry.
fn said(imported: &Imported, product: usize) -> Vec<String> {
    let exported = imported.json(".cve.json");
    let of = &exported["affected"][product];
    let text = |value: &Value| value.as_str().unwrap_or("-").chars().take(1).collect::<String>();
    let entries = of["versions"].as_array().unwrap().iter().map(|entry| {
        let changes = entry["changes"].as_array().into_iter().flatten();
        let changes: String = changes.map(|change| format!(" {}:{}", text(&change["at"]), change["status"])).collect();
        format!("{} {} {}{changes}", text(&entry["version"]), text(&entry["lessThan"]), entry["status"])
    });
    std::iter::once(of["defaultStatus"].as_str().unwrap().to_owned()).chain(entries).collect()
}

/// All commits are affected but those with a fix.
#[test]
fn commits_that_are_affected_by_default_are_affected() {
    let fixed = |ids: &[&str]| {
        let entries = ids.iter().map(|id| json!({ "version": id, "lessThan": "*", "status": "unaffected" }));
        Imported::of("cve", &record("affected", entries.collect()))
    };
    let imported = fixed(&[FIX]);
    assert_eq!(said(&imported, 0), ["unaffected", r#"0 b "affected""#], "{}", imported.advisory());
    let text = imported.advisory();
    assert!(text.contains(&format!("fixed = [\"{FIX}\"]")) && !text.contains("introduced = ["), "{text}");
    let several = fixed(&[FIX, OTHER]);
    assert_eq!(said(&several, 0), ["unaffected", r#"0 * "affected" b:"unaffected" c:"unaffected""#]);
    let all =
        Imported::of("cve", &record("affected", json!([{ "version": FIRST, "lessThan": FIX, "status": "affected" }])));
    assert_eq!(said(&all, 0), ["unaffected", r#"0 * "affected""#], "the default says so of the fix, too");
}

/// A range that ends leaves the status of what follows to the default.
#[test]
fn commits_that_no_range_contains_stay_unknown() {
    let until = |entry: Value| Imported::of("cve", &record("unknown", json!([entry])));
    let ended = until(json!({ "version": FIRST, "lessThan": FIX, "status": "affected" }));
    assert_eq!(said(&ended, 0), ["unknown", r#"a b "affected""#], "{}", ended.advisory());
    assert!(ended.advisory().contains("[[unknown]]\npackage = \"gauge\""), "{}", ended.advisory());
    assert!(!ended.published(".html").contains("fixed in"), "{}", ended.published(".html"));
    let changed = until(json!({ "version": FIRST, "lessThan": "*", "status": "affected",
        "changes": [{ "at": FIX, "status": "unaffected" }] }));
    assert_eq!(said(&changed, 0), ["unknown", r#"a * "affected" b:"unaffected""#], "{}", changed.advisory());
    // The same, as another record says it.
    let entries = json!([{ "version": FIRST, "lessThan": FIX, "status": "affected" },
        { "version": FIX, "lessThan": "*", "status": "unaffected" }]);
    let both = Imported::of("cve", &record("unknown", entries));
    assert_eq!(said(&both, 0), said(&changed, 0));
    for (end, word) in [(".osv.json", "\"unknown\""), ("white/2026/sample-2026-001.json", "is not known")] {
        assert!(ended.published(end).contains(word), "{end}: {}", ended.published(end));
    }
    let again = Imported::of(
        "cve",
        &json!({ "affected": changed.json(".cve.json")["affected"],
        "descriptions": [{ "lang": "en", "value": "Words." }], "source": { "advisory": "GHSA-2222-2222-2222" } }),
    );
    assert_eq!(said(&again, 0), said(&changed, 0), "{:#}", again.report);
}

/// What is introduced again after a fix has the fix among its ancestors, and is affected.
#[test]
fn commits_that_are_affected_again_after_a_fix_are_a_range_of_their_own() {
    let of = |package: Value, events: Value| {
        let range = json!({ "type": "GIT", "repo": "https://git.example.org/gauge", "events": events });
        let mut affected = json!({ "ranges": [range] });
        if package.is_object() {
            affected["package"] = package;
        }
        Imported::of(
            "osv",
            &json!({ "schema_version": "1.6.0", "id": "CVE-2026-7001", "modified": "2026-01-02T00:00:00Z",
                "published": "2026-01-02T00:00:00Z", "summary": "A title", "details": "Words.", "affected": [affected] }),
        )
    };
    let [again, last] = ["dddddddddddddddddddddddddddddddddddddddd", "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"];
    let open = of(Value::Null, json!([{ "introduced": "0" }, { "fixed": FIX }, { "introduced": again }]));
    assert_eq!(said(&open, 0), ["unaffected", r#"0 b "affected""#, r#"d * "affected""#], "{}", open.advisory());
    let events = json!([{ "introduced": FIRST }, { "fixed": FIX }, { "introduced": again }, { "fixed": last }]);
    let closed = of(Value::Null, events);
    assert_eq!(said(&closed, 0), ["unaffected", r#"a b "affected""#, r#"d e "affected""#], "{}", closed.advisory());
    let ranges = &closed.json(".osv.json")["affected"];
    assert!(ranges.to_string().matches("introduced").count() == 2, "{ranges}");
    // A package without versions keeps its name.
    let named = of(json!({ "ecosystem": "npm", "name": "gauge" }), json!([{ "introduced": "0" }, { "fixed": FIX }]));
    let affected = &named.json(".osv.json")["affected"][0];
    assert_eq!(affected["package"]["name"], "gauge", "{affected}");
    assert_eq!(affected["package"]["purl"], "pkg:npm/gauge", "{affected}");
    assert!(
        named.published(".html").contains("<dt>Package</dt><dd><code>gauge</code>"),
        "{}",
        named.published(".html")
    );
}

/// Ranges of commits have no place for these.
#[test]
fn a_status_of_commits_that_ranges_can_not_say_refuses_the_record() {
    let affected = json!({ "version": FIRST, "lessThan": "*", "status": "affected" });
    for (default, entries) in [
        ("affected", json!([{ "version": FIX, "status": "unaffected" }])),
        ("affected", json!([{ "version": "0", "lessThan": FIRST, "status": "unaffected" }])),
        ("affected", json!([{ "version": FIX, "lessThan": OTHER, "status": "unaffected" }])),
        ("affected", json!([{ "version": FIX, "lessThan": "*", "status": "unknown" }])),
        ("affected", json!([affected, { "version": FIX, "lessThan": "*", "status": "unaffected" }])),
        ("unaffected", json!([{ "version": FIX, "lessThan": "*", "status": "unaffected" }, affected])),
        ("unaffected", json!([affected, { "version": FIX, "status": "unknown" }])),
        ("unknown", json!([affected, { "version": FIX, "status": "unaffected" }])),
        ("unknown", json!([affected, { "version": OTHER, "lessThan": "*", "status": "unaffected" }])),
        (
            "unaffected",
            json!([{ "version": FIRST, "lessThan": "*", "status": "affected",
            "changes": [{ "at": FIX, "status": "unknown" }] }]),
        ),
    ] {
        let imported = Imported::of("cve", &record(default, entries.clone()));
        let reason = imported.refusal();
        assert!(reason.starts_with("ranges of commits here can't say what `"), "{default} {entries:#}: {reason}");
        assert!(reason.ends_with(&format!("whose default status is `{default}`")), "{reason}");
    }
    // What the default says as well is said.
    let redundant = json!([{ "version": FIRST, "lessThan": FIX, "status": "affected" },
        { "version": FIX, "lessThan": "*", "status": "unaffected" }]);
    let imported = Imported::of("cve", &record("unaffected", redundant));
    assert_eq!(said(&imported, 0), ["unaffected", r#"a b "affected""#]);
}

/// One name of two vendors is two products, also without versions.
#[test]
fn products_of_two_vendors_stay_two() {
    let range = || json!([{ "version": FIRST, "lessThan": FIX, "status": "affected" }]);
    let names = |others: [&str; 2]| {
        let products = ["North", "South"].iter().zip(others);
        let products: Vec<_> =
            products.map(|(vendor, repository)| product(vendor, repository, "unaffected", range())).collect();
        let imported = Imported::of("cve", &of_products(json!(products)));
        let exported = imported.json(".cve.json");
        let affected = exported["affected"].as_array().unwrap().clone();
        affected.iter().map(|of| of["product"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let mono = "https://git.example.org/mono";
    assert_eq!(names([mono, mono]), ["North gauge", "South gauge"]);
    assert_eq!(
        names(["https://git.example.org/north/gauge", "https://git.example.org/south/gauge"]),
        ["North gauge", "South gauge"]
    );
    // One has versions, the other commits.
    let mut versions =
        product("North", mono, "unaffected", json!([{ "version": "1.0", "lessThan": "1.5", "status": "affected" }]));
    versions["versions"][0]["versionType"] = json!("semver");
    let record = of_products(json!([versions, product("South", mono, "unaffected", range())]));
    let exported = Imported::of("cve", &record).json(".cve.json");
    let products: Vec<_> = exported["affected"].as_array().unwrap().iter().map(|of| &of["product"]).collect();
    assert_eq!(products, ["North gauge", "South gauge"]);
}
