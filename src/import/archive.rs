//! The files of an archive, read in memory: nothing is unpacked to a disk, so a name in it can lead nowhere. What an
//! archive holds is bounded by what comes out of it and not by what it says of itself.

use std::io::{self, Read, Seek};

use flate2::read::MultiGzDecoder;
use tar::EntryType;
use zip::ZipArchive;

use super::limits::{ENTRIES, FILE, UNPACKED};
use super::reading::{Full, Reading};
use super::text::plain;

/// What an archive is packed with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Packing {
    Zip,
    Tar,
    TarGz,
}

impl Packing {
    /// By its name; `None`: not an archive.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        [(".zip", Self::Zip), (".tar", Self::Tar), (".tar.gz", Self::TarGz), (".tgz", Self::TarGz)]
            .into_iter()
            .find_map(|(ending, packing)| name.ends_with(ending).then_some(packing))
    }
}

/// Why an archive can't be read.
#[derive(Debug)]
pub(super) enum Broken {
    /// It is none, or damaged.
    Archive(String),
    /// It holds too much.
    Full(Full),
}

impl From<Full> for Broken {
    fn from(full: Full) -> Self {
        Self::Full(full)
    }
}

/// Reads every file of an archive.
pub(super) fn read(reading: &mut Reading, packing: Packing, archive: impl Read + Seek) -> Result<(), Broken> {
    match packing {
        Packing::Zip => zip(reading, archive),
        Packing::Tar => tar(reading, archive),
        Packing::TarGz => tar(reading, MultiGzDecoder::new(archive)),
    }
}

fn unpacked_too_much() -> Full {
    Full(format!("more than {} MiB when it is unpacked", UNPACKED >> 20))
}

fn too_many() -> Full {
    Full(format!("more than {ENTRIES} files"))
}

/// Counts what comes out of an archive, and ends where it is too much.
struct Counted<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        Ok(count)
    }
}

fn tar(reading: &mut Reading, archive: impl Read) -> Result<(), Broken> {
    let broken = |e: io::Error| match e.kind() {
        io::ErrorKind::FileTooLarge => Broken::Full(unpacked_too_much()),
        _ => Broken::Archive(plain(e)),
    };
    let mut archive = tar::Archive::new(Counted { inner: archive, left: UNPACKED });
    let cut = || Broken::Archive("it was cut: the mark of its end is missing".to_owned());
    for (count, entry) in archive.entries().map_err(broken)?.enumerate() {
        if count >= ENTRIES {
            return Err(too_many().into());
        }
        let mut entry = entry.map_err(broken)?;
        let kind = entry.header().entry_type();
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if kind == EntryType::Directory || kind.is_pax_global_extensions() {
            continue;
        }
        let Some(name) = path(reading, &name) else { continue };
        if kind.is_symlink() || kind.is_hard_link() {
            reading.skip(&name, "it is a link, and links are never followed");
        } else if !matches!(kind, EntryType::Regular | EntryType::Continuous) {
            reading.skip(&name, "it is no file");
        } else if reading.wants(&name) && reading.is_new(&name) {
            let mut bytes = Vec::new();
            (&mut entry).take(FILE + 1).read_to_end(&mut bytes).map_err(broken)?;
            reading.sized_file(&name, &bytes)?;
        }
        reading.check()?;
    }
    // Two blocks of zeros end an archive. The first one was read; at the end of the file there is none.
    let mut rest = archive.into_inner();
    let mut block = [0; 512];
    rest.read_exact(&mut block)
        .map_err(|e| if e.kind() == io::ErrorKind::UnexpectedEof { cut() } else { broken(e) })?;
    loop {
        if block.iter().any(|byte| *byte != 0) {
            return Err(Broken::Archive("something stands after its end".to_owned()));
        }
        block.fill(0);
        if rest.read(&mut block).map_err(broken)? == 0 {
            return Ok(());
        }
    }
}

fn zip(reading: &mut Reading, archive: impl Read + Seek) -> Result<(), Broken> {
    let broken = |e: zip::result::ZipError| Broken::Archive(plain(e));
    let mut archive = ZipArchive::new(archive).map_err(broken)?;
    if archive.len() > ENTRIES {
        return Err(too_many().into());
    }
    if archive.has_duplicate_names() {
        return Err(Broken::Archive("two of its files have the same name".to_owned()));
    }
    if archive.has_overlapping_entries().map_err(broken)? {
        return Err(Broken::Archive("two of its files lie over each other".to_owned()));
    }
    let mut left = UNPACKED;
    for index in 0..archive.len() {
        // What it says of itself, before anything of it is unpacked.
        let (name, is_dir, is_link, is_secret) = {
            let entry = archive.by_index_raw(index).map_err(broken)?;
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            (name, entry.is_dir(), entry.is_symlink(), entry.encrypted())
        };
        if is_dir {
            continue;
        }
        let Some(name) = path(reading, &name) else { continue };
        if is_link {
            reading.skip(&name, "it is a link, and links are never followed");
        } else if reading.wants(&name) && reading.is_new(&name) {
            if is_secret {
                reading.refuse(&name, "it is encrypted", "unpack the archive with its password and give the folder");
                continue;
            }
            let mut bytes = Vec::new();
            let unpacked = archive
                .by_index(index)
                .map_err(plain)
                .and_then(|entry| entry.take(FILE + 1).read_to_end(&mut bytes).map_err(plain));
            left = left.checked_sub(bytes.len() as u64).ok_or_else(unpacked_too_much)?;
            match unpacked {
                Err(e) => reading.refuse(&name, format!("it can't be unpacked: {e}"), "get the archive anew"),
                Ok(_) => reading.sized_file(&name, &bytes)?,
            }
        }
        reading.check()?;
    }
    Ok(())
}

/// The name of a file, without `./` in front; `None`, with an entry that says so, where it leads out of the archive. It is
/// written nowhere; but somebody meant harm.
fn path(reading: &mut Reading, name: &str) -> Option<String> {
    let parts: Vec<&str> = name.split('/').filter(|part| *part != ".").collect();
    let is_plain = |part: &&str| {
        !matches!(*part, "" | "..") && !part.contains(|c: char| c.is_control() || matches!(c, '\\' | ':' | '\u{fffd}'))
    };
    if parts.is_empty() || !parts.iter().all(is_plain) {
        reading.refuse(
            &super::node::clipped(name),
            "its name is no plain path within the archive",
            "do not trust the archive: ask where it came from",
        );
        return None;
    }
    Some(parts.join("/"))
}
