//! Zip archives with the same bytes wherever they are created.

use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use crate::time::Instant;

/// Returns the archive of these files, in this order: path, bytes, and the time of the last change
/// of their content.
///
/// # Errors
/// When two files have the same path.
pub(super) fn write<'a>(files: impl Iterator<Item = (&'a str, &'a [u8], Instant)>) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes, modified) in files {
        archive.start_file(path, options(modified))?;
        archive.write_all(bytes)?;
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
