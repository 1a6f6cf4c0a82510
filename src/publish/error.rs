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
    #[error("{} keeps its branches as `{format}`", repository.display())]
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
    #[error("the private repository is a {0} clone, so what must not be shared can't all be known")]
    Partial(&'static str),
    /// An object of the public history or of the new site is one of the private repository.
    #[error("{place} is in the private repository too, as {kind} {id}")]
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
    #[error("{place} is nearly a file of the private repository, blob {id}")]
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
    #[error("the branch `{branch}` holds files that no `publish --to` wrote: {}", files.join(", "))]
    Foreign {
        /// The branch.
        branch: String,
        /// The first of them.
        files: Vec<String>,
    },
    /// Somebody else's files stand where the site's have to be.
    #[error("somebody else's files stand where the site's belong: {}", .0.join(", "))]
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
    #[error("these advisories are on the branch and would no longer be: {}", .0.join(", "))]
    Loses(Vec<String>),
    /// The branch moved while the commit was made.
    #[error("the branch `{branch}` was moved or locked by somebody else meanwhile")]
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
                "publish to a repository that keeps them as files: `git init --bare --ref-format=files`, or `git refs migrate --ref-format=files`".into()
            }
            Self::BadBranch(_) => "name it as `git branch` lists it, such as gh-pages".into(),
            Self::BadPath(_) => "name a plain folder below the top, such as docs; or rename the file it comes from".into(),
            Self::Related { .. } => {
                "a public repository has to be one of its own: make it with `git init --bare`, without --shared or --reference".into()
            }
            Self::Partial(_) => {
                "get all of it: `git fetch --unshallow` or `git fetch --refetch --no-filter`; in CI, check out with `fetch-depth: 0`".into()
            }
            Self::Shared { there: true, .. } | Self::Alike { .. } => {
                "whoever can read the public repository can read this: publish to a new one, and if it is private, treat it as leaked. An object that no branch reaches goes with `git gc --prune=now`".into()
            }
            Self::Shared { there: false, .. } => {
                "nothing was written. What is public by intent belongs below site-templates/; a copy of a private file does not belong into the site".into()
            }
            Self::CheckedOut { folder, .. } => {
                format!("let go of it with `git -C {} switch --detach`, or publish to a bare clone", folder.display())
            }
            Self::ManyRemotes { branch, remotes } => {
                let first = remotes.first().map_or("origin", String::as_str);
                format!("say which with `git branch {branch} {first}/{branch}`")
            }
            Self::Foreign { .. } => {
                "name another --branch or --folder; or, with --adopt, build upon it: its files stay, and the site's win where both have a path".into()
            }
            Self::InTheWay(_) => "move them away on the branch, or let the site's win with --adopt".into(),
            Self::Future { .. } => {
                "check --now and the clock; --allow-future publishes what becomes public by then".into()
            }
            Self::Earlier { .. } => {
                "check --now and the clock; --allow-earlier publishes the site as it was due then".into()
            }
            Self::Loses(_) => {
                "check --now, the clock, and which commit is published; --allow-removal takes the advisories off the branch. An advisory that was wrong stays, as withdrawn".into()
            }
            Self::Moved { .. } => {
                "run the command again; where no other git runs and a file ending in .lock was left behind, delete it first".into()
            }
            Self::Git(_) => "`git fsck` shows what is damaged; check permissions and free space".into(),
        })
    }
}

/// Wraps an error of git.
pub(super) fn git(error: impl Into<Cause>) -> PublishError {
    PublishError::Git(error.into())
}
