//! Derives the affected versions from those that are not affected.
//!
//! RustSec lists requirements, in Cargo's syntax, for patched and for unaffected versions; all
//! others are affected. Ranges use the plain order of Semantic Versioning, as OSV does: a
//! pre-release is in a range when it lies between its ends. Cargo's rule that a requirement matches
//! pre-releases only if it names one is about what to install, and would make nearly every
//! pre-release affected. Numbers that a requirement leaves out are 0.

use std::cmp::Ordering;

use semver::{Comparator, Op, Version, VersionReq};

use crate::version::{first_pre_release, semantic_successor};

/// The error for a number so large that no version comes after it.
#[derive(Debug, thiserror::Error)]
#[error("no version can come after this requirement")]
pub(super) struct TooLarge;

/// A point in the order of versions: right before a version, or right after it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Point {
    version: Version,
    is_after: bool,
}

/// The versions from one point to another; `None` if there is no end on that side.
#[derive(Clone, Debug)]
struct Interval {
    from: Option<Point>,
    to: Option<Point>,
}

/// A range of affected versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SemverRange {
    pub(super) introduced: Option<Version>,
    pub(super) fixed: Option<Version>,
    pub(super) last_affected: Option<Version>,
}

/// Returns the versions that no requirement matches, as sorted ranges without overlap.
pub(super) fn affected<'r>(safe: impl IntoIterator<Item = &'r VersionReq>) -> Result<Vec<SemverRange>, TooLarge> {
    let mut spans = safe.into_iter().map(interval).collect::<Result<Vec<Interval>, TooLarge>>()?;
    spans.retain(|span| !is_empty(span.from.as_ref(), span.to.as_ref()));
    spans.sort_by(|a, b| a.from.cmp(&b.from));
    let mut affected = Vec::new();
    // The point after which no requirement so far matches.
    let mut from: Option<Point> = None;
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

/// Returns the first version that a requirement matches, if the requirement names it.
pub(super) fn first(requirement: &VersionReq) -> Option<Version> {
    let from = interval(requirement).ok()?.from.filter(|from| !from.is_after)?.version;
    let is_named = |of: &Comparator| {
        (of.major, of.minor.unwrap_or(0), of.patch.unwrap_or(0), &of.pre)
            == (from.major, from.minor, from.patch, &from.pre)
    };
    requirement.comparators.iter().any(is_named).then_some(from)
}

/// Returns whether no version lies between two points.
fn is_empty(from: Option<&Point>, to: Option<&Point>) -> bool {
    matches!((from, to), (Some(from), Some(to)) if from >= to)
}

fn range(from: Option<&Point>, to: Option<&Point>) -> Result<Option<SemverRange>, TooLarge> {
    let introduced = match from {
        Some(Point { version, is_after: true }) => Some(semantic_successor(version).ok_or(TooLarge)?),
        Some(Point { version, .. }) => Some(version.clone()),
        None => None,
    };
    let begins_at_end = introduced.as_ref().zip(to).is_some_and(|(introduced, to)| match to.version.cmp(introduced) {
        Ordering::Less => true,
        Ordering::Equal => !to.is_after,
        Ordering::Greater => false,
    });
    let (fixed, last_affected) = match to {
        Some(Point { version, is_after: true }) => (None, Some(version.clone())),
        Some(Point { version, .. }) => (Some(version.clone()), None),
        None => (None, None),
    };
    // Nothing comes before the first version of all.
    let is_nothing = introduced.is_none() && fixed.as_ref() == Some(&first_pre_release(0, 0, 0));
    Ok((!begins_at_end && !is_nothing).then_some(SemverRange { introduced, fixed, last_affected }))
}

/// Returns the versions that a requirement matches: those that all its comparators match.
fn interval(requirement: &VersionReq) -> Result<Interval, TooLarge> {
    let mut all = Interval { from: None, to: None };
    for comparator in &requirement.comparators {
        let span = comparator_interval(comparator).ok_or(TooLarge)?;
        all.from = all.from.max(span.from);
        all.to = match (all.to, span.to) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    Ok(all)
}

fn comparator_interval(comparator: &Comparator) -> Option<Interval> {
    let Comparator { op, major, minor, patch, pre } = comparator;
    let (least_minor, least_patch) = (minor.unwrap_or(0), patch.unwrap_or(0));
    let least = Version { pre: pre.clone(), ..Version::new(*major, least_minor, least_patch) };
    let before = |version| Some(Point { version, is_after: false });
    let after = |version| Some(Point { version, is_after: true });
    let next_major = || Some(first_pre_release(major.checked_add(1)?, 0, 0));
    let next_minor = || Some(first_pre_release(*major, least_minor.checked_add(1)?, 0));
    let next_patch = || Some(first_pre_release(*major, least_minor, least_patch.checked_add(1)?));
    // The point right after all versions with the given numbers.
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
    Some(Interval { from, to })
}
