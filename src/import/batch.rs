//! What is read at once: a file, a folder or an archive, and what became of each of its files.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use super::archive::{self, Broken, Packing};
use super::limits::{ARCHIVE, FILE};
use super::reading::{Full, Reading};
use super::{Format, Record, folder};
use crate::error::Help;

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

/// Reads all records of a format in a folder, a file or an archive. Links in it are never followed.
///
/// # Errors
/// When the path can't be read, is a broken archive, or holds more than the limits allow. What is wrong with one record
/// stands in its [`Entry`].
pub fn read(format: Format, path: &Path) -> Result<Batch, ReadError> {
    let unreadable = |source| ReadError::Unreadable { path: path.to_owned(), source };
    let metadata = path.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        let mut reading = Reading::new(format, false);
        folder::read(&mut reading, path)?;
        return Ok(reading.done());
    }
    if !metadata.is_file() {
        return Err(unreadable(io::Error::other("it is neither a file nor a folder")));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if Packing::of(&name).is_some() {
        if metadata.len() > ARCHIVE {
            let limit = format!("more than {} MiB", ARCHIVE >> 20);
            return Err(ReadError::TooMuch { path: path.to_owned(), limit });
        }
        return read_from(format, path, File::open(path).map_err(unreadable)?);
    }
    let mut reading = Reading::new(format, true);
    folder::file(&mut reading, &name, path).map_err(|full| too_much(path, full))?;
    Ok(reading.done())
}

/// Reads all records of a format in a file or an archive that is open already; its name says which of them it is.
///
/// # Errors
/// As of [`read`].
pub fn read_from(format: Format, path: &Path, mut file: impl Read + Seek) -> Result<Batch, ReadError> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let Some(packing) = Packing::of(&name) else {
        let mut reading = Reading::new(format, true);
        let mut bytes = Vec::new();
        let taken = file.by_ref().take(FILE + 1).read_to_end(&mut bytes);
        taken.map_err(|source| ReadError::Unreadable { path: path.to_owned(), source })?;
        reading.sized_file(&name, &bytes).map_err(|full| too_much(path, full))?;
        return Ok(reading.done());
    };
    let mut reading = Reading::new(format, false);
    archive::read(&mut reading, packing, file).map_err(|broken| match broken {
        Broken::Archive(reason) => ReadError::Archive { path: path.to_owned(), reason },
        Broken::Full(full) => too_much(path, full),
    })?;
    Ok(reading.done())
}

fn too_much(path: &Path, Full(limit): Full) -> ReadError {
    ReadError::TooMuch { path: path.to_owned(), limit }
}
