//! Zip archives with the same bytes wherever they are created.

use std::io::{self, Cursor, Write};
use std::sync::{Mutex, PoisonError};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

use crate::time::Instant;

/// A file of an archive, compressed.
#[derive(Clone, Debug)]
pub enum Record {
    /// It is compressed as soon as it is made: an archive of its own.
    Made(Box<[u8]>),
    /// The [earlier](Earlier) archive has it, under this path.
    Kept(String),
}

impl Record {
    /// Compresses a file: its path in archives, its text, and the time of the last change of its
    /// content.
    ///
    /// # Errors
    /// When it is too large for an archive.
    pub fn new(path: &str, text: &str, modified: Instant) -> io::Result<Self> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(path, options(modified))?;
        archive.write_all(text.as_bytes())?;
        Ok(Self::Made(archive.finish()?.into_inner().into()))
    }
}

/// The archive that an earlier build made.
#[derive(Debug)]
pub struct Earlier(Mutex<ZipArchive<Cursor<Vec<u8>>>>);

impl Earlier {
    /// Reads an archive; `None` if it is damaged.
    pub(super) fn read(bytes: Vec<u8>) -> Option<Self> {
        Some(Self(Mutex::new(ZipArchive::new(Cursor::new(bytes)).ok()?)))
    }

    /// Returns whether it has a file.
    pub(in crate::export) fn has(&self, path: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).index_for_name(path).is_some()
    }
}

/// Returns the archive of these files, in this order.
///
/// # Errors
/// When two files have the same path.
pub(super) fn write<'a>(files: impl Iterator<Item = &'a Record>, earlier: Option<&Earlier>) -> io::Result<Vec<u8>> {
    let mut earlier = earlier.map(|earlier| earlier.0.lock().unwrap_or_else(PoisonError::into_inner));
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        match (file, earlier.as_deref_mut()) {
            (Record::Made(bytes), _) => {
                archive.raw_copy_file(ZipArchive::new(Cursor::new(bytes))?.by_index_raw(0)?)?;
            }
            (Record::Kept(path), Some(earlier)) => {
                let index = earlier.index_for_name(path).ok_or(io::ErrorKind::NotFound)?;
                archive.raw_copy_file(earlier.by_index_raw(index)?)?;
            }
            (Record::Kept(_), None) => return Err(io::ErrorKind::NotFound.into()),
        }
    }
    Ok(archive.finish()?.into_inner())
}

/// Times are those of the data, in UTC; no owner or system is recorded.
fn options(modified: Instant) -> SimpleFileOptions {
    use chrono::{Datelike, Timelike};
    let at = modified.utc();
    let part = |part: u32| u8::try_from(part).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or_default();
    let time = DateTime::from_date_and_time(
        year,
        part(at.month()),
        part(at.day()),
        part(at.hour()),
        part(at.minute()),
        part(at.second()),
    );
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        // Zip can't represent a year before 1980.
        .last_modified_time(time.unwrap_or(DateTime::DEFAULT))
        .unix_permissions(0o644)
        .system(System::Unix)
}
