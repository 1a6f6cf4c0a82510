//! The branch that the site goes to: what it may be called, where it stands, and what was published
//! on it before.

use std::collections::BTreeSet;
use std::path::Path;

use super::error::{PublishError, git};
use crate::git::{self as repository, BranchName, Id, Repository};

/// The line of a commit message that tells a publication, with the folder it is for.
pub(super) const MARK: &str = "Advisory-Site: ";
/// The lines that name what it left as it found it.
pub(super) const KEPT: &str = "Advisory-Keeps: ";

/// Where the site goes.
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

/// An earlier publication: its site, and what it kept of other people's files.
pub(super) struct Last {
    pub(super) root: Id,
    pub(super) kept: BTreeSet<String>,
}

impl Target<'_> {
    pub(super) fn branch_name(&self) -> Result<BranchName, PublishError> {
        BranchName::new(self.branch).ok_or_else(|| PublishError::BadBranch(self.branch.to_owned()))
    }

    /// Opens the repository, unless its branches can't be read or the branch can't stand beside
    /// them.
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

    /// A branch is a file, and one below it needs a folder of that name. Where the other one is
    /// packed, nobody would notice.
    fn refuse_in_the_way(&self, public: &Repository) -> Result<(), PublishError> {
        let below = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
        let mut others = public.local_branches().map_err(git)?.into_iter();
        match others.find(|other| below(other, self.branch) || below(self.branch, other)) {
            Some(other) => Err(PublishError::BranchInTheWay { branch: self.branch.to_owned(), other }),
            None => Ok(()),
        }
    }

    /// As git refuses a push to a branch that is checked out: the files there would no longer be
    /// those of the branch.
    pub(super) fn refuse_checked_out(&self, public: &Repository, branch: &BranchName) -> Result<(), PublishError> {
        match public.checked_out(branch).map_err(git)? {
            Some(folder) => Err(PublishError::CheckedOut { branch: self.branch.to_owned(), folder }),
            None => Ok(()),
        }
    }

    /// Where the one remote that has the branch saw it last: what `git switch` would start it from.
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

    /// The newest publication for this folder that the branch holds.
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
                return Ok(Some(Last { root, kept: named(KEPT).collect() }));
            }
            next = parent;
        }
        Ok(None)
    }
}

/// The remote to push to, where it is plain which.
pub(super) fn push_remote(public: &Repository) -> Option<String> {
    let names = public.remotes();
    let origin = names.iter().find(|name| *name == "origin");
    origin.or(names.first().filter(|_| names.len() == 1)).cloned()
}
