//! Finds a fix in the git repository of a product: on which branches it is, how it got there, and
//! since which tag.
//!
//! Only objects count as evidence. No hook or filter runs, nothing outside the repository is read,
//! and nothing is written. Replacements (`refs/replace/`), grafts and commit-graph files are
//! ignored, because other clones don't have them. A clone that lacks anything gives the error
//! [`Incomplete`], never an answer.
//!
//! How to use it:
//! - [`Product::open`] → [`Product::branches`] and [`Product::tags`] (the tips),
//!   [`Product::resolve`] (an id prefix), [`Product::range`] (`from..to`, oldest first),
//!   [`Product::commit`] (people, times, message, trailers).
//! - [`Fix::new`] and [`Fix::range`] name the commits whose way is followed: of this repository or
//!   of another one (the private fix); [`Fix::with_backport`] adds commits that somebody says carry
//!   it. A commit that introduced a flaw is asked for the same way.
//! - [`Product::fingerprints`] takes the bytes of a cache (or none) → [`Fingerprints::trace`] gives
//!   a [`Trace`] for each fix; [`Fingerprints::to_bytes`] is the next cache.
//! - [`Trace::standing`] at any commit (a tip's) → a [`Presence`] for each commit of the fix:
//!   absent, present by which [`Carrier`] and [`How`], or reverted by which commit.
//!   [`Standing::is_present`] when each of them is.
//! - [`Trace::first_tags`] of a line, [`Trace::lacking`] on a line in the order to pick them,
//!   [`Trace::carriers`] altogether.

use std::path::{Path, PathBuf};

use crate::error::Help;
use crate::git::{Branch, Cause, Id, SharedRepository, Tag};

mod alike;
mod fingerprints;
mod fix;
mod graph;
mod index;
mod lines;
mod mentions;
mod patch;
mod read;
mod replay;
mod trace;

use alike::Alikes;
pub use alike::{Alike, Likeness};
pub use fingerprints::Fingerprints;
pub use fix::Fix;
use graph::Graph;
use mentions::Mention;
pub use trace::{Carrier, How, Presence, RevertedHow, Standing, Trace};

/// What a clone lacks, so that it gives no answer.
#[derive(Debug, thiserror::Error)]
pub enum Incomplete {
    /// Its history was cut off.
    #[error("the clone {} is shallow", .0.display())]
    Shallow(PathBuf),
    /// A remote promised to have what it lacks.
    #[error("the clone {} is partial", .0.display())]
    Partial(PathBuf),
    /// Its packs are symbolic links, which are not followed.
    #[error("the clone {} has packs that are symbolic links", .0.display())]
    Linked(PathBuf),
    /// An object that something in it names.
    #[error("the clone {} lacks object {object}", repository.display())]
    Missing {
        /// The repository.
        repository: PathBuf,
        /// The object, in hexadecimal digits.
        object: String,
    },
}

/// Errors of reading a product's repository.
#[derive(Debug, thiserror::Error)]
pub enum ProductError {
    /// Neither the folder nor one above it is a git repository.
    #[error("{} is not in a git repository", .0.display())]
    NotARepository(PathBuf, #[source] Cause),
    /// Its refs are kept in a form that can't be read here.
    #[error("{} stores its refs as `{format}`", repository.display())]
    RefFormat {
        /// The repository.
        repository: PathBuf,
        /// The form.
        format: String,
    },
    /// Something is not there.
    #[error(transparent)]
    Incomplete(#[from] Incomplete),
    /// Nothing in the repository begins with it.
    #[error("there is no commit `{}`", .0.escape_debug())]
    Unknown(String),
    /// Several commits begin with it.
    #[error("`{prefix}` is ambiguous: {}", candidates.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    Ambiguous {
        /// What was asked for.
        prefix: String,
        /// The commits, sorted.
        candidates: Vec<Id>,
    },
    /// What begins with it is a file, a folder or a tag of one.
    #[error("`{prefix}` is a {kind}, not a commit")]
    NotACommit {
        /// What was asked for.
        prefix: String,
        /// `blob`, `tree` or `tag`.
        kind: String,
    },
    /// No branch or tag leads to it.
    #[error("no branch or tag leads to commit {0}")]
    Unreached(Id),
    /// One repository counts in SHA-1, the other in SHA-256: their commits can't be compared.
    #[error("the fix's repository and the product's have different object formats")]
    OtherFormat,
    /// The system or git could not read something.
    #[error("cannot read {}", repository.display())]
    Damaged {
        /// The repository.
        repository: PathBuf,
        /// What git said.
        source: Cause,
    },
}

impl Help for ProductError {
    fn help(&self) -> Option<String> {
        let help = match self {
            Self::NotARepository(..) => "name a clone of the product",
            Self::RefFormat { .. } => "clone it again with `git clone --ref-format=files`",
            Self::Incomplete(Incomplete::Shallow(_)) => {
                "`git fetch --unshallow --tags` brings the rest; in CI, check out with `fetch-depth: 0`"
            }
            Self::Incomplete(Incomplete::Partial(_)) => "clone it again, without --filter",
            Self::Incomplete(Incomplete::Linked(_)) => "`git clone --no-local` makes a clone with packs of its own",
            Self::Incomplete(Incomplete::Missing { .. }) => "`git fsck` shows what is missing; clone it again",
            Self::Unknown(_) => "`git fetch` brings new commits; name one with 4 hexadecimal digits or more",
            Self::Ambiguous { .. } => "name it with more digits",
            Self::NotACommit { .. } => "name a commit as `git log` shows it",
            Self::Unreached(_) => "`git branch NAME COMMIT` in the clone makes a branch that leads to it",
            Self::OtherFormat => "name a private fix repository of the product's own object format",
            Self::Damaged { .. } => "`git fsck` shows what is damaged",
        };
        Some(help.to_owned())
    }
}

/// The history of a product, read from its repository.
pub struct Product {
    shared: SharedRepository,
    folder: PathBuf,
    graph: Graph,
    /// The other commits that each message mentions, by place in the graph.
    mentions: Vec<Vec<Mention>>,
    /// What each message can be recognised by, by place in the graph.
    alikes: Alikes,
    /// The tree of each commit, by place in the graph.
    trees: Vec<Id>,
    branches: Vec<Branch>,
    tags: Vec<Tag>,
    skipped: Vec<String>,
}

impl Product {
    /// Reads every commit reachable from a branch, a remote-tracking branch, a tag or `HEAD` of the
    /// repository that contains `folder`.
    ///
    /// # Errors
    /// When there is no repository, or it lacks anything.
    pub fn open(folder: &Path) -> Result<Self, ProductError> {
        read::open(folder)
    }

    /// Returns the branches, by name; [`Branch`] tells which of several refs of one name wins.
    #[must_use]
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// Returns the branch of this name, local or remote-tracking.
    #[must_use]
    pub fn branch(&self, name: &str) -> Option<&Branch> {
        let found = self.branches.binary_search_by(|branch| branch.name.as_str().cmp(name)).ok()?;
        self.branches.get(found)
    }

    /// Returns the tags that point to a commit, by name.
    #[must_use]
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// Returns the names of the tags that don't point to a commit.
    #[must_use]
    pub fn skipped_tags(&self) -> &[String] {
        &self.skipped
    }

    /// Returns the number of commits.
    #[must_use]
    pub fn commits(&self) -> usize {
        self.graph.len()
    }

    /// Returns whether `ancestor` is `descendant` or one of its ancestors.
    ///
    /// # Errors
    /// When no branch or tag leads to one of them.
    pub fn is_ancestor(&self, ancestor: Id, descendant: Id) -> Result<bool, ProductError> {
        let (above, below) = (self.place(ancestor)?, self.place(descendant)?);
        Ok(self.graph.ancestors(&[below]).contains(above))
    }

    /// Returns the merge bases of two commits, as `git merge-base --all` does; sorted.
    ///
    /// # Errors
    /// When no branch or tag leads to one of them.
    pub fn merge_bases(&self, one: Id, other: Id) -> Result<Vec<Id>, ProductError> {
        let bases = self.graph.merge_bases(self.place(one)?, self.place(other)?);
        let mut bases: Vec<_> = bases.into_iter().map(|place| self.graph.id(place)).collect();
        bases.sort();
        Ok(bases)
    }

    /// Returns the commits reachable from `to` and not from `from`, merges included, oldest first:
    /// the reverse of `git rev-list --topo-order from..to`.
    ///
    /// # Errors
    /// When no branch or tag leads to one of them.
    pub fn range(&self, from: Id, to: Id) -> Result<Vec<Id>, ProductError> {
        let range = self.graph.range(self.place(from)?, self.place(to)?);
        Ok(range.into_iter().map(|place| self.graph.id(place)).collect())
    }

    fn place(&self, id: Id) -> Result<graph::Place, ProductError> {
        self.graph.place(id).ok_or(ProductError::Unreached(id))
    }
}
