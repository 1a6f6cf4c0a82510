//! Reads the files of an archive in memory. Nothing is unpacked to a disk, so no name in it can
//! escape. The limits apply to what comes out of the archive, not to the sizes that it declares.

use std::io::{self, Read, Seek};

use flate2::read::MultiGzDecoder;
use tar::EntryType;
use zip::ZipArchive;

use super::batch_reader::BatchReader;
use super::error::LimitExceeded;
use super::limits::{MAX_ENTRIES, MAX_FILE_BYTES, MAX_UNPACKED_BYTES};
use super::node::excerpt;
use super::text::one_line;

/// The kinds of archives that can be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ArchiveKind {
    Zip,
    Tar,
    TarGz,
}

impl ArchiveKind {
    /// Returns the kind by the name of a file; `None` if it is not an archive.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        [(".zip", Self::Zip), (".tar", Self::Tar), (".tar.gz", Self::TarGz), (".tgz", Self::TarGz)]
            .into_iter()
            .find_map(|(ending, packing)| name.ends_with(ending).then_some(packing))
    }
}

/// Why an archive can't be read.
#[derive(Debug)]
pub(super) enum ArchiveError {
    /// It is damaged, or none.
    Malformed(String),
    /// It holds too much.
    Limit(LimitExceeded),
}

impl From<LimitExceeded> for ArchiveError {
    fn from(limit: LimitExceeded) -> Self {
        Self::Limit(limit)
    }
}

/// Reads every file of an archive.
pub(super) fn read(reader: &mut BatchReader, kind: ArchiveKind, archive: impl Read + Seek) -> Result<(), ArchiveError> {
    match kind {
        ArchiveKind::Zip => zip(reader, archive),
        ArchiveKind::Tar => tar(reader, archive),
        ArchiveKind::TarGz => tar(reader, MultiGzDecoder::new(archive)),
    }
}

fn unpacked_too_much() -> LimitExceeded {
    LimitExceeded(format!("more than {} MiB when it is unpacked", MAX_UNPACKED_BYTES >> 20))
}

fn too_many() -> LimitExceeded {
    LimitExceeded(format!("more than {MAX_ENTRIES} files"))
}

/// A reader that fails when more than the limit comes out of an archive.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        Ok(count)
    }
}

fn tar(reader: &mut BatchReader, archive: impl Read) -> Result<(), ArchiveError> {
    let malformed = |e: io::Error| match e.kind() {
        io::ErrorKind::FileTooLarge => ArchiveError::Limit(unpacked_too_much()),
        _ => ArchiveError::Malformed(one_line(e)),
    };
    let mut archive = tar::Archive::new(Limited { inner: archive, left: MAX_UNPACKED_BYTES });
    let cut = || ArchiveError::Malformed("it is truncated: its end marker is missing".to_owned());
    for (count, entry) in archive.entries().map_err(malformed)?.enumerate() {
        if count >= MAX_ENTRIES {
            return Err(too_many().into());
        }
        let mut entry = entry.map_err(malformed)?;
        let kind = entry.header().entry_type();
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if kind == EntryType::Directory || kind.is_pax_global_extensions() {
            continue;
        }
        let Some(name) = safe_path(reader, &name) else { continue };
        if kind.is_symlink() || kind.is_hard_link() {
            reader.skip(&name, "it is a link, and links are never followed");
        } else if !matches!(kind, EntryType::Regular | EntryType::Continuous) {
            reader.skip(&name, "it is not a regular file");
        } else if reader.accepts(&name) && reader.is_new(&name) {
            let mut bytes = Vec::new();
            (&mut entry).take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(malformed)?;
            reader.read_file(&name, &bytes)?;
        }
        reader.check_limits()?;
    }
    // Two blocks of zeros end an archive. The first one has been read; a file that was cut off has
    // no second one.
    let mut rest = archive.into_inner();
    let mut block = [0; 512];
    rest.read_exact(&mut block)
        .map_err(|e| if e.kind() == io::ErrorKind::UnexpectedEof { cut() } else { malformed(e) })?;
    loop {
        if block.iter().any(|byte| *byte != 0) {
            return Err(ArchiveError::Malformed("it has data after its end".to_owned()));
        }
        block.fill(0);
        if rest.read(&mut block).map_err(malformed)? == 0 {
            return Ok(());
        }
    }
}

fn zip(reader: &mut BatchReader, archive: impl Read + Seek) -> Result<(), ArchiveError> {
    let malformed = |e: zip::result::ZipError| ArchiveError::Malformed(one_line(e));
    let mut archive = ZipArchive::new(archive).map_err(malformed)?;
    if archive.len() > MAX_ENTRIES {
        return Err(too_many().into());
    }
    if archive.has_duplicate_names() {
        return Err(ArchiveError::Malformed("two of its files have the same name".to_owned()));
    }
    if archive.has_overlapping_entries().map_err(malformed)? {
        return Err(ArchiveError::Malformed("two of its files overlap".to_owned()));
    }
    let mut left = MAX_UNPACKED_BYTES;
    for index in 0..archive.len() {
        // What the entry declares, before anything is unpacked.
        let (name, is_dir, is_link, is_encrypted) = {
            let entry = archive.by_index_raw(index).map_err(malformed)?;
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            (name, entry.is_dir(), entry.is_symlink(), entry.encrypted())
        };
        if is_dir {
            continue;
        }
        let Some(name) = safe_path(reader, &name) else { continue };
        if is_link {
            reader.skip(&name, "it is a link, and links are never followed");
        } else if reader.accepts(&name) && reader.is_new(&name) {
            if is_encrypted {
                reader.refuse(&name, "it is encrypted", "unpack the archive with its password and give the folder");
                continue;
            }
            let mut bytes = Vec::new();
            let unpacked = archive
                .by_index(index)
                .map_err(one_line)
                .and_then(|entry| entry.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(one_line));
            left = left.checked_sub(bytes.len() as u64).ok_or_else(unpacked_too_much)?;
            match unpacked {
                Err(e) => reader.refuse(&name, format!("it can't be unpacked: {e}"), "download the archive again"),
                Ok(_) => reader.read_file(&name, &bytes)?,
            }
        }
        reader.check_limits()?;
    }
    Ok(())
}

/// Returns the path of a file without `./` in front. Returns `None`, and adds an error, if it leads
/// out of the archive: nothing is written there, but such an archive was made to do harm.
fn safe_path(reader: &mut BatchReader, name: &str) -> Option<String> {
    let parts: Vec<&str> = name.split('/').filter(|part| *part != ".").collect();
    let is_plain = |part: &&str| {
        !matches!(*part, "" | "..") && !part.contains(|c: char| c.is_control() || matches!(c, '\\' | ':' | '\u{fffd}'))
    };
    if parts.is_empty() || !parts.iter().all(is_plain) {
        reader.refuse(
            &excerpt(name),
            "its name is not a plain path within the archive",
            "do not trust the archive; ask its publisher",
        );
        return None;
    }
    Some(parts.join("/"))
}
