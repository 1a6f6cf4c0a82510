//! CVSS vectors, strictly: form first, then the crate's arithmetic.
//!
//! The `cvss` crate accepts vectors that the specifications do not (a missing base metric, lower case, metrics out of
//! order, truncation), so a vector's form is checked here before it gets there. Scores are base scores for 2.0
//! and 3.x, since the crate is sometimes a tenth off beyond those; for 4.0 what the vector's metrics give (CVSS-B,
//! CVSS-BT …), as FIRST names them.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use metrics::{Group, NOT_DEFINED};

mod form;
mod metrics;

/// A score in tenths, so that 4.0 is exactly 4.0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Score(pub u16);

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

/// A well-formed vector: every base metric, no metric twice, the specification's letters and order. 3.x may be in any.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Vector {
    text: String,
    version: Version,
    parts: Vec<form::Part>,
    score: Score,
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

impl fmt::Display for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Vector {
    type Err = VectorError;
    fn from_str(text: &str) -> Result<Self, VectorError> {
        let (version, parts) = form::read(text)?;
        let scored: cvss::Cvss = text.parse().map_err(|e: cvss::Error| VectorError {
            message: format!("this vector can't be scored: {e}"),
            range: 0..text.len(),
            help: None,
        })?;
        // A score lies between 0.0 and 10.0.
        let score = Score((scored.score() * 10.0).round() as u16);
        Ok(Self { text: text.to_owned(), version, parts, score })
    }
}

impl Vector {
    /// The vector as a string, as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Which CVSS.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The score (base for 2.0 and 3.x, the vector's own nomenclature for 4.0), in tenths.
    #[must_use]
    pub fn score(&self) -> Score {
        self.score
    }

    /// `none`, `low`, `medium`, `high`, `critical`: FIRST's scale for 3.x and 4.0, NVD's for 2.0, which has neither
    /// `none` nor `critical`.
    #[must_use]
    pub fn rating(&self) -> &'static str {
        match (self.version, self.score.0) {
            (Version::V2, 0) => "low",
            (Version::V2, 70..) => "high",
            (_, 0) => "none",
            (_, ..40) => "low",
            (_, ..70) => "medium",
            (_, ..90) => "high",
            _ => "critical",
        }
    }

    /// What a 4.0 score is called, by the metrics that it counts: `CVSS-B`, `CVSS-BT`, `CVSS-BE` or `CVSS-BTE`. A metric
    /// that is explicitly not defined is not counted.
    #[must_use]
    pub fn nomenclature(&self) -> Option<&'static str> {
        let counts = |group| {
            self.parts.iter().any(|(metric, (letters, _))| metric.group == group && !NOT_DEFINED.contains(letters))
        };
        (self.version == Version::V4).then(|| match (counts(Group::Threat), counts(Group::Environmental)) {
            (false, false) => "CVSS-B",
            (true, false) => "CVSS-BT",
            (false, true) => "CVSS-BE",
            (true, true) => "CVSS-BTE",
        })
    }

    /// Every metric, in the vector's order.
    #[must_use]
    pub fn metrics(&self) -> Vec<Metric> {
        let metric = |(metric, (letters, value)): &form::Part| Metric {
            abbreviation: metric.abbreviation.to_owned(),
            name: metric.name,
            letter: (*letters).to_owned(),
            value,
        };
        self.parts.iter().map(metric).collect()
    }
}
