//! Reading and writing git repositories: revisions, commits, refs, trees and objects.
//!
//! This is the only module that uses gix; the others see the types defined here.
//!
//! Only objects are read. Nothing is checked out, no filter or hook runs, and configuration outside
//! the repository is ignored, so a revision gives the same tree on every machine. Replacements
//! (`refs/replace/`) are never applied. [`setting`] alone also reads the user's configuration.

mod branch_name;
mod changes;
mod commit;
mod error;
mod first_parents;
mod folder;
mod format;
mod hash;
mod id;
mod ignored;
mod log;
mod merge_bases;
mod object;
pub mod objects;
mod paths;
mod prefix;
mod refs;
mod reftable;
mod repository;
mod revision;
mod settings;
mod signature;
mod trailers;
mod tree;
mod write;

pub(crate) use branch_name::BranchName;
pub use changes::FileChange;
pub use commit::{Commit, Person};
pub use error::{Cause, GitError};
pub(crate) use first_parents::{FirstParents, first_parents};
pub(crate) use folder::{FileDiff, FileKind, FileVersion, Mode, Row, encode, is_name};
pub(crate) use format::Format;
pub(crate) use hash::Hasher;
pub use id::{Id, NotAnId};
pub use ignored::{Placement, file_placement, placement};
pub use log::{Log, LogEntry, Range, log, log_of};
pub use merge_bases::{MergeBases, merge_bases};
pub use object::ObjectKind;
pub(crate) use object::{RawCommit, Unread};
pub use paths::changed_below;
pub(crate) use refs::Refs;
pub use refs::{Branch, Tag, Tip};
pub(crate) use repository::{Lacks, Repository, SharedRepository, open, open_at};
pub use revision::{require_commit, tree_id};
pub use settings::{head_made, setting};
pub use signature::CommitSignature;
pub use tree::{tree_at, tree_beside};
pub(crate) use write::{Signature, encode_commit};

/// The maximum number of files read from a revision. A tree that repeats a subtree can claim to
/// hold billions of files in a few bytes.
pub const MOST_FILES: usize = 1_000_000;
