//! The files of a folder. Links are never followed.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use walkdir::WalkDir;

use super::ReadError;
use super::limits::{ENTRIES, FILE};
use super::reading::{Full, Reading};

/// Reads every file below a folder, in the order of their names.
pub(super) fn read(reading: &mut Reading, folder: &Path) -> Result<(), ReadError> {
    let too_much = |Full(limit)| ReadError::TooMuch { path: folder.to_owned(), limit };
    let entries = WalkDir::new(folder).min_depth(1).follow_links(false).sort_by_file_name().into_iter();
    // What git keeps is no advisory.
    for (count, entry) in entries.filter_entry(|entry| entry.file_name() != ".git").enumerate() {
        if count > ENTRIES {
            return Err(too_much(Full(format!("more than {ENTRIES} files and folders"))));
        }
        let entry = entry
            .map_err(|e| ReadError::Unreadable { path: e.path().unwrap_or(folder).to_owned(), source: e.into() })?;
        let kind = entry.file_type();
        if kind.is_dir() {
            continue;
        }
        let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let Some(name) = relative.iter().map(|part| part.to_str()).collect::<Option<Vec<_>>>() else {
            reading.skip(&relative.to_string_lossy(), "its name is not UTF-8");
            continue;
        };
        let name = name.join("/");
        if kind.is_symlink() {
            reading.skip(&name, "it is a link, and links are never followed");
        } else if !kind.is_file() {
            reading.skip(&name, "it is no file");
        } else if reading.wants(&name) {
            file(reading, &name, entry.path()).map_err(too_much)?;
        }
        reading.check().map_err(too_much)?;
    }
    Ok(())
}

/// Reads one file of the disk, which somebody may be changing meanwhile.
pub(super) fn file(reading: &mut Reading, name: &str, path: &Path) -> Result<(), Full> {
    let mut bytes = Vec::new();
    match File::open(path).and_then(|file| file.take(FILE + 1).read_to_end(&mut bytes)) {
        Err(e) => reading.refuse(name, format!("it can't be read: {e}"), "see whether you may read the file"),
        Ok(_) => return reading.sized_file(name, &bytes),
    }
    Ok(())
}
