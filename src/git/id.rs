//! Ids of objects.

use std::fmt;
use std::str::FromStr;

use gix::ObjectId;

use super::format::Format;

/// The id of an object. Displays as hexadecimal digits and parses from all of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Id(pub(super) ObjectId);

impl Id {
    /// Returns the first twelve digits, for display.
    #[must_use]
    pub fn short(&self) -> String {
        self.0.to_hex_with_len(12).to_string()
    }
}

impl Id {
    /// Returns the id of zeros, which no object has.
    pub(crate) fn null(format: Format) -> Self {
        Self(ObjectId::null(format.0))
    }

    /// Returns the id with these bytes; `None` when their number is wrong.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        ObjectId::try_from(bytes).ok().map(Self)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    pub(crate) fn as_mut_bytes(&mut self) -> &mut [u8] {
        self.0.as_mut_slice()
    }

    /// Returns the format of the id.
    pub(crate) fn format(&self) -> Format {
        Format(self.0.kind())
    }

    /// Returns whether this is the id of an empty file or folder.
    pub(crate) fn is_of_nothing(&self) -> bool {
        self.0 == ObjectId::empty_blob(self.0.kind()) || self.0 == ObjectId::empty_tree(self.0.kind())
    }

    /// Returns the first `digits` digits.
    pub(crate) fn first(&self, digits: usize) -> String {
        self.0.to_hex_with_len(digits).to_string()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(digits: &str) -> Result<Self, NotAnId> {
        ObjectId::from_hex(digits.as_bytes()).map(Self).map_err(|_| NotAnId)
    }
}

/// The error for a text that is not an id.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("an ID has 40 or 64 hexadecimal digits")]
pub struct NotAnId;
