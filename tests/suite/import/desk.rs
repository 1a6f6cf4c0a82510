//! A private repository that advisories are imported into, by the program.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{self, Run};

pub(super) const NOW: &str = "2026-12-28T12:00:00Z";

pub(super) struct PrivateRepository {
    folder: tempfile::TempDir,
}

impl PrivateRepository {
    /// A repository as `init` makes it, with another prefix of ids.
    pub(super) fn new(prefix: &str) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        let Run { code, err, .. } = run_in(desk.folder.path(), &["init", "--policy", "rook", "repo"]);
        assert_eq!(code, 0, "{err}");
        for file in ["advisory.toml", "team.toml"] {
            let text = crate::support::own(&desk.read(file));
            desk.write(file, &text.replace("\"LODE\"", &format!("{prefix:?}")));
        }
        let policy = desk.read("policy.toml").replace("your-project.example", "lodestore.example");
        let policy = policy.replace("\nto = [] ", "\nto = [\"users@lodestore.example\"] ");
        desk.write("policy.toml", &policy);
        desk
    }

    pub(super) fn repo(&self) -> PathBuf {
        self.folder.path().join("repo")
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(super) fn site(&self) -> PathBuf {
        self.path("out/site")
    }

    pub(super) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.repo().join(path)).unwrap()
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        support::write(&self.repo(), path, text);
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Run {
        run_in(&self.repo(), arguments)
    }

    /// Runs a command that must succeed, and returns what it printed.
    pub(super) fn ok(&self, arguments: &[&str]) -> String {
        let Run { code, out, err } = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}\n{out}\n{err}");
        out
    }

    /// Imports, and returns the report.
    pub(super) fn import(&self, format: &str, path: &Path) -> Value {
        let arguments = ["--format", "json", "import", format, path.to_str().unwrap(), "--by", "ada"];
        let Run { code, out, err } = self.run(&arguments);
        assert!(code < 2, "{err}");
        serde_json::from_str(&out).unwrap()
    }

    /// The public site, after `check` without a finding, but for one on advisories without versions.
    pub(super) fn build(&self) {
        let said = self.ok(&["check"]);
        let found: Vec<_> = said.lines().filter(|line| line.starts_with("warning[")).collect();
        assert!(said.trim() == "no findings" || found.iter().all(|line| line.contains("[affected-unknown]")), "{said}");
        self.ok(&["build", "--out", self.path("out").to_str().unwrap()]);
    }
}

fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    support::run(support::program(folder).args(["--now", NOW]).args(arguments))
}
