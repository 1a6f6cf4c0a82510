//! The public site as a commit in a public repository that shares nothing with the private one.
//!
//! Everything is worked out first: the objects of the new commit are made in memory and held
//! against the private repository, then they are written, and the branch moves last, by compare and
//! swap. Whoever kills this at any moment leaves the old branch. No git program, hook, filter or
//! configuration of the user's has a say in what is written.

mod commit;
mod error;
mod isolation;
mod object;
mod overlay;
mod target;

pub use commit::{Author, Publication, Subject, commit};
pub use error::PublishError;
pub use isolation::Source;
pub use target::Target;
