//! Zip archives with the same bytes wherever they are created.

use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

use crate::time::Instant;

/// A file that is compressed as soon as it is made: an archive of its own.
#[derive(Clone, Debug)]
pub struct Record(Vec<u8>);

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
        Ok(Self(archive.finish()?.into_inner()))
    }

    fn open(&self) -> io::Result<ZipArchive<Cursor<&[u8]>>> {
        Ok(ZipArchive::new(Cursor::new(self.0.as_slice()))?)
    }
}

/// Returns the archive of these files, in this order.
///
/// # Errors
/// When two files have the same path.
pub(super) fn write<'a>(files: impl Iterator<Item = &'a Record>) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        archive.raw_copy_file(file.open()?.by_index_raw(0)?)?;
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
