//! Different products stay different, whatever they are called: within a record, and from one record to the next.

use serde_json::{Value, json};

use super::desk::PrivateRepository;
use super::odd_bounds::{Imported, csaf, cve};
use crate::support;

/// A CVE record about these products.
fn about(number: u32, products: Value) -> Value {
    let mut record = cve(json!([]));
    record["cveMetadata"]["cveId"] = json!(format!("CVE-2026-4{number:04}"));
    record["containers"]["cna"]["affected"] = products;
    record
}

fn before(end: &str, kind: &str) -> Value {
    json!([{ "version": "0", "lessThan": end, "versionType": kind, "status": "affected" }])
}

fn product(vendor: &str, name: &str, versions: Value) -> Value {
    json!({ "vendor": vendor, "product": name, "defaultStatus": "unaffected", "versions": versions })
}

/// Imports records one after another, in the order of these numbers, each alone.
fn import(records: &[Value], order: &[usize]) -> PrivateRepository {
    let desk = PrivateRepository::new("SAMPLE");
    for n in order {
        let folder = desk.path(&format!("records-{n}"));
        support::write(&folder, "a.json", records[*n].to_string());
        let report = desk.import("cve", &folder);
        assert_eq!(report["summary"]["new"], 1, "{report:#}");
    }
    desk
}

/// What the exports of a site say about the products of each CVE ID: vendor, package URL, ends and type of versions.
fn exported(desk: &PrivateRepository) -> Vec<(String, Value)> {
    desk.build();
    let files = support::files(&desk.site());
    let records = files.iter().filter(|(path, _)| path.ends_with(".cve.json"));
    let mut said: Vec<(String, Value)> = records
        .flat_map(|(_, bytes)| {
            let record: Value = serde_json::from_slice(bytes).unwrap();
            let title = record["title"].as_str().unwrap().to_owned();
            let products = record["affected"].as_array().unwrap().clone();
            products.into_iter().map(move |of| {
                let versions = &of["versions"][0];
                (title.clone(), json!([of["vendor"], of["packageURL"], versions["lessThan"], versions["versionType"]]))
            })
        })
        .collect();
    said.sort_by_key(|(title, _)| title.clone());
    said
}

#[test]
fn the_products_of_two_vendors_are_two_packages_in_whatever_order_they_come() {
    let mut debian = product("Acme", "Agent", before("1.5-2", "deb"));
    debian["packageURL"] = json!("pkg:deb/debian/agent");
    let mut records = vec![
        about(1, json!([debian])),
        about(2, json!([product("Other Corp", "Agent", before("9.9", "custom"))])),
        about(3, json!([product("Third", "Agent", before("7.7-1", "rpm"))])),
        about(4, json!([product("Acme", "Agent", before("6.6.6", "semver"))])),
    ];
    for (n, record) in records.iter_mut().enumerate() {
        record["containers"]["cna"]["title"] = json!(format!("Title {n}"));
    }
    let all = [
        json!(["Acme", "pkg:deb/debian/agent", "1.5-2", "deb"]),
        json!(["Other Corp", null, "9.9", "custom"]),
        json!(["Third", null, "7.7-1", "rpm"]),
        json!(["Acme", null, "6.6.6", "semver"]),
    ];
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]] {
        let said: Vec<Value> = exported(&import(&records, &order)).into_iter().map(|(_, said)| said).collect();
        assert_eq!(said, all, "{order:?}");
    }
    // And all of them at once.
    let desk = PrivateRepository::new("SAMPLE");
    for (n, record) in records.iter().enumerate() {
        support::write(&desk.path("records"), &format!("{n}.json"), record.to_string());
    }
    assert_eq!(desk.import("cve", &desk.path("records"))["summary"]["new"], 4);
    assert_eq!(exported(&desk).into_iter().map(|(_, said)| said).collect::<Vec<_>>(), all);
}

#[test]
fn a_product_of_one_vendor_is_one_package_in_every_record() {
    let records = [
        about(1, json!([product("Acme", "Agent", before("1.5", "semver"))])),
        about(2, json!([product("ACME", "Agent", before("1.7", "semver"))])),
    ];
    let project = import(&records, &[0, 1]).read("advisory.toml");
    assert_eq!(project.matches("name = \"Agent\"").count(), 1, "{project}");
    assert!(!project.contains("Agent\"\norder = \"semver\"\nvendor = \"ACME\""), "{project}");
}

/// The package of one product, with what is fixed in another one.
fn component(product: &str, versions: Value) -> Value {
    json!({ "vendor": "Example", "product": product, "packageName": "kernel", "defaultStatus": "affected",
        "collectionURL": "https://packages.example.org/", "versions": versions })
}

#[test]
fn a_package_in_two_products_is_two_packages_if_other_versions_are_affected() {
    let from =
        |version: &str| json!([{ "version": version, "lessThan": "*", "versionType": "rpm", "status": "unaffected" }]);
    let mut unaffected = component("Enterprise 7", json!([]));
    unaffected["defaultStatus"] = json!("unaffected");
    unaffected.as_object_mut().unwrap().remove("versions");
    let products =
        [component("Enterprise 8", from("4.18.0-553")), component("Enterprise 9", from("5.14.0-427")), unaffected];
    let imported = Imported::of("cve", &about(1, json!(products)));
    assert_eq!(imported.ranges(), ["before=4.18.0-553", "before=5.14.0-427"]);
    let text = imported.advisory();
    for name in ["kernel (Enterprise 8)", "kernel (Enterprise 9)"] {
        assert!(text.contains(&format!("package = {name:?}")), "{text}");
    }
    assert!(text.contains("## Products that are not affected\n\n- Example kernel (Enterprise 7)"), "{text}");
    // If the record says the same about both, they need no names of their own.
    let same = [component("Enterprise 8", from("4.18.0-553")), component("Enterprise 9", from("4.18.0-553"))];
    assert_eq!(Imported::of("cve", &about(1, json!(same))).ranges(), ["before=4.18.0-553"]);
}

#[test]
fn a_product_on_two_platforms_is_two_packages_or_the_record_is_refused() {
    let on = |platform: &str, end: &str| {
        let mut of = product("Example", "Console", before(end, "semver"));
        of["platforms"] = json!([platform]);
        of
    };
    let imported = Imported::of("cve", &about(1, json!([on("Windows", "1.5.0"), on("macOS", "1.9.0")])));
    assert_eq!(imported.ranges(), ["fixed=1.5.0", "fixed=1.9.0"]);
    assert!(imported.advisory().contains("package = \"Console (Windows)\""), "{}", imported.advisory());
    let of_npm = |mut of: Value| {
        of["packageURL"] = json!("pkg:npm/console");
        of
    };
    let products = [of_npm(on("Windows", "1.5.0")), of_npm(on("macOS", "1.9.0"))];
    let refused = Imported::of("cve", &about(1, json!(products)));
    assert!(refused.report["records"][0]["message"].as_str().unwrap().contains("each of its platforms"));
}

#[test]
fn records_with_other_orders_of_one_product_are_imported() {
    let records = [
        about(1, json!([product("Acme", "Runtime", before("1.5.0", "semver"))])),
        about(2, json!([product("Acme", "Runtime", before("27.3.4.1", "otp"))])),
    ];
    for order in [[0, 1], [1, 0]] {
        let said: Vec<Value> =
            exported(&import(&records, &order)).into_iter().map(|(_, said)| said[2].clone()).collect();
        assert_eq!(said.iter().filter(|end| **end == "27.3.4.1").count(), 1, "{said:?}");
    }
}

/// A CSAF document about versions of a component on two platforms, with their statuses.
fn on_platforms(statuses: &[(&str, &str, &str)]) -> Value {
    let mut document = csaf(None, &[("known_affected", "1.2"), ("known_affected", "1.3")]);
    let platform = |name: &str| json!({ "category": "product_name", "name": name, "product": { "name": name, "product_id": name } });
    let branches = document["product_tree"]["branches"][0]["branches"].as_array_mut().unwrap();
    branches.extend([platform("Platform 8"), platform("Platform 9")]);
    let mut lists = serde_json::Map::new();
    let mut relationships = Vec::new();
    for (on, version, status) in statuses {
        let id = format!("{on}:{version}");
        let component = if *version == "1.2" { "P0" } else { "P1" };
        relationships.push(json!({ "category": "default_component_of", "product_reference": component,
            "relates_to_product_reference": on,
            "full_product_name": { "name": format!("gauge {version} on {on}"), "product_id": id } }));
        lists.entry(*status).or_insert_with(|| json!([])).as_array_mut().unwrap().push(json!(id));
    }
    document["product_tree"]["relationships"] = json!(relationships);
    document["vulnerabilities"][0]["product_status"] = json!(lists);
    document
}

#[test]
fn a_component_has_a_status_on_each_platform() {
    let affected = ("Platform 8", "1.2", "known_affected");
    let imported = Imported::of("csaf", &on_platforms(&[affected, ("Platform 9", "1.2", "known_not_affected")]));
    let text = imported.advisory();
    assert!(text.contains("[[affected]]\npackage = \"gauge (Platform 8)\"\nintroduced = \"1.2\""), "{text}");
    assert!(
        text.contains("## Products that are not affected\n\n- gauge 1\\.2 on Platform 9")
            || text.contains("- gauge 1.2 on Platform 9"),
        "{text}"
    );
    // A fix for one platform is none for another one.
    let imported = Imported::of("csaf", &on_platforms(&[affected, ("Platform 9", "1.3", "fixed")]));
    assert_eq!(imported.ranges(), ["introduced=1.2 last-affected=1.2"]);
    // On both platforms the same.
    let both = [
        affected,
        ("Platform 8", "1.3", "fixed"),
        ("Platform 9", "1.2", "known_affected"),
        ("Platform 9", "1.3", "fixed"),
    ];
    let imported = Imported::of("csaf", &on_platforms(&both));
    assert_eq!(imported.ranges(), ["introduced=1.2 fixed=1.3"]);
    assert!(imported.advisory().contains("package = \"gauge\""));
}

/// Some publishers name a package without a version by a branch of the category `product_version`.
#[test]
fn a_component_without_a_version_is_all_of_its_versions() {
    let document = csaf(Some("pkg:rpm/redhat/kernel"), &[("known_affected", "kernel")]);
    let imported = Imported::of("csaf", &document);
    assert_eq!(imported.ranges(), [""], "{:#}", imported.report);
}

/// As Red Hat writes them: without a `product_name`, with the version of each build in its package URL.
#[test]
fn a_fix_is_of_the_platform_that_it_is_for() {
    let statuses = [
        ("Platform 8", "1.2", "known_affected"),
        ("Platform 9", "1.2", "known_affected"),
        ("Platform 8", "1.3", "fixed"),
    ];
    let mut document = on_platforms(&statuses);
    let vendor = &mut document["product_tree"]["branches"][0]["branches"];
    let purls = ["pkg:rpm/redhat/kernel", "pkg:rpm/redhat/kernel@4.18.0-553.el8?arch=src"];
    let mut builds = vendor[0]["branches"].clone();
    for (build, (name, url)) in
        builds.as_array_mut().unwrap().iter_mut().zip([("kernel", purls[0]), ("kernel-4.18", purls[1])])
    {
        build["name"] = json!(name);
        build["product"]["product_identification_helper"] = json!({ "purl": url });
    }
    vendor[0] = json!({ "category": "architecture", "name": "src", "branches": builds });
    let imported = Imported::of("csaf", &document);
    let text = imported.advisory();
    let affected: Vec<&str> = text.split("\n\n").filter(|table| table.starts_with("[[affected]]")).collect();
    let expected = [
        "[[affected]]\npackage = \"kernel (Platform 8)\"\nfixed = \"4.18.0-553.el8\"",
        "[[affected]]\npackage = \"kernel (Platform 9)\"",
    ];
    assert_eq!(affected, expected, "{text}");
}

#[test]
fn versions_that_a_csaf_document_does_not_mention_are_unknown() {
    let purl = Some("pkg:npm/gauge");
    let statuses = [("known_affected", "1.0.0"), ("known_not_affected", "vers:npm/>=2.0.0")];
    let imported = Imported::of("csaf", &csaf(purl, &statuses));
    let text = imported.advisory();
    for unknown in ["before = \"1.0.0\"", "from = \"1.0.1-0\"\nbefore = \"2.0.0\""] {
        assert!(
            text.contains(&format!("[[unknown]]\npackage = \"gauge\"\necosystem = \"npm\"\n{unknown}")),
            "{unknown}: {text}"
        );
    }
}

/// Without a package URL of an ecosystem beside one with it.
#[test]
fn this_programs_own_csaf_document_keeps_every_package() {
    let mut document = csaf(None, &[("known_affected", "vers:semver/>=1.1.0|<2.0.0")]);
    document["document"]["tracking"]["generator"] = json!({ "engine": { "name": "advisory" } });
    let branches = document["product_tree"]["branches"][0]["branches"].as_array_mut().unwrap();
    branches.push(
        json!({ "category": "product_name", "name": "beta", "branches": [{ "category": "product_version_range",
        "name": "vers:pypi/>=1.0|<1.1", "product": { "name": "beta", "product_id": "B",
            "product_identification_helper": { "purl": "pkg:pypi/beta" } } }] }),
    );
    let vulnerability = &mut document["vulnerabilities"][0];
    vulnerability["product_status"]["known_affected"].as_array_mut().unwrap().push(json!("B"));
    vulnerability["remediations"] =
        json!([{ "category": "workaround", "details": "Words.", "product_ids": ["P0", "B"] }]);
    let imported = Imported::of("csaf", &document);
    let mut ranges = imported.ranges();
    ranges.sort();
    assert_eq!(ranges, ["introduced=1.0 before=1.1", "introduced=1.1.0 before=2.0.0"]);
    assert!(!imported.notes().contains("is not known"), "{}", imported.notes());
}

/// The site's CVE file says how versions are ordered, and which end is only the end of a pattern.
#[test]
fn a_cve_file_of_this_program_is_read_with_the_same_meaning() {
    for (kind, end) in [("deb", "1.5~rc1-2"), ("numeric", "1.2.3.4.5"), ("letters", "1.1.1w"), ("gem", "1.5.b1")] {
        let record = about(1, json!([product("Acme", "Agent", before(end, kind))]));
        let first = Imported::of("cve", &record);
        assert_eq!(first.ranges(), [format!("fixed={end}")]);
        let published = Imported::of_text("cve", "CVE-2026-40001.json", &first.published(".cve.json"));
        assert_eq!(published.ranges(), first.ranges(), "{kind}");
        let order = |of: &Imported| {
            let project = of.desk.read("advisory.toml");
            project.split("name = \"Agent\"").nth(1).map(|rest| rest.lines().nth(1).unwrap().to_owned())
        };
        assert_eq!(order(&published), order(&first), "{kind}");
    }
    let pattern =
        cve(json!([{ "version": "1.0.0", "lessThanOrEqual": "1.*", "versionType": "semver", "status": "affected" }]));
    let first = Imported::of("cve", &pattern);
    assert_eq!(first.ranges(), ["introduced=1.0.0 before=2.0.0-0"]);
    let published = Imported::of_text("cve", "CVE-2026-40001.json", &first.published(".cve.json"));
    assert_eq!(published.ranges(), first.ranges());
}

#[test]
fn a_severity_in_a_word_is_kept_or_noted() {
    let with = |words: &[&str]| {
        let mut record = cve(before("1.5.0", "semver"));
        let metric = |word: &&str| json!({ "other": { "type": "x", "content": { "text": word } } });
        record["containers"]["cna"]["metrics"] = words.iter().map(metric).collect();
        Imported::of("cve", &record)
    };
    let imported = with(&["high", "frobnicate"]);
    let folder = imported.report["records"][0]["folder"].as_str().unwrap();
    assert!(imported.desk.read(&format!("{folder}/incident.toml")).contains("severity = \"high\""));
    assert!(imported.notes().contains("`frobnicate` is not kept"), "{}", imported.notes());
    assert!(with(&["frobnicate"]).notes().contains("not a severity rating"));
}
