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
}

impl Present {
    pub(super) fn read(live: &Path) -> Result<Self, OutputError> {
        let mut present = Self { exists: true, files: HashMap::new(), folders: HashSet::new(), strays: 0 };
        match fs::symlink_metadata(live) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Self { exists: false, ..present }),
            Err(e) => return Err(OutputError::refused("read", live)(e)),
            Ok(meta) if !meta.is_dir() => return Err(OutputError::NotAFolder(live.to_owned())),
            Ok(_) => {}
        }
        for entry in WalkDir::new(live).min_depth(1) {
            let entry = entry.map_err(|e| OutputError::refused("read", live)(e.into()))?;
            let path = entry.path().strip_prefix(live).ok().and_then(Path::to_str);
            let path = path.map(|p| p.replace(std::path::MAIN_SEPARATOR, "/"));
            match path {
                Some(path) if entry.file_type().is_file() => {
                    present.files.insert(path, entry.into_path());
                }
                Some(path) if entry.file_type().is_dir() => {
                    present.folders.insert(path);
                }
                _ => present.strays += 1,
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

    /// Whether there is nothing but these files and folders.
    pub(super) fn is_exactly(&self, files: &[(&str, &[u8])], folders: &Folders) -> bool {
        self.exists && self.strays == 0 && self.files.len() == files.len() && self.folders.len() == folders.len()
    }
}
