//! Checks that each path of a build is the same file below the folder on every system.

use std::collections::{BTreeSet, HashMap};

use super::{Folders, OutputError};

/// The paths of a build so far.
#[derive(Default)]
pub(super) struct Paths {
    files: BTreeSet<String>,
    folders: Folders,
    /// Files and folders by the name that they have on a system that ignores case, if it differs.
    folded: HashMap<String, String>,
}

impl Paths {
    /// Adds the path of a file.
    pub(super) fn add(&mut self, path: &str) -> Result<(), OutputError> {
        if let Some(problem) = problem(path) {
            return Err(OutputError::BadPath { path: path.to_owned(), problem });
        }
        for folder in path.match_indices('/').filter_map(|(slash, _)| path.get(..slash)) {
            if !self.folders.contains(folder) {
                self.name(folder)?;
                self.folders.insert(folder.to_owned());
            }
        }
        self.name(path)?;
        self.files.insert(path.to_owned());
        Ok(())
    }

    /// Takes a name that no other path may have on any system.
    fn name(&mut self, path: &str) -> Result<(), OutputError> {
        let folded = path.to_lowercase();
        let exact = self.files.get(&folded).or_else(|| self.folders.get(&folded));
        if let Some(twin) = exact.or_else(|| self.folded.get(&folded)) {
            let (first, second) = if twin.as_str() <= path { (twin.as_str(), path) } else { (path, twin.as_str()) };
            return Err(OutputError::Conflict { first: first.to_owned(), second: second.to_owned() });
        }
        if folded != path {
            self.folded.insert(folded, path.to_owned());
        }
        Ok(())
    }

    /// Returns the files and the folders.
    pub(super) fn into_parts(self) -> (BTreeSet<String>, Folders) {
        (self.files, self.folders)
    }
}

/// Returns why a path can't be a file or folder of the output.
pub(super) fn problem(path: &str) -> Option<&'static str> {
    if path.contains(|c: char| c.is_control() || c == '\\') {
        return Some("it contains a control character or a backslash");
    }
    path.split('/').find_map(|part| match part {
        "" => Some("a part of it is empty"),
        "." | ".." => Some("it goes through `.` or `..`"),
        _ => None,
    })
}
