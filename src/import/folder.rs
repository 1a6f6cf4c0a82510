//! Reads the files of a folder. Links are never followed.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use walkdir::WalkDir;

use super::batch_reader::BatchReader;
use super::error::{LimitExceeded, ReadError};
use super::limits::{MAX_ENTRIES, MAX_FILE_BYTES};

/// Reads every file below a folder, in the order of the names.
pub(super) fn read(reader: &mut BatchReader, folder: &Path) -> Result<(), ReadError> {
    let too_much = |LimitExceeded(limit)| ReadError::TooMuch { path: folder.to_owned(), limit };
    let entries = WalkDir::new(folder).min_depth(1).follow_links(false).sort_by_file_name().into_iter();
    // Git's own files are no advisories.
    for (count, entry) in entries.filter_entry(|entry| entry.file_name() != ".git").enumerate() {
        if count > MAX_ENTRIES {
            return Err(too_much(LimitExceeded(format!("more than {MAX_ENTRIES} files and folders"))));
        }
        let entry = entry
            .map_err(|e| ReadError::Unreadable { path: e.path().unwrap_or(folder).to_owned(), source: e.into() })?;
        let kind = entry.file_type();
        if kind.is_dir() {
            continue;
        }
        let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let Some(name) = relative.iter().map(|part| part.to_str()).collect::<Option<Vec<_>>>() else {
            reader.skip(&relative.to_string_lossy(), "its name is not UTF-8");
            continue;
        };
        let name = name.join("/");
        if kind.is_symlink() {
            reader.skip(&name, "it is a link, and links are never followed");
        } else if !kind.is_file() {
            reader.skip(&name, "it is not a regular file");
        } else if reader.accepts(&name) {
            file(reader, &name, entry.path()).map_err(too_much)?;
        }
        reader.check_limits().map_err(too_much)?;
    }
    Ok(())
}

/// Reads one file of the disk, up to the maximum size: somebody may be writing to it.
pub(super) fn file(reader: &mut BatchReader, name: &str, path: &Path) -> Result<(), LimitExceeded> {
    let mut bytes = Vec::new();
    match File::open(path).and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)) {
        Err(e) => reader.refuse(name, format!("it can't be read: {e}"), "check the permissions of the file"),
        Ok(_) => return reader.read_file(name, &bytes),
    }
    Ok(())
}
