//! Why a record, a file or a whole path can't be read.

use std::io;
use std::path::PathBuf;

use crate::error::Help;

/// Why a record can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RecordError {
    /// Where in the file.
    pub place: Place,
    /// What is wrong: a sentence without its full stop. It may quote the file.
    pub message: String,
    /// What to do about it.
    pub help: &'static str,
}

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A line and a column in it, both counted from 1.
    Line {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// An offset in bytes.
    Byte(usize),
}

/// Why a file gives no record.
#[derive(Debug)]
pub(super) enum NoRecord {
    /// It is of the format, and can't be read.
    Invalid(RecordError),
    /// It is not of the format: the end of a sentence that says how that shows.
    OtherFormat(&'static str),
}

impl From<RecordError> for NoRecord {
    fn from(error: RecordError) -> Self {
        Self::Invalid(error)
    }
}

impl NoRecord {
    /// Returns an error about the file as a whole.
    pub(super) fn invalid(message: impl Into<String>, help: &'static str) -> Self {
        Self::Invalid(RecordError { place: Place::File, message: message.into(), help })
    }
}

/// A limit that was exceeded, so that the rest is not read: the end of a sentence.
#[derive(Debug)]
pub(super) struct LimitExceeded(pub(super) String);

/// Why nothing can be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The operating system reports an error.
    #[error("can't read {}", .path.display())]
    Unreadable {
        /// What was to be read.
        path: PathBuf,
        /// The error.
        #[source]
        source: io::Error,
    },
    /// The archive is damaged, or none.
    #[error("{} is not an archive that can be read: {reason}", .path.display())]
    Archive {
        /// The archive.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// There is more than any database of advisories has.
    #[error("{} is too large: {limit}", .path.display())]
    TooMuch {
        /// The folder, file or archive.
        path: PathBuf,
        /// The limit that was exceeded.
        limit: String,
    },
}

impl Help for ReadError {
    fn help(&self) -> Option<String> {
        let help = match self {
            Self::Unreadable { .. } => {
                "give a folder, a file or an archive (.zip, .tar, .tar.gz, .tgz) that you may read"
            }
            Self::Archive { .. } => "unpack it with another program and give the folder",
            Self::TooMuch { .. } => "import it in parts",
        };
        Some(help.to_owned())
    }
}
