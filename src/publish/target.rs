//! The branch that the site is published to: its name, its commit, and the last publication on it.

use std::collections::BTreeSet;
use std::path::Path;

use super::error::{PublishError, git};
use crate::git::{self as repository, BranchName, Id, Repository};
use crate::time::Instant;

/// The line that marks the message of a publication, followed by its folder.
pub(super) const MARK: &str = "Advisory-Site: ";
/// The lines that list what a publication kept.
pub(super) const KEPT: &str = "Advisory-Keeps: ";

/// Where to publish the site.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The public repository itself, bare or not; no folder in it.
    pub repository: &'a Path,
    /// The branch.
    pub branch: &'a str,
    /// The folder of the branch that holds the site; empty for its top.
    pub folder: &'a str,
    /// Whether to build upon files that no publication wrote.
    pub adopt: bool,
}

/// What a publication refuses, because a wrong clock or a wrong checkout would do it too.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The latest instant to publish the site of: that of the clock. `None`: any instant.
    pub latest: Option<Instant>,
    /// Whether the instant may be before that of the newest publication on the branch.
    pub earlier: bool,
    /// Whether advisories may go from the branch.
    pub removal: bool,
}

/// An earlier publication: its tree, its instant and the files of others that it kept.
pub(super) struct Last {
    pub(super) root: Id,
    /// `None` when the commit has no valid date.
    pub(super) at: Option<Instant>,
    pub(super) kept: BTreeSet<String>,
}

impl Target<'_> {
    pub(super) fn branch_name(&self) -> Result<BranchName, PublishError> {
        BranchName::new(self.branch).ok_or_else(|| PublishError::BadBranch(self.branch.to_owned()))
    }

    /// Opens the repository, and refuses an unsupported ref format or a branch that conflicts with
    /// another.
    pub(super) fn open(&self) -> Result<Repository, PublishError> {
        // What a replacement hides is public all the same.
        let public = repository::open_at(self.repository)
            .map_err(|error| PublishError::NotARepository(self.repository.to_owned(), error))?;
        if let Some(format) = public.foreign_ref_format() {
            return Err(PublishError::RefFormat { repository: self.repository.to_owned(), format });
        }
        self.refuse_in_the_way(&public)?;
        Ok(public)
    }

    /// Refuses a branch `a` beside `a/b`. A branch is a file, and `a/b` needs a folder of that
    /// name; git would not notice if the other one is packed.
    fn refuse_in_the_way(&self, public: &Repository) -> Result<(), PublishError> {
        let below = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
        let mut others = public.local_branches().map_err(git)?.into_iter();
        match others.find(|other| below(other, self.branch) || below(self.branch, other)) {
            Some(other) => Err(PublishError::BranchInTheWay { branch: self.branch.to_owned(), other }),
            None => Ok(()),
        }
    }

    /// Refuses a branch that is checked out, as git does for a push: the files there would no
    /// longer match the branch.
    pub(super) fn refuse_checked_out(&self, public: &Repository, branch: &BranchName) -> Result<(), PublishError> {
        match public.checked_out(branch).map_err(git)? {
            Some(folder) => Err(PublishError::CheckedOut { branch: self.branch.to_owned(), folder }),
            None => Ok(()),
        }
    }

    /// Returns the remote-tracking branch of this name, from which `git switch` would start the
    /// branch, and its remote.
    pub(super) fn remote_tip(&self, public: &Repository) -> Result<(Option<Id>, Option<String>), PublishError> {
        let mut found = Vec::new();
        for remote in public.remotes() {
            if let Some(tip) = public.remote_tip(&remote, self.branch).map_err(git)? {
                found.push((tip, remote));
            }
        }
        if found.len() > 1 {
            let remotes = found.into_iter().map(|(_, remote)| remote).collect();
            return Err(PublishError::ManyRemotes { branch: self.branch.to_owned(), remotes });
        }
        Ok(found.pop().map_or((None, None), |(tip, remote)| (Some(tip), Some(remote))))
    }

    /// Returns the newest publication to this folder on the branch.
    pub(super) fn last_publication(&self, public: &Repository, tip: Id) -> Result<Option<Last>, PublishError> {
        let shallow = public.is_shallow().map_err(git)?;
        let mut next = Some(tip);
        while let Some(id) = next {
            let read = public.with_commit(id, |commit| {
                let message = String::from_utf8_lossy(commit.message).into_owned();
                (commit.tree, commit.parents.first().copied(), message)
            });
            let (root, parent, message) = match read {
                Ok(read) => read,
                // What a shallow clone lacks is older than what it has.
                Err(_) if shallow => return Ok(None),
                Err(error) => return Err(git(error)),
            };
            let named =
                |mark: &'static str| message.lines().filter_map(move |l| l.strip_prefix(mark)).map(str::to_owned);
            if named(MARK).any(|folder| folder.trim_matches('/') == self.folder) {
                let commit = public.commit(id).map_err(git)?;
                // A rebase changes one of the two dates.
                let at = commit.author.at.max(commit.committer.at);
                return Ok(Some(Last { root, at, kept: named(KEPT).collect() }));
            }
            next = parent;
        }
        Ok(None)
    }
}

/// Returns the remote to push to: `origin`, or the only one.
pub(super) fn push_remote(public: &Repository) -> Option<String> {
    let names = public.remotes();
    let origin = names.iter().find(|name| *name == "origin");
    origin.or(names.first().filter(|_| names.len() == 1)).cloned()
}
