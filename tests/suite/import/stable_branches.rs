//! Records of projects that fix a flaw on many branches, written as the Linux kernel's and Erlang's are, with invented
//! products. For every version at which an answer could change, the page and every format have the record's answer.

use std::collections::BTreeMap;

use advisory::advisory::{Standing, by_package, disclose};
use advisory::case::Case;
use advisory::export::{self, Exported};
use advisory::parse;
use advisory::source::worktree;
use advisory::version::{Order, Version};
use serde_json::{Value, json};

use super::agree::Documents;
use super::desk::{NOW, PrivateRepository};
use super::{cve_status, cve_status::is_affected};
use crate::support;

/// A small generator: the same records in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for n in (1..items.len()).rev() {
            items.swap(n, self.below(n as u64 + 1) as usize);
        }
    }

    fn commit(&mut self) -> String {
        (0..40).map(|_| format!("{:x}", self.below(16))).collect()
    }
}

fn record(number: usize, affected: Value) -> Value {
    json!({
        "dataType": "CVE_RECORD", "dataVersion": "5.2",
        "cveMetadata": { "cveId": format!("CVE-2026-{}", 40_000 + number), "state": "PUBLISHED",
            "datePublished": "2026-03-05T10:00:00Z", "dateUpdated": "2026-03-06T10:00:00Z" },
        "containers": { "cna": {
            "title": format!("gauge: check pointer {number}"),
            "descriptions": [{ "lang": "en", "value": "A pointer was used unchecked." }],
            "affected": affected, "references": [{ "url": "https://git.example.org/gauge/commit/1" }]
        } }
    })
}

/// As the kernel's: commits in one entry, and in another one everything affected but what precedes the flaw and what
/// follows a fix on each branch.
fn kernel(draw: &mut Draw, product: &str) -> Value {
    let branches: Vec<(u64, u64)> = vec![(5, 4), (5, 10), (5, 15), (6, 1), (6, 6), (6, 12), (6, 18)];
    let first = draw.below(5) as usize;
    let introduced = format!("{}.{}", branches[first].0, branches[first].1 - draw.below(2));
    let fixed_on = branches[first..].iter().filter(|_| draw.below(4) > 0).copied().collect::<Vec<_>>();
    let mainline = format!("6.{}", 19 + draw.below(2));
    let unaffected = |from: String, end: String| json!({ "version": from, "lessThanOrEqual": end, "status": "unaffected", "versionType": "semver" });
    let mut versions = vec![json!({ "version": introduced, "status": "affected" })];
    versions.push(json!({ "version": "0", "lessThan": introduced, "status": "unaffected", "versionType": "semver" }));
    for (major, minor) in fixed_on {
        versions.push(unaffected(format!("{major}.{minor}.{}", 1 + draw.below(90)), format!("{major}.{minor}.*")));
    }
    versions.push(json!({ "version": mainline, "lessThanOrEqual": "*", "status": "unaffected", "versionType": "original_commit_for_fix" }));
    draw.shuffle(&mut versions);
    let start = draw.commit();
    let commits: Vec<_> = (0..2)
        .map(|_| json!({ "version": start, "lessThan": draw.commit(), "status": "affected", "versionType": "git" }))
        .collect();
    let files = json!(["drivers/gauge/gauge.c"]);
    json!([
        { "product": product, "vendor": "Gauge", "defaultStatus": "unaffected", "repo": "https://git.example.org/gauge.git",
            "programFiles": files, "versions": commits },
        { "product": product, "vendor": "Gauge", "defaultStatus": "affected", "repo": "https://git.example.org/gauge.git",
            "programFiles": files, "versions": versions },
    ])
}

/// As Erlang's: one range, in which each branch changes the status.
fn changes(draw: &mut Draw, product: &str, kind: &str) -> Value {
    let mut changes = Vec::new();
    for major in [25, 26, 27].into_iter().filter(|_| draw.below(3) > 0).collect::<Vec<_>>() {
        let (minor, patch) = (draw.below(5), 1 + draw.below(20));
        let fix = if kind == "otp" { format!("{major}.{minor}.4.{patch}") } else { format!("{major}.{minor}.{patch}") };
        changes.push(json!({ "at": fix, "status": "unaffected" }));
        if kind != "otp" {
            changes.push(json!({ "at": format!("{}.0.0", major + 1), "status": "affected" }));
        }
    }
    changes.push(json!({ "at": format!("28.{}.1", draw.below(3)), "status": "unaffected" }));
    draw.shuffle(&mut changes);
    let end = ["*", "30.*", "40.0"][draw.below(3) as usize];
    let default = ["unaffected", "unknown"][draw.below(2) as usize];
    json!([{ "product": product, "vendor": "Gauge", "defaultStatus": default,
        "versions": [{ "version": "17.0", "lessThan": end, "status": "affected", "versionType": kind, "changes": changes }] }])
}

/// Ranges that overlap, of which the first decides, with patterns.
fn disputed(draw: &mut Draw, product: &str) -> Value {
    let entry = |draw: &mut Draw| {
        let major = 1 + draw.below(4);
        let minor = draw.below(3);
        let key = ["lessThan", "lessThanOrEqual"][draw.below(2) as usize];
        let end = match draw.below(4) {
            0 => format!("{major}.*"),
            1 => format!("{major}.{}.*", minor + 1),
            2 => format!("{}.0.0", major + 1),
            _ => format!("{major}.{minor}.{}", 1 + draw.below(9)),
        };
        let status = ["affected", "affected", "unaffected", "unknown"][draw.below(4) as usize];
        json!({ "version": format!("{major}.{minor}.0"), key: end, "status": status, "versionType": "semver" })
    };
    let versions: Vec<_> = (0..1 + draw.below(5)).map(|_| entry(draw)).collect();
    let default = ["affected", "unaffected", "unknown"][draw.below(3) as usize];
    json!([{ "product": product, "vendor": "Gauge", "defaultStatus": default, "versions": versions }])
}

/// Imports the records, and holds what the page and the formats say against them. Returns how many answers were compared.
fn agree(desk: &PrivateRepository, records: &[Value], has_ecosystem: bool) -> usize {
    let folder = desk.path("records");
    let id = |record: &Value| record["cveMetadata"]["cveId"].as_str().unwrap().to_owned();
    for record in records {
        support::write(&folder, &format!("{}.json", id(record)), record.to_string());
    }
    let report = desk.import("cve", &folder);
    assert_eq!(report["summary"]["new"], records.len(), "{report:#}");
    let by_id: BTreeMap<String, &Value> = records.iter().map(|record| (id(record), record)).collect();
    let portfolio = parse::portfolio(worktree::read(&desk.repo()).unwrap()).portfolio.unwrap();
    let project = &portfolio.project;
    let (mut compared, mut affected, mut unknown) = (0, 0, 0);
    for incident in &portfolio.incidents {
        let advisory = disclose(&Case::new(&portfolio, incident, support::at(NOW))).unwrap();
        let record = by_id[&incident.imported.as_ref().unwrap().id.value];
        let told = by_package(project, &advisory);
        let cve: Value =
            serde_json::from_str(&(export::cve::FORMAT.write)(&Exported::new(project, &advisory)).unwrap()).unwrap();
        let documents = (has_ecosystem && !told.is_empty()).then(|| Documents::of(project, &advisory));
        for version in cve_status::edges(record, has_ecosystem) {
            let is = is_affected(record, &version);
            let order = told.first().map_or(Order::SemVer, |versions| versions.order());
            let asked = Version::parse(&version, order).unwrap();
            let page = told.iter().any(|versions| versions.is_affected(&asked));
            let is_unknown = cve_status::status(record, &version) == "unknown";
            if let [versions] = told.as_slice() {
                let standing = versions.standing(&asked);
                assert_eq!(standing == Standing::Unknown, is_unknown, "{version} {record:#} {standing:?}");
                assert_eq!(
                    cve_status::status(&cve, &version),
                    cve_status::status(record, &version),
                    "{version} {record:#}\n{cve:#}"
                );
                unknown += usize::from(is_unknown);
            }
            assert_eq!((page, is_affected(&cve, &version)), (is, is), "{version} {record:#}\n{cve:#}");
            if let Some(documents) = &documents {
                let said = documents.say("example.org/example", &version);
                assert_eq!(said, [is; 4], "{version} {record:#}");
            }
            compared += 1;
            affected += usize::from(is);
        }
    }
    // The kernel's records leave nothing open.
    let is_open = |record: &&Value| record["containers"]["cna"]["affected"].to_string().contains("unknown");
    assert!(unknown > 0 || !records.iter().any(|record| is_open(&record)), "{unknown} of {compared}");
    assert!(affected > compared / 20 && affected < compared * 19 / 20, "{affected} of {compared}");
    compared
}

/// A repository of a project that is in no ecosystem.
fn bare(order: &str) -> PrivateRepository {
    let desk = PrivateRepository::new("SAMPLE");
    let text = desk.read("advisory.toml");
    let from = text.find("[[package]]").unwrap();
    let end = text[from..].find("\n\n").unwrap() + from;
    let text = format!("{}[versions]\norder = \"{order}\"\n{}", &text[..from], &text[end..]);
    desk.write("advisory.toml", &text.replace("name = \"Lodestore\"", "name = \"Gauge\""));
    desk
}

#[test]
fn every_version_of_a_package_has_the_record_s_answer_in_every_format() {
    let mut draw = Draw(1);
    let product = "example.org/example";
    let records: Vec<_> = (0..120)
        .map(|n| {
            let affected = match n % 3 {
                0 => kernel(&mut draw, product),
                1 => changes(&mut draw, product, "semver"),
                _ => disputed(&mut draw, product),
            };
            record(n, affected)
        })
        .collect();
    let compared = agree(&PrivateRepository::new("SAMPLE"), &records, true);
    assert!(compared > 3_000, "{compared}");
}

#[test]
fn every_version_of_a_kernel_has_the_record_s_answer() {
    let mut draw = Draw(2);
    let records: Vec<_> = (0..60).map(|n| record(n, kernel(&mut draw, "Gauge"))).collect();
    let desk = bare("kernel");
    let compared = agree(&desk, &records, false);
    assert!(compared > 1_000, "{compared}");
    desk.build();
    let osv: Value = support::files(&desk.site())
        .into_iter()
        .find(|(file, _)| file.ends_with(".osv.json"))
        .map(|(_, bytes)| serde_json::from_slice(&bytes).unwrap())
        .unwrap();
    let range = &osv["affected"][0]["ranges"][0];
    assert_eq!((&range["type"], &range["repo"]), (&json!("GIT"), &json!("https://git.example.org/gauge.git")));
    assert_eq!(range["events"].as_array().unwrap().len(), 3, "{osv:#}");
}

/// A release with four numbers is on a branch of its own: 28.0 lacks what 27.3.4.1 has.
#[test]
fn every_version_of_an_erlang_release_has_the_record_s_answer() {
    let mut draw = Draw(3);
    let records: Vec<_> = (0..60).map(|n| record(n, changes(&mut draw, "Gauge", "otp"))).collect();
    let compared = agree(&bare("numeric"), &records, false);
    assert!(compared > 800, "{compared}");
}
