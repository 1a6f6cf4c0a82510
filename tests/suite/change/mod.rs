//! What a change may not do: `check --base` on real repositories, with dates that stand still.

use std::path::PathBuf;
use std::process::Output;

use serde_json::Value;

use crate::support::{self, Run, Stamp};

mod automation;
mod bases;
mod commands;
mod concerned;
mod corrections;
mod driver;
mod edits;
mod forged;
mod lists;
mod logs;
mod loosened;
mod merges;
mod openings;
mod standing;
mod words;

/// The incident under embargo, and the public one.
const EMBARGOED: &str = "incidents/2026/quiet-otter/incident.toml";
const DRAFT: &str = "incidents/2026/quiet-otter/advisory.md";
const PUBLIC: &str = "incidents/2026/amber-heron/incident.toml";
const ADVISORY: &str = "incidents/2026/amber-heron/advisory.md";

const AMIRA: &str = "amira@lodestore.example";
const BEN: &str = "ben@lodestore.example";
const CHIARA: &str = "chiara@lodestore.example";

/// A private repository with one commit on `main`, and a branch `fix` that is checked out.
pub struct PrivateRepository {
    folder: tempfile::TempDir,
    /// Commits made so far: each is a minute after the one before.
    commits: std::cell::Cell<u32>,
}

impl PrivateRepository {
    pub fn new() -> Self {
        let desk = Self::bare_of_commits("");
        desk.git(&["checkout", "--quiet", "-b", "fix"]);
        desk
    }

    /// On `main` still, with the portfolio in a folder of the repository.
    pub fn bare_of_commits(within: &str) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap(), commits: std::cell::Cell::new(0) };
        std::fs::create_dir_all(desk.path()).unwrap();
        desk.git(&["init", "--quiet", "--initial-branch", "main"]);
        support::write_sample(&desk.path().join(within));
        let team = if within.is_empty() { "team.toml".to_owned() } else { format!("{within}/team.toml") };
        desk.change(&team, "name = \"Ben Okafor\"\n", &format!("name = \"Ben Okafor\"\nemail = \"{BEN}\"\n"));
        desk.change(&team, "name = \"Chiara Conti\"\n", &format!("name = \"Chiara Conti\"\nemail = \"{CHIARA}\"\n"));
        desk.commit(AMIRA);
        desk
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("repository")
    }

    pub fn git(&self, args: &[&str]) -> String {
        let output = self.try_git(args);
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    pub fn try_git(&self, args: &[&str]) -> Output {
        self.git_as(AMIRA, AMIRA, args)
    }

    pub fn git_as(&self, author: &str, committer: &str, args: &[&str]) -> Output {
        self.commits.set(self.commits.get() + 1);
        let date = format!("{} +0000", 1_772_700_000 + 60 * self.commits.get());
        support::git_by(&self.path(), &Stamp::mailed(author, &date), &Stamp::mailed(committer, &date), args)
    }

    /// Commits everything as somebody.
    pub fn commit(&self, who: &str) {
        self.commit_as(who, who);
    }

    pub fn commit_as(&self, author: &str, committer: &str) {
        self.git(&["add", "--all"]);
        let output = self.git_as(author, committer, &["commit", "--quiet", "--allow-empty", "--message", "A change"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap()
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        support::write(&self.path(), path, text);
    }

    /// Replaces the first occurrence of a text in a file.
    pub fn change(&self, path: &str, from: &str, to: &str) {
        support::edit(&self.path(), path, from, to);
    }

    /// Adds lines at the end of a file.
    pub fn add(&self, path: &str, lines: &str) {
        self.write(path, self.read(path) + lines);
    }

    pub fn run(&self, args: &[&str]) -> Run {
        self.run_in(&self.path(), &[], args)
    }

    pub fn run_in(&self, folder: &std::path::Path, environment: &[(&str, &str)], args: &[&str]) -> Run {
        let mut program = support::program(folder);
        support::run(program.envs(environment.to_vec()).args(["--now", "2026-03-05T12:00:00Z"]).args(args))
    }

    /// A command that has to succeed.
    pub fn done(&self, args: &[&str]) {
        let said = self.run(args);
        assert_eq!(said.code, 0, "{args:?}: {said:?}");
    }

    /// What a comparison with `main` finds that a check alone does not: rule and file, sorted.
    pub fn found(&self) -> Vec<(String, String)> {
        self.found_with(&["--base", "main"])
    }

    pub fn found_with(&self, args: &[&str]) -> Vec<(String, String)> {
        of_changes(&self.run(&[&["check", "--format", "json"], args].concat()))
    }

    /// The same, by rule alone.
    pub fn rules(&self) -> Vec<String> {
        self.found().into_iter().map(|(rule, _)| rule).collect()
    }
}

/// Rule and file of the findings that only a comparison makes.
pub fn of_changes(run: &Run) -> Vec<(String, String)> {
    let is_of_change =
        |rule: &str| matches!(advisory::rules::find(rule).map(|r| r.check), Some(advisory::rules::Check::Change(_)));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let found = run.json();
    let found = found["findings"].as_array().unwrap().iter().map(|f| (text(&f["rule"]), text(&f["file"])));
    found.filter(|(rule, _)| is_of_change(rule)).collect()
}

/// Lines of an event.
/// An amendment of an event, that voids it or gives it other values.
fn amendment(at: &str, of: &str, by: &str, instead: &str) -> String {
    let instead = if instead.is_empty() { String::new() } else { format!("instead = {{ {instead} }}\n") };
    format!(
        "\n[[amendment]]\nat = {at}\namends = {{ kind = \"event\", name = \"{of}\" }}\nby = \"{by}\"\nreason = \"a slip\"\n{instead}"
    )
}

fn event(at: &str, event: &str, by: &str) -> String {
    format!("\n[[event]]\nat = {at}\nevent = \"{event}\"\nby = \"{by}\"\n")
}
