//! A private repository whose commits have the dates and people that a test gives them.

use std::path::Path;

use tempfile::TempDir;

use crate::support;

/// A repository.
pub struct Repo {
    folder: TempDir,
}

/// What one commit says of itself.
#[derive(Clone, Copy)]
pub struct By<'a> {
    pub name: &'a str,
    pub at: &'a str,
}

impl Repo {
    pub fn new() -> Self {
        Self::of("sha1")
    }

    /// With this kind of ids.
    pub fn of(format: &str) -> Self {
        let repo = Self { folder: TempDir::new().unwrap() };
        repo.git(&["init", "-q", "-b", "main", &format!("--object-format={format}")]);
        repo
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn git(&self, args: &[&str]) -> String {
        support::git(self.path(), args)
    }

    pub fn write(&self, path: &str, text: &str) {
        support::write(self.path(), path, text);
    }

    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.path().join(path)).unwrap();
    }

    /// Commits everything; the id.
    pub fn commit(&self, by: By<'_>) -> String {
        self.commit_with(by, &[])
    }

    /// Commits everything, with more arguments; the id.
    pub fn commit_with(&self, by: By<'_>, more: &[&str]) -> String {
        self.git(&["add", "-A"]);
        let args = [&["commit", "-q", "--allow-empty", "-m", "Change\n\nprivate words"], more].concat();
        self.dated(by, &args);
        self.git(&["rev-parse", "HEAD"])
    }

    /// git with this person and date.
    pub fn dated(&self, by: By<'_>, args: &[&str]) {
        let email = format!("{}@lodestore.example", by.name.to_lowercase());
        let mut command = support::git_command(self.path(), args);
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), by.name);
            command.env(format!("GIT_{role}_EMAIL"), &email);
            command.env(format!("GIT_{role}_DATE"), by.at);
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The small portfolio, in a folder.
    pub fn with_portfolio(self, folder: &str) -> Self {
        for (path, bytes) in support::files(&support::root().join("tests/base")) {
            let text = String::from_utf8(bytes).unwrap();
            self.write(&format!("{folder}{path}"), &text);
        }
        self
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// Puts an event at the end of the incident.
    pub fn record(&self, at: &str, event: &str, by: &str) {
        self.append(FILE, &format!("\n[[event]]\nat = {at}\nevent = \"{event}\"\nby = \"{by}\"\n"));
    }

    pub fn append(&self, path: &str, more: &str) {
        self.write(path, &format!("{}{more}", self.read(path)));
    }

    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// The program in the repository, at an instant; with these variables.
    pub fn run(&self, now: &str, variables: &[(&str, &str)], args: &[&str]) -> (i32, String) {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_advisory"));
        command.current_dir(self.path()).args(["--color", "never", "--now", now]).args(args);
        command.env_remove("CI").env("COLUMNS", "200").envs(variables.iter().copied());
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout) + &text(output.stderr))
    }
}

/// The file of the incident that tests change.
pub const FILE: &str = "incidents/2026/quiet-otter/incident.toml";
