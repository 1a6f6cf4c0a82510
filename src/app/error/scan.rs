//! Why a scan gives no answer.

use std::path::PathBuf;

use crate::error::{Help, PublicLog};
use crate::git::GitError;
use crate::scan::FolderError;

/// Why a scan can't tell whether there is embargoed text.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// There is nothing at the path.
    #[error("there is no {}", .0.display())]
    Missing(PathBuf, #[source] std::io::Error),
    /// The path contains the portfolio, where all the text that is searched for comes from.
    #[error("{} contains the portfolio itself, so everything would be found", .0.display())]
    Private(PathBuf),
    /// The portfolio has errors, so not all private text is known.
    #[error("the portfolio has errors, so its private text is not completely known")]
    Unknown,
    /// Some content can't be looked into, and `--strict` was given.
    #[error("nothing was found, but some files could not be read; the notes name them")]
    Unread,
    /// A file could not be read.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The repository could not be read.
    #[error(transparent)]
    Repository(#[from] GitError),
}

impl Help for ScanError {
    fn help(&self) -> Option<String> {
        match self {
            Self::Private(_) => Some(
                "name an outgoing place, such as the clone of the public repository or the built site; name the portfolio with -C".to_owned(),
            ),
            Self::Unknown => Some("`advisory check` shows them; fix them, then scan again".to_owned()),
            Self::Unread => Some(
                "unpack the files and scan their content; without --strict, unread files are only noted".to_owned(),
            ),
            Self::Repository(error) => error.help(),
            Self::Missing(..) | Self::Folder(_) => None,
        }
    }

    fn in_public_log(&self) -> PublicLog {
        PublicLog::Full
    }
}
