//! Every format of every imported advisory has the same answer for every version at which one could change, as each
//! format's own rules read it, and that is the answer of the record.

use std::path::Path;

use advisory::advisory::{Advisory, by_package, disclose};
use advisory::case::Case;
use advisory::export::Exported;
use advisory::import::{self, Affected, Format};
use advisory::parse;
use advisory::portfolio::Project;
use advisory::source::worktree;
use advisory::version::Version;
use serde_json::Value;

use super::desk::{NOW, PrivateRepository};
use super::ordered;
use crate::support;

/// The documents of one advisory.
pub(super) struct Documents {
    osv: Value,
    csaf: Vec<crate::csaf::consumer::Product>,
    cve: Value,
    github: Value,
}

impl Documents {
    pub(super) fn of(project: &Project, advisory: &Advisory) -> Self {
        use advisory::export::{csaf, cve, ghsa, osv};
        let read = |format: &advisory::export::Format| -> Value {
            serde_json::from_str(&(format.write)(&Exported::new(project, advisory)).unwrap()).unwrap()
        };
        Self {
            osv: read(&osv::FORMAT),
            csaf: crate::csaf::consumer::products(&read(&csaf::FORMAT)),
            cve: read(&cve::FORMAT),
            github: read(&ghsa::FORMAT),
        }
    }

    /// Whether a version of a package is affected, by OSV, CSAF, CVE and GitHub.
    pub(super) fn say(&self, package: &str, version: &str) -> [bool; 4] {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let names = ["packageName", "product"];
        let products = list(&self.cve["affected"]);
        let product = products.into_iter().find(|product| names.iter().any(|key| product[*key] == package));
        let ranges = list(&self.github["vulnerabilities"]).into_iter().filter(|of| of["package"]["name"] == package);
        [
            crate::osv::walk::evaluate(&self.osv, package, version).in_range,
            crate::csaf::consumer::evaluate(&self.csaf, package, version).in_range,
            product.is_some_and(|product| crate::cve::walk::status(&product, version) == "affected"),
            ranges.filter(|r| crate::ghsa::is_within(r["vulnerable_version_range"].as_str().unwrap(), version)).count()
                > 0,
        ]
    }
}

impl Documents {
    /// The same in the order of the version, which need not be that of Semantic Versioning.
    pub(super) fn say_in_order(&self, package: &str, version: &Version) -> [bool; 4] {
        [
            ordered::osv(&self.osv, package, version),
            ordered::csaf(&self.csaf, package, version),
            ordered::cve(&self.cve, package, version),
            ordered::github(&self.github, package, version),
        ]
    }

    /// Whether the OSV record says something about a package.
    pub(super) fn osv_names(&self, package: &str) -> bool {
        self.osv["affected"].as_array().into_iter().flatten().any(|affected| affected["package"]["name"] == package)
    }
}

/// The versions at which an answer could change, and their neighbours.
fn edges<'a>(ranges: impl Iterator<Item = &'a Affected>) -> Vec<semver::Version> {
    let mut edges = vec![semver::Version::new(0, 0, 0), semver::Version::new(9999, 0, 0)];
    let bounds = ranges.flat_map(|r| [&r.introduced, &r.fixed, &r.last_affected].map(Option::as_deref)).flatten();
    for bound in bounds.filter(|bound| *bound != "0").map(|bound| semver::Version::parse(bound).unwrap()) {
        let plain = semver::Version::new(bound.major, bound.minor, bound.patch);
        let first = semver::Version { pre: semver::Prerelease::new("0").unwrap(), ..plain.clone() };
        let before = plain.patch.checked_sub(1).map(|patch| semver::Version { patch, ..plain.clone() });
        let after = semver::Version { patch: plain.patch + 1, ..plain.clone() };
        edges.extend([bound, first, plain, after].into_iter().chain(before));
    }
    edges.sort();
    edges.dedup();
    edges
}

/// Whether the record says that a version is affected.
fn recorded<'a>(mut ranges: impl Iterator<Item = &'a Affected>, version: &semver::Version) -> bool {
    let read = |text: &Option<String>| {
        text.as_deref().filter(|text| *text != "0").map(|text| semver::Version::parse(text).unwrap())
    };
    ranges.any(|range| {
        read(&range.introduced).is_none_or(|from| *version >= from)
            && read(&range.fixed).is_none_or(|fixed| *version < fixed)
            && read(&range.last_affected).is_none_or(|last| *version <= last)
    })
}

fn agree(prefix: &str, format: Format, path: &Path, least: usize) {
    let desk = PrivateRepository::new(prefix);
    desk.import(format.word(), path);
    let portfolio = parse::portfolio(worktree::read(&desk.repo()).unwrap()).portfolio.unwrap();
    let batch = import::read(format, path).unwrap();
    let records: std::collections::BTreeMap<_, _> = batch
        .entries
        .into_iter()
        .map(|entry| entry.record.unwrap())
        .map(|record| (record.id.clone(), record))
        .collect();
    let (mut compared, mut affected) = (0, 0);
    for incident in &portfolio.incidents {
        let advisory = disclose(&Case::new(&portfolio, incident, support::at(NOW))).unwrap();
        if advisory.withdrawn.is_some() {
            continue;
        }
        let record = &records[&incident.imported.as_ref().unwrap().id.value];
        let documents = Documents::of(&portfolio.project, &advisory);
        for told in by_package(&portfolio.project, &advisory) {
            let package = told.package.unwrap();
            let own = || record.affected.iter().filter(|range| range.package.as_deref() == Some(package));
            for version in edges(own()) {
                let is = recorded(own(), &version);
                let page = told.is_affected(&version.to_string().parse().unwrap());
                let mut said = documents.say(package, &version.to_string());
                if told.ecosystem.is_none() {
                    // OSV has no name for it.
                    said[0] = is;
                }
                assert_eq!((page, said), (is, [is; 4]), "{} {package} {version}", record.id);
                compared += 1;
                affected += usize::from(is);
            }
        }
    }
    assert!(compared > least && affected > least / 4, "{compared} {affected}");
}

#[test]
#[ignore = "needs ../shared/corpora/rustsec-advisory-db.tar.gz"]
fn every_version_of_rustsec_has_one_answer_in_every_format() {
    let corpus = support::shared("corpora/rustsec-advisory-db.tar.gz");
    agree("RUSTSEC", Format::RustSec, &corpus, 5000);
}

#[test]
#[ignore = "needs ../shared/corpora/cncf-osv"]
fn every_version_of_four_projects_has_one_answer_in_every_format() {
    let corpus = support::shared("corpora/cncf-osv");
    agree("SAMPLE", Format::Osv, &corpus, 500);
}
