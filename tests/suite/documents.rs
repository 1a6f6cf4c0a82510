//! Public documents whose content changes have another version and date, whatever changed it.

use std::collections::BTreeMap;

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
        let now = format!("2026-{:02}-{:02}T00:00:00Z", 5 + day / 28, 1 + day % 28);
        support::run(
            support::program(&self.folder.path().join("repo")).args(["--now", &now, "--reveal"]).args(arguments),
        )
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
    assert!(!repository.is_found(1), "nothing is asked of who records nothing");
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

#[test]
fn another_form_of_the_documents_is_a_change() {
    let repository = Repository::new();
    repository.run(1, &["documents"]);
    // As a version of the program that writes another form would have recorded it.
    let text = repository.read("incidents/2026/quiet-otter/incident.toml");
    let (start, digest) = text.split_once("covers = \"sha256:").unwrap();
    repository.write(
        "incidents/2026/quiet-otter/incident.toml",
        &format!("{start}covers = \"sha256:{}{}", "0".repeat(64), &digest[64..]),
    );
    assert!(repository.is_found(2));
    let before = repository.documents(2);
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

/// An edit of what documents are made of.
fn edit(kind: u8, n: u32) -> (&'static str, String, String) {
    let advisory = "incidents/2026/quiet-otter/advisory.md";
    match kind % 5 {
        0 => ("advisory.toml", "\"1.0.2\"".to_owned(), format!("\"1.0.2\", \"1.0.{}\"", 10 + n)),
        1 => ("advisory.toml", "name = \"Example".to_owned(), format!("name = \"Example{n}")),
        2 => ("advisory.toml", "\"1.1.1\"]".to_owned(), format!("\"1.1.1\", \"1.1.{}\"]", 10 + n)),
        3 => (advisory, "overflows".to_owned(), format!("overflows {n} times and overflows")),
        _ => (advisory, "title = \"Overflow".to_owned(), format!("title = \"Overflow {n}")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// `check` is silent before each build, so equal versions must mean equal documents.
    #[test]
    fn equal_versions_have_equal_content(edits in proptest::collection::vec((any::<u8>(), 0_u32..50), 1..4)) {
        let repository = Repository::new();
        repository.run(0, &["documents"]);
        let mut known: BTreeMap<(&'static str, String), String> = BTreeMap::new();
        for (day, (kind, n)) in edits.into_iter().enumerate() {
            let day = u32::try_from(day).unwrap() + 1;
            let (path, from, to) = edit(kind, n);
            repository.write(path, &repository.read(path).replacen(&from, &to, 1));
            if repository.is_found(day) {
                repository.run(day, &["documents"]);
            }
            prop_assert!(!repository.is_found(day));
            for (name, (version, text)) in repository.documents(day) {
                let before = known.entry((name, version)).or_insert_with(|| text.clone());
                prop_assert_eq!(&*before, &text, "{}", name);
            }
        }
    }
}
