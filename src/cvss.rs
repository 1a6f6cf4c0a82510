//! Strict CVSS vectors: their form is checked first, then they are scored.
//!
//! The `cvss` crate accepts vectors that the specifications do not (a missing base metric, lower
//! case, metrics out of order, truncation), so the form of a vector is checked here first. The
//! crate scores 2.0 and 4.0. For 3.x its scores beyond the base score are sometimes off by a tenth,
//! so 3.x is scored here. *The* score, which thresholds read, is the base score for 2.0 and 3.x;
//! for 4.0 it is the score of all metrics in the vector (CVSS-B, CVSS-BT, …), as FIRST names them.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

mod form;
mod metrics;
mod ranking;
mod score;
mod v3;

pub(crate) use ranking::Ranking;

/// A score in tenths, so that 4.0 is exactly 4.0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Score(pub u16);

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

impl Score {
    /// Returns the score as the nearest number, for formats that write it as one.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 10.0
    }
}

impl Serialize for Score {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A well-formed vector: every base metric, no metric twice, the specification's letters and order.
/// Metrics of 3.x may be in any order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Vector {
    text: String,
    version: Version,
    parts: Vec<form::Part>,
    scores: score::Scores,
}

/// A score with its name and its rating.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct NamedScore {
    /// Its name.
    pub name: ScoreName,
    /// The score, one decimal.
    pub score: Score,
    /// Its rating.
    pub rating: Rating,
}

/// Names of scores, by the metrics that they take into account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScoreName {
    /// `Base`, of 2.0 and 3.x.
    Base,
    /// `Temporal`, of 2.0 and 3.x.
    Temporal,
    /// `Environmental`, of 2.0 and 3.x.
    Environmental,
    /// `CVSS-B`: the base metrics of 4.0.
    CvssB,
    /// `CVSS-BT`: base and threat metrics of 4.0.
    CvssBt,
    /// `CVSS-BE`: base and environmental metrics of 4.0.
    CvssBe,
    /// `CVSS-BTE`: base, threat and environmental metrics of 4.0.
    CvssBte,
}

impl ScoreName {
    /// Returns the name as FIRST writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Base => "Base",
            Self::Temporal => "Temporal",
            Self::Environmental => "Environmental",
            Self::CvssB => "CVSS-B",
            Self::CvssBt => "CVSS-BT",
            Self::CvssBe => "CVSS-BE",
            Self::CvssBte => "CVSS-BTE",
        }
    }
}

/// The qualitative rating of a score, lowest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Rating {
    /// `none`: 0.0, except in 2.0.
    None,
    /// `low`.
    Low,
    /// `medium`.
    Medium,
    /// `high`.
    High,
    /// `critical`: 9.0 and more, except in 2.0.
    Critical,
}

impl Rating {
    /// Returns the word in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// Returns the rating that a word stands for, as vulnerability databases use it, in any case;
    /// `None` if it stands for none.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Some(match word.trim().to_lowercase().as_str() {
            "none" => Self::None,
            "low" | "minor" | "negligible" => Self::Low,
            "medium" | "moderate" => Self::Medium,
            "high" | "important" | "major" => Self::High,
            "critical" | "severe" => Self::Critical,
            _ => return None,
        })
    }
}

/// The names of the groups of metrics, in the order of the specifications. `Temporal` became
/// `Threat` in 4.0.
pub const GROUPS: [&str; 5] = ["Base", "Temporal", "Threat", "Environmental", "Supplemental"];

/// A CVSS version.
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
    /// Returns `2.0`, `3.0`, `3.1` or `4.0`.
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

/// Displays and serialises each type as its `as_str`.
macro_rules! written_as_str {
    ($($type:ty),*) => {
        $(impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        })*
    };
}

written_as_str!(Vector, Version, ScoreName, Rating);

/// One metric of a vector, spelled out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Metric {
    /// `AV`.
    pub abbreviation: &'static str,
    /// `Attack Vector`.
    pub name: &'static str,
    /// `N`.
    pub letter: &'static str,
    /// `Network`.
    pub value: &'static str,
    /// One of [`GROUPS`].
    pub group: &'static str,
}

/// The error for a text that is not a vector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct VectorError {
    /// What is wrong.
    pub message: String,
    /// The range of bytes of the text that it is about.
    pub range: std::ops::Range<usize>,
    /// What to do.
    pub help: Option<String>,
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
    /// Returns the vector as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns its CVSS version.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// Returns the score that counts, which thresholds read: the base score for 2.0 and 3.x, the
    /// score of all metrics for 4.0.
    #[must_use]
    pub fn counts(&self) -> &NamedScore {
        match self.version {
            Version::V2 | Version::V3_0 | Version::V3_1 => &self.scores.base,
            Version::V4 => self.scores.more.last().unwrap_or(&self.scores.base),
        }
    }

    /// Returns the value of the score that counts.
    #[must_use]
    pub fn score(&self) -> Score {
        self.counts().score
    }

    /// Returns the rating of the score that counts, by FIRST's scale for 3.x and 4.0 and by NVD's
    /// for 2.0, which has neither `none` nor `critical`.
    #[must_use]
    pub fn rating(&self) -> Rating {
        self.counts().rating
    }

    /// Returns every score of the vector, in FIRST's order: always the base score, and others if
    /// metrics that they depend on are defined.
    pub fn scores(&self) -> impl Iterator<Item = &NamedScore> {
        std::iter::once(&self.scores.base).chain(&self.scores.more)
    }

    /// Returns every metric, in the vector's order.
    #[must_use]
    pub fn metrics(&self) -> Vec<Metric> {
        let metric = |(metric, (letters, value)): &form::Part| Metric {
            abbreviation: metric.abbreviation,
            name: metric.name,
            letter: letters,
            value,
            group: metric.group.name(self.version),
        };
        self.parts.iter().map(metric).collect()
    }
}
