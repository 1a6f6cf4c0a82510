//! The name of an object.

use std::fmt;
use std::str::FromStr;

use gix::ObjectId;

/// The id of an object, in its repository's hash. Displays as hexadecimal digits, and parses from all of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Id(pub(crate) ObjectId);

impl Id {
    /// Returns the first twelve digits: enough for people.
    #[must_use]
    pub fn short(&self) -> String {
        self.0.to_hex_with_len(12).to_string()
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

/// The text has not as many hexadecimal digits as an id.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("an id has 40 or 64 hexadecimal digits")]
pub struct NotAnId;
