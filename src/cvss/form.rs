//! Reads vectors strictly, with the location of everything that the specification does not allow.

use std::ops::Range;

use super::metrics::{self, Definition, Group, NOT_DEFINED, Value};
use super::{VectorError, Version};

/// A metric of a vector with its value.
pub(super) type Part = (&'static Definition, &'static Value);

/// Returns the letters of a metric's value, unless it is not defined.
pub(super) fn letters(parts: &[Part], metric: &str) -> Option<&'static str> {
    defined(parts.iter().find(|(known, _)| known.abbreviation == metric)?)
}

/// Returns the letters of a part, unless its metric is not defined.
pub(super) fn defined((_, (letters, _)): &Part) -> Option<&'static str> {
    (!NOT_DEFINED.contains(letters)).then_some(letters)
}

/// Returns the version and the metrics of a well-formed vector, in the order in which they occur.
pub(super) fn read(text: &str) -> Result<(Version, Vec<Part>), VectorError> {
    let (version, start) = prefix(text)?;
    let known = metrics::of(version);
    let mut parts: Vec<Part> = Vec::new();
    let mut last = 0;
    for (range, part) in split(text, start) {
        let (place, definition) = metric(version, known, part, &range)?;
        let value = value(definition, part, &range)?;
        if parts.iter().any(|(earlier, _)| earlier.abbreviation == definition.abbreviation) {
            return Err(error(range, format!("`{}` occurs twice", definition.abbreviation), "keep one of the two"));
        }
        if place < last && ordered(version) {
            let order: Vec<_> = known.iter().map(|d| d.abbreviation).collect();
            let message = format!("`{}` is out of order", definition.abbreviation);
            return Err(error(
                range,
                message,
                format!("the order in CVSS {} is {}", version.as_str(), order.join(", ")),
            ));
        }
        last = place;
        parts.push((definition, value));
    }
    let missing: Vec<_> = (known.iter())
        .filter(|d| d.group == Group::Base && !parts.iter().any(|(p, _)| p.abbreviation == d.abbreviation))
        .map(|d| d.abbreviation)
        .collect();
    if !missing.is_empty() {
        let message = format!("this CVSS {} vector is incomplete", version.as_str());
        return Err(error(0..text.len(), message, format!("missing: {}", missing.join(", "))));
    }
    Ok((version, parts))
}

/// Returns whether the order is mandatory, as in 2.0 and 4.0; 3.x only prefers one.
fn ordered(version: Version) -> bool {
    matches!(version, Version::V2 | Version::V4)
}

/// Returns the version, and where the metrics start.
fn prefix(text: &str) -> Result<(Version, usize), VectorError> {
    const KNOWN: &str = "a vector starts with `CVSS:3.1/`, `CVSS:3.0/` or `CVSS:4.0/`; a vector of 2.0 has no prefix";
    if text.trim().is_empty() {
        return Err(error(0..text.len(), "this vector is empty", KNOWN));
    }
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(error(0..text.len(), "a vector has no spaces", "copy the vector from FIRST's calculator"));
    }
    if text.starts_with('(') {
        return Err(error(0..text.len(), "a vector has no parentheses around it", "remove them"));
    }
    let first = text.split('/').next().unwrap_or_default();
    let version = match first.split_once(':') {
        Some(("CVSS", "3.0")) => Version::V3_0,
        Some(("CVSS", "3.1")) => Version::V3_1,
        Some(("CVSS", "4.0")) => Version::V4,
        Some(("CVSS", other)) => {
            return Err(error(0..first.len(), format!("CVSS `{}` is not known", short(other)), KNOWN));
        }
        Some((word, _)) if word.eq_ignore_ascii_case("CVSS") => {
            return Err(error(0..word.len(), "the prefix must be in capital letters", KNOWN));
        }
        _ if metrics::of(Version::V2).iter().any(|d| first.split(':').next() == Some(d.abbreviation)) => {
            return Ok((Version::V2, 0));
        }
        _ => return Err(error(0..first.len(), format!("`{}` is not a CVSS vector", short(first)), KNOWN)),
    };
    Ok((version, (first.len() + 1).min(text.len())))
}

/// Returns the parts between slashes from `start` on, with their ranges.
fn split(text: &str, start: usize) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut next = start;
    text.get(start..).filter(|rest| !rest.is_empty()).into_iter().flat_map(|rest| rest.split('/')).map(move |part| {
        let range = next..next + part.len();
        next = range.end + 1;
        (range, part)
    })
}

fn metric(
    version: Version,
    known: &'static [Definition],
    part: &str,
    range: &Range<usize>,
) -> Result<(usize, &'static Definition), VectorError> {
    let Some((word, _)) = part.split_once(':') else {
        let message = match part {
            "" => "a metric is missing here, or there is an extra slash".to_owned(),
            _ => format!("`{}` is not a metric and its value", short(part)),
        };
        return Err(error(range.clone(), message, "each part is a metric, a colon and a value: `AV:N`"));
    };
    let place = known.iter().enumerate().find(|(_, d)| d.abbreviation == word);
    place.ok_or_else(|| {
        let message = format!("CVSS {} has no metric `{}`", version.as_str(), short(word));
        let elsewhere = [Version::V3_1, Version::V4, Version::V2]
            .into_iter()
            .find(|other| metrics::of(*other).iter().any(|d| d.abbreviation == word));
        let help = match (known.iter().find(|d| d.abbreviation.eq_ignore_ascii_case(word)), elsewhere) {
            (Some(d), _) => format!("write `{}`", d.abbreviation),
            (None, Some(Version::V2)) => "it belongs to CVSS 2.0, whose vectors have no prefix".to_owned(),
            (None, Some(other)) => {
                format!("it belongs to CVSS {0}, whose vectors start with `CVSS:{0}/`", other.as_str())
            }
            (None, None) => {
                format!("known: {}", known.iter().map(|d| d.abbreviation).collect::<Vec<_>>().join(", "))
            }
        };
        error(range.clone(), message, help)
    })
}

fn value(definition: &'static Definition, part: &str, range: &Range<usize>) -> Result<&'static Value, VectorError> {
    let letters = part.split_once(':').map_or("", |(_, letters)| letters);
    definition.value(letters).ok_or_else(|| {
        let slip = definition.values.iter().find(|(known, _)| known.eq_ignore_ascii_case(letters));
        let help = match slip {
            Some((known, _)) => format!("write `{}:{known}`", definition.abbreviation),
            None => {
                let known: Vec<_> = definition.values.iter().map(|(l, name)| format!("{l} ({name})")).collect();
                format!("known: {}", known.join(", "))
            }
        };
        let message = match letters {
            "" => format!("{} (`{}`) has no value", definition.name, definition.abbreviation),
            _ => format!("{} (`{}`) can't be `{}`", definition.name, definition.abbreviation, short(letters)),
        };
        error(range.clone(), message, help)
    })
}

/// Returns untrusted text, escaped and short enough for a message.
fn short(text: &str) -> String {
    let mut short: String = text.chars().take(24).flat_map(char::escape_debug).collect();
    if text.chars().nth(24).is_some() {
        short.push('…');
    }
    short
}

fn error(range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> VectorError {
    VectorError { message: message.into(), range, help: Some(help.into()) }
}
