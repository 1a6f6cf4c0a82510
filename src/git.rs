//! What a git repository holds: revisions as trees, commits, refs, objects. The only module that names gix.
//!
//! Of the private repository only objects are read: nothing is checked out, no filter or hook runs, and no configuration
//! outside the repository counts, so a revision gives the same tree on every machine. Replacements are never applied.

mod changes;
mod commit;
mod error;
mod id;
mod log;
mod merge_bases;
pub mod objects;
mod repository;
mod revision;
mod signature;
mod trailers;
mod tree;

pub use changes::FileChange;
pub use commit::{Commit, Person};
pub use error::{Cause, GitError};
pub use id::{Id, NotAnId};
pub use log::{Log, LogEntry, Range, log};
pub use merge_bases::{MergeBases, merge_bases};
pub(crate) use repository::{open, options};
pub use signature::CommitSignature;
pub use tree::tree_at;

/// The most files that are read from a revision. Repeated folders let a few bytes of git claim to be billions of files.
pub const MOST_FILES: usize = 1_000_000;
