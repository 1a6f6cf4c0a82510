//! Bounds of ranges as they are written.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::{Order, Version};

/// A bound of a range as it is written. A text that is not a version bounds nothing: it is kept as
/// it is, and `check` reports it.
#[derive(Clone, Debug)]
pub enum Bound {
    /// A version.
    Version(Version),
    /// A text that is not a version.
    Unreadable(String),
}

impl Bound {
    /// Returns the text as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Version(version) => version.as_str(),
            Self::Unreadable(text) => text,
        }
    }

    /// Reads the text as a version of an order.
    #[must_use]
    pub fn in_order(self, order: Order) -> Self {
        match self {
            Self::Version(version) if version.order() == order => Self::Version(version),
            other => {
                let read = Version::parse(other.as_str(), order);
                read.map_or_else(|_| Self::Unreadable(other.as_str().to_owned()), Self::Version)
            }
        }
    }

    /// Returns the version; `None` if the text is not one.
    #[must_use]
    pub fn version(&self) -> Option<&Version> {
        if let Self::Version(version) = self { Some(version) } else { None }
    }
}

impl FromStr for Bound {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.parse().map_or_else(|_| Self::Unreadable(text.to_owned()), Self::Version))
    }
}

/// Bounds are equal if they are written alike: `1.0` and `v1.0` are the same version, but different
/// texts.
impl PartialEq for Bound {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Bound {}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Bound {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
