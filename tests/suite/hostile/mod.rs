//! The whole program under attack, through its front door: files, arguments and places that mean harm.

use std::path::{Path, PathBuf};

use crate::support::{self, Run};

mod arguments;
mod exports;
mod files;
mod folders;
mod harmless;
mod logs;
mod merges;
mod pages;
mod places;
mod planted;
mod public_logs;
mod sizes;
mod text;
mod time;
mod unseen;

const INCIDENT: &str = "incidents/2026/quiet-otter/incident.toml";
const ADVISORY: &str = "incidents/2026/quiet-otter/advisory.md";
const PUBLIC_INCIDENT: &str = "incidents/2026/amber-heron/incident.toml";
const PUBLIC_ADVISORY: &str = "incidents/2026/amber-heron/advisory.md";

/// A private repository with one public incident and one under embargo, and a place beside it for output.
struct PrivateRepository {
    folder: tempfile::TempDir,
}

impl PrivateRepository {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        support::write_sample(&desk.repo());
        desk
    }

    fn repo(&self) -> PathBuf {
        self.folder.path().join("repo")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// Writes a file. Whatever the public advisory says then was approved.
    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        if path == PUBLIC_ADVISORY {
            support::write(&self.repo(), PUBLIC_INCIDENT, support::uncovered(&self.read(PUBLIC_INCIDENT)));
        }
        support::write(&self.repo(), path, bytes);
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.repo().join(path)).unwrap()
    }

    fn change(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from}");
        self.write(path, text.replacen(from, to, 1));
    }

    fn files(&self) -> Vec<(String, Vec<u8>)> {
        support::files(&self.repo())
    }

    /// Runs a command in the repository, at an instant after both embargoes.
    fn run(&self, arguments: &[&str]) -> Run {
        self.run_in(&self.repo(), &[], arguments)
    }

    /// The same where others may read the log.
    fn run_in_ci(&self, arguments: &[&str]) -> Run {
        self.run_in(&self.repo(), &[("CI", "true")], arguments)
    }

    fn run_in(&self, folder: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Run {
        let mut command = support::program(folder);
        command.envs(environment.to_vec()).args(support::now(NOW, arguments));
        let run = support::run(&mut command);
        let panicked = run.err.contains("panicked");
        assert!(matches!(run.code, 0..=2) && !panicked, "{arguments:?}: {run:?}");
        run
    }

    fn build(&self) -> Run {
        self.run(&["build", "--out", self.out().to_str().unwrap()])
    }

    /// The site's files, with those in archives in the place of the archives.
    fn site(&self) -> Vec<(String, Vec<u8>)> {
        let mut site = Vec::new();
        for (path, bytes) in support::files(&self.out().join("site")) {
            if path.ends_with(".zip") {
                let inside = support::unpacked(&bytes).into_iter();
                site.extend(inside.map(|(name, bytes, _)| (format!("{path}/{name}"), bytes)));
            } else {
                site.push((path, bytes));
            }
        }
        site
    }

    fn git(&self, arguments: &[&str]) {
        support::git(&self.repo(), arguments);
    }

    fn commit(&self) {
        self.git(&["init", "--quiet"]);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "All"]);
    }
}

/// When commands run, unless they are told otherwise.
const NOW: &str = "2026-11-20T00:00:00Z";
