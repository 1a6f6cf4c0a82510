//! What a product's repository says of a fix, compared with what git says.

use std::path::{Path, PathBuf};

use advisory::git::Id;
use advisory::product::{Fix, Presence, Product, Standing, Trace};
use tempfile::TempDir;

use crate::support::{self, Stamp, git};

mod cache;
mod cases;
mod clones;
mod generated;
mod histories;
mod messages;
mod patches;
mod refs;

/// A repository whose commits all have the same time: nothing may hang on it.
struct Repository(support::Repository);

impl Repository {
    fn new() -> Self {
        let repository = Self(support::Repository::new());
        repository.commit("README", "text\n", "First");
        repository
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn git(&self, args: &[&str]) -> String {
        self.0.git_as(Stamp::named("Amira", "1700000000 +0000"), args)
    }

    /// Writes a file and commits it; gives the id.
    fn commit(&self, path: &str, text: &str, message: &str) -> String {
        self.0.write(path, text);
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
