//! OSV: scanners get the same answer for every version as readers of the page, and the files are valid.

pub(crate) mod layout;
pub(crate) mod walk;

use advisory::advisory::{Advisory, by_package, disclose};
use advisory::case::Case;
use advisory::export::Exported;
use advisory::export::osv::FORMAT;
use advisory::parse;
use advisory::portfolio::{Portfolio, Project};
use advisory::source::worktree;
use advisory::version::Version;
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{self, at};
use layout::{Entry, PACKAGES, layout, published};
use walk::evaluate;

fn record(project: &Project, advisory: &Advisory) -> Value {
    serde_json::from_str(&(FORMAT.write)(&Exported::new(project, advisory)).unwrap()).unwrap()
}

/// What the project means, by the rule alone: a range speaks of the releases that its line lists.
pub(crate) fn meant<'e>(mut entries: impl Iterator<Item = &'e Entry>, line: &str, version: &str) -> bool {
    let read = |text: &String| semver::Version::parse(text).unwrap();
    let version = semver::Version::parse(version).unwrap();
    entries.any(|entry| {
        entry.line.as_ref().is_none_or(|of| of == line)
            && entry.introduced.as_ref().is_none_or(|first| read(first) <= version)
            && entry.end.as_ref().is_none_or(|(kind, end)| match *kind {
                "fixed" => version < read(end),
                _ => version <= read(end),
            })
    })
}

fn is_affected(project: &Project, advisory: &Advisory, package: &str, version: &str) -> bool {
    let version: Version = version.parse().unwrap();
    by_package(project, advisory).iter().any(|p| p.package == Some(package) && p.is_affected(&version))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, max_shrink_iters: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Of every release, and of every version between and beyond, released or not.
    #[test]
    fn a_scanner_has_the_page_s_answer_for_every_version_of_every_package(layout in layout()) {
        let (portfolio, advisory) = layout.disclosed();
        let record = record(&portfolio.project, &advisory);
        let told = by_package(&portfolio.project, &advisory);
        for (number, (package, _)) in PACKAGES.iter().enumerate() {
            let told = told.iter().find(|told| told.package == Some(package));
            let is_affected = |version: &str| told.is_some_and(|told| told.is_affected(&version.parse().unwrap()));
            for (line, version) in layout.listed() {
                let meant = meant(layout.entries.iter().filter(|e| e.package == number), &line, &version);
                let answer = evaluate(&record, package, &version);
                prop_assert_eq!(is_affected(&version), meant, "{} {} {}", package, version, record);
                prop_assert_eq!((answer.listed, answer.in_range), (meant, meant), "{} {} {}", package, version, record);
            }
            for version in layout::around() {
                let answer = evaluate(&record, package, &version);
                prop_assert_eq!(answer.in_range, is_affected(&version), "{} {} {}", package, version, record);
            }
        }
    }
}

/// Otherwise the property would hold of nothing.
#[test]
fn generated_layouts_have_affected_and_fixed_releases_on_several_lines() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut affected, mut spared, mut branched) = (0, 0, 0);
    for _ in 0..64 {
        let layout = layout().new_tree(&mut runner).unwrap().current();
        let (portfolio, advisory) = layout.disclosed();
        for package in by_package(&portfolio.project, &advisory) {
            let count = package.affected_releases().len();
            (affected, spared) = (affected + count, spared + layout.listed().len() - count);
            branched += usize::from(package.ranges().len() > 2);
        }
    }
    assert!(affected > 200 && spared > 200 && branched > 20, "{affected} {spared} {branched}");
}

const PROJECT: &str = r#"schema = 1
[project]
name = "Lodestore"
id-prefix = "LODE"
[[package]]
ecosystem = "Go"
name = "lodestore.example/lodestore"
[[line]]
id = "main"
development = true
[[line]]
id = "1.16"
releases = ["1.16.0-rc.1", "1.16.0", "1.16.4"]
[[line]]
id = "1.15"
releases = ["1.15.0", "1.15.8", "1.15.9"]
[[line]]
id = "1.14"
releases = ["1.14.0", "1.14.11"]
[[line]]
id = "1.12"
[site]
url = "https://security.lodestore.example/"
contact = ["mailto:security@lodestore.example"]
"#;

/// The ranges of an advisory with these entries, and which of some versions are affected.
fn told(entries: &str, versions: &[&str]) -> (Vec<String>, Vec<String>) {
    let document = format!("+++\nid = \"LODE-2026-001\"\ntitle = \"T\"\n{entries}\n+++\n\n## Summary\n\nWords.\n");
    let (portfolio, advisory) = published(PROJECT, &document);
    let record = record(&portfolio.project, &advisory);
    let range = |range: &Value| {
        let event = |event: &Value| {
            event.as_object().unwrap().iter().map(|(k, v)| format!("{k} {}", v.as_str().unwrap())).collect()
        };
        range["events"].as_array().unwrap().iter().map(event).collect::<Vec<String>>().join(", ")
    };
    let ranges = record["affected"][0]["ranges"].as_array().into_iter().flatten().map(range).collect();
    let is = |version: &&&str| is_affected(&portfolio.project, &advisory, "lodestore.example/lodestore", version);
    (ranges, versions.iter().filter(is).map(|v| (*v).to_owned()).collect())
}

#[test]
fn versions_between_and_beyond_have_the_documented_answer() {
    // A backport is fixed though a later line begins to be affected anew; so is what follows it.
    let both = "affected = [{ line = \"1.16\", fixed = \"1.16.4\" }, { line = \"1.15\", fixed = \"1.15.9\" }]";
    let versions = ["1.14.11", "1.15.0", "1.15.8", "1.15.9", "1.15.10", "1.16.0-rc.1", "1.16.3", "1.16.4", "1.17.0"];
    let (ranges, affected) = told(both, &versions);
    assert_eq!(ranges, ["introduced 1.15.0, fixed 1.15.9", "introduced 1.16.0-rc.1, fixed 1.16.4"]);
    assert_eq!(affected, ["1.15.0", "1.15.8", "1.16.0-rc.1", "1.16.3"]);

    // A line without a fix stays affected, up to the first release of the next one.
    let open = "affected = [{ line = \"1.15\" }]";
    let (ranges, affected) = told(open, &["1.15.0", "1.15.99", "1.16.0-rc.1", "1.16.0"]);
    assert_eq!(ranges, ["introduced 1.15.0, fixed 1.16.0-rc.1"]);
    assert_eq!(affected, ["1.15.0", "1.15.99"]);

    // Nobody says that the newest line's flaw is gone from what comes after it.
    let (ranges, affected) = told("affected = [{ line = \"1.16\", introduced = \"1.16.4\" }]", &["1.16.5", "1.17.0"]);
    assert_eq!(ranges, ["introduced 1.16.4"]);
    assert_eq!(affected, ["1.16.5", "1.17.0"]);

    // A line that is not in advisory.toml counts to the one before it.
    let (ranges, affected) = told("affected = [{ line = \"1.12\", fixed = \"1.12.3\" }]", &["1.12.0", "1.13.0"]);
    assert_eq!((ranges, affected), (vec!["introduced 1.12.0, fixed 1.12.3".to_owned()], vec!["1.12.0".to_owned()]));
    assert_eq!(told("affected = [{ line = \"1.12\" }]", &["1.12.0", "1.13.0", "1.14.0"]).1, ["1.12.0", "1.13.0"]);

    // The last affected version is the last one that is known to be; the one after it is not.
    let (ranges, affected) =
        told("affected = [{ line = \"1.14\", last-affected = \"1.14.11\" }]", &["1.14.11", "1.14.12"]);
    assert_eq!(
        (ranges, affected),
        (vec!["introduced 1.14.0, last_affected 1.14.11".to_owned()], vec!["1.14.11".to_owned()])
    );

    // The development line: what is released from it next, and the builds that are named.
    let main = "affected = [{ line = \"main\" }, { line = \"1.16\", fixed = \"1.16.4\" }]";
    assert_eq!(told(main, &["1.16.0", "1.16.5", "1.17.0"]).1, ["1.16.0", "1.17.0"]);
    let builds = "affected = [{ line = \"main\", introduced = \"1.15.0-beta.1\", fixed = \"1.15.0-beta.2\" }]";
    let (ranges, affected) = told(builds, &["1.14.11", "1.15.0-beta.1", "1.15.0-beta.2", "1.15.0", "1.17.0"]);
    assert_eq!(
        (ranges, affected),
        (vec!["introduced 1.15.0-beta.1, fixed 1.15.0-beta.2".to_owned()], vec!["1.15.0-beta.1".to_owned()])
    );

    // Without a line: everything.
    assert_eq!(told("affected = [{ fixed = \"1.14.3\" }]", &["0.1.0", "1.13.0", "1.14.3"]).1, ["0.1.0", "1.13.0"]);
}

/// The samples, each after its last advisory is public.
pub(crate) fn samples() -> [(Portfolio, Vec<Advisory>); 2] {
    ["", "tests/portfolios/vitess"].map(|folder| {
        let portfolio = parse::portfolio(worktree::read(&support::root().join(folder)).unwrap()).portfolio.unwrap();
        let now = at("2026-11-26T00:00:00Z");
        let advisories =
            portfolio.incidents.iter().filter_map(|i| disclose(&Case::new(&portfolio, i, now)).ok()).collect();
        (portfolio, advisories)
    })
}

#[test]
fn scanners_and_pages_agree_on_every_release_of_both_samples() {
    let mut affected = 0;
    for (portfolio, advisories) in samples() {
        for advisory in &advisories {
            let record = record(&portfolio.project, advisory);
            for package in by_package(&portfolio.project, advisory) {
                for release in portfolio.project.lines.iter().flat_map(|line| &line.releases) {
                    let number = package.number(&release.value).unwrap();
                    let answer = evaluate(&record, package.package.unwrap(), number.as_str());
                    let is = package.is_affected(&release.value);
                    assert_eq!((answer.listed, answer.in_range), (is, is), "{} {}", advisory.id, release.value);
                    affected += usize::from(is);
                }
            }
        }
    }
    assert!(affected > 100, "{affected}");
}

/// The Go vulnerability database has the ranges of the same vulnerabilities, in the module's numbers.
#[test]
#[ignore = "needs ../shared/corpora/cncf-osv"]
fn vitess_releases_are_affected_as_in_the_public_record() {
    let corpus = support::shared("corpora/cncf-osv");
    let [_, (portfolio, advisories)] = samples();
    let (mut records, mut affected) = (0, 0);
    for advisory in &advisories {
        let Some(id) = advisory.aliases.iter().find(|alias| alias.starts_with("GO-")) else { continue };
        let theirs: Value = serde_json::from_slice(&std::fs::read(corpus.join(format!("{id}.json"))).unwrap()).unwrap();
        let record = record(&portfolio.project, advisory);
        records += 1;
        for release in portfolio.project.lines.iter().flat_map(|line| &line.releases) {
            // 16.0.1 is 0.16.1 as a module.
            let numbers = release.value.as_str().replacen(".0.", ".", 1);
            let number = format!("0.{numbers}");
            let answer = evaluate(&theirs, "vitess.io/vitess", &number);
            let ours = evaluate(&record, "vitess.io/vitess", &number);
            assert_eq!(ours.in_range, answer.in_range, "{id} {}", release.value);
            affected += usize::from(ours.listed);
        }
    }
    assert_eq!(records, 5);
    assert!(affected > 50, "{affected}");
}

#[test]
#[ignore = "needs ../shared/schemas/osv/schema-1.7.5.json"]
fn every_sample_s_file_keeps_to_the_schema() {
    let schema = support::shared("schemas/osv/schema-1.7.5.json");
    let schema: Value = serde_json::from_slice(&std::fs::read(schema).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (portfolio, advisories) in samples() {
        let covered: Vec<_> = advisories
            .iter()
            .filter(|advisory| (FORMAT.covers)(&Exported::new(&portfolio.project, advisory)))
            .collect();
        assert!(covered.len() >= 5, "{}", covered.len());
        for advisory in covered {
            let errors: Vec<_> = validator
                .iter_errors(&record(&portfolio.project, advisory))
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", advisory.id);
        }
    }
}

#[test]
fn a_record_is_named_by_a_registered_id_and_never_its_own_alias() {
    let named = |front: &str| {
        let document = format!(
            "+++\nid = \"LODE-2026-001\"\ntitle = \"T\"\n{front}\n[[affected]]\nfixed = \"1.16.4\"\n+++\n\n## Summary\n\nWords.\n"
        );
        let (portfolio, advisory) = published(PROJECT, &document);
        let record = record(&portfolio.project, &advisory);
        assert_eq!(record["database_specific"]["id"], "LODE-2026-001");
        let aliases: Vec<String> = serde_json::from_value(record["aliases"].clone()).unwrap_or_default();
        (
            (FORMAT.covers)(&Exported::new(&portfolio.project, &advisory)),
            record["id"].as_str().unwrap().to_owned(),
            aliases.join(" "),
        )
    };
    let is = |covered, id: &str, aliases: &str| (covered, id.to_owned(), aliases.to_owned());
    let both = "cve = [\"CVE-2026-12345\"]\naliases = [\"GO-2026-4567\", \"GHSA-2f9p-8c8q-x7vv\"]";
    assert_eq!(named(both), is(true, "GHSA-2f9p-8c8q-x7vv", "CVE-2026-12345 GO-2026-4567"));
    assert_eq!(named("cve = [\"CVE-2026-12345\"]"), is(true, "CVE-2026-12345", ""));
    assert_eq!(named("aliases = [\"GO-2026-4567\"]"), is(true, "GO-2026-4567", ""));
    assert_eq!(named(""), is(false, "LODE-2026-001", ""));
}

#[test]
fn a_package_url_names_the_package_as_its_ecosystem_does() {
    use advisory::ecosystem::Ecosystem;
    use advisory::ecosystem::purl::purl;
    for (ecosystem, package, expected) in [
        ("Go", "vitess.io/vitess", Some("pkg:golang/vitess.io/vitess")),
        ("npm", "@lodestore/client", Some("pkg:npm/%40lodestore/client")),
        ("crates.io", "lodestore", Some("pkg:cargo/lodestore")),
        ("PyPI", "Lode_Store", Some("pkg:pypi/lode-store")),
        ("Maven", "example.lodestore:client", Some("pkg:maven/example.lodestore/client")),
        ("Maven", "client", None),
        ("Debian:12", "lodestore", Some("pkg:deb/debian/lodestore?distro=debian-12")),
        ("Debian", "lodestore", Some("pkg:deb/debian/lodestore")),
        ("Maven:https://maven.example", "a.b:client", Some("pkg:maven/a.b/client?repository_url=maven.example")),
        ("GHC", "lodestore", None),
    ] {
        assert_eq!(purl(&Ecosystem::from(ecosystem), package, None).as_deref(), expected, "{ecosystem}");
    }
}
