//! The only module that names gix: the portfolio as it stands in a git revision, and the public site as a commit.
//!
//! Of the private repository only objects are read: nothing is checked out, no filter or hook runs, and no configuration
//! outside the repository counts, so a revision gives the same tree on every machine. Replacements are never applied.

use std::error::Error;
use std::path::{Path, PathBuf};

use gix::objs::tree::EntryKind;
use gix::{ObjectId, Repository, ThreadSafeRepository};
use rayon::prelude::*;

use crate::error::Help;
use crate::finding::did_you_mean;
use crate::source::{FilePath, Tree, TreeEntry};

pub mod base;
mod changes;
pub mod commits;
pub mod objects;

/// The most files that are read from a revision. Repeated folders let a few bytes of git claim to be billions of files.
pub const MOST_FILES: usize = 1_000_000;

/// Why a revision could not be read.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// Neither the folder nor one above it is a git repository.
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
    #[error("revision `{}` holds more than {MOST_FILES} files", .revision.escape_debug())]
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
    #[error("this clone is shallow: a part of its history is missing")]
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
                "the portfolio may have stood elsewhere then: name the folder as REVISION:FOLDER".into()
            }
            Self::TooManyFiles { .. } => "no portfolio is that large: `git ls-tree -r` shows what is in it".into(),
            Self::Unrelated { .. } => "name the branch that this one was made from".into(),
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

/// Reads the portfolio that `folder` is, or is in, as it stood at `revision`.
///
/// `folder` is a repository, bare or not, or a folder inside one: that same folder of the revision is read. A revision
/// that names a folder itself (`v1.0:security`) is read as it is. The tree is the one that
/// [`worktree::read`](crate::source::worktree::read) gives for a checkout without filters.
///
/// # Errors
/// When there is no such repository, revision or folder, or an object can't be read.
pub fn tree_at(folder: &Path, revision: &str) -> Result<Tree, GitError> {
    let (shared, subfolder) = open(folder)?;
    let repository = shared.to_thread_local();
    let root = find(&repository, folder, revision, &subfolder)?;
    let damaged = |source: Cause| GitError::Damaged { revision: revision.to_owned(), source };
    let listing = list(&repository, root).map_err(damaged)?;
    let listing = listing.ok_or_else(|| GitError::TooManyFiles { revision: revision.to_owned() })?;
    let entries: Result<Vec<_>, Cause> = listing
        .into_par_iter()
        .map_init(|| shared.to_thread_local(), |repository, (path, found)| Ok((path, found.read(repository)?)))
        .collect();
    entries.map(Tree::new).map_err(damaged)
}

/// The one way to open a repository: as it was pushed. What replacements (`refs/replace/`) hide is read, and no
/// configuration outside it counts.
pub(crate) fn options() -> gix::open::Options {
    gix::open::Options::isolated().config_overrides(["core.useReplaceRefs=false"])
}

/// The repository that `folder` is in, and where in it the folder is.
pub(crate) fn open(folder: &Path) -> Result<(ThreadSafeRepository, PathBuf), GitError> {
    let not_a_repository = |source: Cause| GitError::NotARepository { folder: folder.to_owned(), source };
    // Reading objects runs nothing that the repository names, so it does not matter who owns it.
    let trust = gix::discover::upwards::TrustPolicy::Assume(gix::sec::Trust::Full);
    let inside = folder.canonicalize().map_err(|e| not_a_repository(e.into()))?;
    let repository = ThreadSafeRepository::discover_opts(
        &inside,
        gix::discover::upwards::Options { trust, ..Default::default() },
        gix::sec::trust::Mapping { full: options(), reduced: options() },
    )
    .map_err(|e| not_a_repository(e.into()))?;
    let subfolder = match repository.work_dir() {
        Some(top) => {
            let top = top.canonicalize().map_err(|e| not_a_repository(e.into()))?;
            inside.strip_prefix(&top).map(Path::to_owned).unwrap_or_default()
        }
        None => PathBuf::new(),
    };
    Ok((repository, subfolder))
}

/// The portfolio's tree in a revision.
fn find(repository: &Repository, folder: &Path, revision: &str, subfolder: &Path) -> Result<ObjectId, GitError> {
    let named = repository.rev_parse_single(revision).map_err(|e| unknown(repository, folder, revision, e.into()))?;
    let damaged = |source: Cause| GitError::Damaged { revision: revision.to_owned(), source };
    let no_folder = |subfolder: &Path| GitError::NoFolder {
        revision: revision.to_owned(),
        subfolder: subfolder.display().to_string(),
    };
    let object = named.object().map_err(|e| damaged(e.into()))?;
    // An annotated tag is an object of its own; what it stands for is what counts.
    let object = object.peel_tags_to_end().map_err(|e| damaged(e.into()))?;
    let commit = match object.kind {
        gix::object::Kind::Tree => return Ok(object.id),
        gix::object::Kind::Commit => object,
        _ => return Err(no_folder(Path::new(""))),
    };
    let mut tree = commit.peel_to_tree().map_err(|e| damaged(e.into()))?;
    if subfolder.as_os_str().is_empty() {
        return Ok(tree.id);
    }
    let entry = tree.peel_to_entry_by_path(subfolder).map_err(|e| damaged(e.into()))?;
    entry.filter(|e| e.mode().is_tree()).map(|e| e.object_id()).ok_or_else(|| no_folder(subfolder))
}

fn unknown(repository: &Repository, folder: &Path, revision: &str, source: Cause) -> GitError {
    if repository.head().is_ok_and(|head| head.is_unborn()) && matches!(revision, "HEAD" | "@") {
        return GitError::Unborn { folder: folder.to_owned() };
    }
    let names: Vec<String> = (repository.references().ok().as_ref())
        .and_then(|references| references.all().ok())
        .map(|all| all.filter_map(Result::ok).map(|r| r.name().shorten().to_string()).collect())
        .unwrap_or_default();
    GitError::UnknownRevision {
        revision: revision.to_owned(),
        nearest: did_you_mean(revision, names.iter().map(String::as_str)).map(str::to_owned),
        shallow: repository.is_shallow().unwrap_or_default(),
        source,
    }
}

/// What the listing found at a path.
enum Found {
    Blob(ObjectId),
    Known(TreeEntry),
}

/// Everything below a tree that the portfolio reads; `None` when that is more than [`MOST_FILES`].
fn list(repository: &Repository, root: ObjectId) -> Result<Option<Vec<(FilePath, Found)>>, Cause> {
    let mut found = Vec::new();
    let mut folders = vec![(FilePath::new(""), root)];
    while let Some((folder, id)) = folders.pop() {
        for entry in repository.find_tree(id)?.iter() {
            let entry = entry?;
            let (name, plain) = match std::str::from_utf8(entry.filename()) {
                // Names that no checkout can have.
                Ok(".") | Ok("..") | Ok("") => ("\u{fffd}".into(), false),
                Ok(name) => (name.replace('/', "\u{fffd}"), !name.contains('/')),
                Err(_) => (String::from_utf8_lossy(entry.filename()).replace('/', "\u{fffd}"), false),
            };
            let path = folder.join(&name);
            let below = Tree::wants_below(path.as_str());
            if !below && !Tree::wants(path.as_str()) {
                continue;
            }
            let id = entry.object_id();
            match entry.mode().kind() {
                EntryKind::Tree if below && plain => folders.push((path, id)),
                EntryKind::Blob | EntryKind::BlobExecutable if plain => found.push((path, Found::Blob(id))),
                EntryKind::Link if plain => found.push((path, Found::Known(TreeEntry::Link))),
                _ => found.push((path, Found::Known(TreeEntry::Special))),
            }
            if found.len() + folders.len() > MOST_FILES {
                return Ok(None);
            }
        }
    }
    Ok(Some(found))
}

impl Found {
    fn read(self, repository: &Repository) -> Result<TreeEntry, Cause> {
        let id = match self {
            Self::Known(entry) => return Ok(entry),
            Self::Blob(id) => id,
        };
        let size = repository.find_header(id)?.size();
        if size > Tree::LARGEST {
            return Ok(TreeEntry::TooLarge(size));
        }
        Ok(TreeEntry::File(repository.find_blob(id)?.take_data().into()))
    }
}
