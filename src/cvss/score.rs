//! The scores of a vector, and which of them counts.

use super::form::{Part, defined};
use super::metrics::Group;
use super::{NamedScore, Rating, Score, ScoreName, Version, v3};

/// What a vector scores.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Scores {
    /// What the base metrics give.
    pub(super) base: NamedScore,
    /// What the other metrics make of it, in FIRST's order.
    pub(super) more: Vec<NamedScore>,
}

/// Works the scores out.
///
/// # Errors
/// What the crate finds wrong with the vector; nothing, after [`super::form::read`] took it.
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

/// What FIRST calls a 4.0 score that counts more than the base metrics.
fn nomenclature(threat: bool, environmental: bool) -> Option<ScoreName> {
    match (threat, environmental) {
        (false, false) => None,
        (true, false) => Some(ScoreName::CvssBt),
        (false, true) => Some(ScoreName::CvssBe),
        (true, true) => Some(ScoreName::CvssBte),
    }
}

/// FIRST's scale for 3.x and 4.0, NVD's for 2.0.
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

/// A 4.0 vector's base metrics.
fn base_alone(parts: &[Part]) -> String {
    let base = parts.iter().filter(|(metric, _)| metric.group == Group::Base);
    base.fold("CVSS:4.0".to_owned(), |text, (metric, (letters, _))| format!("{text}/{}:{letters}", metric.abbreviation))
}

/// A score lies between 0.0 and 10.0, and is a tenth already.
fn tenths(score: f64) -> Score {
    Score((score * 10.0).round() as u16)
}
