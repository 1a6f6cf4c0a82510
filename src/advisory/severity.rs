//! A CVSS vector with everything that is published about it.

use serde::Serialize;

use crate::cvss::{Metric, NamedScore, Rating, Score, ScoreName, Vector, Version};
use crate::policy::{Level, prose};

/// A public CVSS vector. The scores and the rating are computed from it, so they cannot contradict
/// it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Severity {
    vector: Vector,
}

impl Severity {
    /// Returns the vector.
    #[must_use]
    pub fn vector(&self) -> &Vector {
        &self.vector
    }

    /// Returns its CVSS version.
    #[must_use]
    pub fn version(&self) -> Version {
        self.vector.version()
    }

    /// Returns the score that counts: the base score for 2.0 and 3.x, the score of all metrics for
    /// 4.0.
    #[must_use]
    pub fn score(&self) -> Score {
        self.vector.score()
    }

    /// Returns the rating of that score.
    #[must_use]
    pub fn rating(&self) -> Rating {
        self.vector.rating()
    }

    /// Returns every score of the vector, the base score first.
    pub fn scores(&self) -> impl Iterator<Item = &NamedScore> {
        self.vector.scores()
    }

    /// Returns every metric of the vector, spelled out.
    #[must_use]
    pub fn metrics(&self) -> Vec<Metric> {
        self.vector.metrics()
    }
}

/// A severity in a word, as another database states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatedSeverity {
    /// The rating that the word stands for.
    pub rating: Rating,
    /// The word, in lower case.
    pub word: String,
    /// The database or format that it comes from.
    pub source: String,
}

/// A severity level of the project's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PublicLevel {
    /// Its id.
    pub id: String,
    /// What the project calls it.
    pub title: String,
    /// The rating that stands for it in formats with fixed words.
    pub rating: Option<Rating>,
}

impl PublicLevel {
    /// Returns a level of a policy.
    #[must_use]
    pub(crate) fn of(level: &Level) -> Self {
        let Level { element, rating, .. } = level;
        Self { id: element.id.to_string(), title: prose::title(element), rating: *rating }
    }
}

impl From<&Vector> for Severity {
    fn from(vector: &Vector) -> Self {
        Self { vector: vector.clone() }
    }
}

/// The fields that templates and the JSON of an advisory have.
#[derive(Serialize)]
struct Fields<'a> {
    version: Version,
    vector: &'a Vector,
    score: Score,
    score_name: ScoreName,
    rating: Rating,
    scores: Vec<&'a NamedScore>,
    metrics: Vec<Metric>,
}

impl Serialize for Severity {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let vector = &self.vector;
        let fields = Fields {
            version: vector.version(),
            vector,
            score: vector.score(),
            score_name: vector.counts().name,
            rating: vector.rating(),
            scores: vector.scores().collect(),
            metrics: vector.metrics(),
        };
        fields.serialize(serializer)
    }
}
