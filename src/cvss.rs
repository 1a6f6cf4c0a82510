//! CVSS vectors, strictly: form first, then arithmetic.
//!
//! The `cvss` crate accepts vectors that the specifications do not (a missing base metric, lower case, metrics out of
//! order, truncation), so a vector's form is checked here before it gets there. It scores 2.0 and 4.0. It is sometimes a
//! tenth off beyond the base score of 3.0, so 3.x is scored here. *The* score, which thresholds read, is the base score of
//! 2.0 and 3.x; of 4.0 what all the vector's metrics give (CVSS-B, CVSS-BT …), as FIRST names them.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

mod form;
mod metrics;
mod score;
mod v3;

/// A score in tenths, so that 4.0 is exactly 4.0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Score(pub u16);

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

impl Serialize for Score {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A well-formed vector: every base metric, no metric twice, the specification's letters and order. 3.x may be in any.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Vector {
    text: String,
    version: Version,
    parts: Vec<form::Part>,
    scores: score::Scores,
}

/// A score and what FIRST calls it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct NamedScore {
    /// `Base`, `Temporal` or `Environmental` of 2.0 and 3.x; `CVSS-B`, `CVSS-BT`, `CVSS-BE` or `CVSS-BTE` of 4.0.
    pub name: &'static str,
    /// The score, one decimal.
    pub score: Score,
    /// `none`, `low`, `medium`, `high`, `critical`.
    pub rating: &'static str,
}

/// What the versions call their groups of metrics, in their order. `Temporal` became `Threat` in 4.0.
pub const GROUPS: [&str; 5] = ["Base", "Temporal", "Threat", "Environmental", "Supplemental"];

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
    /// One of [`GROUPS`].
    pub group: &'static str,
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
        let scores = score::all(version, text, &parts).map_err(|e| VectorError {
            message: format!("this vector can't be scored: {e}"),
            range: 0..text.len(),
            help: None,
        })?;
        Ok(Self { text: text.to_owned(), version, parts, scores })
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

    /// The score that counts: the base score of 2.0 and 3.x, which thresholds read; of 4.0 the one of all metrics.
    #[must_use]
    pub fn counts(&self) -> &NamedScore {
        match self.version {
            Version::V2 | Version::V3_0 | Version::V3_1 => &self.scores.base,
            Version::V4 => self.scores.more.last().unwrap_or(&self.scores.base),
        }
    }

    /// The score that counts, in tenths.
    #[must_use]
    pub fn score(&self) -> Score {
        self.counts().score
    }

    /// `none`, `low`, `medium`, `high`, `critical`: FIRST's scale for 3.x and 4.0, NVD's for 2.0, which has neither
    /// `none` nor `critical`.
    #[must_use]
    pub fn rating(&self) -> &'static str {
        self.counts().rating
    }

    /// Every score that the vector gives, in FIRST's order: the base score always, another where a metric that is
    /// defined asks for it.
    pub fn scores(&self) -> impl Iterator<Item = &NamedScore> {
        std::iter::once(&self.scores.base).chain(&self.scores.more)
    }

    /// Every metric, in the vector's order.
    #[must_use]
    pub fn metrics(&self) -> Vec<Metric> {
        let metric = |(metric, (letters, value)): &form::Part| Metric {
            abbreviation: metric.abbreviation.to_owned(),
            name: metric.name,
            letter: (*letters).to_owned(),
            value,
            group: metric.group.name(self.version),
        };
        self.parts.iter().map(metric).collect()
    }
}
