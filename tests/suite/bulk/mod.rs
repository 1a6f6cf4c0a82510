//! The archive of all records and the index: the same records as in the single files, whoever reads them.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use advisory::advisory::Advisory;
use advisory::build;
use advisory::export::{self, Exported, FORMATS, Published, bulk, osv};
use advisory::parse;
use advisory::plan::{Collected, Plan};
use advisory::portfolio::Portfolio;
use advisory::source::worktree;
use serde_json::Value;

use crate::support::{self, at, unpacked};

/// The sites of the samples, each after its last advisory is public.
fn sites() -> [(Portfolio, Plan); 2] {
    ["", "tests/portfolios/vitess"].map(|folder| {
        let read = parse::portfolio(worktree::read(&support::root().join(folder)).unwrap());
        let portfolio = read.portfolio.unwrap();
        let site = build::public(portfolio.clone(), Vec::new(), at("2026-11-26T00:00:00Z")).site;
        (portfolio, site.unwrap())
    })
}

fn json(plan: &Plan, path: &str) -> Value {
    serde_json::from_slice(plan.get(path).unwrap_or_else(|| panic!("no {path}"))).unwrap()
}

/// The names and bytes that Python finds in an archive; nothing, said aloud, where there is no Python.
fn python(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    const READ: &str = "import json,sys,zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps([[i.filename, z.read(i).decode(), i.create_system, i.external_attr >> 16 & 0o777] for i in z.infolist()]))";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.zip");
    std::fs::write(&file, bytes).unwrap();
    let output = match Command::new("python3").args(["-c", READ]).arg(&file).stderr(Stdio::inherit()).output() {
        Ok(output) => output,
        Err(error) => {
            eprintln!("skipped: python3: {error}");
            return None;
        }
    };
    assert!(output.status.success());
    let found: Vec<(String, String, u8, u32)> = serde_json::from_slice(&output.stdout).unwrap();
    assert!(found.iter().all(|(_, _, system, mode)| (*system, *mode) == (3, 0o644)));
    Some(found.into_iter().map(|(name, text, ..)| (name, text.into_bytes())).collect())
}

#[test]
fn all_records_stand_in_the_archive_as_they_stand_alone() {
    for (_, plan) in sites() {
        let single: Vec<(String, Vec<u8>)> = plan
            .iter()
            .filter(|(path, _)| path.ends_with(".osv.json"))
            .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
            .collect();
        assert!(single.len() >= 5);
        let zip = plan.get("osv/all.zip").unwrap();
        let named = |(name, bytes, _): (String, Vec<u8>, String)| (name, bytes);
        assert_eq!(unpacked(zip).into_iter().map(named).collect::<Vec<_>>(), single);
        if let Some(theirs) = python(zip) {
            assert_eq!(theirs, single);
        }
        for ((name, _, time), (_, bytes)) in unpacked(zip).into_iter().zip(&single) {
            let record: Value = serde_json::from_slice(bytes).unwrap();
            let modified = record["modified"].as_str().unwrap().replace('T', " ");
            // An archive counts in steps of two seconds.
            assert_eq!(time[..18], modified[..18], "{name}");
        }
    }
}

#[test]
fn the_index_names_the_records_of_each_package_and_the_archive() {
    for (portfolio, plan) in sites() {
        let index = json(&plan, "index.json");
        let base = portfolio.project.site.url.as_str();
        let local = |url: &Value| url.as_str().unwrap().strip_prefix(base).unwrap().to_owned();
        let archive = unpacked(plan.get(&local(&index["osv"]["all"]["zip"])).unwrap());
        let all: Vec<Value> = archive.iter().map(|(_, bytes, _)| serde_json::from_slice(bytes).unwrap()).collect();
        assert_eq!(index["osv"]["all"]["records"], all.len());
        let record_of = |id: &Value| {
            let entry = index["advisories"].as_array().unwrap().iter().find(|entry| entry["id"] == *id).unwrap();
            json(&plan, &local(&entry["formats"]["osv"]))
        };
        let packages = index["osv"]["packages"].as_array().unwrap();
        assert_eq!(packages.len(), portfolio.project.packages.len());
        for package in packages {
            let is_of = |affected: &Value| {
                affected["package"]["name"] == package["name"]
                    && affected["package"]["ecosystem"] == package["ecosystem"]
            };
            let names = |record: &Value| record["affected"].as_array().into_iter().flatten().any(is_of);
            let of: Vec<Value> = all.iter().filter(|record| names(record)).cloned().collect();
            let named: Vec<Value> = package["advisories"].as_array().unwrap().iter().map(record_of).collect();
            assert_eq!(named, of, "{package}");
        }
    }
}

#[test]
fn the_index_names_every_advisory_with_all_of_its_files() {
    for (portfolio, plan) in sites() {
        let index = json(&plan, "index.json");
        let base = portfolio.project.site.url.as_str();
        let mut named = BTreeSet::new();
        let advisories = index["advisories"].as_array().unwrap();
        for advisory in advisories {
            let own = json(&plan, &format!("{}.json", advisory["id"].as_str().unwrap()));
            for key in ["id", "title", "published", "modified"] {
                assert_eq!(advisory[key], own[key]);
            }
            assert_eq!(advisory["withdrawn"], own["withdrawn"].get("at").cloned().unwrap_or_default());
            assert_eq!(advisory["severity"]["score"], own["severity"]["score"]);
            let local = |url: &Value| url.as_str().unwrap().strip_prefix(base).unwrap().to_owned();
            assert!(plan.get(&local(&advisory["url"])).is_some());
            for (format, url) in advisory["formats"].as_object().unwrap() {
                assert!(FORMATS.iter().any(|known| known.label.to_lowercase() == *format));
                assert!(plan.get(&local(url)).is_some(), "{url}");
                named.insert(local(url));
            }
        }
        let single = plan.iter().filter(|(path, _)| path.ends_with(".osv.json") || path.ends_with(".cve.json"));
        single.for_each(|(path, _)| assert!(named.contains(path), "{path}"));
    }
}

/// The files of each advisory, and those that repeat them.
fn made(portfolio: &Portfolio, advisories: &[&Advisory]) -> (Plan, Plan) {
    let now = at("2026-11-26T00:00:00Z");
    let (single, many) = (Collected::default(), Collected::default());
    let of = |advisory: &Advisory| {
        export::files(&[osv::FORMAT], &Exported::new(&portfolio.project, advisory), &single).unwrap()
    };
    let files = advisories.iter().map(|advisory| (advisory.id.as_str(), of(advisory))).collect();
    let site = Published {
        project: &portfolio.project,
        now,
        pages: &[],
        advisories,
        notices: &[],
        files: &files,
        earlier: None,
    };
    (bulk::COLLECTION.add)(&many, &site).unwrap();
    (single.into_plan(), many.into_plan())
}

#[test]
fn they_grow_with_the_records_and_no_faster() {
    let [(portfolio, _), _] = sites();
    let now = at("2026-11-26T00:00:00Z");
    let case = |incident| advisory::case::Case::new(&portfolio, incident, now);
    let one = portfolio.incidents.iter().find_map(|i| advisory::advisory::disclose(&case(i)).ok()).unwrap();
    let size = |count: u32| {
        let many: Vec<_> = (0..count)
            .map(|n| {
                let mut copy = one.clone();
                copy.id = format!("LODE-2026-{:03}", n + 1).parse().unwrap();
                copy
            })
            .collect();
        let refs: Vec<_> = many.iter().collect();
        let (_, repeated) = made(&portfolio, &refs);
        repeated.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() as f64 / f64::from(count)
    };
    let (few, many) = (size(50), size(500));
    assert!((few - many).abs() < few / 10.0, "{few} {many} bytes for each");
}

#[test]
fn packages_whose_names_look_alike_have_their_own_records_and_an_empty_site_has_an_archive() {
    let project = "schema = 1\n[project]\nname = \"Lodestore\"\nid-prefix = \"LODE\"\n[[package]]\necosystem = \"npm\"\nname = \"@lode/store\"\n[[package]]\necosystem = \"npm\"\nname = \"_lode_Store\"\n[[line]]\nid = \"main\"\ndevelopment = true\n[site]\nurl = \"https://security.lodestore.example/\"\ncontact = [\"mailto:security@lodestore.example\"]\n";
    let document = "+++\nid = \"LODE-2026-001\"\ntitle = \"T\"\ncve = [\"CVE-2026-12345\"]\naffected = [{ package = \"_lode_Store\" }]\n+++\n\n## Summary\n\nWords.\n";
    let (portfolio, mut advisory) = crate::osv::layout::published(project, document);
    advisory.modified = at("2027-02-01T00:00:00Z");
    let (_, plan) = made(&portfolio, &[&advisory]);
    let packages = &json(&plan, "index.json")["osv"]["packages"];
    assert_eq!(packages[0]["advisories"], serde_json::json!([]));
    assert_eq!(packages[1]["advisories"], serde_json::json!(["LODE-2026-001"]));

    let (_, empty) = made(&portfolio, &[]);
    assert_eq!(unpacked(empty.get("osv/all.zip").unwrap()), []);
    let index = json(&empty, "index.json");
    assert_eq!(index["advisories"], Value::Array(Vec::new()));
    assert_eq!(index["osv"]["all"]["records"], 0);
    assert!(index["osv"]["packages"].as_array().unwrap().iter().all(|of| of["advisories"] == serde_json::json!([])));
}
