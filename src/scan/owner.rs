//! Whose a secret is.

use std::fmt;

use crate::names::Handle;
use crate::source::FilePath;

/// Whose a secret is: an incident's, or that of one of the project's own private files.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Owner {
    /// The incident with this handle.
    Incident(Handle),
    /// This file.
    File(FilePath),
}

impl Owner {
    /// The handle, if it is an incident.
    #[must_use]
    pub fn incident(&self) -> Option<&Handle> {
        match self {
            Self::Incident(handle) => Some(handle),
            Self::File(_) => None,
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incident(handle) => write!(f, "{handle}"),
            Self::File(file) => write!(f, "{file}"),
        }
    }
}
