//! Histories told in a few lines, made by git itself with fixed dates and people.
//!
//! ```text
//! main: 1111111 Begin                        a commit; the digits stand for its id
//! main: tag v1.0.0
//! release-1: from main                       a branch
//! release-1: 2222222 pick 1111111            `git cherry-pick -x`; also copy (without -x), squash, adapt, revert, undo, empty
//! main: 3333333 Fix | by Ben <ben@x> | committed by Ada <ada@x> | Reviewed-by: Ada <ada@x>
//! ```
//! A commit without digits has no name. Each writes a file of its own, unless it says `| file NAME`, so that picks apply.

use std::collections::BTreeMap;
use std::path::Path;

use tempfile::TempDir;

use crate::support::{self, Stamp, write};

/// Who writes and commits where nobody is named.
const SOMEBODY: &str = "Ben Okafor <ben@lodestore.example>";

/// A repository, and the ids that its script's digits stand for.
pub struct Repository {
    repository: support::Repository,
    ids: BTreeMap<String, String>,
    clock: u64,
    written: u64,
}

impl Repository {
    /// What a script tells.
    pub fn new(script: &str) -> Self {
        let repository = support::Repository::new();
        let mut repository = Self { repository, ids: BTreeMap::new(), clock: 1_767_225_600, written: 0 };
        repository.tell(script);
        repository
    }

    /// A clone that goes on by itself: what it adds is named here.
    pub fn fork(&self, script: &str) -> Self {
        let repository = self.repository.cloned();
        let mut fork =
            Self { repository, ids: self.ids.clone(), clock: self.clock + 10_000_000, written: self.written + 1000 };
        fork.tell(script);
        fork
    }

    pub fn path(&self) -> &Path {
        self.repository.path()
    }

    /// A clone that was made elsewhere.
    pub fn at(folder: TempDir, like: &Self) -> Self {
        let repository = support::Repository::at(folder);
        Self { repository, ids: like.ids.clone(), clock: like.clock, written: like.written }
    }

    /// A repository whose commits have no other names.
    pub fn of(folder: TempDir) -> Self {
        Self { repository: support::Repository::at(folder), ids: BTreeMap::new(), clock: 0, written: 0 }
    }

    /// Learns the names of another repository's commits.
    pub fn adopt(&mut self, other: &Self) {
        self.ids.extend(other.ids.clone());
        self.written = other.written;
    }

    /// The id that these digits stand for.
    pub fn id(&self, digits: &str) -> &str {
        self.ids.get(digits).unwrap_or_else(|| panic!("no commit is {digits}"))
    }

    /// Commits what is in the files, and names the commit.
    pub fn keep(&mut self, digits: &str, said: &str) {
        self.clock += 3600;
        self.commit("Change", &[said.to_owned()], SOMEBODY, SOMEBODY);
        let id = self.run(&["rev-parse", "HEAD"], SOMEBODY, SOMEBODY);
        self.ids.insert(digits.to_owned(), id);
    }

    /// A text with the real ids.
    pub fn real(&self, text: &str) -> String {
        self.ids.iter().fold(text.to_owned(), |text, (digits, id)| text.replace(digits, id))
    }

    /// A text with the script's digits, for comparing.
    pub fn told(&self, text: &str) -> String {
        self.ids
            .iter()
            .fold(text.to_owned(), |text, (digits, id)| text.replace(id.as_str(), digits).replace(&id[..12], digits))
    }

    /// Goes on with the history.
    pub fn tell(&mut self, script: &str) {
        for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (branch, what) = line.split_once(": ").unwrap_or_else(|| panic!("no branch in {line:?}"));
            self.step(branch, what);
        }
    }

    fn step(&mut self, branch: &str, what: &str) {
        if let Some(from) = what.strip_prefix("from ") {
            let from = self.real(from);
            self.run(&["branch", branch, &from], SOMEBODY, SOMEBODY);
            return;
        }
        self.checkout(branch);
        if let Some(tag) = what.strip_prefix("tag ") {
            self.run(&["tag", tag], SOMEBODY, SOMEBODY);
            return;
        }
        if let Some(other) = what.strip_prefix("merge ") {
            self.run(&["merge", "-q", "--no-ff", "--no-edit", other], SOMEBODY, SOMEBODY);
            return;
        }
        let mut parts = what.split(" | ");
        let first = parts.next().unwrap();
        let (mut author, mut committer, mut file, mut trailers) = (SOMEBODY, SOMEBODY, None, Vec::new());
        for part in parts {
            if let Some(who) = part.strip_prefix("by ") {
                (author, committer) = (who, who);
            } else if let Some(who) = part.strip_prefix("committed by ") {
                committer = who;
            } else if let Some(name) = part.strip_prefix("file ") {
                file = Some(name.to_owned());
            } else {
                trailers.push(part.to_owned());
            }
        }
        let is_digits = |w: &&str| w.len() >= 7 && w.bytes().all(|b| b.is_ascii_hexdigit());
        let name = first.split(' ').next().filter(is_digits);
        let rest = name.map_or(first, |name| first[name.len()..].trim());
        let (verb, of) = rest.split_once(' ').unwrap_or((rest, ""));
        let of: Vec<String> = of.split(' ').map(|digits| self.real(digits)).collect();
        let of: Vec<&str> = of.iter().map(String::as_str).collect();
        self.clock += 3600;
        match verb {
            "pick" => drop(self.run(&[&["cherry-pick", "-x"], of.as_slice()].concat(), author, committer)),
            "copy" => drop(self.run(&[&["cherry-pick"], of.as_slice()].concat(), author, committer)),
            "revert" => drop(self.run(&[&["revert", "--no-edit"], of.as_slice()].concat(), author, committer)),
            "squash" => {
                self.run(&[&["cherry-pick", "-n"], of.as_slice()].concat(), author, committer);
                self.commit("Several in one", &trailers, author, committer);
            }
            // Takes back by its patch alone.
            "undo" => {
                self.run(&[&["revert", "-n"], of.as_slice()].concat(), author, committer);
                self.commit("Go back", &trailers, author, committer);
            }
            "adapt" => {
                self.run(&[&["cherry-pick", "-n"], of.as_slice()].concat(), author, committer);
                self.file(None);
                let said: Vec<String> = of.iter().map(|id| format!("(cherry picked from commit {id})")).collect();
                self.commit(&format!("Adapted\n\n{}", said.join("\n")), &[], author, committer);
            }
            "empty" => {
                let message = format!("Says so\n\n(cherry picked from commit {})", of[0]);
                self.run(&["commit", "-q", "--allow-empty", "-m", &message], author, committer);
            }
            _ => {
                self.file(file);
                self.commit(rest, &trailers, author, committer);
            }
        }
        let id = self.run(&["rev-parse", "HEAD"], SOMEBODY, SOMEBODY);
        self.ids.extend(name.map(|name| (name.to_owned(), id)));
    }

    pub fn checkout(&self, branch: &str) {
        let head = self.repository.git(&["symbolic-ref", "--short", "HEAD"]);
        if head != branch {
            self.run(&["switch", "-q", branch], SOMEBODY, SOMEBODY);
        }
    }

    fn file(&mut self, name: Option<String>) {
        self.written += 1;
        let name = name.unwrap_or_else(|| format!("file-{}", self.written));
        let before = std::fs::read_to_string(self.path().join(&name)).unwrap_or_default();
        write(self.path(), &name, format!("{before}line {}\n", self.written));
    }

    fn commit(&self, message: &str, trailers: &[String], author: &str, committer: &str) {
        let message =
            if trailers.is_empty() { message.to_owned() } else { format!("{message}\n\n{}", trailers.join("\n")) };
        self.run(&["add", "-A"], author, committer);
        self.run(&["commit", "-q", "-m", &message], author, committer);
    }

    fn run(&self, args: &[&str], author: &str, committer: &str) -> String {
        let date = format!("{} +0000", self.clock);
        self.repository.git_by(&Stamp::of(author, &date), &Stamp::of(committer, &date), args)
    }
}
