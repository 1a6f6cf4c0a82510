//! Publishes the site as a commit in a public repository that shares no object with the private
//! one.
//!
//! All objects of the new commit are made in memory first and compared with the private repository.
//! Then they are written, and the branch moves last, by compare and swap: if the process is killed
//! at any moment, the branch is unchanged. No git program, hook, filter or user configuration
//! affects what is written.

mod commit;
mod common;
mod error;
mod isolation;
mod object;
mod overlay;
mod sketch;
mod target;

pub use commit::{Author, Publication, Subject, commit};
pub use error::PublishError;
pub use isolation::Source;
pub(crate) use sketch::Sketch;
pub use target::{Limits, Target};
