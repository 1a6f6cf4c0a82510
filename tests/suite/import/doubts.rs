//! Records that say less than they seem to: nothing is invented, nothing is lost without a note, and what can't be read is
//! refused. Every import leaves a site that can be built.

use serde_json::{Value, json};

use super::desk::PrivateRepository;
use super::odd_bounds::{Imported, csaf, cve, ghsa, osv};
use crate::support;

impl Imported {
    /// Why the record was refused.
    pub(super) fn refusal(&self) -> &str {
        let one = &self.report["records"][0];
        assert_eq!(self.report["summary"]["refused"], 1, "{:#}", self.report);
        one["message"].as_str().unwrap_or_else(|| panic!("{one:#}"))
    }

    /// The text of a file of the site that ends so.
    pub(super) fn published(&self, end: &str) -> String {
        self.desk.build();
        let files = support::files(&self.desk.site());
        let is_it = |path: &str| path.contains("2026-001") && path.ends_with(end);
        let (_, bytes) = files.iter().find(|(path, _)| is_it(path)).unwrap_or_else(|| panic!("no {end}"));
        String::from_utf8(bytes.clone()).unwrap()
    }

    pub(super) fn json(&self, end: &str) -> Value {
        serde_json::from_str(&self.published(end)).unwrap()
    }
}

/// A CVE record about a product that is in no ecosystem.
fn product(versions: Value) -> Value {
    let mut record = cve(versions);
    let of = &mut record["containers"]["cna"]["affected"][0];
    of["product"] = json!("gauge");
    of.as_object_mut().unwrap().remove("packageURL");
    record
}

/// The project's releases are `1.0.0` and the like, and no other package has them.
#[test]
fn packages_of_another_order_do_not_stop_the_build() {
    let mozilla = "announced: January 22, 2026\nimpact: high\nfixed_in:\n- Gauge 124.0.1\ntitle: A title\n";
    let imported = [
        Imported::of_text("mfsa", "mfsa2026-01.yml", mozilla),
        Imported::of(
            "cve",
            &product(json!([{ "version": "2026-01-01", "lessThan": "2026-02-03", "versionType": "date",
            "status": "affected" }])),
        ),
        Imported::of(
            "cve",
            &product(json!([{ "version": "1.0.0.1", "lessThan": "1.0.0.7", "versionType": "custom",
            "status": "affected" }])),
        ),
    ];
    for Imported { desk, report } in imported {
        assert_eq!(report["summary"]["new"], 1, "{report:#}");
        let text =
            desk.read("advisory.toml").replace("latest = \"1.0.0\"\n", "releases = [\"1.0.0-beta.1\", \"1.0.0\"]\n");
        desk.write("advisory.toml", &text);
        desk.build();
    }
}

#[test]
fn an_ecosystem_without_an_order_is_refused_although_all_versions_are_affected() {
    let mut record = osv(json!([{ "introduced": "0" }]));
    record["affected"][0] = json!({ "package": { "ecosystem": "OSS-Fuzz", "name": "gauge" },
        "ranges": [{ "type": "ECOSYSTEM", "events": [{ "introduced": "0" }] }] });
    let imported = Imported::of("osv", &record);
    assert_eq!(imported.refusal(), "how versions of OSS-Fuzz are ordered is not known");
    imported.desk.ok(&["check"]);
}

/// Whether `10.2.9-h1` comes before or after `10.2.9`, only the order says.
#[test]
fn a_suffix_that_decides_the_answer_is_not_guessed() {
    let until = |end: &str, kind: &str| {
        product(json!([{ "version": "10.2.0", "lessThan": end, "versionType": kind, "status": "affected" }]))
    };
    for end in ["10.2.9-h1", "10.2.9-SR1", "10.2.9-4"] {
        let refused = Imported::of("cve", &until(end, "custom"));
        assert!(refused.refusal().contains(&format!("`{end}` among them")), "{:#}", refused.report);
        assert_eq!(Imported::of("cve", &until(end, "semver")).ranges(), [format!("introduced=10.2.0 fixed={end}")]);
    }
    let changes = json!([{ "version": "10.2.0", "lessThan": "10.3.0", "versionType": "custom", "status": "affected",
        "changes": [{ "at": "10.2.9-h1", "status": "unaffected" }] }]);
    Imported::of("cve", &product(changes)).refusal();
    for end in ["10.2.9-rc1", "10.2.9-beta.2", "10.2.9-SNAPSHOT", "10.2.9-0"] {
        assert_eq!(Imported::of("cve", &until(end, "custom")).report["summary"]["new"], 1, "{end}");
    }
    let generic = |end: &str| csaf(None, &[("known_affected", &*format!("vers:generic/>=10.2.0|<{end}"))]);
    assert!(Imported::of("csaf", &generic("10.2.9-h1")).refusal().contains("whether `10.2.9-h1` precedes its release"));
    assert_eq!(Imported::of("csaf", &generic("10.2.9-rc1")).ranges(), ["introduced=10.2.0 before=10.2.9-rc1"]);
    let letters = Imported::of("csaf", &csaf(None, &[("known_affected", "vers:openssl/>=1.1.1|<1.1.1w")]));
    assert!(letters.notes().contains("read in the order `letters`"), "{:#}", letters.report);
}

/// `> 1.5.0` names no release, so none is recommended.
#[test]
fn no_release_is_invented_after_the_last_affected_one() {
    for patched in ["> 1.5.0", ">1.5.0", "after 1.5.0"] {
        let imported = Imported::of("ghsa", &ghsa("<= 1.5.0", patched));
        assert_eq!(imported.ranges(), ["last-affected=1.5.0"], "{patched}");
        let page = imported.published(".html");
        assert!(page.contains("not stated") && page.contains("Patched versions"), "{page}");
        assert!(!page.contains("1.5.1"), "{page}");
    }
    assert_eq!(Imported::of("ghsa", &ghsa("<= 1.5.0", ">= 1.5.1")).ranges(), ["fixed=1.5.1"]);
}

/// A last affected version does not say that the next one has a fix.
#[test]
fn the_page_calls_nothing_fixed_that_no_source_calls_so() {
    for imported in [
        Imported::of("ghsa", &ghsa("<= 1.5.0", "None")),
        Imported::of("osv", &osv(json!([{ "introduced": "0" }, { "last_affected": "1.5.0" }]))),
    ] {
        let page = imported.published(".html");
        assert!(page.contains("<td>not stated</td>") && !page.contains("after <code>"), "{page}");
    }
}

/// A document gives a status to the products that it lists, and to no others.
#[test]
fn versions_that_a_document_does_not_list_are_unknown() {
    let imported = Imported::of("csaf", &csaf(None, &[("known_affected", "1.0.0")]));
    assert!(imported.notes().contains("nobody knows whether others are affected"), "{:#}", imported.report);
    assert_eq!(imported.ranges(), ["introduced=1.0.0 last-affected=1.0.0"]);
    let cve = imported.json(".cve.json");
    let status = |version: &str| crate::cve::walk::status(&cve["affected"][0], version).to_owned();
    assert_eq!(["0.9.0", "1.0.0", "1.0.1", "2.0.0"].map(status), ["unknown", "affected", "unknown", "unknown"]);

    let statuses = [("first_affected", "1.0.0"), ("under_investigation", "1.4.0"), ("fixed", "1.5.0")];
    let cve = Imported::of("csaf", &csaf(None, &statuses)).json(".cve.json");
    let status = |version: &str| crate::cve::walk::status(&cve["affected"][0], version).to_owned();
    let said = ["0.9.0", "1.0.0", "1.1.0", "1.4.0", "1.4.9", "1.5.0", "1.6.0"].map(status);
    assert_eq!(said, ["unknown", "affected", "unknown", "unknown", "unknown", "unaffected", "unknown"]);
    // Only the first fixed version says something of later ones.
    let cve =
        Imported::of("csaf", &csaf(None, &[("known_affected", "1.2.3"), ("first_fixed", "1.2.4")])).json(".cve.json");
    let status = |version: &str| crate::cve::walk::status(&cve["affected"][0], version).to_owned();
    assert_eq!(["1.2.3", "1.2.4", "1.3.0"].map(status), ["affected", "unaffected", "unaffected"]);
}

/// The epoch of an RPM package is a qualifier of its URL.
#[test]
fn the_epoch_of_a_package_url_counts() {
    for prefix in ["", "gauge-1:"] {
        let mut record = csaf(None, &[("known_affected", "1.0-1.el9"), ("fixed", "2.0-3.el9")]);
        for (n, version) in ["1.0-1.el9", "2.0-3.el9"].iter().enumerate() {
            let branch = &mut record["product_tree"]["branches"][0]["branches"][0]["branches"][n];
            branch["name"] = json!(format!("{prefix}{version}"));
            let url = format!("pkg:rpm/redhat/gauge@{version}?arch=x86_64&epoch=1");
            branch["product"]["product_identification_helper"] = json!({ "purl": url });
        }
        let imported = Imported::of("csaf", &record);
        assert_eq!(imported.ranges(), ["introduced=1:1.0-1.el9 fixed=1:2.0-3.el9"], "{:#}", imported.report);
        let csaf = imported.published("white/2026/sample-2026-001.json");
        assert!(csaf.contains("\"pkg:rpm/redhat/gauge?arch=x86_64\""), "{csaf}");
        assert!(imported.desk.read("advisory.toml").contains("purl = \"pkg:rpm/redhat/gauge?arch=x86_64\""));
    }
}

#[test]
fn no_versions_are_not_all_versions() {
    let imported = Imported::of("csaf", &csaf(None, &[("known_affected", "vers:none/*")]));
    assert!(imported.notes().contains("`vers:none/*` stands for no version at all"), "{:#}", imported.report);
    assert!(!imported.advisory().contains("[[affected]]"));
}

pub(super) const FIRST: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(super) const FIX: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

/// A CVE record about commits of a repository.
fn commits(name: Value, end: &str) -> Value {
    let mut record =
        product(json!([{ "version": FIRST, "lessThan": end, "versionType": "git", "status": "affected" }]));
    let of = record["containers"]["cna"]["affected"][0].as_object_mut().unwrap();
    of.extend(name.as_object().unwrap().clone());
    record
}

/// Two products can have one repository, so that its address names neither.
#[test]
fn commits_keep_their_product() {
    let repo = "https://git.example.org/mono";
    let imported = Imported::of("cve", &commits(json!({ "repo": repo, "defaultStatus": "unknown" }), FIX));
    assert!(imported.advisory().contains("[[commits]]\npackage = \"gauge\""), "{}", imported.advisory());
    let exported = imported.json(".cve.json");
    assert_eq!(exported["affected"][0]["product"], "gauge", "{exported:#}");
    let imported = Imported::of("cve", &commits(json!({ "repo": repo, "packageURL": "pkg:npm/gauge" }), FIX));
    let exported = imported.json(".cve.json");
    assert_eq!(exported["affected"][0]["packageURL"], "pkg:npm/gauge", "{exported:#}");
    // The last part of the address is the name that the export gives the product.
    let imported = Imported::of("cve", &commits(json!({ "repo": "https://git.example.org/gauge" }), FIX));
    assert!(!imported.advisory().contains("package = "), "{}", imported.advisory());
}

#[test]
fn commits_that_can_not_be_read_refuse_the_record() {
    let repo = json!({ "repo": "https://git.example.org/mono" });
    let git = |repo: Option<&str>, first: &str| {
        let mut record = osv(json!([]));
        let events = json!([{ "introduced": first }, { "fixed": FIX }]);
        record["affected"][0] = json!({ "ranges": [{ "type": "GIT", "repo": repo, "events": events }] });
        record
    };
    let both = {
        let mut record = git(Some("https://git.example.org/mono"), FIRST);
        record["affected"][0]["ranges"][0]["events"] =
            json!([{ "introduced": FIRST }, { "fixed": FIX }, { "last_affected": FIX }]);
        record
    };
    for (format, record, message) in [
        ("cve", commits(json!({}), FIX), "the record does not name the repository of its commits"),
        ("cve", commits(repo, "1.5.0"), "`1.5.0` is not the ID of a commit"),
        ("osv", git(Some("https://git.example.org/mono"), "v1.0"), "`v1.0` is not the ID of a commit"),
        ("osv", git(None, FIRST), "the record does not name the repository of its commits"),
        ("osv", git(Some("mono"), FIRST), "`mono` is not the address of a repository"),
        ("osv", both, "a range of commits has both fixes and last affected commits, which contradict each other"),
    ] {
        assert_eq!(Imported::of(format, &record).refusal(), message, "{record:#}");
    }
}

#[test]
fn a_bound_that_is_null_refuses_the_record() {
    let imported = Imported::of("osv", &osv(json!([{ "introduced": "0" }, { "fixed": null }])));
    assert!(imported.refusal().contains("events[1].fixed` can't be read: it is null"), "{:#}", imported.report);
}

#[test]
fn a_package_without_versions_has_a_note() {
    let says_nothing = "it names no version, so it says nothing about any";
    for other in [json!({}), json!({ "ranges": [{ "type": "SEMVER", "events": [] }] })] {
        let mut record = osv(json!([{ "introduced": "1.5.0" }]));
        let mut package = other;
        package["package"] = json!({ "ecosystem": "npm", "name": "gauge" });
        record["affected"].as_array_mut().unwrap().push(package);
        let imported = Imported::of("osv", &record);
        assert!(imported.notes().contains(says_nothing), "{:#}", imported.report);
        assert_eq!(imported.ranges(), ["introduced=1.5.0"]);
    }
    let haskell = "```toml\n[advisory]\nid = \"HSEC-2026-0001\"\ndate = 2026-03-01\n[[affected]]\npackage = \"thing\"\n\
        [[affected]]\npackage = \"other\"\n[[affected.versions]]\nintroduced = \"1.5\"\n```\n\n# A flaw\n\nWords.\n";
    let imported = Imported::of_text("hsec", "HSEC-2026-0001.md", haskell);
    assert!(imported.notes().contains(says_nothing), "{:#}", imported.report);
}

#[test]
fn the_dates_of_a_haskell_advisory_may_have_a_time() {
    let text = "```toml\n[advisory]\nid = \"HSEC-2026-0001\"\ndate = 2026-03-01T10:00:00Z\nmodified = 2026-03-05T12:30:00+02:00\n\
        [[affected]]\npackage = \"thing\"\n[[affected.versions]]\nintroduced = \"1.5\"\n```\n\n# A flaw\n\nWords.\n";
    let imported = Imported::of_text("hsec", "HSEC-2026-0001.md", text);
    let osv = imported.json(".osv.json");
    assert_eq!(osv["published"], "2026-03-01T10:00:00Z", "{:#}", imported.report);
    let folder = imported.report["records"][0]["folder"].as_str().unwrap();
    let files = ["incident.toml", "advisory.md"].map(|file| imported.desk.read(&format!("{folder}/{file}")));
    assert!(files.concat().contains("2026-03-05T10:30:00Z"), "{files:?}");
}

#[test]
fn a_report_of_go_is_no_record_of_osv() {
    let report = "id: GO-2026-0001\nmodules:\n    - module: example.com/m\n      versions:\n        - fixed: 1.2.0\n\
        summary: Thing\ndescription: |\n    Words.\n";
    let imported = Imported::of_text("osv", "GO-2026-0001.yaml", report);
    assert!(imported.refusal().starts_with("this is another format: Go vulnerability report"), "{:#}", imported.report);
    assert_eq!(Imported::of_text("go", "GO-2026-0001.yaml", report).report["summary"]["new"], 1);
}

#[test]
fn a_product_with_two_statuses_refuses_the_document() {
    for other in ["under_investigation", "known_not_affected", "fixed"] {
        let mut record = csaf(None, &[("known_affected", "1.0.0"), ("known_affected", "1.1.0")]);
        record["vulnerabilities"][0]["product_status"][other] = json!(["P0"]);
        let imported = Imported::of("csaf", &record);
        assert!(imported.refusal().contains("the product `P0` is in `known_affected`, too"), "{:#}", imported.report);
    }
}

/// That no fix is planned is no mitigation, and says nothing on how to upgrade.
#[test]
fn the_category_of_a_remediation_is_kept() {
    let mut record = csaf(None, &[("known_affected", "1.0.0")]);
    record["vulnerabilities"][0]["remediations"] = json!([
        { "category": "no_fix_planned", "details": "End of life.", "product_ids": ["P0"] },
        { "category": "none_available", "details": "Work goes on.", "product_ids": ["P0"] }]);
    let text = Imported::of("csaf", &record).advisory();
    for part in ["## No fix is planned\n\nEnd of life.", "## No fix is available\n\nWork goes on."] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn flags_groups_and_recommended_products_have_a_note() {
    let mut record = csaf(None, &[("known_affected", "1.0.0"), ("fixed", "1.1.0")]);
    record["vulnerabilities"][0]["flags"] =
        json!([{ "label": "inline_mitigations_already_exist", "product_ids": ["P0"] }]);
    record["vulnerabilities"][0]["product_status"]["recommended"] = json!(["P1"]);
    record["product_tree"]["product_groups"] =
        json!([{ "group_id": "G", "product_ids": ["P0"], "summary": "Old ones" }]);
    let imported = Imported::of("csaf", &record);
    let notes = imported.notes();
    for (field, reason) in [
        ("vulnerabilities[0].flags", "says why a product is not affected"),
        ("product_tree.product_groups[0].summary", "groups of products have no place here"),
        ("vulnerabilities[0].product_status.recommended", "which version to install"),
    ] {
        assert!(notes.contains(field) && notes.contains(reason), "{field}: {notes}");
    }
}

/// A word in the place of the first version is no version.
#[test]
fn a_missing_beginning_is_a_guess() {
    for word in ["unspecified", "-"] {
        let versions = json!([{ "version": word, "lessThan": "1.5.0", "versionType": "semver", "status": "affected" }]);
        let imported = Imported::of("cve", &cve(versions));
        assert_eq!(imported.ranges(), ["fixed=1.5.0"]);
        let said = format!("`{word}` is not a version, so the range has no beginning");
        assert!(imported.notes().contains(&said), "{:#}", imported.report);
    }
}

/// A package without an ecosystem has the order that its record names.
#[test]
fn a_type_of_versions_is_exported_again() {
    let entry =
        |kind: &str| json!([{ "version": "1.0.0", "lessThan": "1.5.0", "versionType": kind, "status": "affected" }]);
    for kind in ["semver", "custom"] {
        let imported = Imported::of("cve", &product(entry(kind)));
        let exported = imported.json(".cve.json");
        assert_eq!(exported["affected"][0]["versions"][0]["versionType"], kind, "{exported:#}");
    }
}

/// Of several records with an ID, the newest that can be imported is.
#[test]
fn a_refused_duplicate_takes_no_other_record_with_it() {
    let desk = PrivateRepository::new("SAMPLE");
    let records = desk.path("records");
    for (file, modified, fixed) in
        [("a.json", "2026-01-04", "one"), ("b.json", "2026-01-03", "1.5.0"), ("c.json", "2026-01-02", "1.4.0")]
    {
        let mut record = osv(json!([{ "introduced": "0" }, { "fixed": fixed }]));
        record["modified"] = json!(format!("{modified}T00:00:00Z"));
        support::write(&records, file, record.to_string());
    }
    let report = desk.import("osv", &records);
    let outcomes: Vec<_> = report["records"].as_array().unwrap().iter().map(|one| &one["outcome"]).collect();
    assert_eq!(outcomes, ["refused", "new", "refused"], "{report:#}");
    let folder = report["records"][1]["folder"].as_str().unwrap();
    assert!(desk.read(&format!("{folder}/advisory.md")).contains("fixed = \"1.5.0\""));
    assert_eq!(desk.import("osv", &records)["summary"]["new"], 0);
}
