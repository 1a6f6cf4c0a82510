//! Versions of which a record says that nobody knows whether they are affected: no page and no format calls them affected,
//! fixed or not affected.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::desk::PrivateRepository;
use crate::support;

const RELEASES: [&str; 4] = ["1.0.0", "1.0.1", "1.0.2", "1.0.3"];

/// Stands for the file of the CSAF document.
const CSAF: &str = "CSAF";

/// A repository whose project has four releases of one line.
fn desk() -> PrivateRepository {
    let desk = PrivateRepository::new("SAMPLE");
    let text = desk.read("advisory.toml");
    assert!(text.contains("latest = \"1.0.0\"\n"));
    desk.write("advisory.toml", &text.replace("latest = \"1.0.0\"\n", &format!("releases = {RELEASES:?}\n")));
    desk
}

/// A CVE record about 1.0.0, which is affected, and what else it says of versions.
fn cve(default: &str, more: &[Value]) -> Value {
    let affected = json!({ "version": "1.0.0", "lessThan": "1.0.1", "versionType": "semver", "status": "affected" });
    let versions: Vec<&Value> = std::iter::once(&affected).chain(more).collect();
    json!({
        "dataType": "CVE_RECORD", "dataVersion": "5.2",
        "cveMetadata": { "cveId": "CVE-2026-40001", "state": "PUBLISHED", "datePublished": "2026-03-05T10:00:00Z" },
        "containers": { "cna": {
            "title": "Path traversal", "descriptions": [{ "lang": "en", "value": "A path was used unchecked." }],
            "affected": [{ "vendor": "Example", "product": "example.org/example", "packageURL": "pkg:golang/example.org/example",
                "defaultStatus": default, "versions": versions }],
            "references": [{ "url": "https://example.org/1" }]
        } }
    })
}

/// A CSAF document with a status for each release.
fn csaf(statuses: [&str; 4]) -> Value {
    let product = |version: &&str| {
        json!({ "category": "product_version", "name": version, "product": { "name": format!("example {version}"), "product_id": version,
            "product_identification_helper": { "purl": format!("pkg:golang/example.org/example@v{version}") } } })
    };
    let mut status = serde_json::Map::new();
    for (release, of) in RELEASES.iter().zip(statuses) {
        status.entry(of).or_insert_with(|| json!([])).as_array_mut().unwrap().push(json!(release));
    }
    json!({
        "document": { "category": "csaf_security_advisory", "csaf_version": "2.0", "title": "Path traversal",
            "distribution": { "tlp": { "label": "WHITE" } },
            "publisher": { "category": "vendor", "name": "Example", "namespace": "https://example.org" },
            "tracking": { "id": "EX-1", "status": "final", "version": "1", "initial_release_date": "2026-03-05T10:00:00Z",
                "current_release_date": "2026-03-05T10:00:00Z",
                "revision_history": [{ "date": "2026-03-05T10:00:00Z", "number": "1", "summary": "First." }] } },
        "product_tree": { "branches": [{ "category": "vendor", "name": "Example", "branches": [
            { "category": "product_name", "name": "example", "branches": RELEASES.iter().map(product).collect::<Vec<_>>() }] }] },
        "vulnerabilities": [{ "cve": "CVE-2026-40001", "product_status": status,
            "notes": [{ "category": "description", "text": "A path was used unchecked.", "title": "Description" }] }]
    })
}

/// The site of one record.
struct Built {
    desk: PrivateRepository,
    folder: PathBuf,
}

impl Built {
    fn of(format: &str, record: &Value) -> Self {
        let desk = desk();
        let path = desk.path("record.json");
        std::fs::write(&path, record.to_string()).unwrap();
        let report = desk.import(format, &path);
        assert_eq!(report["summary"]["new"], 1, "{report:#}");
        desk.build();
        let folder = desk.site();
        Self { desk, folder }
    }

    fn text(&self, end: &str) -> String {
        let files = support::files(&self.folder);
        let is_it = |path: &str| match end {
            CSAF => path.contains("/csaf/white/2026/sample-2026-") && path.ends_with(".json"),
            _ => path.starts_with("SAMPLE-2026-") && path.ends_with(end),
        };
        let (_, bytes) = files.iter().find(|(path, _)| is_it(path)).unwrap();
        String::from_utf8(bytes.clone()).unwrap()
    }

    fn json(&self, end: &str) -> Value {
        serde_json::from_str(&self.text(end)).unwrap()
    }

    /// What the CSAF document says of each release.
    fn by_csaf(&self) -> [String; 4] {
        let document = self.json(CSAF);
        let status = document["vulnerabilities"][0]["product_status"].as_object().unwrap().clone();
        let known = ["known_affected", "known_not_affected", "fixed", "under_investigation"];
        RELEASES.map(|release| {
            let is_it = |id: &Value| id.as_str().unwrap().ends_with(&format!("@{release}"));
            let of =
                known.iter().find(|of| status.get(**of).is_some_and(|ids| ids.as_array().unwrap().iter().any(is_it)));
            of.map_or("nothing", |of| of).to_owned()
        })
    }

    /// What the OpenVEX document says of each release.
    fn by_vex(&self) -> [String; 4] {
        let document = self.json(".openvex.json");
        RELEASES.map(|release| {
            let names = |statement: &&Value| {
                let products = statement["products"].as_array().unwrap();
                products.iter().any(|product| product["@id"].as_str().unwrap().ends_with(&format!("@v{release}")))
            };
            let said = document["statements"].as_array().unwrap().iter().find(names);
            said.map_or("nothing", |statement| statement["status"].as_str().unwrap()).to_owned()
        })
    }
}

#[test]
fn what_nobody_knows_is_no_statement_on_pages_and_in_any_format() {
    let to = |from: &str, end: &str, status: &str| json!({ "version": from, "lessThan": end, "versionType": "semver", "status": status });
    let one = |version: &str, status: &str| json!({ "version": version, "status": status });
    let nothing = "nothing";
    let named = "It is not known whether versions from <code>1.0.1</code> to before <code>1.0.3</code> are affected.";
    let others = "It is not known whether other versions are affected.";
    let (unaffected, csaf_fixed) = (json!("unaffected"), ["known_affected", "fixed", "fixed", "fixed"]);
    for (format, record, csaf, page, default) in [
        ("cve", cve("unknown", &[]), ["known_affected", nothing, nothing, nothing], Some(others), json!("unknown")),
        (
            "cve",
            cve("unaffected", &[to("1.0.1", "1.0.3", "unknown")]),
            ["known_affected", nothing, nothing, "known_not_affected"],
            Some(named),
            unaffected.clone(),
        ),
        (
            "cve",
            cve("unknown", &[one("1.0.3", "unaffected")]),
            ["known_affected", nothing, nothing, "known_not_affected"],
            None,
            unaffected.clone(),
        ),
        ("cve", cve("unaffected", &[]), csaf_fixed, None, unaffected.clone()),
        (
            "csaf",
            self::csaf(["known_affected", "under_investigation", "under_investigation", "fixed"]),
            ["known_affected", nothing, nothing, "known_not_affected"],
            None,
            unaffected,
        ),
    ] {
        let built = Built::of(format, &record);
        assert_eq!(
            built.by_csaf(),
            csaf.map(str::to_owned),
            "{record:#}\n{}",
            built.desk.read("incidents/2026/cve-2026-40001/advisory.md")
        );
        let vex = csaf.map(|status| status.trim_start_matches("known_").to_owned());
        assert_eq!(built.by_vex(), vex, "{record:#}");
        let html = built.text(".html");
        let is_open = csaf.contains(&nothing);
        assert_eq!(html.contains("It is not known whether"), is_open, "{html}");
        assert_eq!(html.contains("Upgrade to"), !is_open, "{html}");
        assert_eq!(html.contains("<td>not known</td>"), is_open && format == "cve", "{html}");
        assert!(page.is_none_or(|page| html.contains(page)), "{html}");
        let container = built.json(".cve.json");
        assert_eq!(container["affected"][0]["defaultStatus"], default, "{container:#}");
        for release in RELEASES {
            let status = super::cve_status::status(&container, release);
            let is_unknown = csaf[RELEASES.iter().position(|known| *known == release).unwrap()] == nothing;
            assert_eq!(status == "unknown", is_unknown, "{release} {container:#}");
        }
        let osv = built.json(".osv.json");
        assert_eq!(osv["affected"][0]["database_specific"].get("unknown").is_some(), is_open, "{osv:#}");
        assert_eq!(osv["affected"][0]["versions"], json!(["1.0.0"]), "{osv:#}");

        // The project's own record says the same after it was imported.
        let again = Built::of("osv", &osv);
        assert_eq!((again.by_csaf(), again.by_vex()), (built.by_csaf(), built.by_vex()), "{osv:#}");
    }
}

#[test]
fn a_package_of_which_nothing_is_known_is_not_mentioned() {
    let two = json!({ "ghsa_id": "GHSA-2222-2222-2222", "summary": "Path traversal", "description": "Words.", "severity": "high",
        "published_at": "2026-02-03T00:00:00Z", "vulnerabilities": [
            { "package": { "ecosystem": "go", "name": "example.org/example" }, "vulnerable_version_range": "< 1.0.1" },
            { "package": { "ecosystem": "npm", "name": "open" }, "vulnerable_version_range": "" }] });
    let built = Built::of("ghsa", &two);
    for end in [".html", CSAF, ".cve.json", ".openvex.json", ".osv.json"] {
        let text = built.text(end);
        assert!(
            !text.contains("pkg:npm") && !text.contains("<code>open</code>") && !text.contains("\"open\""),
            "{text}"
        );
    }
    let mut none = two;
    none["vulnerabilities"].as_array_mut().unwrap().remove(0);
    let built = Built::of("ghsa", &none);
    let html = built.text(".html");
    assert!(!html.contains("not affected") && !html.contains("No release has the fix"), "{html}");
    assert_eq!(built.json(".cve.json")["affected"][0]["defaultStatus"], "unknown");
}
