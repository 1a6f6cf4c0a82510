//! The content of the folder before a build writes to it.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::{Folders, OutputError};

/// The state of the folder. Links in it are removed and never followed.
pub(super) struct Present<'a> {
    disk: &'a dyn Disk,
    pub(super) exists: bool,
    live: PathBuf,
    files: HashSet<String>,
    folders: HashSet<String>,
    /// Links, devices, names that are not UTF-8.
    strays: usize,
    /// The folders that contain them.
    strayed: HashSet<String>,
}

impl<'a> Present<'a> {
    pub(super) fn read(disk: &'a dyn Disk, live: &Path) -> Result<Self, OutputError> {
        let mut present = Self {
            disk,
            exists: true,
            live: live.to_owned(),
            files: HashSet::new(),
            folders: HashSet::new(),
            strays: 0,
            strayed: HashSet::new(),
        };
        match disk.look(live) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Self { exists: false, ..present }),
            Err(e) => return Err(OutputError::refused("read", live)(e)),
            Ok(meta) if !meta.is_dir() => return Err(OutputError::NotAFolder(live.to_owned())),
            Ok(_) => {}
        }
        let mut waiting = vec![live.to_owned()];
        while let Some(folder) = waiting.pop() {
            for entry in disk.list(&folder).map_err(OutputError::refused("read", &folder))? {
                let path = entry.path();
                let kind = entry.file_type().map_err(OutputError::refused("read", &path))?;
                match below(live, &path) {
                    Some(name) if kind.is_file() => drop(present.files.insert(name)),
                    Some(name) if kind.is_dir() => {
                        present.folders.insert(name);
                        waiting.push(path);
                    }
                    // The contents of a folder whose name is not text are removed with it.
                    _ => {
                        present.strays += 1;
                        present.strayed.extend(below(live, &folder));
                    }
                }
            }
        }
        Ok(present)
    }

    /// Returns whether a file of this name exists.
    pub(super) fn names(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Returns whether the file exists with these bytes. An unreadable file has others.
    pub(super) fn has(&self, path: &str, bytes: &[u8]) -> bool {
        let path = self.live.join(path);
        let equal = || -> io::Result<bool> {
            Ok(self.disk.look(&path)?.len() == bytes.len() as u64 && self.disk.read(&path)? == bytes)
        };
        equal().unwrap_or_default()
    }

    /// Returns the number of files and links that are not planned.
    pub(super) fn others(&self, planned: &HashSet<&str>) -> usize {
        self.files.iter().filter(|path| !planned.contains(path.as_str())).count() + self.strays
    }

    /// Returns the planned folders that do not exist with exactly the planned entries; `""` is the
    /// folder itself.
    pub(super) fn folders_with_other_entries<'b>(
        &'b self,
        planned: &HashSet<&'b str>,
        folders: &'b Folders,
    ) -> HashSet<&'b str> {
        let come = planned.iter().copied().filter(|path| !self.files.contains(*path));
        let go = self.files.iter().map(String::as_str).filter(|path| !planned.contains(path));
        let come_folders = folders.iter().filter(|path| !self.folders.contains(*path));
        let go_folders = self.folders.iter().filter(|path| !folders.contains(*path));
        let entries = come.chain(go).chain(come_folders.chain(go_folders).map(String::as_str));
        let changed = entries.map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder));
        // A new folder may replace a link to one, and then its parent gets no new entry.
        let new = folders.iter().filter(|path| !self.folders.contains(*path)).map(String::as_str);
        let whole = (!self.exists).then_some("");
        changed.chain(new).chain(whole).chain(self.strayed.iter().map(String::as_str)).collect()
    }

    /// Returns whether the folder has these files and folders, and nothing else.
    pub(super) fn is_exactly(&self, planned: &HashSet<&str>, folders: &Folders) -> bool {
        self.exists
            && self.strays == 0
            && self.files.len() == planned.len()
            && self.folders.len() == folders.len()
            && planned.iter().all(|path| self.files.contains(*path))
    }
}

/// Returns the path below the folder if it is text: `""` for the folder itself.
pub(super) fn below(live: &Path, path: &Path) -> Option<String> {
    let path = path.strip_prefix(live).ok()?.to_str()?;
    Some(path.replace(std::path::MAIN_SEPARATOR, "/"))
}
