//! What the folder holds before it is written to.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{Folders, OutputError};

/// The state of the folder. Links in it are things to remove, never ways to somewhere else.
pub(super) struct Present {
    pub(super) exists: bool,
    files: HashMap<String, PathBuf>,
    folders: HashSet<String>,
    /// Links, devices, names that are not UTF-8.
    strays: usize,
    /// The folders that they stand in.
    strayed: HashSet<String>,
}

impl Present {
    pub(super) fn read(live: &Path) -> Result<Self, OutputError> {
        let mut present =
            Self { exists: true, files: HashMap::new(), folders: HashSet::new(), strays: 0, strayed: HashSet::new() };
        match fs::symlink_metadata(live) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Self { exists: false, ..present }),
            Err(e) => return Err(OutputError::refused("read", live)(e)),
            Ok(meta) if !meta.is_dir() => return Err(OutputError::NotAFolder(live.to_owned())),
            Ok(_) => {}
        }
        for entry in WalkDir::new(live).min_depth(1) {
            let entry = entry.map_err(|e| OutputError::refused("read", live)(e.into()))?;
            match below(live, entry.path()) {
                Some(path) if entry.file_type().is_file() => {
                    present.files.insert(path, entry.into_path());
                }
                Some(path) if entry.file_type().is_dir() => {
                    present.folders.insert(path);
                }
                _ => {
                    present.strays += 1;
                    present.strayed.extend(entry.path().parent().and_then(|folder| below(live, folder)));
                }
            }
        }
        Ok(present)
    }

    /// Whether the file stands there with these bytes.
    pub(super) fn has(&self, path: &str, bytes: &[u8]) -> bool {
        let equal = |path: &Path| -> io::Result<bool> {
            let mut file = File::open(path)?;
            if file.metadata()?.len() != bytes.len() as u64 {
                return Ok(false);
            }
            let mut present = Vec::with_capacity(bytes.len() + 1);
            file.read_to_end(&mut present)?;
            Ok(present == bytes)
        };
        // What can't be read is written anew.
        self.files.get(path).is_some_and(|path| equal(path).unwrap_or_default())
    }

    /// How many files and links are not planned.
    pub(super) fn others(&self, planned: &HashSet<&str>) -> usize {
        self.files.keys().filter(|path| !planned.contains(path.as_str())).count() + self.strays
    }

    /// The planned folders that don't stand there with exactly the planned entries, `""` the whole.
    pub(super) fn folders_with_other_entries<'a>(
        &'a self,
        files: &[(&'a str, &[u8])],
        folders: &'a Folders,
    ) -> HashSet<&'a str> {
        let planned: HashSet<&str> = files.iter().map(|(path, _)| *path).collect();
        let come = planned.iter().copied().filter(|path| !self.files.contains_key(*path));
        let go = self.files.keys().map(String::as_str).filter(|path| !planned.contains(path));
        let come_folders = folders.iter().filter(|path| !self.folders.contains(*path));
        let go_folders = self.folders.iter().filter(|path| !folders.contains(*path));
        let entries = come.chain(go).chain(come_folders.chain(go_folders).map(String::as_str));
        let changed = entries.map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder));
        // A folder that comes need not get an entry that does: it may have been a link to one.
        let new = folders.iter().filter(|path| !self.folders.contains(*path)).map(String::as_str);
        let whole = (!self.exists).then_some("");
        changed.chain(new).chain(whole).chain(self.strayed.iter().map(String::as_str)).collect()
    }

    /// Whether there is nothing but these files and folders.
    pub(super) fn is_exactly(&self, files: &[(&str, &[u8])], folders: &Folders) -> bool {
        self.exists && self.strays == 0 && self.files.len() == files.len() && self.folders.len() == folders.len()
    }
}

/// The path below the folder, where it is text: `""` for the folder itself.
fn below(live: &Path, path: &Path) -> Option<String> {
    let path = path.strip_prefix(live).ok()?.to_str()?;
    Some(path.replace(std::path::MAIN_SEPARATOR, "/"))
}
