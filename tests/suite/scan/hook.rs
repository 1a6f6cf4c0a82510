//! The `pre-push` hook that `init` writes, with real git.

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use super::SENTENCE;
use super::history::begun;
use crate::support::{self, Repository, git, git_command, program};

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat()
}

/// A private repository as `init` writes it, a clone that publishes, and where it pushes to.
struct PrivateRepository {
    private: TempDir,
    clone: Repository,
    public: TempDir,
}

const MARCH: &str = "2026-03-05T00:00:00Z";

fn advisory(folder: &Path, args: &[&str]) -> Output {
    program(folder).args(support::now(MARCH, args)).output().unwrap()
}

impl PrivateRepository {
    fn new() -> Self {
        let private = TempDir::new().unwrap();
        let made = advisory(private.path(), &["init", "--policy", "rook", "."]);
        assert!(made.status.success(), "{}", said(&made));
        assert!(said(&made).contains("git config core.hooksPath "), "{}", said(&made));
        for (path, entry) in super::portfolio(&[]).under("incidents") {
            let advisory::source::TreeEntry::File(bytes) = entry else { unreachable!("a file") };
            support::write(private.path(), path.as_str(), bytes);
        }
        let public = TempDir::new().unwrap();
        git(public.path(), &["init", "-q", "--bare", "-b", "main", "."]);
        let clone = begun();
        clone.git(&["remote", "add", "origin", public.path().to_str().unwrap()]);
        let hooks = private.path().join(".githooks");
        clone.git(&["config", "core.hooksPath", hooks.to_str().unwrap()]);
        let desk = Self { private, clone, public };
        let first = desk.push(&["origin", "main"]);
        assert!(first.status.success(), "{}", said(&first));
        desk
    }

    fn push(&self, args: &[&str]) -> Output {
        let bin = TempDir::new().unwrap();
        support::at_instant(bin.path(), MARCH);
        git_command(self.clone.path(), &[&["push", "-q"], args].concat())
            .env("PATH", format!("{}:{}", bin.path().display(), std::env::var("PATH").unwrap()))
            .output()
            .unwrap()
    }

    fn passes(&self, args: &[&str]) {
        let output = self.push(args);
        assert!(output.status.success(), "{args:?}: {}", said(&output));
    }

    fn refuses(&self, args: &[&str], words: &str) {
        let output = self.push(args);
        assert!(!output.status.success() && said(&output).contains(words), "{args:?}: {}", said(&output));
    }

    fn has(&self, name: &str) -> bool {
        !git(self.public.path(), &["for-each-ref", name]).is_empty()
    }
}

#[test]
fn a_push_that_carries_embargoed_text_is_refused_and_others_pass() {
    let desk = PrivateRepository::new();
    let clone = &desk.clone;
    clone.write("docs/a.md", "A harmless change.\n");
    clone.commit("Change");
    desk.passes(&["origin", "main"]);

    // A leak that a later commit takes back leaves all the same.
    clone.write("docs/plan.md", format!("{SENTENCE}\n"));
    clone.commit("Plan");
    clone.git(&["rm", "-q", "docs/plan.md"]);
    clone.commit("Take it back");
    desk.refuses(&["origin", "main"], "docs/plan.md");
    desk.refuses(&["origin", "main:refs/heads/new"], "hidden-otter: words of the private files");
    assert!(!desk.has("refs/heads/new"));
    clone.git(&["reset", "-q", "--hard", "HEAD~2"]);
    desk.passes(&["origin", "main"]);

    // A force-push, with a harmless history and with another.
    clone.git(&["commit", "-q", "--amend", "-m", "Change, said better"]);
    desk.passes(&["--force", "origin", "main"]);
    clone.git(&["commit", "-q", "--amend", "-m", "Quillon Ashdown found it"]);
    desk.refuses(&["--force", "origin", "main"], "the reporter's name or address, in a commit message");
    clone.git(&["commit", "-q", "--amend", "-m", "Change"]);

    // Branches and tags: their names, and what they lead to.
    desk.refuses(&["origin", "main:refs/heads/fix-hidden-otter"], "in the name of a ref");
    clone.git(&["tag", "-a", "v1", "-m", "Fixes CVE-2026-9900777"]);
    desk.refuses(&["origin", "v1"], "an ID that is not public, in a tag's message");
    clone.git(&["tag", "-a", "v2", "-m", "Fixes"]);
    desk.passes(&["origin", "v2"]);
    clone.git(&["branch", "harmless"]);
    desk.passes(&["--force", "origin", "harmless", "main"]);
    desk.passes(&["origin", "--delete", "harmless"]);
    assert!(desk.has("refs/tags/v2") && !desk.has("refs/heads/harmless"));
}

/// What another remote has is not at this one: a private fork would hide the fix.
#[test]
fn only_the_branches_of_the_remote_itself_are_there_already() {
    let desk = PrivateRepository::new();
    let fork = TempDir::new().unwrap();
    git(fork.path(), &["init", "-q", "--bare", "."]);
    desk.clone.git(&["remote", "add", "fork", fork.path().to_str().unwrap()]);
    desk.clone.write("a.md", SENTENCE);
    desk.clone.commit("Fix");
    desk.clone.git(&["push", "-q", "--no-verify", "fork", "main"]);
    desk.refuses(&["origin", "main:refs/heads/fix"], "a.md");
}

#[test]
fn a_hook_that_cannot_look_refuses() {
    let desk = PrivateRepository::new();
    desk.clone.commit("Harmless");
    let incident = desk.private.path().join("incidents/2026/hidden-otter/incident.toml");
    fs::write(&incident, "[report\n").unwrap();
    desk.refuses(&["origin", "main"], "the portfolio has errors");
    fs::remove_dir_all(desk.private.path().join("incidents")).unwrap();
    desk.passes(&["origin", "main"]);
}

#[test]
fn the_portfolio_itself_is_refused_and_the_site_that_was_built_holds_nothing() {
    let desk = PrivateRepository::new();
    let top = desk.private.path();
    git(top, &["init", "-q", "."]);
    for path in [".", "incidents", "incidents/2026/hidden-otter/notes", ".git", "policy.toml"] {
        let output = advisory(top, &["scan", path]);
        assert_eq!(output.status.code(), Some(2), "{path}: {}", said(&output));
        assert!(said(&output).contains("contains the portfolio itself"), "{path}: {}", said(&output));
    }
    let built = advisory(top, &["build", "--out", "out"]);
    assert!(built.status.success(), "{}", said(&built));
    let output = advisory(top, &["scan", "out/site"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

/// The site has an archive of all records.
#[test]
fn the_site_itself_can_be_pushed() {
    let desk = PrivateRepository::new();
    let top = desk.private.path();
    for (path, bytes) in support::files(&support::root().join("tests/base")) {
        support::write(top, &path, bytes);
    }
    git(top, &["init", "-q", "."]);
    git(top, &["add", "--all"]);
    git(top, &["commit", "-q", "-m", "Begin"]);
    let published = advisory(top, &["publish", "--to", desk.public.path().to_str().unwrap()]);
    assert!(published.status.success(), "{}", said(&published));
    let host = TempDir::new().unwrap();
    git(host.path(), &["init", "-q", "--bare", "."]);
    desk.clone.git(&["fetch", "-q", "origin"]);
    desk.clone.git(&["checkout", "-q", "gh-pages"]);
    assert!(desk.clone.path().join("osv/all.zip").exists());
    desk.clone.git(&["remote", "add", "host", host.path().to_str().unwrap()]);
    desk.passes(&["host", "gh-pages"]);
}

/// A log that others may read gets places, kinds and handles.
#[test]
fn a_public_log_gets_no_word_of_what_was_found() {
    let desk = PrivateRepository::new();
    desk.clone.write("docs/hidden-otter.md", format!("{SENTENCE}\nby Quillon Ashdown, CVE-2026-9900777\n"));
    desk.clone.write("docs/plan.md", format!("{SENTENCE}\n"));
    desk.clone.commit(&format!("Quillon Ashdown\n\n{SENTENCE}"));
    desk.clone.git(&["branch", "quillon-ashdown"]);
    for format in ["human", "json", "sarif", "github"] {
        let mut log = program(desk.clone.path());
        log.args(["-C", desk.private.path().to_str().unwrap(), "scan", ".", "--format", format]);
        log.env("CI", "true").args(["--now", MARCH]);
        let output = log.output().unwrap();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("docs/plan.md") && said.contains("hidden-otter"), "{said}");
        for secret in ["hidden-otter.md", "worker", "uillon", "9900777", "scratch"] {
            assert!(!said.contains(secret), "{format}: {secret} in {said}");
        }
        let told = log.arg("--reveal").output().unwrap();
        let told = String::from_utf8(told.stdout).unwrap();
        assert!(told.contains("hidden-otter.md"), "{told}");
    }
}
