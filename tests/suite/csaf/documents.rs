//! Single documents: what each field is made from, and that they keep to the schemas.

use advisory::advisory::{Advisory, disclose};
use advisory::case::Case;
use advisory::export::Exported;
use advisory::parse;
use advisory::portfolio::Portfolio;
use advisory::source::worktree;
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use super::consumer::{list, products, text};
use super::document;
use crate::osv::layout::published;
use crate::support::{self, Files, Incident, at};

const PROJECT: &str = r#"schema = 1
[project]
name = "Lodestore"
id-prefix = "LODE"
home = "https://lodestore.example"
[[package]]
ecosystem = "Go"
name = "lodestore.example/lodestore"
[[line]]
id = "1.16"
releases = ["1.16.0-rc.1", "1.16.0", "1.16.3", "1.16.4", "1.16.5-rc.1"]
[[line]]
id = "1.15"
releases = ["1.15.0", "1.15.8"]
[[line]]
id = "1.14"
end-of-life = 2025-12-31
releases = ["1.14.0", "1.14.11"]
[site]
url = "https://lodestore.example/security/"
contact = ["mailto:security@lodestore.example", "https://lodestore.example/report"]
"#;

/// The document of an advisory with this front matter and text.
fn told(front: &str, body: &str) -> Value {
    let (portfolio, advisory) = published(PROJECT, &format!("+++\nid = \"LODE-2026-001\"\n{front}\n+++\n\n{body}"));
    document(&portfolio.project, &advisory)
}

/// Every portfolio that comes with the project, each after its last advisory is public.
fn portfolios() -> Vec<(Portfolio, Vec<Advisory>)> {
    let read = |folder: &&str| {
        let portfolio = parse::portfolio(worktree::read(&support::root().join(folder)).unwrap()).portfolio.unwrap();
        let now = at("2027-01-01T00:00:00Z");
        let cases = portfolio.incidents.iter().filter_map(|i| disclose(&Case::new(&portfolio, i, now)).ok());
        let advisories = cases.collect();
        (portfolio, advisories)
    };
    ["", "tests/portfolios/vitess", "tests/base"].iter().map(read).collect()
}

/// The validator of one of the standard's schemas, with FIRST's, in which only the properties of the standard may stand.
fn schema(name: &str) -> Validator {
    let folder = support::shared("schemas/csaf-2.0");
    let read = |path: &str| serde_json::from_slice::<Value>(&std::fs::read(folder.join(path)).unwrap()).unwrap();
    let mut registry = Registry::new();
    for version in ["2.0", "3.0", "3.1"] {
        let strict = read(&format!("first/cvss-v{version}_strict.json"));
        registry = registry.add(format!("https://www.first.org/cvss/cvss-v{version}.json"), strict).unwrap();
    }
    let csaf = "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json";
    let registry = registry.add(csaf, read("csaf_json_schema.json")).unwrap().prepare().unwrap();
    let schema = read(name);
    jsonschema::options().with_registry(&registry).should_validate_formats(true).build(&schema).unwrap()
}

fn keeps_to(schema: &Validator, file: &Value) {
    let errors: Vec<_> = schema.iter_errors(file).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
#[ignore = "needs ../shared/schemas/csaf-2.0"]
fn every_sample_s_document_keeps_to_the_schema() {
    let schema = schema("csaf_json_schema.json");
    let mut documents = 0;
    for (portfolio, advisories) in portfolios() {
        for advisory in &advisories {
            keeps_to(&schema, &document(&portfolio.project, advisory));
            documents += 1;
        }
    }
    assert!(documents > 10, "{documents}");
    assert!(!schema.is_valid(&json!({ "document": {} })));
}

#[test]
#[ignore = "needs ../shared/schemas/csaf-2.0"]
fn whatever_an_advisory_lacks_or_has_its_document_keeps_to_the_schema() {
    let schema = schema("csaf_json_schema.json");
    let vectors = [
        "AV:N/AC:L/Au:N/C:P/I:N/A:C/E:POC/RL:OF/RC:UC/CDP:LM/TD:H/CR:M/IR:L/AR:ND",
        "CVSS:3.0/AV:A/AC:H/PR:L/UI:R/S:C/C:L/I:H/A:N/E:P/RL:T/RC:R",
        "CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:F/RL:U/RC:X/CR:H/IR:M/AR:L/MAV:A/MAC:H/MPR:L/MUI:R/MS:C/MC:N/MI:L/MA:X",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N",
    ];
    let all: String = vectors.iter().map(|vector| format!("[[cvss]]\nvector = {vector:?}\n")).collect();
    let title = "title = \"A title\"\n";
    for front in [
        title.to_owned(),
        format!("{title}affected = [{{ line = \"1.16\", introduced = \"1.16.3\", fixed = \"1.16.3\" }}]"),
        format!("{title}affected = [{{ package = \"elsewhere\", fixed = \"2.0.0\" }}]"),
        format!("{title}affected = [{{}}]\n{all}"),
        format!("{title}cve = [\"CVE-2026-12345\", \"CVE-2026-12346\"]\naliases = [\"GHSA-2f9p-8c8q-x7vv\"]\n{all}"),
        format!("{title}cwe = [\"CWE-99999\", \"CWE-79\", \"CWE-310\"]\naffected = [{{ line = \"1.15\" }}]\n{all}"),
    ] {
        for body in ["", "Only a lead.\n", "## Summary\n\n## Mitigation\n\nTurn it off.\n"] {
            let file = told(&front, body);
            keeps_to(&schema, &file);
            products(&file);
        }
    }
}

#[test]
#[ignore = "needs ../shared/schemas/csaf-2.0"]
fn the_provider_s_files_keep_to_their_schemas() {
    let metadata = schema("provider_json_schema.json");
    let feed = schema("gocsaf/ROLIE_feed_json_schema.json");
    for (_, plan) in super::provider::sites() {
        let read = |path: &str| serde_json::from_slice::<Value>(plan.get(path).unwrap()).unwrap();
        keeps_to(&metadata, &read(".well-known/csaf/provider-metadata.json"));
        keeps_to(&feed, &read(".well-known/csaf/white/csaf-feed-tlp-white.json"));
    }
}

/// Secvisogram and the standard's own tools compare texts, so keys stand in one order.
#[test]
fn keys_are_sorted_at_every_depth() {
    fn sorted(value: &Value) -> bool {
        match value {
            Value::Object(fields) => fields.keys().is_sorted() && fields.values().all(sorted),
            Value::Array(items) => items.iter().all(sorted),
            _ => true,
        }
    }
    for (portfolio, advisories) in portfolios() {
        assert!(advisories.iter().all(|advisory| sorted(&document(&portfolio.project, advisory))));
    }
}

#[test]
fn a_withdrawn_advisory_keeps_its_history_and_claims_nothing() {
    let (portfolio, advisories) = portfolios().remove(0);
    let advisory = advisories.iter().find(|advisory| advisory.withdrawn.is_some()).unwrap();
    let file = document(&portfolio.project, advisory);
    let about = &file["document"];
    assert_eq!(about["category"], "csaf_base");
    assert!(text(&about["title"]).starts_with("Withdrawn: Nested patterns"));
    let note = list(&about["notes"])[0];
    assert_eq!(note["title"], "Withdrawn");
    assert!(text(&note["text"]).starts_with("Withdrawn on 2025-09-29. The delay comes from the debug log"));
    assert_eq!((&about["tracking"]["status"], &about["tracking"]["version"]), (&json!("final"), &json!("2")));
    let history: Vec<_> =
        list(&about["tracking"]["revision_history"]).iter().map(|r| (text(&r["date"]), text(&r["number"]))).collect();
    assert_eq!(history, [("2025-09-04T14:00:00Z", "1"), ("2025-09-29T10:00:00Z", "2")]);
    assert_eq!((&file["product_tree"], &about["aggregate_severity"]), (&Value::Null, &Value::Null));
    for claim in ["product_status", "scores", "remediations", "flags"] {
        assert_eq!(file["vulnerabilities"][0][claim], Value::Null, "{claim}");
    }
    assert_eq!(file["vulnerabilities"][0]["cve"], "CVE-2025-9900102");
}

#[test]
fn the_history_has_every_state_once() {
    let history = |revisions: &[&str]| -> Vec<String> {
        let revision = |at: &&str| format!("[[revision]]\nat = {at}\ntext = \"Of {at}\"\n");
        let file = told(
            &format!("title = \"T\"\n{}", revisions.iter().map(revision).collect::<String>()),
            "## Summary\n\nWords.\n",
        );
        let tracking = &file["document"]["tracking"];
        let history = list(&tracking["revision_history"]);
        assert_eq!(tracking["initial_release_date"], history[0]["date"]);
        assert_eq!(tracking["current_release_date"], history[history.len() - 1]["date"]);
        assert_eq!(text(&tracking["version"]), history.len().to_string());
        history.iter().map(|r| format!("{} {} {}", text(&r["number"]), text(&r["date"]), text(&r["summary"]))).collect()
    };
    let first = "1 2026-03-02T10:00:00Z First publication.";
    assert_eq!(history(&[]), [first]);
    assert_eq!(history(&["2026-03-02T10:00:00Z"]), ["1 2026-03-02T10:00:00Z Of 2026-03-02T10:00:00Z"]);
    assert_eq!(history(&["2026-03-05T10:00:00Z"]), [first, "2 2026-03-05T10:00:00Z Of 2026-03-05T10:00:00Z"]);
}

/// Somebody else's advisory, of which nobody says when it was first published, begins with what is known.
#[test]
fn no_date_is_made_up() {
    let history = |published: &str, revision: &str| {
        let document = format!("+++\nid = \"LODE-2026-001\"\ntitle = \"T\"\n{revision}+++\n\n## Summary\n\nWords.\n");
        let incident = Incident::public()
            .with("[imported]\nfrom = \"osv\"\nid = \"GO-2026-4567\"")
            .with(published)
            .event_by("approved", "2026-03-02T10:00:00Z", "ada");
        let portfolio = Files::of_ada(PROJECT).advisory("amber-heron", &incident, &document).read();
        let case = Case::new(&portfolio, &portfolio.incidents[0], at("2026-04-01T00:00:00Z"));
        let file = super::document(&portfolio.project, &disclose(&case).unwrap());
        let release = file["vulnerabilities"][0]["release_date"].as_str().map(str::to_owned);
        let history = list(&file["document"]["tracking"]["revision_history"]).into_iter();
        (history.map(|r| format!("{} {}", text(&r["date"]), text(&r["summary"]))).collect::<Vec<_>>(), release)
    };
    let revision = "[[revision]]\nat = 2026-03-20T10:00:00Z\ntext = \"More.\"\n";
    let known = "published = 2021-04-14T20:04:52Z\n";
    let told = |dates: &[&str]| dates.iter().map(|date| (*date).to_owned()).collect::<Vec<_>>();
    let first = "2021-04-14T20:04:52Z First publication.";
    let date = Some("2021-04-14T20:04:52Z".to_owned());
    assert_eq!(history(known, revision), (told(&[first, "2026-03-20T10:00:00Z More."]), date));
    assert_eq!(history("", revision), (told(&["2026-03-20T10:00:00Z More."]), None));
    assert_eq!(history("", ""), (told(&["2026-03-02T10:00:00Z The earliest state that is known."]), None));
}

#[test]
fn an_advisory_that_names_no_version_says_nothing_of_products() {
    let file = told("title = \"T\"", "## Summary\n\nWords.\n");
    assert!(products(&file).is_empty() && file.get("product_tree").is_none(), "{file}");
    assert_eq!(file["vulnerabilities"][0].get("product_status"), None, "{file}");
    assert_eq!(file["document"]["category"], "csaf_base", "a security advisory has to say of something how it stands");
    // Without a CVE ID, the advisory's own names it.
    let ids = json!([{ "system_name": "Lodestore", "text": "LODE-2026-001" }]);
    assert_eq!((&file["vulnerabilities"][0]["ids"], &file["vulnerabilities"][0]["cve"]), (&ids, &Value::Null));
}

#[test]
fn each_release_is_told_what_helps_it() {
    let front = "title = \"T\"\naffected = [{ line = \"1.16\", introduced = \"1.16.0\", fixed = \"1.16.4\" }, { line = \"1.15\" }, { line = \"1.14\", introduced = \"1.14.0\" }]";
    let told = |body: &str| {
        let products = products(&told(front, body));
        move |version: &str| {
            let product =
                products.iter().find(|p| p.version.as_deref().or(p.range.as_deref()) == Some(version)).unwrap();
            let statuses: Vec<_> = product.statuses.iter().map(String::as_str).collect();
            let help: Vec<_> =
                product.remediations.iter().map(|(category, details)| format!("{category}: {details}")).collect();
            format!("{}; {}", statuses.join(" "), help.join(" "))
        }
    };
    let plain = told("## Summary\n\nWords.\n");
    let fix = "vendor_fix: Update lodestore.example/lodestore to 1.16.4.";
    assert_eq!(plain("1.16.0"), format!("first_affected known_affected; {fix}"));
    assert_eq!(plain("1.16.3"), format!("known_affected; {fix}"));
    assert_eq!(plain("vers:golang/>=1.16.0|<1.16.4"), format!("known_affected; {fix}"));
    // A candidate is nobody's advice, and the one before the flaw is not affected.
    assert_eq!(plain("1.16.4"), "first_fixed fixed recommended; ");
    assert_eq!(plain("1.16.5-rc.1"), "fixed; ");
    assert_eq!(plain("1.16.0-rc.1"), "known_not_affected; ");
    let none = "none_available: No release has the fix for this version. The fix is in 1.16.4.";
    assert_eq!(plain("1.15.8"), format!("known_affected; {none}"));
    let never = "no_fix_planned: This version is no longer supported and gets no fix. The fix is in 1.16.4.";
    assert_eq!(plain("1.14.11"), format!("known_affected; {never}"));
    // Nobody is told that there is nothing to do right beside what to do.
    let mitigated = told("## Summary\n\nWords.\n\n## Mitigation\n\nTurn it off.\n");
    assert_eq!(mitigated("1.15.8"), "known_affected; workaround: Turn it off.");
    assert_eq!(mitigated("1.14.11"), format!("known_affected; {never} workaround: Turn it off."));
    assert_eq!(mitigated("1.16.4"), "first_fixed fixed recommended; ");
}

#[test]
fn a_score_has_its_version_s_object_and_what_has_no_place_is_a_note() {
    let vectors = [
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N",
        "CVSS:3.1/AV:A/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N/E:P",
        "AV:N/AC:L/Au:N/C:P/I:N/A:C",
    ];
    let vectors: String = vectors.iter().map(|vector| format!("[[cvss]]\nvector = {vector:?}\n")).collect();
    let front = format!(
        "title = \"T\"\ncwe = [\"CWE-22\", \"CWE-59\"]\naffected = [{{ line = \"1.15\", fixed = \"1.15.8\" }}]\n{vectors}"
    );
    let file = told(&front, "## Summary\n\nWords.\n");
    let vulnerability = &file["vulnerabilities"][0];
    let products =
        json!(["Go:lodestore.example/lodestore@1.15.0", "Go:lodestore.example/lodestore@vers:golang/>=1.15.0|<1.15.8"]);
    let [v3, v2] = list(&vulnerability["scores"])[..] else { panic!("{vulnerability}") };
    let expected = json!({
        "attackComplexity": "LOW", "attackVector": "ADJACENT_NETWORK", "availabilityImpact": "NONE", "baseScore": 7.3,
        "baseSeverity": "HIGH", "confidentialityImpact": "HIGH", "exploitCodeMaturity": "PROOF_OF_CONCEPT",
        "integrityImpact": "HIGH", "privilegesRequired": "LOW", "scope": "UNCHANGED", "temporalScore": 6.9,
        "temporalSeverity": "MEDIUM", "userInteraction": "NONE",
        "vectorString": "CVSS:3.1/AV:A/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N/E:P", "version": "3.1",
    });
    assert_eq!((&v3["cvss_v3"], &v3["products"]), (&expected, &products));
    let expected = json!({
        "accessComplexity": "LOW", "accessVector": "NETWORK", "authentication": "NONE", "availabilityImpact": "COMPLETE",
        "baseScore": 8.5, "confidentialityImpact": "PARTIAL", "integrityImpact": "NONE",
        "vectorString": "AV:N/AC:L/Au:N/C:P/I:N/A:C", "version": "2.0",
    });
    assert_eq!((&v2["cvss_v2"], &v2["products"]), (&expected, &products));
    let notes: Vec<_> = list(&vulnerability["notes"]).iter().map(|n| text(&n["text"])).collect();
    let v4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N 8.6 (high)";
    assert_eq!(notes, ["Words.", v4, "CWE-59"]);
    let cwe = "Improper Limitation of a Pathname to a Restricted Directory ('Path Traversal')";
    assert_eq!(vulnerability["cwe"], json!({ "id": "CWE-22", "name": cwe }));
}

#[test]
#[ignore = "needs ../shared/schemas/cwe/catalog.json"]
fn names_of_weaknesses_are_the_catalogue_s() {
    let catalogue = support::shared("schemas/cwe/catalog.json");
    let catalogue: Value = serde_json::from_slice(&std::fs::read(catalogue).unwrap()).unwrap();
    let mut named = 0;
    for (number, weakness) in catalogue["weaknesses"].as_object().unwrap() {
        let file = told(&format!("title = \"T\"\ncwe = [\"CWE-{number}\"]"), "## Summary\n\nWords.\n");
        let name = list(&weakness["history"]).last().map(|last| last[1].clone()).unwrap();
        let is_current = weakness["status"] != "Deprecated" && !name.is_null();
        assert_eq!(
            file["vulnerabilities"][0]["cwe"]["name"],
            if is_current { name } else { Value::Null },
            "CWE-{number}"
        );
        named += usize::from(is_current);
    }
    assert!(named > 900, "{named}");
}

#[test]
fn the_document_says_who_publishes_it_and_where_its_links_lead() {
    let front = "title = \"A  title\"\ncve = [\"CVE-2026-12345\"]\naliases = [\"GHSA-2f9p-8c8q-x7vv\"]\n[[credit]]\nname = \"Noor\"\nrole = \"remediation-developer\"\nurl = \"https://noor.example\"\n[[reference]]\nurl = \"https://lodestore.example/ü\"";
    let file = told(front, "## Summary\n\nWords.\n\n## How to upgrade\n\nLike this.\n");
    let about = &file["document"];
    assert_eq!(
        about["publisher"],
        json!({
            "category": "vendor", "contact_details": "security@lodestore.example, https://lodestore.example/report",
            "name": "Lodestore", "namespace": "https://lodestore.example",
        })
    );
    let links: Vec<_> = list(&about["references"]).iter().map(|r| (text(&r["category"]), text(&r["url"]))).collect();
    assert_eq!(
        links,
        [
            ("self", "https://lodestore.example/security/.well-known/csaf/white/2026/lode-2026-001.json"),
            ("self", "https://lodestore.example/security/LODE-2026-001.html"),
            ("external", "https://lodestore.example/%C3%BC"),
        ]
    );
    let notes: Vec<_> =
        list(&about["notes"]).iter().map(|n| (text(&n["category"]), text(&n["title"]), text(&n["text"]))).collect();
    assert_eq!(notes, [("summary", "Summary", "Words."), ("details", "How to upgrade", "Like this.")]);
    let thanks = json!([{ "names": ["Noor"], "summary": "Remediation developer", "urls": ["https://noor.example"] }]);
    assert_eq!(about["acknowledgments"], thanks);
    assert_eq!((&about["title"], &about["distribution"]["tlp"]["label"]), (&json!("A title"), &json!("WHITE")));
    assert_eq!(about["tracking"]["aliases"], json!(["GHSA-2f9p-8c8q-x7vv"]));
    let ids = json!([{ "system_name": "GitHub Advisory Database", "text": "GHSA-2f9p-8c8q-x7vv" }]);
    assert_eq!(file["vulnerabilities"][0]["ids"], ids);
}

#[test]
fn vectors_of_3_0_and_3_1_share_one_place_and_the_one_that_counts_has_it() {
    let vectors = ["CVSS:3.1/AV:A/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N", "CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N"];
    let entries: String = vectors.iter().map(|vector| format!("[[cvss]]\nvector = {vector:?}\n")).collect();
    let file = told(&format!("title = \"T\"\naffected = [{{ line = \"1.15\" }}]\n{entries}"), "## Summary\n\nWords.\n");
    let vulnerability = &file["vulnerabilities"][0];
    let [score] = list(&vulnerability["scores"])[..] else { panic!("{vulnerability}") };
    assert_eq!(score["cvss_v3"]["vectorString"], vectors[0]);
    assert!(list(&vulnerability["notes"]).iter().any(|note| text(&note["text"]).starts_with(vectors[1])));
}

#[test]
fn an_alias_without_a_prefix_is_of_a_database_too() {
    for alias in ["-4711", "---"] {
        let file = told(&format!("title = \"T\"\naliases = [{alias:?}]"), "## Summary\n\nWords.\n");
        assert_eq!(file["vulnerabilities"][0]["ids"], json!([{ "system_name": "unknown", "text": alias }]));
    }
}

/// What a browser would show and a URI may not hold; and what leads nowhere.
#[test]
fn every_format_s_addresses_are_uris() {
    let urls = [
        "https://x.example/[a]#b#c",
        "https://[::1/",
        "https://[2001:db8::1]:8080/?q[]=%zz",
        "https://exa[mple.example/",
        "https://x.example/%C3%A4ä",
    ];
    let right = [
        "https://x.example/%5Ba%5D#b%23c",
        "https://[2001:db8::1]:8080/?q%5B%5D=%25zz",
        "https://x.example/%C3%A4%C3%A4",
    ];
    let (portfolio, mut advisory) = published(
        PROJECT,
        "+++\nid = \"LODE-2026-001\"\ntitle = \"T\"\ncve = [\"CVE-2026-12345\"]\n[[reference]]\nurl = \"https://x.example/\"\n[[credit]]\nname = \"Noor\"\nurl = \"https://x.example/\"\n+++\n\n## Summary\n\nWords.\n",
    );
    let reference = advisory.references[0].clone();
    advisory.references = urls
        .map(|url| {
            let mut reference = reference.clone();
            reference.url = url.to_owned();
            reference
        })
        .to_vec();
    advisory.credits[0].url = Some(urls[1].to_owned());
    use advisory::export::{csaf, cve, osv};
    for (format, at, own) in
        [(csaf::FORMAT, "/document/references", 2), (cve::FORMAT, "/references", 1), (osv::FORMAT, "/references", 1)]
    {
        let file: Value =
            serde_json::from_str(&(format.write)(&Exported::new(&portfolio.project, &advisory)).unwrap()).unwrap();
        let told: Vec<_> = list(file.pointer(at).unwrap()).into_iter().skip(own).map(|r| text(&r["url"])).collect();
        assert_eq!(told, right, "{}", format.label);
        assert!(!file.to_string().contains("[::1/"), "{}", format.label);
    }
}
