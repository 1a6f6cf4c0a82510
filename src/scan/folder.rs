//! Files on the disk.

use std::fs::File;
use std::io::{self, Read, Seek as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::archive;
use super::found::{Note, Occurrence, Place, Scan, What};
use super::media;
use super::text;
use super::watch::{Hit, Watch};

/// Why a file or folder could not be scanned. What can't be read can't be said to be clean.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file or folder could not be read.
    #[error("cannot read {}", .0.display())]
    Unreadable(PathBuf, #[source] io::Error),
}

/// Files are read in parts of this many bytes …
const PART: usize = 16 << 20;
/// … each beginning this many bytes before the end of the one before, so that a sentence on the
/// border is seen whole.
const OVERLAP: usize = 64 << 10;

/// Scans a file, or every file and name in a folder. Links are not followed: where they lead to is
/// looked at as text. Folders of git are left out.
///
/// # Errors
/// When something in it can't be read.
pub fn folder(watch: &Watch, path: &Path) -> Result<Scan, FolderError> {
    let mut nested = Vec::new();
    let mut entries = Vec::new();
    let mut walk = WalkDir::new(path).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        let entry = entry.map_err(|e| refused(path, e))?;
        if entry.depth() > 0 && entry.file_name() == ".git" {
            if entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
            if entry.depth() > 1 {
                nested.push(Note::Repository(shown(entry.path().parent().unwrap_or(path))));
            }
            continue;
        }
        let kind = entry.file_type();
        if entry.depth() == 0 && !(kind.is_dir() || kind.is_file() || kind.is_symlink()) {
            let message = "it is a pipe, a socket or a device: write its output to a file, and scan that";
            return Err(FolderError::Unreadable(path.to_owned(), io::Error::new(io::ErrorKind::InvalidInput, message)));
        }
        entries.push(entry);
    }
    let looked: Result<Vec<Scan>, FolderError> = entries.par_iter().map(|entry| look(watch, path, entry)).collect();
    let scan = looked?.into_iter().fold(Scan::default(), Scan::and);
    Ok(scan.and(Scan { notes: nested, ..Scan::default() }))
}

fn look(watch: &Watch, root: &Path, entry: &walkdir::DirEntry) -> Result<Scan, FolderError> {
    let path = entry.path();
    let refused = |e| FolderError::Unreadable(path.to_owned(), e);
    let mut scan = Scan::default();
    let mut place = Place { what: What::Path, path: shown(path), commit: None, reveals: false };
    // The folders above were looked at by themselves, and what is above PATH does not leave.
    let name = path.file_name().map_or(0, |name| name.to_string_lossy().len());
    let below =
        Place { path: shown(path.strip_prefix(root.parent().unwrap_or(root)).unwrap_or(path)), ..place.clone() };
    scan.name(watch, &below, below.path.len().saturating_sub(name));
    scan.found.iter_mut().for_each(|found| found.place.path.clone_from(&place.path));
    place.what = What::File;
    place.reveals = scan.total > 0;
    let kind = entry.file_type();
    if kind.is_symlink() {
        let target = std::fs::read_link(path).map_err(refused)?;
        scan.files += 1;
        scan.text(watch, &place, target.to_string_lossy().as_bytes());
    } else if kind.is_file() {
        scan.files += 1;
        let file = File::open(path).map_err(refused)?;
        open(watch, &place, file, &mut scan).map_err(refused)?;
    }
    Ok(scan)
}

/// So many bytes say what a file begins with.
const HEAD: u64 = 16;

/// Returns whether the last bytes of a file may end an archive.
fn ends_archive(mut file: &File, length: u64) -> io::Result<bool> {
    let tail = HEAD * 2;
    if length <= tail {
        return Ok(false);
    }
    let at = file.stream_position()?;
    let mut last = Vec::new();
    file.seek(io::SeekFrom::Start(length - tail))?;
    file.take(tail).read_to_end(&mut last)?;
    file.seek(io::SeekFrom::Start(at))?;
    Ok(archive::may_end(&last))
}

/// Reads a file: an archive as a whole, since the list of its files is at its end.
fn open(watch: &Watch, place: &Place, mut file: File, scan: &mut Scan) -> io::Result<()> {
    let length = file.metadata()?.len();
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    let may_be = archive::may_be(&head) || media::is_media(&head) || ends_archive(&file, length)?;
    if !may_be || length > archive::LARGEST {
        return read(watch, place, head.as_slice().chain(file), scan);
    }
    file.take(archive::LARGEST).read_to_end(&mut head)?;
    scan.text(watch, place, &head);
    Ok(())
}

/// Reads a file part by part.
fn read(watch: &Watch, place: &Place, mut file: impl Read, scan: &mut Scan) -> io::Result<()> {
    let mut part = Vec::new();
    let mut lines = 0;
    // What began in the part before and ends in this one.
    let mut begun: Vec<Hit> = Vec::new();
    // The mark of UTF-16 stands before the first part alone.
    let mut unit = None;
    loop {
        let kept = part.len();
        scan.bytes += file.by_ref().take((PART - kept) as u64).read_to_end(&mut part)? as u64;
        if kept == 0 {
            unit = text::unit(&part);
        }
        scan.packed(place, &part, kept == 0);
        let last = part.len() < PART;
        let next = if last { part.len() } else { part.len() - OVERLAP };
        let (text, border) = text::in_two(&part, next, unit);
        let mut hits = watch.search_text(&text);
        let is_told = |hit: &Hit| {
            let same = |before: &&Hit| (&before.owner, before.kind) == (&hit.owner, hit.kind);
            begun.iter().filter(same).any(|before| hit.bytes.0 < before.bytes.1)
        };
        hits.retain(|hit| hit.bytes.0 <= border && !is_told(hit));
        begun = hits.iter().filter(|hit| hit.bytes.1 > border).cloned().collect();
        begun.iter_mut().for_each(|hit| hit.bytes.1 -= border);
        for mut hit in hits {
            hit.start.0 += lines;
            hit.end.0 += lines;
            scan.add(Occurrence { place: place.clone(), hit });
        }
        if last {
            return Ok(());
        }
        lines += text.iter().take(border).filter(|b| **b == b'\n').count();
        part.drain(..next);
    }
}

fn refused(path: &Path, error: walkdir::Error) -> FolderError {
    let place = error.path().unwrap_or(path).to_owned();
    let message = error.to_string();
    FolderError::Unreadable(place, error.into_io_error().unwrap_or_else(|| io::Error::other(message)))
}

fn shown(path: &Path) -> String {
    let path = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    path.strip_prefix("./").unwrap_or(&path).to_owned()
}
