//! Renews the files that `init` wrote: an older version may have written them, or somebody has
//! changed them since.

use std::path::Path;

use super::edit::{self, EditError};
use super::init;
use super::schema;
use crate::diff::Differences;

/// A file that is not what this version of the program writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// Its path in the repository.
    pub path: String,
    /// Its text; empty if it is missing.
    pub before: String,
    /// What this version writes.
    pub after: String,
    /// Whether people and git start it.
    is_program: bool,
}

impl Renewal {
    /// Returns the difference as a unified diff.
    #[must_use]
    pub fn diff(&self) -> String {
        let was = if self.before.is_empty() { "/dev/null".to_owned() } else { format!("a/{}", self.path) };
        let hunks = Differences::new(&self.before, &self.after).unified();
        format!("--- {was}\n+++ b/{}\n{hunks}", self.path)
    }
}

/// Returns the files that are not what this version writes: the hook, the attributes, the schemas,
/// and those files of CI systems that are there.
#[must_use]
pub fn renewals(folder: &Path) -> Vec<Renewal> {
    let ci = init::ci_files().filter(|file| folder.join(file.path).exists());
    let ci = ci.map(|file| (file.path.to_owned(), file.text.to_owned(), file.is_program));
    let shared = init::shared_files().into_iter().map(|(path, text)| (path.clone(), text, path.ends_with("pre-push")));
    let schemas = schema::files().into_iter().map(|(path, text)| (path, text, false));
    let differs = |(path, after, is_program): (String, String, bool)| {
        let before = std::fs::read_to_string(folder.join(&path)).unwrap_or_default();
        (before != after).then_some(Renewal { path, before, after, is_program })
    };
    ci.chain(shared).chain(schemas).filter_map(differs).collect()
}

/// Writes these files.
///
/// # Errors
/// When one can't be written.
pub fn renew(folder: &Path, renewals: &[Renewal]) -> Result<(), EditError> {
    for Renewal { path, after, is_program, .. } in renewals {
        let path = folder.join(path);
        edit::write(&path, after)?;
        if *is_program {
            edit::make_executable(&path)?;
        }
    }
    Ok(())
}
