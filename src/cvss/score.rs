//! Computes the scores of a vector.

use super::form::{Part, defined};
use super::metrics::Group;
use super::{NamedScore, Rating, Score, ScoreName, Version, v3};

/// The scores of a vector.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Scores {
    /// The score of the base metrics.
    pub(super) base: NamedScore,
    /// The scores with further metrics, in FIRST's order.
    pub(super) more: Vec<NamedScore>,
}

/// Computes the scores.
///
/// # Errors
/// An error of the crate. A vector that [`super::form::read`] accepts causes none.
pub(super) fn all(version: Version, text: &str, parts: &[Part]) -> Result<Scores, cvss::Error> {
    let has = |group| parts.iter().any(|part| part.0.group == group && defined(part).is_some());
    let (in_time, environment) = (has(Group::Threat), has(Group::Environmental));
    let name = |name, score| NamedScore { name, score, rating: rating(version, score) };
    let [base, temporal, environmental] = match version {
        Version::V2 => v2(text)?,
        Version::V3_0 | Version::V3_1 => {
            let scored = v3::Scored { version, parts };
            [scored.base(), scored.temporal(), scored.environmental()]
        }
        Version::V4 => {
            let base = name(ScoreName::CvssB, v4(&base_alone(parts))?);
            let full = nomenclature(in_time, environment).map(|known| Ok(name(known, v4(text)?))).transpose()?;
            return Ok(Scores { base, more: full.into_iter().collect() });
        }
    };
    let temporal = in_time.then(|| name(ScoreName::Temporal, temporal));
    let environmental = environment.then(|| name(ScoreName::Environmental, environmental));
    Ok(Scores { base: name(ScoreName::Base, base), more: temporal.into_iter().chain(environmental).collect() })
}

/// Returns FIRST's name for a 4.0 score of more than the base metrics.
fn nomenclature(threat: bool, environmental: bool) -> Option<ScoreName> {
    match (threat, environmental) {
        (false, false) => None,
        (true, false) => Some(ScoreName::CvssBt),
        (false, true) => Some(ScoreName::CvssBe),
        (true, true) => Some(ScoreName::CvssBte),
    }
}

/// Returns the rating, on FIRST's scale for 3.x and 4.0 and on NVD's for 2.0.
fn rating(version: Version, score: Score) -> Rating {
    match (version, score.0) {
        (Version::V2, 0) => Rating::Low,
        (Version::V2, 70..) => Rating::High,
        (_, 0) => Rating::None,
        (_, ..40) => Rating::Low,
        (_, ..70) => Rating::Medium,
        (_, ..90) => Rating::High,
        _ => Rating::Critical,
    }
}

fn v2(text: &str) -> Result<[Score; 3], cvss::Error> {
    let vector: cvss::v2::Vector = text.parse()?;
    Ok([vector.score(), vector.temporal_score(), vector.environmental_score()].map(|score| tenths(score.value())))
}

fn v4(text: &str) -> Result<Score, cvss::Error> {
    Ok(tenths(text.parse::<cvss::v4::Vector>()?.score().value()))
}

/// Returns a 4.0 vector with the base metrics only.
fn base_alone(parts: &[Part]) -> String {
    let base = parts.iter().filter(|(metric, _)| metric.group == Group::Base);
    base.fold("CVSS:4.0".to_owned(), |text, (metric, (letters, _))| format!("{text}/{}:{letters}", metric.abbreviation))
}

/// Converts a score of the crate, which is between 0.0 and 10.0 and has one decimal.
fn tenths(score: f64) -> Score {
    Score((score * 10.0).round() as u16)
}
