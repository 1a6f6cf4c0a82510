//! `scan`: embargoed text is found before it leaves, however it was copied, and nothing else is.

mod disguises;
mod found;
mod history;
mod hook;
mod random;
mod site;

use advisory::case::Case;
use advisory::parse;
use advisory::policy::presets;
use advisory::scan::{Hit, Kind, Watch};
use advisory::source::Tree;

use crate::support::{at, tree};

/// A sentence of the private notes that the tests copy.
const SENTENCE: &str = "The restore worker unpacks a crafted archive outside its scratch folder as the storage owner.";

/// A portfolio with one incident, `hidden-otter`, and these further files.
fn portfolio(files: &[(&str, &str)]) -> Tree {
    let preset = presets::files("rook").unwrap();
    let preset = preset.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()));
    let incident = [
        ("incidents/2026/hidden-otter/incident.toml".to_owned(), INCIDENT.to_owned()),
        ("incidents/2026/hidden-otter/advisory.md".to_owned(), ADVISORY.to_owned()),
        ("incidents/2026/hidden-otter/notes/plan.md".to_owned(), format!("# Plan\n\n{SENTENCE}\n")),
        ("incidents/2026/hidden-otter/patches/0001.patch".to_owned(), PATCH.to_owned()),
    ];
    let more = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    tree(preset.chain(incident).chain(more))
}

fn watch_at(tree: Tree, now: &str) -> Watch {
    let reading = parse::portfolio(tree);
    let portfolio = reading.portfolio.unwrap();
    assert!(
        reading.findings.iter().all(|f| f.severity != advisory::finding::Severity::Error),
        "{:?}",
        reading.findings
    );
    let cases: Vec<Case<'_>> = portfolio.incidents.iter().map(|i| Case::new(&portfolio, i, at(now))).collect();
    Watch::new(&portfolio, &cases, [])
}

fn watch() -> Watch {
    watch_at(portfolio(&[]), "2026-03-05T00:00:00Z")
}

fn kinds(hits: &[Hit]) -> Vec<Kind> {
    hits.iter().map(|hit| hit.kind).collect()
}

const INCIDENT: &str = r#"# Beatrix saw the worker crash on Tuesday while restoring the old backups.
[report]
summary = "Crafted archives escape the scratch folder on restore"
disclosure = "private"
reporter = { name = "Quillon Ashdown", email = "quillon@reports.example", consent = false }

[report.answers]
impact = "Any tenant overwrites the configuration of the neighbouring storage pools."

[scope]
lines = []
components = []

[fix]
thread = "https://lists.lodestore.example/private/thread-4711"
repository = "https://git.lodestore.example/private/otter-den"
commits = [{ id = "8f36c2de51", line = "main", author = "ada" }]

[notice]
mitigations = "Stop the restore worker on every node until the release is installed."

[embargo]
until = 2026-03-20T15:00:00Z

[[event]]
at = 2026-03-02T09:00:00Z
event = "reported"
note = "Quillon asks us to spare the beta testers an early warning."
"#;

const ADVISORY: &str = r#"+++
title = "Restore follows paths out of its scratch folder"
cve = ["CVE-2026-9900777"]
aliases = ["GHSA-2m4c-7f9q-x3vw"]
+++

## Summary

Restoring a backup that somebody prepared writes files **outside** the [scratch folder](https://docs.lodestore.example/scratch) of the worker.

## Am I affected?

## Mitigation

## How to upgrade
"#;

const PATCH: &str = "From 62a0f95c7b0d1e2f3a4b5c6d7e8f901234567890 Mon Sep 17 00:00:00 2001
From: Hugo Ferreira <hugo@lodestore.example>
Subject: [PATCH] restore: refuse entries that leave the scratch folder

---
 restore.go | 3 ++-
--- a/restore.go
+++ b/restore.go
@@ -1,2 +1,3 @@
 package restore
-	dst := filepath.Join(scratch, entry.Name)
+	dst, inside := scratchRoot.Resolve(entry.Name, archive.Manifest)
+	if !inside { return refuseEntry(archive, entry, worker.Quarantine) }
";
