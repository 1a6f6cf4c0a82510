//! The files of a zip archive, which are searched like those of a folder.
//!
//! They are unpacked in memory, one at a time. The limits apply to what comes out of the archive,
//! not to the sizes that it declares.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// How every archive begins that is looked into.
pub(super) const MARK: &[u8] = b"PK\x03\x04";
/// The largest archive on the disk that is looked into, in bytes.
pub(super) const LARGEST: u64 = 64 << 20;
/// The most that the files of an archive have together, unpacked, in bytes.
const MOST_BYTES: u64 = 256 << 20;
/// The most files of an archive.
const MOST_FILES: usize = 100_000;
/// The most bytes between two files that belong to neither: the sizes of the first, where they were
/// not known before it.
const BETWEEN: u64 = 24;

/// Gives the name and content of each file of a zip archive to `look`. Returns whether that was all
/// that is in it: not if a file is encrypted, damaged or too large, or if the bytes are no such
/// archive or hold something else beside its files.
pub(super) fn files(bytes: &[u8], mut look: impl FnMut(&str, &[u8])) -> bool {
    let Some(mut archive) = open(bytes) else { return false };
    // Programs that read an archive from its beginning must find the same files in it as those that
    // read the list at its end.
    let mut is_whole = archive.offset() == 0 && archive.validate_header_consistency().is_ok();
    let (mut left, mut known) = (MOST_BYTES, 0_u64);
    for index in 0..archive.len() {
        let Ok(file) = archive.by_index(index) else {
            is_whole = false;
            continue;
        };
        let name = String::from_utf8_lossy(file.name_raw()).into_owned();
        let header = file.data_start().unwrap_or_default().saturating_sub(file.header_start());
        known = known.saturating_add(header).saturating_add(file.compressed_size()).saturating_add(BETWEEN);
        let mut content = Vec::new();
        let is_read = file.take(left).read_to_end(&mut content).is_ok();
        look(&name, &content);
        left = left.saturating_sub(content.len() as u64);
        if left == 0 {
            return false;
        }
        is_whole &= is_read;
    }
    is_whole && archive.central_directory_start() <= known
}

fn open(bytes: &[u8]) -> Option<ZipArchive<Cursor<&[u8]>>> {
    let archive = bytes.starts_with(MARK).then(|| ZipArchive::new(Cursor::new(bytes)).ok()).flatten();
    archive.filter(|archive| archive.len() <= MOST_FILES)
}
