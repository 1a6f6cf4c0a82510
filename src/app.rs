//! The use cases: what the program does, without a command line.
//!
//! A [`Workspace`] is a private repository that was opened at an instant. Its methods take typed options and return values
//! and typed errors. Nothing here prints, parses flags, reads the clock or reads the environment.

pub(crate) mod approval;
pub mod edit;
mod error;
pub(crate) mod evidence;
mod find;
mod workspace;

pub use error::{Error, Refusal};
pub use find::UnknownIncident;
pub use workspace::{Source, Workspace};
