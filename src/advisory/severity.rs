//! A CVSS vector with everything that the public is told of it.

use serde::Serialize;

use crate::cvss::{Metric, NamedScore, Rating, Score, ScoreName, Vector, Version};

/// A public CVSS vector. Scores and rating are worked out of it, so they can't contradict it.
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

    /// Returns which CVSS it is of.
    #[must_use]
    pub fn version(&self) -> Version {
        self.vector.version()
    }

    /// Returns the score that counts: the base score of 2.0 and 3.x, that of all metrics of 4.0.
    #[must_use]
    pub fn score(&self) -> Score {
        self.vector.score()
    }

    /// Returns the rating of that score.
    #[must_use]
    pub fn rating(&self) -> Rating {
        self.vector.rating()
    }

    /// Returns every score that the vector gives, the base score first.
    pub fn scores(&self) -> impl Iterator<Item = &NamedScore> {
        self.vector.scores()
    }

    /// Returns every metric of the vector, spelled out.
    #[must_use]
    pub fn metrics(&self) -> Vec<Metric> {
        self.vector.metrics()
    }
}

impl From<&Vector> for Severity {
    fn from(vector: &Vector) -> Self {
        Self { vector: vector.clone() }
    }
}

/// What templates and the JSON of an advisory have of it.
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
