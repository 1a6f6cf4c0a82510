//! What a product's repository says of a fix, compared with what git says.

use std::path::{Path, PathBuf};

use advisory::git::Id;
use advisory::product::{Fix, Presence, Product, Standing, Trace};
use tempfile::TempDir;

use crate::support::{git, git_command, write};

mod cache;
mod cases;
mod clones;
mod generated;
mod histories;
mod messages;
mod patches;
mod refs;

/// A repository that is made with git itself.
struct Repository(TempDir);

impl Repository {
    fn new() -> Self {
        let repository = Self(TempDir::new().unwrap());
        repository.git(&["init", "-q", "-b", "main"]);
        repository.commit("README", "text\n", "First");
        repository
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// The time is the same for all commits: nothing may hang on it.
    fn git(&self, args: &[&str]) -> String {
        let mut command = git_command(self.path(), args);
        command.env("GIT_AUTHOR_DATE", "1700000000 +0000").env("GIT_COMMITTER_DATE", "1700000000 +0000");
        let output = command.env("GIT_EDITOR", "true").output().unwrap();
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Writes a file and commits it; gives the id.
    fn commit(&self, path: &str, text: &str, message: &str) -> String {
        write(self.path(), path, text);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
        self.head()
    }

    fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"])
    }

    fn switch(&self, branch: &str) {
        self.git(&["checkout", "-q", branch]);
    }

    fn open(&self) -> Product {
        Product::open(self.path()).unwrap()
    }
}

fn id(product: &Product, id: &str) -> Id {
    product.resolve(id).unwrap()
}

fn trace<'p>(product: &'p Product, fix: &Fix) -> Trace<'p> {
    product.fingerprints(&[]).unwrap().trace(std::slice::from_ref(fix)).unwrap().pop().unwrap()
}

/// Where a fix of one commit of the repository stands, at a branch, tag or commit.
fn standing(repository: &Repository, commits: &[&str], at: &str) -> Standing {
    let product = repository.open();
    let commits: Vec<Id> = commits.iter().map(|commit| id(&product, commit)).collect();
    let fix = Fix::new(&product, &commits).unwrap();
    trace(&product, &fix).standing(id(&product, &repository.git(&["rev-parse", &format!("{at}^{{commit}}")]))).unwrap()
}

fn presence(repository: &Repository, commit: &str, at: &str) -> Presence {
    standing(repository, &[commit], at).commits.remove(0).1
}

/// A clone of it, in a folder that is to be kept.
fn clone(of: &Path, args: &[&str]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let url = format!("file://{}", of.display());
    git(folder.path(), &[&["clone", "-q"], args, &[&url, "clone"]].concat());
    let path = folder.path().join("clone");
    (folder, path)
}
