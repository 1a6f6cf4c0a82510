//! The whole program under attack, through its front door: files, arguments and places that mean harm.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support;

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
mod sizes;
mod text;
mod time;
mod unseen;

const INCIDENT: &str = "incidents/2026/quiet-otter/incident.toml";
const ADVISORY: &str = "incidents/2026/quiet-otter/advisory.md";
const PUBLIC_INCIDENT: &str = "incidents/2026/amber-heron/incident.toml";
const PUBLIC_ADVISORY: &str = "incidents/2026/amber-heron/advisory.md";

/// A private repository with one public incident and one under embargo, and a place beside it for output.
struct Evaluator {
    folder: tempfile::TempDir,
}

/// What a command said, and how it ended.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

impl Evaluator {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        for (path, bytes) in support::files(&support::root().join("tests/base")) {
            desk.write(&path, bytes);
        }
        desk
    }

    fn repo(&self) -> PathBuf {
        self.folder.path().join("repo")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.repo().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
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
    fn run(&self, arguments: &[&str]) -> Said {
        self.run_in(&self.repo(), &[], arguments)
    }

    /// The same where others may read the log.
    fn run_in_ci(&self, arguments: &[&str]) -> Said {
        self.run_in(&self.repo(), &[("CI", "true")], arguments)
    }

    fn run_in(&self, folder: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_advisory"));
        command.current_dir(folder).env_remove("CI").env_remove("SOURCE_DATE_EPOCH").env("NO_COLOR", "1");
        command.env("ADVISORY_NOW", NOW).envs(environment.iter().copied());
        let output = command.args(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap_or_else(|| panic!("{arguments:?} was killed: {:?}", output.status));
        let said = Said { code, out: text(output.stdout), err: text(output.stderr) };
        assert!(matches!(code, 0..=2) && !said.err.contains("panicked"), "{arguments:?}: {said:?}");
        said
    }

    fn build(&self) -> Said {
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
