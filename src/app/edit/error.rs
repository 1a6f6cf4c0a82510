//! Why a file of the private repository could not be edited.

use std::io;
use std::path::PathBuf;

use crate::error::{Help, PublicLog};
use crate::output::OutputError;

/// Why a file could not be edited. Messages never quote the file, since the log may be public.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The file is not TOML.
    #[error("the file is not TOML; `advisory check` shows where")]
    NotToml,
    /// The key is not valid TOML.
    #[error("`{key}` is not a key")]
    BadKey {
        /// The text.
        key: String,
        /// The parse error.
        source: Option<toml_edit::TomlError>,
    },
    /// A part of the key is not a table.
    #[error("`{part}` in `{key}` is not a table")]
    NotATable {
        /// The part of the key.
        part: String,
        /// The key.
        key: String,
    },
    /// The key names a table, not a value.
    #[error("`{0}` is a table; set the keys in it")]
    IsATable(String),
    /// TOML can't represent the instant.
    #[error("an instant that TOML can't write")]
    BadInstant(#[source] toml_edit::DatetimeParseError),
    /// The advisory has no front matter.
    #[error("advisory.md does not begin with a line `+++`")]
    NoFrontMatter,
    /// The front matter has no end.
    #[error("the front matter has no closing `+++`")]
    OpenFrontMatter,
    /// `affected` is not an array of tables.
    #[error("`affected` is not a list of tables")]
    BadAffected,
    /// A list has no such table.
    #[error("`{list}` has no entry {}", .nth + 1)]
    NoTable {
        /// The list.
        list: String,
        /// Which entry, from 0.
        nth: usize,
    },
    /// There is no such file.
    #[error("there is no {}", .0.display())]
    Missing(PathBuf, #[source] io::Error),
    /// The path is a folder or a symlink.
    #[error("{} is not a plain file", .0.display())]
    NotAFile(PathBuf),
    /// The file could not be read.
    #[error("could not read {}", .0.display())]
    Unreadable(PathBuf, #[source] io::Error),
    /// The file changed after it was read.
    #[error("{} was changed by someone else in the meantime, so nothing was written to it; run the command again", .0.display())]
    Changed(PathBuf),
    /// A folder could not be moved.
    #[error("could not move {}", .0.display())]
    NotMoved(PathBuf, #[source] io::Error),
    /// The permissions could not be changed.
    #[error("could not make {} executable", .0.display())]
    NotExecutable(PathBuf, #[source] io::Error),
    /// The file could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl Help for EditError {
    fn help(&self) -> Option<String> {
        if let Self::Output(error) = self { error.help() } else { None }
    }

    fn in_public_log(&self) -> PublicLog {
        PublicLog::Full
    }
}
