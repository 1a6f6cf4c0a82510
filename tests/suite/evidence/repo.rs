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
}
