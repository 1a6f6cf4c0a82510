//! Parses ranges in text form: `>= 1.2, < 1.5` and everything else that people write in its place,
//! and `vers:npm/>=1.2|<1.5`, as CSAF has it (<https://github.com/package-url/vers-spec>).

use super::limits::MAX_ALTERNATIVES;
use super::ranges::{Says, resolve, successor_text, version};
use super::record::Affected;
use crate::ecosystem::Ecosystem;
use crate::version::{BEGINNING, Order};

mod tokens;
mod words;

pub(super) use words::{is_pattern, read};

/// The scheme of versions whose order is not said.
pub(super) const GENERIC: &str = "generic";

/// A comparison with one version.
struct Comparison<'t> {
    operator: &'t str,
    version: &'t str,
}

/// Parses a constraint into ranges, in its order; `None` if its meaning is not clear. `order` is
/// that of the versions.
pub(super) fn parse(text: &str, order: Option<Order>) -> Option<Vec<Affected>> {
    words::read(text, order).map(|read| read.ranges)
}

/// Parses a `vers` range; `None` if it is malformed.
pub(super) fn parse_vers(text: &str) -> Option<Vec<Affected>> {
    let (scheme, constraints) = text.strip_prefix("vers:")?.split_once('/')?;
    let order = order(scheme);
    // A generic range may be in any order.
    let said = order.filter(|_| scheme != GENERIC);
    let decoded = |text: &str| crate::ecosystem::purl::decode(text.trim());
    if constraints.matches('|').count() >= MAX_ALTERNATIVES {
        return None;
    }
    let constraints: Vec<String> = constraints.split('|').map(decoded).collect::<Option<_>>()?;
    let (excepted, constraints): (Vec<_>, Vec<_>) = constraints.into_iter().partition(|text| text.starts_with("!="));
    let constraints = simplified(constraints, order)?;
    let mut ranges = Vec::new();
    // A range that still lacks its end.
    let mut open: Option<Affected> = None;
    for constraint in &constraints {
        let is_upper = constraint.starts_with('<');
        let range = conjunction(std::iter::once(constraint.as_str()), order)?;
        match open.take() {
            Some(from) if is_upper => ranges.push(Affected { introduced: from.introduced, ..range }),
            earlier => {
                ranges.extend(earlier);
                if constraint.starts_with('>') { open = Some(range) } else { ranges.push(range) }
            }
        }
    }
    ranges.extend(open);
    let named = |range| Affected { order: said, ..range };
    if excepted.is_empty() {
        return Some(ranges.into_iter().map(named).collect());
    }
    if ranges.is_empty() {
        ranges.push(Affected::default());
    }
    let but = excepted
        .iter()
        .map(|text| conjunction(text.strip_prefix('!').into_iter(), order))
        .collect::<Option<Vec<_>>>()?;
    let but = but.into_iter().map(|range| (Says::NotAffected, range));
    let entries: Vec<_> = but.chain(ranges.into_iter().map(|range| (Says::Affected, range))).collect();
    Some(resolve(&entries, false, order).affected.into_iter().map(named).collect())
}

/// Returns constraints sorted by their versions, without those that others contain, as the
/// specification of `vers` simplifies them. Versions of which no order is known keep their places.
/// Returns `None` if `*`, which stands for all versions, is not alone.
fn simplified(mut constraints: Vec<String>, order: Option<Order>) -> Option<Vec<String>> {
    if constraints.len() > 1 && constraints.iter().any(|text| text == "*") {
        return None;
    }
    let orders = order.into_iter().chain([Order::SemVer, Order::Numeric, Order::Letters]);
    let read = |text: &String, order: Order| version(comparison(text)?.version, Some(order));
    let (is_lower, is_upper) = (|text: &String| text.starts_with('>'), |text: &String| text.starts_with('<'));
    let known = orders.into_iter().find(|order| constraints.iter().all(|text| read(text, *order).is_some()));
    if let Some(order) = known {
        // Nobody knows what a range means that ends before it begins.
        let is_inverted = |pair: &[String]| match pair {
            [from, end] => is_lower(from) && is_upper(end) && read(from, order) > read(end, order),
            _ => false,
        };
        if constraints.windows(2).any(is_inverted) {
            return Some(constraints);
        }
        constraints.sort_by_cached_key(|text| read(text, order));
    }
    let mut kept: Vec<String> = Vec::new();
    for next in constraints {
        if is_upper(&next) {
            while kept.last().is_some_and(|last| !is_lower(last)) {
                kept.pop();
            }
        } else if kept.last().is_some_and(is_lower) {
            continue;
        }
        kept.push(next);
    }
    Some(kept)
}

/// Returns the order of versions in a scheme of `vers`, or of a type of package URLs; `None` if it
/// is not known.
pub(super) fn order(scheme: &str) -> Option<Order> {
    match scheme {
        "semver" | GENERIC => Some(Order::SemVer),
        "deb" => Some(Order::Debian),
        "rpm" => Some(Order::Rpm),
        "apk" => Some(Order::Alpine),
        "intdot" => Some(Order::Numeric),
        scheme => Ecosystem::from_purl_type(scheme)?.order(),
    }
}

/// The words that mark a pre-release after a hyphen, whatever orders the versions.
const PRE_RELEASES: [&str; 17] = [
    "a",
    "alpha",
    "b",
    "beta",
    "c",
    "canary",
    "cr",
    "dev",
    "ea",
    "m",
    "milestone",
    "nightly",
    "pre",
    "preview",
    "rc",
    "snapshot",
    "unstable",
];

/// Returns whether a version of an unknown order has no hyphen, or one before the word of a
/// pre-release. Otherwise only the order decides whether it comes before its release, as
/// `1.2.3-h1` and `1.2.3-4` do in Semantic Versioning alone.
pub(super) fn is_clear_suffix(version: &str) -> bool {
    let bare = version.split_once('+').map_or(version, |(bare, _)| bare);
    let Some((_, suffix)) = bare.split_once('-') else { return true };
    let word: String = suffix.chars().take_while(char::is_ascii_alphabetic).collect();
    // `1.2.3-0` is written for the first of all versions of 1.2.3.
    suffix == "0" || PRE_RELEASES.contains(&word.to_ascii_lowercase().as_str())
}

/// Returns the range of versions that fulfil all of the comparisons.
fn conjunction<'t>(comparisons: impl Iterator<Item = &'t str>, order: Option<Order>) -> Option<Affected> {
    let mut range = Affected::default();
    let (mut has_start, mut has_end) = (false, false);
    for text in comparisons {
        let Comparison { operator, version } = comparison(text.trim())?;
        let text = Some(version.to_owned()).filter(|version| version != BEGINNING);
        let (is_start, is_end) = match operator {
            ">=" => {
                range.introduced = text;
                (true, false)
            }
            ">" => {
                // Without a version right after it, the text is none, and the record is refused.
                range.introduced = Some(successor_text(version, order).unwrap_or_else(|| format!("> {version}")));
                (true, false)
            }
            "<" => {
                range.fixed = Some(version.to_owned());
                (false, true)
            }
            "<=" => {
                range.last_affected = Some(version.to_owned());
                (false, true)
            }
            "*" => (true, true),
            _ => {
                (range.introduced, range.last_affected) = (Some(version.to_owned()), Some(version.to_owned()));
                (true, true)
            }
        };
        if is_start && has_start || is_end && has_end {
            return None;
        }
        has_start |= is_start;
        has_end |= is_end;
    }
    Some(range)
}

fn comparison(text: &str) -> Option<Comparison<'_>> {
    if text == "*" {
        return Some(Comparison { operator: "*", version: "" });
    }
    let operators = [">=", "<=", "==", ">", "<", "="];
    let (operator, version) = operators
        .iter()
        .find_map(|operator| text.strip_prefix(operator).map(|rest| (*operator, rest.trim())))
        .unwrap_or(("=", text));
    is_version(version).then_some(Comparison { operator, version })
}

/// Returns whether a text looks like a version in some order.
fn is_version(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || ".-+_~:!^".contains(c))
}
