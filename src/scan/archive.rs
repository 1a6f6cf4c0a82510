//! The files of a zip archive, which are searched like those of a folder, and the contents of a
//! gzip file.
//!
//! They are unpacked in memory, one at a time. The limits apply to what comes out of the archive,
//! not to the sizes that it declares.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::media::is_media;

/// How every archive begins that is looked into.
pub(super) const MARK: &[u8] = b"PK\x03\x04";
/// How a gzip file begins.
const GZIP: &[u8] = b"\x1f\x8b\x08";
/// What the contents of a gzip file are called.
const CONTENTS: &str = "contents";
/// The largest archive on the disk that is looked into, in bytes.
pub(super) const LARGEST: u64 = 64 << 20;
/// The most that the files of an archive have together, unpacked, in bytes.
const MOST_BYTES: u64 = 256 << 20;
/// The most files of an archive.
const MOST_FILES: usize = 100_000;
/// The most bytes between two files that belong to neither: the sizes of the first, where they were
/// not known before it.
const BETWEEN: u64 = 24;

/// How the list of the files of an archive ends, and how long that end is without a comment.
const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
/// The longest comment behind it.
const COMMENT: usize = 0xffff;

/// What was looked at in some bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Opened {
    /// They are no archive.
    No,
    /// An archive with something that can't be looked into.
    Partly,
    /// An archive and nothing else.
    Whole,
    /// A whole archive behind something else, such as a picture.
    Behind,
}

/// Returns whether these bytes, the last of a file, may end an archive.
pub(super) fn may_end(tail: &[u8]) -> bool {
    tail.len().checked_sub(END_LENGTH).and_then(|at| tail.get(at..)).is_some_and(|end| end.starts_with(END))
}

/// Returns whether a file that begins like this may have to be read as a whole to be opened.
pub(super) fn may_be(head: &[u8]) -> bool {
    head.starts_with(MARK) || head.starts_with(GZIP)
}

/// Gives the name and content of each file of a zip archive to `look`, and what a gzip file holds.
/// Returns what [`files_of_zip`] does.
pub(super) fn files(bytes: &[u8], mut look: impl FnMut(&str, &[u8])) -> Opened {
    if !bytes.starts_with(GZIP) {
        return files_of_zip(bytes, look);
    }
    let mut content = Vec::new();
    let mut rest = bytes;
    while rest.starts_with(GZIP) {
        let mut member = flate2::bufread::GzDecoder::new(rest);
        let left = MOST_BYTES.saturating_sub(content.len() as u64);
        let is_read = member.by_ref().take(left).read_to_end(&mut content).is_ok();
        if !is_read || content.len() as u64 >= MOST_BYTES {
            break;
        }
        let name = member.header().and_then(|header| header.filename()).unwrap_or_default().to_vec();
        look(CONTENTS, &name);
        rest = member.into_inner();
    }
    look(CONTENTS, &content);
    if rest.is_empty() { Opened::Whole } else { Opened::Partly }
}

/// Gives the name and content of each file of a zip archive to `look`. Returns whether that was all
/// that is in it: not if a file is encrypted, damaged or too large, or if the archive holds
/// something else beside its files.
fn files_of_zip(bytes: &[u8], mut look: impl FnMut(&str, &[u8])) -> Opened {
    let Some(mut archive) = open(bytes) else { return Opened::No };
    // Programs that read an archive from its beginning must find the same files in it as those that
    // read the list at its end.
    let is_behind = archive.offset() > 0 || !bytes.starts_with(MARK);
    let mut is_whole = archive.validate_header_consistency().is_ok();
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
            return Opened::Partly;
        }
        is_whole &= is_read;
    }
    // The sum of the files has to reach from the first of them to their list.
    match is_whole && archive.central_directory_start().saturating_sub(archive.offset()) <= known {
        true if is_behind => Opened::Behind,
        true => Opened::Whole,
        false => Opened::Partly,
    }
}

fn open(bytes: &[u8]) -> Option<ZipArchive<Cursor<&[u8]>>> {
    let may_be = bytes.starts_with(MARK) || may_end(bytes) || is_media(bytes) && has_end(bytes);
    let archive = may_be.then(|| ZipArchive::new(Cursor::new(bytes)).ok()).flatten();
    archive.filter(|archive| archive.len() <= MOST_FILES && (!archive.is_empty() || bytes.starts_with(MARK)))
}

/// Whether the end of an archive may be among the last bytes, before a comment.
fn has_end(bytes: &[u8]) -> bool {
    let from = bytes.len().saturating_sub(END_LENGTH + COMMENT);
    bytes.get(from..).is_some_and(|tail| tail.windows(END.len()).any(|window| window == END))
}
