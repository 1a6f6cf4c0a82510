//! Ranges of affected versions, from what formats say of them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::str::FromStr;

use semver::Prerelease;

use super::Affected;
use super::fields::Notes;
use crate::ecosystem::Ecosystem;
use crate::version::{End, Range, Version};

/// What a list of events says at one version, as OSV has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// Affected from here on.
    Introduced(String),
    /// Not affected from here on.
    Fixed(String),
    /// Not affected after this.
    LastAffected(String),
    /// No version from here on is affected, whatever the others say.
    Limit(String),
}

impl Event {
    fn version(&self) -> &str {
        match self {
            Self::Introduced(version) | Self::Fixed(version) | Self::LastAffected(version) | Self::Limit(version) => {
                version
            }
        }
    }
}

/// The version right after another in the order of Semantic Versioning: there is none between them. `None` where no
/// version comes after it.
pub(super) fn next(version: &semver::Version) -> Option<semver::Version> {
    if version.pre.is_empty() {
        return Some(first(version.major, version.minor, version.patch.checked_add(1)?));
    }
    let pre = Prerelease::new(&format!("{}.0", version.pre)).ok()?;
    Some(semver::Version { pre, ..version.clone() })
}

/// The first of all versions with these numbers: no pre-release comes before `0`.
pub(super) fn first(major: u64, minor: u64, patch: u64) -> semver::Version {
    semver::Version { pre: Prerelease::new("0").unwrap_or_default(), ..semver::Version::new(major, minor, patch) }
}

/// The text of the version right after another; `None` where its order is not known.
pub(super) fn right_after(version: &str) -> Option<String> {
    let version: Version = version.parse().ok()?;
    next(&version.semver().parse().ok()?).map(|next| next.to_string())
}

/// The version that stands for the beginning.
pub(super) const BEGINNING: &str = "0";

/// Ranges of a list of events, in order and apart. `path` is where the list stands.
pub(super) fn of_events(mut events: Vec<Event>, path: &str, notes: &Notes) -> Vec<Affected> {
    let limits: Vec<String> =
        events.iter().filter_map(|e| if let Event::Limit(v) = e { Some(v.clone()) } else { None }).collect();
    events.retain(|event| !matches!(event, Event::Limit(_)));
    if events.iter().all(|event| order(event.version()).is_some()) {
        events.sort_by_key(|event| order(event.version()));
    } else if events.len() > 2 {
        notes.guessed(
            path,
            "the order of these versions is not known, so the events count in the order in which they stand",
        );
    }
    let mut ranges: Vec<Affected> = Vec::new();
    let mut from: Option<String> = None;
    for event in events {
        match (event, from.take()) {
            (Event::Introduced(version), None) => from = Some(version),
            (Event::Introduced(version), Some(earlier)) => {
                notes.wrong(path, format!("`{version}` is introduced, and affected already"));
                from = Some(earlier);
            }
            (Event::Fixed(version), Some(from)) if version != from => {
                ranges.push(Affected { fixed: Some(version), ..begin(from) });
            }
            (Event::Fixed(version), Some(_)) => {
                notes.wrong(path, format!("`{version}` is introduced and fixed at once: no version is affected"));
            }
            (Event::LastAffected(version), Some(from)) => {
                ranges.push(Affected { last_affected: Some(version), ..begin(from) });
            }
            (Event::Fixed(version) | Event::LastAffected(version), None) => {
                notes.wrong(path, format!("`{version}` ends what was never introduced"));
            }
            (Event::Limit(_), earlier) => from = earlier,
        }
    }
    ranges.extend(from.map(begin));
    limited(ranges, &limits, path, notes)
}

fn begin(version: String) -> Affected {
    Affected { introduced: Some(version).filter(|version| version != BEGINNING), ..Affected::default() }
}

/// The order of a version; `None` where only its ecosystem knows it. The beginning comes before all.
fn order(version: &str) -> Option<(bool, Option<Version>)> {
    if version == BEGINNING { Some((false, None)) } else { version.parse().ok().map(|version| (true, Some(version))) }
}

/// Ranges that end at the last of the limits at the latest.
fn limited(ranges: Vec<Affected>, limits: &[String], path: &str, notes: &Notes) -> Vec<Affected> {
    if limits.is_empty() || limits.iter().any(|limit| limit == "*") {
        return ranges;
    }
    let Some(limit) = limits.iter().map(|limit| Version::from_str(limit).ok()).collect::<Option<Vec<_>>>() else {
        notes.no_place(path, "the order of the limits is not known, so they are left out and the ranges go on");
        return ranges;
    };
    let limit = limit.into_iter().max();
    notes.guessed(path, "the limit is read as the first version that is not affected");
    let cut = |affected: Affected| match (range(&affected), &limit) {
        (Some(range), Some(limit)) => range.within(None, Some(limit)).map(|range| written(&range, &affected)),
        _ => Some(affected),
    };
    ranges.into_iter().filter_map(cut).collect()
}

/// A range as this program compares them; `None` where the order of its versions is not known.
fn range(affected: &Affected) -> Option<Range> {
    let version = |text: &Option<String>| match text {
        None => Some(None),
        Some(text) => text.parse().ok().map(Some),
    };
    Some(Range::new(version(&affected.introduced)?, version(&affected.fixed)?, version(&affected.last_affected)?))
}

/// A range as text, of the package of another.
fn written(range: &Range, like: &Affected) -> Affected {
    let (fixed, last_affected) = match &range.end {
        End::Fixed(version) => (Some(version.to_string()), None),
        End::LastAffected(version) => (None, Some(version.to_string())),
        End::Open => (None, None),
    };
    Affected { introduced: range.introduced.as_ref().map(ToString::to_string), fixed, last_affected, ..like.clone() }
}

/// Versions that ranges say are affected, to look single ones up. Ranges whose order is not known hold none here.
pub(super) struct Said(Vec<Range>);

impl Said {
    pub(super) fn new(ranges: &[Affected]) -> Self {
        Self(Range::union(ranges.iter().filter_map(range)))
    }

    /// Whether one of the ranges holds a version; `None` where its order is not known.
    pub(super) fn holds(&self, version: &str) -> Option<bool> {
        let version: Version = version.parse().ok()?;
        let after = self.0.partition_point(|range| range.introduced.as_ref() <= Some(&version));
        Some(after.checked_sub(1).and_then(|n| self.0.get(n)).is_some_and(|range| range.contains(&version)))
    }
}

/// What ranges say together of which some are affected and others not.
pub(super) struct Decided {
    /// The affected versions.
    pub(super) affected: Vec<Affected>,
    /// Whether an affected range and another one have versions in common.
    pub(super) is_disputed: bool,
    /// Whether ranges were passed over that are not affected, because the order of their versions is not known.
    pub(super) is_unordered: bool,
}

/// The affected versions, where the first range that holds a version decides whether it is affected, and `default` where
/// none does. Affected ranges whose order is not known stay as they stand.
pub(super) fn decided(entries: &[(bool, Affected)], default: bool) -> Decided {
    let (mut unordered, mut is_unordered) = (Vec::new(), false);
    // Where a range begins or ends: before a version, or right after it.
    let mut points: Vec<((Option<Version>, bool), usize, bool)> = Vec::new();
    for (number, (is_affected, affected)) in entries.iter().enumerate() {
        match range(affected) {
            Some(range) if range.is_empty() => {}
            Some(Range { introduced, end }) => {
                points.push(((introduced, false), number, *is_affected));
                points.extend(match end {
                    End::Fixed(version) => Some(((Some(version), false), number, *is_affected)),
                    End::LastAffected(version) => Some(((Some(version), true), number, *is_affected)),
                    End::Open => None,
                });
            }
            None if *is_affected => unordered.push(affected.clone()),
            None => is_unordered = true,
        }
    }
    points.sort();
    let (mut yes, mut no) = (BTreeSet::new(), BTreeSet::new());
    let mut from = default.then_some((None, false));
    let (mut found, mut is_disputed) = (Vec::new(), false);
    for at in points.chunk_by(|a, b| a.0 == b.0) {
        for (_, number, is_affected) in at {
            let active = if *is_affected { &mut yes } else { &mut no };
            if !active.remove(number) {
                active.insert(*number);
            }
        }
        let is_affected = match (yes.first(), no.first()) {
            (None, None) => default,
            (Some(yes), Some(no)) => yes < no,
            (yes, _) => yes.is_some(),
        };
        is_disputed |= !yes.is_empty() && !no.is_empty();
        let Some((point, ..)) = at.first() else { continue };
        match (from.take(), is_affected) {
            (None, true) => from = Some(point.clone()),
            (Some(start), false) if start != *point => found.push(between(start, Some(point.clone()))),
            (Some(start), true) => from = Some(start),
            _ => {}
        }
    }
    found.extend(from.map(|start| between(start, None)));
    let found = found.iter().map(|range| written(range, &Affected::default()));
    Decided { affected: found.chain(unordered).collect(), is_disputed, is_unordered }
}

/// The versions between two points.
fn between((start, is_after): (Option<Version>, bool), end: Option<(Option<Version>, bool)>) -> Range {
    let after = start.as_ref().filter(|_| is_after).and_then(|version| right_after(version.as_str())?.parse().ok());
    let end = match end {
        Some((Some(version), true)) => End::LastAffected(version),
        Some((Some(version), false)) => End::Fixed(version),
        _ => End::Open,
    };
    Range { introduced: after.or(start), end }
}

/// The same ranges with none that overlaps another of its package: those that do are joined, with a note.
pub(super) fn apart(affected: Vec<Affected>, notes: &Notes) -> Vec<Affected> {
    let mut numbers: HashMap<(Option<Ecosystem>, Option<String>, Option<String>), usize> = HashMap::new();
    let mut groups: Vec<Vec<Affected>> = Vec::new();
    for one in affected {
        let key = (one.ecosystem.clone(), one.package.clone(), one.line.clone());
        let number = *numbers.entry(key).or_insert(groups.len());
        match groups.get_mut(number) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    for group in &mut groups {
        let mut seen = HashSet::new();
        group.retain(|a| seen.insert([a.introduced.clone(), a.fixed.clone(), a.last_affected.clone()]));
    }
    groups.into_iter().flat_map(|group| joined(group, notes)).collect()
}

/// Ranges in their order, those that overlap as one; as they stand where the order is not known.
fn joined(group: Vec<Affected>, notes: &Notes) -> Vec<Affected> {
    let (Some(first), Some(ranges)) = (group.first(), group.iter().map(range).collect::<Option<Vec<_>>>()) else {
        return group;
    };
    let union = Range::union(ranges.clone());
    if union.len() < group.len() {
        notes.guessed("affected", "some ranges have versions in common, or none at all, and are joined");
        return union.iter().map(|range| written(range, first)).collect();
    }
    let mut sorted: Vec<(Range, Affected)> = ranges.into_iter().zip(group).collect();
    sorted.sort_by(|(a, _), (b, _)| a.introduced.cmp(&b.introduced));
    sorted.into_iter().map(|(_, affected)| affected).collect()
}

/// Every version but those of some ranges, and those of others all the same; `None` where the order of some is not known.
pub(super) fn without(excepted: &[Affected], but: &[Affected]) -> Option<Vec<Affected>> {
    let ranges = |of: &[Affected]| of.iter().map(range).collect::<Option<Vec<_>>>();
    let mut left: Vec<Range> = Vec::new();
    // Where the versions begin that are in no range so far; `None`: nowhere any more.
    let mut from: Option<Option<Version>> = Some(None);
    for next in Range::union(ranges(excepted)?) {
        let Some(start) = from.take() else { break };
        if let Some(end) = &next.introduced {
            left.push(Range { introduced: start, end: End::Fixed(end.clone()) });
        }
        from = match next.end {
            End::Fixed(version) => Some(Some(version)),
            End::LastAffected(version) => Some(Some(right_after(version.as_str())?.parse().ok()?)),
            End::Open => None,
        };
    }
    left.extend(from.map(|start| Range { introduced: start, end: End::Open }));
    let all = Range::union(left.into_iter().chain(ranges(but)?));
    Some(all.iter().map(|range| written(range, &Affected::default())).collect())
}
