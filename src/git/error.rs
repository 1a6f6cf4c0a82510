//! Errors of reading a repository.

use std::error::Error;
use std::path::PathBuf;

use gix::ObjectId;

use super::MOST_FILES;
use crate::error::Help;

/// Why a revision could not be read.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// Neither the folder nor any of its parents is a git repository.
    #[error("{} is not in a git repository", folder.display())]
    NotARepository {
        /// The folder.
        folder: PathBuf,
        /// What git said.
        source: Cause,
    },
    /// The repository has no commit yet.
    #[error("{} has no commits yet", folder.display())]
    Unborn {
        /// The folder.
        folder: PathBuf,
    },
    /// Nothing in the repository is called this.
    #[error("there is no revision `{}`", .revision.escape_debug())]
    UnknownRevision {
        /// The revision as it was asked for.
        revision: String,
        /// A branch or tag with a name like it.
        nearest: Option<String>,
        /// Whether the clone lacks a part of the history.
        shallow: bool,
        /// What git said.
        source: Cause,
    },
    /// The revision has no such folder.
    #[error("there is no folder `{subfolder}` in revision `{}`", .revision.escape_debug())]
    NoFolder {
        /// The revision.
        revision: String,
        /// The portfolio's folder in the repository; empty when the revision names a file.
        subfolder: String,
    },
    /// More than [`MOST_FILES`].
    #[error("revision `{}` contains more than {MOST_FILES} files", .revision.escape_debug())]
    TooManyFiles {
        /// The revision.
        revision: String,
    },
    /// The revision stands for a folder or file, which has no history of its own.
    #[error("`{}` is not a commit", .revision.escape_debug())]
    NotACommit {
        /// The revision.
        revision: String,
    },
    /// Two revisions have no commit in common.
    #[error("`{}` and `{}` have no commit in common", .base.escape_debug(), .head.escape_debug())]
    Unrelated {
        /// The one.
        base: String,
        /// The other.
        head: String,
    },
    /// The clone lacks a part of the history that was asked for.
    #[error("this clone is shallow: part of its history is missing")]
    Shallow,
    /// An object is missing or damaged.
    #[error("cannot read revision `{}`", .revision.escape_debug())]
    Damaged {
        /// The revision.
        revision: String,
        /// What git said.
        source: Cause,
    },
}

/// What git said.
pub type Cause = Box<dyn Error + Send + Sync>;

impl Help for GitError {
    fn help(&self) -> Option<String> {
        Some(match self {
            Self::NotARepository { .. } => "name a folder of a git repository with -C DIR, or leave --rev out".into(),
            Self::Unborn { .. } => "commit the portfolio first, or leave --rev out to read the work tree".into(),
            Self::UnknownRevision { nearest, shallow: true, .. } => {
                let nearest = nearest.as_ref().map(|nearest| format!("did you mean `{nearest}`? "));
                let fetch = "this clone is shallow: `git fetch --unshallow` brings the rest of its history (`fetch-depth: 0` in a workflow)";
                format!("{}{fetch}", nearest.unwrap_or_default())
            }
            Self::UnknownRevision { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?"),
            Self::UnknownRevision { .. } => {
                "name a commit, branch or tag of this clone; `git fetch` brings new ones".into()
            }
            Self::NoFolder { .. } => {
                "the portfolio may have been in another folder then: name it as REVISION:FOLDER".into()
            }
            Self::TooManyFiles { .. } => "no portfolio is that large: `git ls-tree -r` shows what is in it".into(),
            Self::Unrelated { .. } => "name the branch that this one started from".into(),
            Self::NotACommit { .. } => "name a commit, branch or tag".into(),
            Self::Shallow => {
                "`git fetch --unshallow` brings the rest; in a workflow, let the checkout fetch everything (fetch-depth: 0)".into()
            }
            Self::Damaged { .. } => {
                "`git fsck` shows what is damaged; in a partial clone, `git fetch --refetch` helps".into()
            }
        })
    }
}

/// Returns the error for an object that is missing or damaged.
pub(super) fn damaged(id: ObjectId, source: impl Into<Cause>) -> GitError {
    GitError::Damaged { revision: id.to_string(), source: source.into() }
}
