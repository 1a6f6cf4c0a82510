//! Affected versions as OpenStack writes them: `<22.1.3, >=23.0.0 <23.1.1, ==24.0.0`, where a comma
//! separates ranges, and `up to 2014.1.3 and 2014.2 versions up to 2014.2.2`.

use crate::import::record::Affected;

/// Ranges that were read.
pub(super) struct Versions {
    pub(super) ranges: Vec<Affected>,
    /// Whether they were in words.
    pub(super) is_of_words: bool,
}

/// Returns the ranges; `None` if the meaning is not clear, as of the names of releases.
pub(super) fn read(text: &str) -> Option<Versions> {
    let text = text.trim();
    let ranges = if text.contains(['<', '>', '=']) { compared(text)? } else { worded(text)? };
    Some(Versions { ranges, is_of_words: !text.contains(['<', '>', '=']) })
}

/// Reads comparisons: a lower bound begins a range, and the upper bound after it ends it.
fn compared(text: &str) -> Option<Vec<Affected>> {
    let mut spaced = String::new();
    for c in text.chars() {
        match c {
            ',' => spaced.push(' '),
            '<' | '>' => spaced.extend([' ', c]),
            '=' if !spaced.ends_with(['<', '>', '=']) => spaced.extend([' ', c]),
            c => spaced.push(c),
        }
    }
    let mut ranges: Vec<Affected> = Vec::new();
    // The first affected version of a range whose end has not been read yet.
    let mut open: Option<String> = None;
    let mut operator: Option<&str> = None;
    for word in spaced.split_whitespace().filter(|word| !word.eq_ignore_ascii_case("and")) {
        // Alternatives are ranges of their own.
        if word.eq_ignore_ascii_case("or") && operator.is_none() {
            ranges
                .extend(open.take().map(|introduced| Affected { introduced: Some(introduced), ..Affected::default() }));
            continue;
        }
        let rest = word.trim_start_matches(['<', '>', '=']);
        let sign = word.strip_suffix(rest).unwrap_or_default();
        let sign = match (operator.take(), sign) {
            (Some(earlier), "") => earlier,
            (None, sign) => sign,
            (Some(_), _) => return None,
        };
        if rest.is_empty() {
            operator = Some(sign);
            continue;
        }
        let version = version(rest)?;
        match (sign, open.take()) {
            (">=", None) => open = Some(version),
            ("<", introduced) => ranges.push(Affected { introduced, fixed: Some(version), ..Affected::default() }),
            ("<=", introduced) => {
                ranges.push(Affected { introduced, last_affected: Some(version), ..Affected::default() });
            }
            ("==" | "=" | "", None) => ranges.push(single(version)),
            // `>` has no version after it that every order knows.
            _ => return None,
        }
    }
    ranges.extend(open.map(|introduced| Affected { introduced: Some(introduced), ..Affected::default() }));
    // Only the first range can be without a beginning.
    let is_clear = operator.is_none() && ranges.iter().skip(1).all(|range| range.introduced.is_some());
    (is_clear && !ranges.is_empty()).then_some(ranges)
}

/// Reads words.
fn worded(text: &str) -> Option<Vec<Affected>> {
    let text = text.to_lowercase();
    if text == "all versions" || text == "all" {
        return Some(vec![Affected::default()]);
    }
    let text = text.replace(" and ", ",").replace(" or ", ",");
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let ranges: Vec<Affected> = parts.map(clause).collect::<Option<_>>()?;
    let is_clear = ranges.iter().skip(1).all(|range| range.introduced.is_some());
    (is_clear && !ranges.is_empty()).then_some(ranges)
}

/// Reads `2014.2 versions up to 2014.2.2`, `from 1.0 to 1.2`, `up to 1.2` or `version 1.2`.
fn clause(text: &str) -> Option<Affected> {
    let words = text.split_whitespace().filter(|word| !["all", "version", "versions", "from"].contains(word));
    let words: Vec<&str> = words.collect();
    match words.as_slice() {
        ["up", "to", last] | ["through", last] | ["to", last] => {
            Some(Affected { last_affected: Some(version(last)?), ..Affected::default() })
        }
        [first, "up", "to", last] | [first, "through", last] | [first, "to", last] => Some(Affected {
            introduced: Some(version(first)?),
            last_affected: Some(version(last)?),
            ..Affected::default()
        }),
        [only] => version(only).map(single),
        _ => None,
    }
}

fn single(version: String) -> Affected {
    Affected { introduced: Some(version.clone()), last_affected: Some(version), ..Affected::default() }
}

/// Returns a version, if it is one: the names of releases are none.
fn version(text: &str) -> Option<String> {
    let is_one = text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || ".-+".contains(c));
    is_one.then(|| text.to_owned())
}
