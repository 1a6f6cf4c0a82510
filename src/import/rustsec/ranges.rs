//! What is affected where only what is not affected is said.
//!
//! RustSec lists requirements, as Cargo reads them, of patched and of unaffected versions; all others are affected. Ranges
//! are in the plain order of Semantic Versioning, as OSV has it: a pre-release is in a range when it lies between its
//! ends. Cargo's rule that a requirement takes pre-releases only where it names one is about what to install, and would
//! call nearly every pre-release affected. Numbers that a requirement leaves out are 0.

use std::cmp::Ordering;

use semver::{Comparator, Op, Version, VersionReq};

use super::super::ranges::{first, next};

/// A number in a requirement is so large that no version comes after it.
#[derive(Debug, thiserror::Error)]
#[error("no version can come after one of this requirement")]
pub(super) struct TooLarge;

/// A place in the order of versions: right before one, or right after it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cut {
    version: Version,
    is_after: bool,
}

/// The versions from one place to another; `None`: no end on that side.
#[derive(Clone, Debug)]
struct Span {
    from: Option<Cut>,
    to: Option<Cut>,
}

/// A range of affected versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Affected {
    pub(super) introduced: Option<Version>,
    pub(super) fixed: Option<Version>,
    pub(super) last_affected: Option<Version>,
}

/// The versions that none of the requirements takes, as sorted ranges without a version in common.
pub(super) fn affected<'r>(safe: impl IntoIterator<Item = &'r VersionReq>) -> Result<Vec<Affected>, TooLarge> {
    let mut spans = safe.into_iter().map(span).collect::<Result<Vec<Span>, TooLarge>>()?;
    spans.retain(|span| !is_empty(span.from.as_ref(), span.to.as_ref()));
    spans.sort_by(|a, b| a.from.cmp(&b.from));
    let mut affected = Vec::new();
    // Where the versions begin that no requirement so far takes.
    let mut from: Option<Cut> = None;
    for span in spans {
        if span.from > from {
            affected.extend(range(from.as_ref(), span.from.as_ref())?);
        }
        match span.to {
            None => return Ok(affected),
            Some(to) => from = from.max(Some(to)),
        }
    }
    affected.extend(range(from.as_ref(), None)?);
    Ok(affected)
}

/// Whether no version lies between two places.
fn is_empty(from: Option<&Cut>, to: Option<&Cut>) -> bool {
    matches!((from, to), (Some(from), Some(to)) if from >= to)
}

fn range(from: Option<&Cut>, to: Option<&Cut>) -> Result<Option<Affected>, TooLarge> {
    let introduced = match from {
        Some(Cut { version, is_after: true }) => Some(next(version).ok_or(TooLarge)?),
        Some(Cut { version, .. }) => Some(version.clone()),
        None => None,
    };
    let begins_at_end = introduced.as_ref().zip(to).is_some_and(|(introduced, to)| match to.version.cmp(introduced) {
        Ordering::Less => true,
        Ordering::Equal => !to.is_after,
        Ordering::Greater => false,
    });
    let (fixed, last_affected) = match to {
        Some(Cut { version, is_after: true }) => (None, Some(version.clone())),
        Some(Cut { version, .. }) => (Some(version.clone()), None),
        None => (None, None),
    };
    // Nothing comes before the first version of all.
    let is_nothing = introduced.is_none() && fixed.as_ref() == Some(&first(0, 0, 0));
    Ok((!begins_at_end && !is_nothing).then_some(Affected { introduced, fixed, last_affected }))
}

/// The versions that a requirement takes: those of all its comparators.
fn span(requirement: &VersionReq) -> Result<Span, TooLarge> {
    let mut all = Span { from: None, to: None };
    for comparator in &requirement.comparators {
        let span = comparator_span(comparator).ok_or(TooLarge)?;
        all.from = all.from.max(span.from);
        all.to = match (all.to, span.to) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    Ok(all)
}

fn comparator_span(comparator: &Comparator) -> Option<Span> {
    let Comparator { op, major, minor, patch, pre } = comparator;
    let (least_minor, least_patch) = (minor.unwrap_or(0), patch.unwrap_or(0));
    let least = Version { pre: pre.clone(), ..Version::new(*major, least_minor, least_patch) };
    let before = |version| Some(Cut { version, is_after: false });
    let after = |version| Some(Cut { version, is_after: true });
    let next_major = || Some(first(major.checked_add(1)?, 0, 0));
    let next_minor = || Some(first(*major, least_minor.checked_add(1)?, 0));
    let next_patch = || Some(first(*major, least_minor, least_patch.checked_add(1)?));
    // Right after all versions with the numbers that are given.
    let beyond = || match (minor, patch) {
        (None, _) => before(next_major()?),
        (Some(_), None) => before(next_minor()?),
        (Some(_), Some(_)) => after(least.clone()),
    };
    let (from, to) = match op {
        Op::Greater => (Some(beyond()?), None),
        Op::GreaterEq => (before(least), None),
        Op::Less => (None, before(least)),
        Op::LessEq => (None, Some(beyond()?)),
        Op::Exact | Op::Wildcard => (before(least.clone()), Some(beyond()?)),
        Op::Tilde => {
            let to = if minor.is_some() { next_minor()? } else { next_major()? };
            (before(least), before(to))
        }
        Op::Caret => {
            let to = match (*major, minor, patch) {
                (0, Some(0), Some(_)) => next_patch()?,
                (0, Some(_), _) => next_minor()?,
                _ => next_major()?,
            };
            (before(least), before(to))
        }
        _ => return None,
    };
    Some(Span { from, to })
}
