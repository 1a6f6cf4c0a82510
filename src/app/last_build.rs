//! What is known of the last build of a site, in two files that only their owner may read: a
//! summary, and the state of the files. They have hashes, counts and instants alone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::source::Source;
use super::workspace::Workspace;
use crate::build::inputs;
use crate::finding::Finding;
use crate::fingerprint::Fingerprint;
use crate::output::{self, Cache, Settled};
use crate::source::Tree;
use crate::time::Instant;

/// The last build of a site.
#[derive(Serialize, Deserialize)]
pub(super) struct LastBuild {
    /// What it was built of.
    facts: String,
    /// The Unix times between which a build has the same result: the first, and the one after the
    /// last.
    from: i64,
    until: i64,
    /// The state of its files.
    site: String,
    pub(super) files: usize,
    pub(super) advisories: usize,
    /// The fingerprints of the folders that the reasons why incidents are left out are about, and
    /// that of the reasons.
    left_out: BTreeSet<String>,
    findings: String,
}

impl LastBuild {
    /// Reads what is known of the last build; `None` if it is nothing, or damaged.
    pub(super) fn read(cache: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(summary(cache)).ok()?;
        let (text, checksum) = text.split_once('\n')?;
        if Fingerprint::of([text]).to_string() != checksum {
            return None;
        }
        serde_json::from_str(text).ok()
    }

    /// Notes the state of a site after a build. Without the note, the next build does more work.
    pub(super) fn note(workspace: &Workspace, cache: &Path, public: &[String], built: &Site<'_>, settled: &Settled) {
        let _unkept = output::private_file(&files(cache), &settled.bytes);
        let (tree, now) = (workspace.tree(), workspace.now());
        let last = Self {
            facts: facts(workspace.source(), Some(tree), public).to_string(),
            from: now.unix(),
            until: inputs::until(tree, now).unix(),
            site: settled.state.to_string(),
            files: built.files,
            advisories: built.advisories,
            left_out: built.left_out.iter().flat_map(folders).collect(),
            findings: fingerprint(built.left_out).to_string(),
        };
        if let Ok(text) = serde_json::to_string(&last) {
            let checksum = Fingerprint::of([&text]);
            let _unkept = output::private_file(&summary(cache), format!("{text}\n{checksum}").as_bytes());
        }
    }

    /// Returns whether a build of these facts at an instant has the same result.
    pub(super) fn counts(&self, facts: Fingerprint, now: Instant) -> bool {
        self.from <= now.unix() && now.unix() < self.until && self.facts == facts.to_string()
    }

    /// Returns whether this is the state of its site.
    pub(super) fn has_state(&self, state: Fingerprint) -> bool {
        self.site == state.to_string()
    }

    /// Returns whether a folder is among those that the reasons why incidents are left out are
    /// about.
    pub(super) fn leaves_out(&self, folder: &str) -> bool {
        self.left_out.contains(&Fingerprint::of([folder]).to_string())
    }

    /// Returns whether these are the reasons why incidents are left out.
    pub(super) fn has_left_out(&self, findings: &[Finding]) -> bool {
        self.findings == fingerprint(findings).to_string()
    }
}

/// A site as it was built.
pub(super) struct Site<'a> {
    /// The number of its files.
    pub(super) files: usize,
    /// The number of its advisories.
    pub(super) advisories: usize,
    /// Why incidents are left out.
    pub(super) left_out: &'a [Finding],
}

/// Reads what is known of the files of a site since its last build.
pub(super) fn known(cache: &Path) -> Cache {
    Cache::read(&std::fs::read(files(cache)).unwrap_or_default())
}

/// Returns the fingerprints of the folders that a finding is about.
fn folders(finding: &Finding) -> impl Iterator<Item = String> {
    let places = std::iter::once(&finding.primary).chain(&finding.others);
    let folders = places.filter_map(|label| label.location.file.incident_folder());
    folders.map(|folder| Fingerprint::of([folder]).to_string())
}

/// Returns what stands for these findings.
fn fingerprint(findings: &[Finding]) -> Fingerprint {
    Fingerprint::of(findings.iter().map(|finding| format!("{finding:?}")))
}

fn summary(cache: &Path) -> PathBuf {
    cache.with_extension("json")
}

fn files(cache: &Path) -> PathBuf {
    cache.with_extension("files")
}

/// Returns what stands for everything that a build is made of but the instant.
pub(super) fn facts(source: &Source, tree: Option<&Tree>, public: &[String]) -> Fingerprint {
    let portfolio = match (source.fixed(), tree) {
        (Some(revision), _) => Fingerprint::of([revision]),
        (None, Some(tree)) => inputs::of_tree(tree),
        (None, None) => Fingerprint::of(["nothing"; 0]),
    };
    inputs::program().and(portfolio).and(Fingerprint::of(public))
}
