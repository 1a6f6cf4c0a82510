//! Errors of publishing.

use std::path::PathBuf;

use crate::error::Help;
use crate::git::{Cause, ObjectKind};
use crate::time::Instant;

/// Why nothing was published. The branch is as it was.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// No repository stands at the very place that was named.
    #[error("{} is not a git repository", .0.display())]
    NotARepository(PathBuf, #[source] Cause),
    /// No branch can be called this.
    #[error("`{}` can't be the name of a branch", .0.escape_debug())]
    BadBranch(String),
    /// Another branch stands where the branch's folder would be, or below it.
    #[error("there can be no branch `{branch}` beside `{other}`")]
    BranchInTheWay {
        /// The branch.
        branch: String,
        /// The one that is there.
        other: String,
    },
    /// The repository keeps its branches in a form that can't be read here.
    #[error("{} stores its branches as `{format}`", repository.display())]
    RefFormat {
        /// The repository.
        repository: PathBuf,
        /// What its `extensions.refStorage` says.
        format: String,
    },
    /// A path that git refuses.
    #[error("`{}` can't be a path in a repository", .0.escape_debug())]
    BadPath(String),
    /// The repository is the private one, or has its objects from the same place.
    #[error("{} {how}", repository.display())]
    Related {
        /// The repository that was to be public.
        repository: PathBuf,
        /// What it has to do with the private one.
        how: &'static str,
    },
    /// The private repository's history is not all here to be looked at.
    #[error("the private repository is a {0} clone, so the objects that must not be shared are not all known")]
    Partial(&'static str),
    /// An object of the public history or of the new site is one of the private repository.
    #[error("{place} is also in the private repository, as {kind} {id}")]
    Shared {
        /// Its path, or what it is.
        place: String,
        /// `blob`, `tree`, `commit`, `tag`.
        kind: ObjectKind,
        /// Its id.
        id: String,
        /// Whether it is part of what is there already.
        there: bool,
    },
    /// A file of the public history is nearly one of the private repository.
    #[error("{place} is almost identical to a file of the private repository, blob {id}")]
    Alike {
        /// Its path, or what it is.
        place: String,
        /// Its id.
        id: String,
    },
    /// The branch is checked out, so its files would seem to be changed.
    #[error("the branch `{branch}` is checked out in {}", folder.display())]
    CheckedOut {
        /// The branch.
        branch: String,
        /// Where.
        folder: PathBuf,
    },
    /// Several remotes have the branch, and there is none of that name here.
    #[error("there is no branch `{branch}`, and several remotes have one: {}", remotes.join(", "))]
    ManyRemotes {
        /// The branch.
        branch: String,
        /// The remotes.
        remotes: Vec<String>,
    },
    /// The branch holds files that no publication wrote, and nothing says that they may be built
    /// upon.
    #[error("the branch `{branch}` contains files that `publish --to` did not write: {}", files.join(", "))]
    Foreign {
        /// The branch.
        branch: String,
        /// The first of them.
        files: Vec<String>,
    },
    /// Somebody else's files stand where the site's have to be.
    #[error("files that `publish --to` did not write have the paths of site files: {}", .0.join(", "))]
    InTheWay(Vec<String>),
    /// The site is that of an instant after the clock's.
    #[error("{} is in the future: the clock says {}", at.short(), clock.short())]
    Future {
        /// The instant.
        at: Instant,
        /// The clock's.
        clock: Instant,
    },
    /// The site is that of an instant before the newest publication's.
    #[error("{} is before the newest publication on the branch, which is the site of {}", at.short(), newest.short())]
    Earlier {
        /// The instant.
        at: Instant,
        /// The newest publication's.
        newest: Instant,
    },
    /// The site lacks advisories that the branch has.
    #[error("these advisories would disappear from the branch: {}", .0.join(", "))]
    Loses(Vec<String>),
    /// The branch moved while the commit was made.
    #[error("the branch `{branch}` was moved or locked by someone else in the meantime")]
    Moved {
        /// The branch.
        branch: String,
        /// What git said.
        source: Cause,
    },
    /// An object could not be read or written.
    #[error("git could not read or write an object")]
    Git(#[source] Cause),
}

impl Help for PublishError {
    fn help(&self) -> Option<String> {
        Some(match self {
            Self::NotARepository(path, _) => {
                format!("make one with `git init --bare {0}`, or clone the public one to {0}", path.display())
            }
            Self::BranchInTheWay { .. } => "name another --branch, or delete that one".into(),
            Self::RefFormat { .. } => {
                "publish to a repository that stores them as files: `git init --bare --ref-format=files`, or `git refs migrate --ref-format=files`".into()
            }
            Self::BadBranch(_) => "name it as `git branch` lists it, such as gh-pages".into(),
            Self::BadPath(_) => "name a plain folder below the top, such as docs; or rename the file it comes from".into(),
            Self::Related { .. } => {
                "use a separate public repository: create one with `git init --bare`, without --shared or --reference".into()
            }
            Self::Partial(_) => {
                "get the complete history: `git fetch --unshallow` or `git fetch --refetch --no-filter`; in CI, check out with `fetch-depth: 0`".into()
            }
            Self::Shared { there: true, .. } | Self::Alike { .. } => {
                "everyone who can read the public repository can read this: publish to a new one, and treat the content as leaked if it is private. `git gc --prune=now` removes objects that no branch reaches".into()
            }
            Self::Shared { there: false, .. } => {
                "nothing was written. Put files for the public below site-templates/, and copy no private file into the site".into()
            }
            Self::CheckedOut { folder, .. } => {
                format!("run `git -C {} switch --detach`, or publish to a bare clone", folder.display())
            }
            Self::ManyRemotes { branch, remotes } => {
                let first = remotes.first().map_or("origin", String::as_str);
                format!("say which with `git branch {branch} {first}/{branch}`")
            }
            Self::Foreign { .. } => {
                "name another --branch or --folder, or add --adopt: existing files stay, but site files replace those with the same path".into()
            }
            Self::InTheWay(_) => "move them away on the branch, or add --adopt to replace them".into(),
            Self::Future { .. } => {
                "check --now and the clock; --allow-future publishes what becomes public by then".into()
            }
            Self::Earlier { .. } => {
                "check --now and the clock; --allow-earlier publishes the site of that earlier time".into()
            }
            Self::Loses(_) => {
                "check --now, the clock, and which commit is published; --allow-removal removes the advisories from the branch. To take back a wrong advisory, withdraw it instead".into()
            }
            Self::Moved { .. } => {
                "run the command again; if no other git is running, first delete a .lock file that was left behind".into()
            }
            Self::Git(_) => "`git fsck` shows what is damaged; check permissions and free space".into(),
        })
    }
}

/// Wraps an error of git.
pub(super) fn git(error: impl Into<Cause>) -> PublishError {
    PublishError::Git(error.into())
}
