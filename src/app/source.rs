//! Where a portfolio is read from.

use std::path::{Path, PathBuf};

use super::error::Error;
use crate::git;
use crate::source::{self, Tree};

/// Where a portfolio is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The files of a folder.
    WorkTree(PathBuf),
    /// A git revision, without a checkout.
    Revision {
        /// The repository, or the portfolio's folder in it.
        folder: PathBuf,
        /// A commit, branch or tag; also `REVISION:FOLDER`.
        revision: String,
    },
}

impl Source {
    /// Returns the folder that it is read from.
    #[must_use]
    pub fn folder(&self) -> &Path {
        match self {
            Self::WorkTree(folder) | Self::Revision { folder, .. } => folder,
        }
    }

    /// Returns the revision; `None` for a work tree.
    #[must_use]
    pub fn revision(&self) -> Option<&str> {
        match self {
            Self::WorkTree(_) => None,
            Self::Revision { revision, .. } => Some(revision),
        }
    }

    /// Reads its files.
    pub(super) fn tree(&self) -> Result<Tree, Error> {
        match self {
            Self::WorkTree(folder) => Ok(source::worktree::read(folder)?),
            Self::Revision { folder, revision } => Ok(git::tree_at(folder, revision)?),
        }
    }

    /// Returns what stands for the files of a revision that can't move, because it is the id of a
    /// folder.
    pub(super) fn fixed(&self) -> Option<&str> {
        self.revision().filter(|revision| revision.parse::<git::Id>().is_ok())
    }

    /// Returns the same source for a revision that no longer moves: the tree that it is now.
    ///
    /// # Errors
    /// When there is no such repository or revision.
    pub fn pinned(self) -> Result<Self, Error> {
        match self {
            Self::WorkTree(_) => Ok(self),
            Self::Revision { folder, revision } => {
                let revision = git::tree_id(&folder, &revision)?.to_string();
                Ok(Self::Revision { folder, revision })
            }
        }
    }
}
