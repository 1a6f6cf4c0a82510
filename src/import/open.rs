//! Opens what a path leads to and reads it: a folder, a file or an archive.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use super::archive::{self, ArchiveError, ArchiveKind};
use super::batch::Batch;
use super::batch_reader::BatchReader;
use super::error::{LimitExceeded, ReadError};
use super::folder;
use super::format::Format;
use super::limits::{MAX_ARCHIVE_BYTES, MAX_FILE_BYTES};
use super::orders::Orders;

/// Reads all records of a format in a folder, a file or an archive. Links in it are never followed.
///
/// # Errors
/// If the path can't be read, is a damaged archive, or holds more than the limits allow. What is
/// wrong with a single record is in its [`BatchEntry`](super::BatchEntry).
pub fn read(format: Format, path: &Path) -> Result<Batch, ReadError> {
    read_ordered(format, path, &Orders::default())
}

/// Reads the same, with the orders of versions that advisory.toml names.
///
/// # Errors
/// Those of [`read`].
pub fn read_ordered(format: Format, path: &Path, orders: &Orders) -> Result<Batch, ReadError> {
    let unreadable = |source| ReadError::Unreadable { path: path.to_owned(), source };
    let metadata = path.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        let mut reader = BatchReader::new(format, false, orders);
        folder::read(&mut reader, path)?;
        return Ok(reader.finish());
    }
    if !metadata.is_file() {
        return Err(unreadable(io::Error::other("it is neither a file nor a folder")));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if ArchiveKind::of(&name).is_some() {
        if metadata.len() > MAX_ARCHIVE_BYTES {
            let limit = format!("more than {} MiB", MAX_ARCHIVE_BYTES >> 20);
            return Err(ReadError::TooMuch { path: path.to_owned(), limit });
        }
        return read_file(format, path, File::open(path).map_err(unreadable)?, orders);
    }
    let mut reader = BatchReader::new(format, true, orders);
    folder::file(&mut reader, &name, path).map_err(|limit| too_much(path, limit))?;
    Ok(reader.finish())
}

/// Reads all records of a format in an open file or archive. The name in `path` tells which of the
/// two it is.
///
/// # Errors
/// Those of [`read`].
pub fn read_from(format: Format, path: &Path, file: impl Read + Seek) -> Result<Batch, ReadError> {
    read_file(format, path, file, &Orders::default())
}

fn read_file(format: Format, path: &Path, mut file: impl Read + Seek, orders: &Orders) -> Result<Batch, ReadError> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let Some(kind) = ArchiveKind::of(&name) else {
        let mut reader = BatchReader::new(format, true, orders);
        let mut bytes = Vec::new();
        let taken = file.by_ref().take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes);
        taken.map_err(|source| ReadError::Unreadable { path: path.to_owned(), source })?;
        reader.read_file(&name, &bytes).map_err(|limit| too_much(path, limit))?;
        return Ok(reader.finish());
    };
    let mut reader = BatchReader::new(format, false, orders);
    archive::read(&mut reader, kind, file).map_err(|error| match error {
        ArchiveError::Malformed(reason) => ReadError::Archive { path: path.to_owned(), reason },
        ArchiveError::Limit(limit) => too_much(path, limit),
    })?;
    Ok(reader.finish())
}

fn too_much(path: &Path, LimitExceeded(limit): LimitExceeded) -> ReadError {
    ReadError::TooMuch { path: path.to_owned(), limit }
}
