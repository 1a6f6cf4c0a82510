//! Public documents whose content changes have another version and date, whatever changed it.

use std::collections::BTreeMap;

use advisory::build::documents;
use advisory::case::Case;
use advisory::parse;
use advisory::source::worktree;
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{self, Run};

const PROJECT: &str = r#"schema = 1
[project]
name = "Example"
id-prefix = "EXAMPLE"
[[line]]
id = "1.1"
released = 2026-03-01
releases = ["1.1.0", "1.1.1"]
[[line]]
id = "1.0"
released = 2026-01-15
releases = ["1.0.0", "1.0.1", "1.0.2"]
[[package]]
ecosystem = "Go"
name = "example.org/example"
[site]
url = "https://security.example.org/"
contact = ["mailto:security@example.org"]
"#;

const ADVISORY: &str = r#"+++
id = "EXAMPLE-2026-001"
title = "Overflow in the parser"
cve = ["CVE-2026-12345"]
[[affected]]
line = "1.1"
introduced = "1.1.0"
fixed = "1.1.1"
[[affected]]
line = "1.0"
introduced = "1.0.1"
fixed = "1.0.2"
+++

## Summary

A header overflows.
"#;

const INCIDENT: &str = r#"[report]
summary = "Overflow"
disclosure = "public"
[imported]
from = "osv"
id = "X-1"
published = 2026-04-01T00:00:00Z
[[event]]
at = 2026-04-01T00:00:00Z
event = "approved"
by = "ada"
"#;

/// A repository with one public advisory.
struct Repository {
    folder: tempfile::TempDir,
}

impl Repository {
    fn new() -> Self {
        let repository = Self { folder: tempfile::tempdir().unwrap() };
        let Run { code, err, .. } =
            support::run(support::program(repository.folder.path()).args(["init", "--policy", "rook", "repo"]));
        assert_eq!(code, 0, "{err}");
        repository.write("advisory.toml", PROJECT);
        repository.write("incidents/2026/quiet-otter/advisory.md", ADVISORY);
        repository.write("incidents/2026/quiet-otter/incident.toml", INCIDENT);
        repository
    }

    fn write(&self, path: &str, text: &str) {
        support::write(&self.folder.path().join("repo"), path, text);
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.path().join("repo").join(path)).unwrap()
    }

    fn run(&self, day: u32, arguments: &[&str]) -> Run {
        let now = stamp(day);
        support::run(
            support::program(&self.folder.path().join("repo")).args(["--now", &now, "--reveal"]).args(arguments),
        )
    }

    /// Commits everything.
    fn commit(&self) {
        let folder = self.folder.path().join("repo");
        for arguments in [&["init", "-q"][..], &["add", "--all"], &["commit", "-q", "-m", "State"]] {
            support::git(&folder, arguments);
        }
    }

    /// Whether `check` says that the documents changed.
    fn is_found(&self, day: u32) -> bool {
        self.run(day, &["check"]).out.contains("error[documents-changed]")
    }

    /// The versions and dates of the documents, and all they say.
    fn documents(&self, day: u32) -> BTreeMap<&'static str, (String, String)> {
        let out = self.folder.path().join("out");
        let Run { code, err, .. } = self.run(day, &["build", "--out", out.to_str().unwrap()]);
        assert_eq!(code, 0, "{err}");
        let read = |path: &str| std::fs::read_to_string(out.join("site").join(path)).unwrap();
        let version = |text: &str, path: &str| {
            let document: Value = serde_json::from_str(text).unwrap();
            document.pointer(path).unwrap().to_string()
        };
        let csaf = read(".well-known/csaf/white/2026/example-2026-001.json");
        let (osv, vex) = (read("EXAMPLE-2026-001.osv.json"), read("EXAMPLE-2026-001.openvex.json"));
        BTreeMap::from([
            ("OSV", (version(&osv, "/modified"), osv)),
            ("CSAF", (version(&csaf, "/document/tracking/version"), csaf.clone())),
            ("CSAF date", (version(&csaf, "/document/tracking/current_release_date"), csaf)),
            ("OpenVEX", (version(&vex, "/version"), vex.clone())),
            ("OpenVEX date", (version(&vex, "/last_updated"), vex)),
            ("changes.csv", {
                let changes = read(".well-known/csaf/white/changes.csv");
                (changes.clone(), changes)
            }),
        ])
    }
}

#[test]
fn a_listed_release_moves_every_version_and_date() {
    let repository = Repository::new();
    assert!(repository.is_found(1), "what is public has to be recorded");
    assert_eq!(
        repository.run(1, &["documents"]).out,
        "EXAMPLE-2026-001: recorded for the first time\ndocuments of 1 advisory recorded\n"
    );
    let before = repository.documents(1);
    repository.write("advisory.toml", &PROJECT.replace("\"1.0.2\"", "\"1.0.2\", \"1.0.3\""));
    assert!(repository.is_found(9));
    assert_eq!(repository.run(9, &["documents", "--dry-run"]).code, 0);
    assert!(repository.is_found(9), "a dry run writes nothing");
    repository.run(9, &["documents"]);
    assert!(!repository.is_found(9));
    let after = repository.documents(9);
    for (name, (version, text)) in &before {
        assert!(after[name].1 != *text && after[name].0 != *version, "{name}: {version}");
    }
    assert_eq!(after, repository.documents(40), "the same tree has the same bytes on every day");
    // What is recorded already is not recorded again.
    let text = repository.read("incidents/2026/quiet-otter/incident.toml");
    repository.run(10, &["documents"]);
    assert_eq!(repository.read("incidents/2026/quiet-otter/incident.toml"), text);
}

/// Releases with the instant of their listing need no record.
#[test]
fn a_dated_release_moves_every_version_and_date_by_itself() {
    let repository = Repository::new();
    repository.run(1, &["documents"]);
    let listed = PROJECT.replace(
        "\"1.0.2\"]",
        "\"1.0.2\", \"1.0.3\"]\nlatest = \"1.0.3\"\nlisted = { \"1.0.3\" = 2026-05-09T00:00:00Z }",
    );
    let before = repository.documents(8);
    repository.write("advisory.toml", &listed);
    assert_eq!(repository.documents(7), before, "it is not listed yet");
    assert!(!repository.is_found(7) && !repository.is_found(8) && !repository.is_found(40));
    let after = repository.documents(8);
    for (name, (version, text)) in &before {
        assert!(after[name].1 != *text && after[name].0 != *version, "{name}: {version}");
    }
    assert!(after["OSV"].0.contains("2026-05-09T00:00:00Z"), "{}", after["OSV"].0);
    assert_eq!(after, repository.documents(40), "the same tree has the same bytes on every day");
    // One that is dated before the last record changes what was recorded.
    repository.write("advisory.toml", &listed.replace("2026-05-09", "2026-05-01"));
    assert!(repository.is_found(8));
}

/// The first file is written as a maintainer does it who records nothing: two builds, and a release
/// listed between them.
#[test]
fn nobody_lists_a_release_in_silence() {
    let repository = Repository::new();
    let found = repository.run(1, &["check"]);
    assert!(found.code == 1 && found.out.contains("run `advisory documents`"), "{}", found.out);
    repository.documents(1);
    repository.write("advisory.toml", &PROJECT.replace("\"1.0.2\"", "\"1.0.2\", \"1.0.3\""));
    assert!(repository.is_found(9));
    assert_eq!(repository.run(9, &["documents"]).code, 0);
    let after = repository.documents(9);
    assert!(after["OSV"].0.contains("2026-05-10T00:00:00Z") && after["OpenVEX"].0 == "2");
}

/// An edit by a command is recorded with the edit, and adds no version of its own.
#[test]
fn edits_by_commands_record_the_documents() {
    let repository = Repository::new();
    repository.run(1, &["documents"]);
    let before = repository.documents(1);
    let (path, text) = ("incidents/2026/quiet-otter/advisory.md", "overflows now and then");
    repository.write(path, &repository.read(path).replacen("overflows", text, 1));
    assert!(repository.is_found(2));
    let said = repository.run(3, &["revise", "quiet-otter", "--by", "ada", "--text", "Say when it overflows."]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(!repository.is_found(3) && !repository.is_found(4));
    let after = repository.documents(4);
    assert_ne!(before["OSV"].0, after["OSV"].0);
    let incident = repository.read("incidents/2026/quiet-otter/incident.toml");
    assert_eq!(incident.matches("documents-changed").count(), 2, "{incident}");
}

/// A change must give what it alters a later date than the base has.
#[test]
fn a_change_that_keeps_the_version_is_found_whatever_is_recorded() {
    let repository = Repository::new();
    repository.run(9, &["documents"]);
    repository.commit();
    repository.write("advisory.toml", &PROJECT.replace("\"1.0.2\"", "\"1.0.2\", \"1.0.3\""));
    let path = "incidents/2026/quiet-otter/incident.toml";
    let recorded = repository.read(path);
    repository.run(10, &["documents"]);
    let moved = repository.read(path);
    let base = |day| repository.run(day, &["check", "--base", "HEAD"]).out.contains("[documents-changed]");
    assert!(!base(11));
    // The new digest in the place of the old one.
    let digest = |text: &str| text.rsplit_once("sha256:").unwrap().1.split('"').next().unwrap().to_owned();
    repository.write(path, &recorded.replace(&digest(&recorded), &digest(&moved)));
    assert!(!repository.is_found(11), "in one state it looks right");
    assert!(base(11));
}

/// What a merge makes of the documents is compared with what the base has by now, also where both
/// sides edited the same file.
#[test]
fn a_branch_that_lists_a_release_is_compared_with_what_the_base_published_since() {
    for project in [PROJECT.to_owned(), PROJECT.replace("mailto:security@", "mailto:desk@")] {
        let repository = Repository::new();
        repository.run(1, &["documents"]);
        repository.commit();
        let git = |arguments: &[&str]| support::git(&repository.folder.path().join("repo"), arguments);
        git(&["branch", "-m", "main"]);
        git(&["branch", "side"]);
        let file = "incidents/2026/quiet-otter/advisory.md";
        repository.write("advisory.toml", &project);
        repository.write(file, &repository.read(file).replacen("overflows", "overflows now and then", 1));
        let said = repository.run(9, &["revise", "quiet-otter", "--by", "ada", "--text", "Say when it overflows."]);
        assert_eq!(said.code, 0, "{}", said.err);
        git(&["commit", "-q", "-a", "-m", "Revise"]);
        git(&["checkout", "-q", "side"]);
        let found = |at: &str| {
            let listed = format!("\"1.1.1\", \"1.1.2\"]\nlisted = {{ \"1.1.2\" = 2026-05-{at}T00:00:00Z }}");
            repository.write("advisory.toml", &PROJECT.replace("\"1.1.1\"]", &listed));
            git(&["commit", "-q", "-a", "-m", "List 1.1.2"]);
            repository.run(20, &["check", "--base", "main"]).out.contains("[documents-changed]")
        };
        assert!(found("05"), "the merge has other documents than main, of the same date");
        assert!(!found("12"));
    }
}

/// The newest release may be listed ahead.
#[test]
fn the_policy_page_names_the_latest_release_that_is_listed() {
    let repository = Repository::new();
    repository.run(1, &["documents"]);
    let listed = "\"1.0.2\", \"1.0.3\"]\nlatest = \"1.0.3\"\nlisted = { \"1.0.3\" = 2026-05-09T00:00:00Z }";
    repository.write("advisory.toml", &PROJECT.replace("\"1.0.2\"]", listed));
    let page = |day: u32| {
        repository.documents(day);
        std::fs::read_to_string(repository.folder.path().join("out/site/policy.html")).unwrap()
    };
    let before = page(7);
    assert!(before.contains("1.0.2") && !before.contains("1.0.3"), "{before}");
    assert!(page(8).contains("1.0.3"));
}

const QUIET_OTTER: &str = "incidents/2026/quiet-otter/incident.toml";
const CALM_HERON: &str = "incidents/2026/calm-heron/incident.toml";

/// A repository with a second advisory. Both have a relation to the other one.
fn related(other: &str) -> Repository {
    let repository = Repository::new();
    let related = |kind: &str, id: &str, text: &str| {
        text.replacen("+++\n\n## ", &format!("[[relation]]\nkind = \"{kind}\"\nid = \"{id}\"\n+++\n\n## "), 1)
    };
    let second = ADVISORY.replace("-2026-001", "-2026-002").replace("cve = [\"CVE-2026-12345\"]\n", "");
    repository.write("incidents/2026/quiet-otter/advisory.md", &related("regressed-in", "EXAMPLE-2026-002", ADVISORY));
    repository.write("incidents/2026/calm-heron/advisory.md", &related("regression-of", "EXAMPLE-2026-001", &second));
    repository.write(CALM_HERON, other);
    repository
}

/// Gives the second advisory a CVE ID, by way of the program.
fn revise(repository: &Repository, day: u32) {
    let file = "incidents/2026/calm-heron/advisory.md";
    let id = "id = \"EXAMPLE-2026-002\"\n";
    repository.write(file, &repository.read(file).replacen(id, &format!("{id}cve = [\"CVE-2026-55555\"]\n"), 1));
    let revision = ["revise", "calm-heron", "--by", "ada", "--text", "It has a CVE ID.", "--anyway"];
    let said = repository.run(day, &revision);
    assert_eq!(said.code, 0, "{}", said.err);
}

/// The documents of one advisory say what another one is called.
#[test]
fn an_edit_records_the_documents_of_related_advisories() {
    let repository = related(&INCIDENT.replace("X-1", "X-2"));
    repository.run(1, &["documents"]);
    repository.commit();
    let before = repository.read(QUIET_OTTER);
    let documents = repository.documents(2);
    revise(&repository, 3);
    assert_eq!(repository.read(QUIET_OTTER).matches("documents-changed").count(), 2);
    assert!(!repository.is_found(4));
    assert_ne!(documents["OSV"].0, repository.documents(4)["OSV"].0);
    let base = |day: u32| repository.run(day, &["check", "--base", "HEAD"]).out;
    assert!(!base(4).contains("[documents-changed]"));
    // As somebody edits it who records nothing.
    repository.write(QUIET_OTTER, &before);
    let found = base(4);
    let place = found.split("[documents-changed]").nth(1).unwrap_or_default();
    assert!(place.lines().take(3).any(|line| line.contains("quiet-otter")), "{found}");
}

/// As after a merge: one side has the second advisory, and the other one has not recorded what it says.
#[test]
fn a_related_advisory_that_changed_since_it_became_public_is_found() {
    let public = "[report]\nsummary = \"Overflow\"\ndisclosure = \"public\"\n[[event]]\nat = 2026-05-05T00:00:00Z\n";
    let repository = related(&format!("{public}event = \"approved\"\nby = \"ada\"\n"));
    repository.run(1, &["documents"]);
    repository.run(6, &["documents"]);
    let before = repository.read(QUIET_OTTER);
    assert_eq!(before.matches("documents-changed").count(), 1, "its publication is a version: {before}");
    assert!(!repository.is_found(7));
    revise(&repository, 8);
    assert!(!repository.is_found(9));
    repository.write(QUIET_OTTER, &before);
    assert!(repository.is_found(9));
    repository.run(10, &["documents"]);
    assert!(!repository.is_found(11));
}

/// An entry of the timeline that becomes public later is no version, whatever else moved one before it.
#[test]
fn what_becomes_public_with_time_has_to_be_recorded() {
    let repository = Repository::new();
    let advisory = "incidents/2026/quiet-otter/advisory.md";
    let entry = "\n[[timeline]]\nat = 2026-05-06T00:00:00Z\ntext = \"Exploited.\"\n+++\n\n## ";
    repository.write(advisory, &ADVISORY.replacen("+++\n\n## ", entry, 1));
    repository.run(1, &["documents"]);
    let listed = PROJECT.replace("\"1.0.2\"]", "\"1.0.2\", \"1.0.3\"]\nlisted = { \"1.0.3\" = 2026-05-04T00:00:00Z }");
    repository.write("advisory.toml", &listed);
    assert!(!repository.is_found(4), "the entry is not public yet");
    assert!(repository.is_found(5));
    let before = repository.documents(4);
    repository.run(6, &["documents"]);
    assert!(!repository.is_found(7));
    assert_ne!(before["OSV"].0, repository.documents(7)["OSV"].0);
}

/// Two contents at one instant have one version.
#[test]
fn two_records_of_one_instant_are_found() {
    let repository = Repository::new();
    repository.run(1, &["documents"]);
    repository.write("advisory.toml", &PROJECT.replace("\"1.0.2\"", "\"1.0.2\", \"1.0.3\""));
    repository.run(1, &["documents"]);
    assert!(repository.is_found(2));
    repository.run(2, &["documents"]);
    assert!(!repository.is_found(3));
}

/// Writes the last digest as a version of the program with another form of the documents would have recorded it.
fn write_another_digest(repository: &Repository) {
    let path = "incidents/2026/quiet-otter/incident.toml";
    let text = repository.read(path);
    let (start, digest) = text.rsplit_once("covers = \"sha256:").unwrap();
    repository.write(path, &format!("{start}covers = \"sha256:{}{}", "0".repeat(64), &digest[64..]));
}

#[test]
fn another_form_of_the_documents_is_a_change() {
    let repository = Repository::new();
    repository.run(1, &["documents"]);
    let before = repository.documents(2);
    write_another_digest(&repository);
    assert!(repository.is_found(2));
    repository.run(2, &["documents"]);
    assert!(!repository.is_found(2));
    assert_ne!(before["OSV"].0, repository.documents(2)["OSV"].0);
}

#[test]
fn nothing_is_recorded_of_what_is_not_public() {
    let repository = Repository::new();
    repository
        .write("incidents/2026/calm-wren/incident.toml", "[report]\nsummary = \"Secret\"\ndisclosure = \"private\"\n");
    let secret = repository.read("incidents/2026/calm-wren/incident.toml");
    let said = repository.run(1, &["documents"]).out;
    assert!(!said.contains("calm-wren"), "{said}");
    assert_eq!(repository.read("incidents/2026/calm-wren/incident.toml"), secret);
}

/// The instant of a day.
fn stamp(day: u32) -> String {
    format!("2026-{:02}-{:02}T00:00:00Z", 5 + day / 28, 1 + day % 28)
}

/// The sample and the portfolio of the tests are recorded. `UPDATE=1` puts the digests of another
/// form of the documents in the place of the old ones: nobody has fetched these documents.
#[test]
fn the_portfolios_of_the_project_are_recorded() {
    for (folder, now) in [("", "2026-11-20T12:00:00Z"), ("tests/base", "2026-03-12T12:00:00Z")] {
        let root = support::root().join(folder);
        let portfolio = parse::portfolio(worktree::read(&root).unwrap()).portfolio.unwrap();
        for incident in &portfolio.incidents {
            let case = Case::new(&portfolio, incident, support::at(now));
            let Ok(since) = case.publication else { continue };
            let event = documents::recorded(&case).unwrap();
            let then = Case::new(&portfolio, incident, event.at.value.max(since));
            let (is, was) = (documents::digest(&then).unwrap().unwrap(), &event.covers().unwrap().value);
            if std::env::var_os("UPDATE").is_some() {
                let path = root.join(incident.file.as_str());
                let text = std::fs::read_to_string(&path).unwrap();
                std::fs::write(&path, text.replace(was.as_str(), is.as_str())).unwrap();
            } else {
                assert_eq!(*was, is, "{}: run the tests once with UPDATE=1", incident.file);
            }
        }
    }
}

/// The number of kinds of edits.
const EDITS: u8 = 7;

/// An edit of what documents are made of.
fn edit(kind: u8, n: u32) -> (&'static str, String, String) {
    let advisory = "incidents/2026/quiet-otter/advisory.md";
    match kind {
        0 => ("advisory.toml", "\"1.0.2\"".to_owned(), format!("\"1.0.2\", \"1.0.{}\"", 10 + n)),
        1 => ("advisory.toml", "name = \"Example".to_owned(), format!("name = \"Example{n}")),
        2 => ("advisory.toml", "\"1.1.1\"]".to_owned(), format!("\"1.1.1\", \"1.1.{}\"]", 10 + n)),
        3 => {
            let dated = format!("listed = {{ \"1.0.{0}\" = <day> }}\nreleases = [\"1.0.{0}\", ", 100 + n);
            ("advisory.toml", "releases = [\"1.0.0\", ".to_owned(), dated + "\"1.0.0\", ")
        }
        4 => {
            (advisory, "+++\n\n## ".to_owned(), format!("\n[[timeline]]\nat = <day>\ntext = \"Step {n}.\"\n+++\n\n## "))
        }
        5 => (advisory, "overflows".to_owned(), format!("overflows {n} times and overflows")),
        _ => (advisory, "title = \"Overflow".to_owned(), format!("title = \"Overflow {n}")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2))]

    /// `check` is silent before each build, so equal versions must mean equal documents: also of a new version of the
    /// program, whose edit is the last kind.
    #[test]
    fn equal_versions_have_equal_content(
        kinds in Just((0..=EDITS).collect::<Vec<u8>>()).prop_shuffle(),
        numbers in proptest::collection::vec(0_u32..50, usize::from(EDITS) + 1),
    ) {
        let repository = Repository::new();
        repository.run(0, &["documents"]);
        let mut known: BTreeMap<(&'static str, String), String> = BTreeMap::new();
        let mut compare = |day| {
            for (name, (version, text)) in repository.documents(day) {
                let before = known.entry((name, version)).or_insert_with(|| text.clone());
                prop_assert_eq!(&*before, &text, "{}", name);
            }
            Ok(())
        };
        compare(0)?;
        for (day, (kind, n)) in (1_u32..).zip(kinds.into_iter().zip(numbers)) {
            if kind == EDITS {
                write_another_digest(&repository);
            } else {
                let (path, from, to) = edit(kind, n);
                repository.write(path, &repository.read(path).replacen(&from, &to, 1).replace("<day>", &stamp(day)));
            }
            if repository.is_found(day) {
                repository.run(day, &["documents"]);
            }
            prop_assert!(!repository.is_found(day));
            compare(day)?;
        }
    }
}
