//! Checks that each path of a plan is the same file below the folder on every system.

use std::collections::HashMap;

use super::{Folders, OutputError};
use crate::plan::Plan;

/// Returns the folders of a plan if all of its paths are valid.
pub(super) fn check(plan: &Plan) -> Result<Folders, OutputError> {
    let mut folders = Folders::new();
    let mut files: HashMap<String, &str> = HashMap::new();
    for (path, _) in plan.iter() {
        if let Some(problem) = problem(path) {
            return Err(OutputError::BadPath { path: path.to_owned(), problem });
        }
        if let Some(twin) = files.insert(path.to_lowercase(), path) {
            return Err(conflict(twin, path));
        }
        for (slash, _) in path.match_indices('/') {
            folders.extend(path.get(..slash).filter(|folder| !folders.contains(*folder)).map(str::to_owned));
        }
    }
    let mut seen: HashMap<String, &str> = HashMap::new();
    for folder in &folders {
        let folded = folder.to_lowercase();
        if let Some(twin) = files.get(&folded).copied().or(seen.insert(folded, folder)) {
            return Err(conflict(twin, folder));
        }
    }
    Ok(folders)
}

fn conflict(first: &str, second: &str) -> OutputError {
    OutputError::Conflict { first: first.to_owned(), second: second.to_owned() }
}

/// Returns why a path can't be a file or folder of the output.
pub(super) fn problem(path: &str) -> Option<&'static str> {
    if path.contains(|c: char| c.is_control() || c == '\\') {
        return Some("it holds a control character or a backslash");
    }
    path.split('/').find_map(|part| match part {
        "" => Some("a part of it is empty"),
        "." | ".." => Some("it goes through `.` or `..`"),
        _ => None,
    })
}
