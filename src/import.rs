//! Reads advisories of other databases, one file for each format.
//!
//! A reader knows nothing of a project or of this program's files. It makes a [`Record`] of every
//! record, and notes each part of it that it guessed or had to drop; the command that imports
//! decides what becomes of it. Everything that is read is untrusted input: sizes and depths are
//! bounded, and no text is believed.

mod archive;
mod batch;
mod batch_reader;
mod constraint;
mod csaf;
mod cve;
mod error;
mod fenced;
mod fields;
mod folder;
mod format;
mod ghsa;
mod go;
mod hsec;
pub mod intake;
mod limits;
mod mfsa;
mod node;
mod open;
mod orders;
mod ossa;
mod osv;
mod ranges;
mod record;
mod rustsec;
mod text;
mod title;
mod yaml;

pub use batch::{Batch, BatchEntry, Skipped};
pub use error::{Place, ReadError, RecordError};
pub use format::Format;
pub use open::{read, read_from, read_ordered};
pub use orders::Orders;
pub use record::{Affected, Commits, Dated, Fate, ImportedCredit, ImportedReference, Note, Record, Withdrawal};
