//! Ranges of affected versions, derived from what the formats say.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::fields::Notes;
use super::node::excerpt;
use super::record::Affected;
use crate::ecosystem::Ecosystem;
use crate::version::{BEGINNING, End, Order, Range, Version};

/// What a list of events says about one version, as OSV defines it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// This version and later ones are affected.
    Introduced(String),
    /// This version and later ones are not affected.
    Fixed(String),
    /// This is the last affected version.
    LastAffected(String),
    /// Neither this version nor later ones are affected, whatever the other events say.
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

/// Returns the order of the versions of a package; `None` if it is not known. Versions of something
/// that is in no ecosystem are read as semantic versions.
pub(super) fn order_of(ecosystem: Option<&Ecosystem>) -> Option<Order> {
    ecosystem.map_or(Some(Order::SemVer), Ecosystem::order)
}

/// Parses a version; `None` if it has no order.
pub(super) fn version(text: &str, order: Option<Order>) -> Option<Version> {
    Version::parse(text, order?).ok()
}

/// Returns the version right after another; `None` if there is none, or its order is not known.
pub(super) fn successor_text(text: &str, order: Option<Order>) -> Option<String> {
    version(text, order)?.successor().map(|next| next.to_string())
}

/// Returns the first version that comes after all versions of `6.1.*` or `6.1.x`; `None` if that is
/// not known. In an order with pre-releases this is the first one of the next number.
pub(super) fn past_wildcard(text: &str, order: Option<Order>) -> Option<String> {
    let prefix = text.trim_end_matches(['*', 'x', 'X']).strip_suffix('.')?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !prefix.strip_prefix('v').unwrap_or(prefix).split('.').all(is_number) {
        return None;
    }
    let next = Version::first_after(prefix, order?)?;
    Some(next.first_pre_release().unwrap_or(next).to_string())
}

/// Returns the first version that begins as `6.1.*` says, by what stands before the wildcard: a
/// pre-release, in an order that has any.
pub(super) fn first_of_wildcard(prefix: &str, order: Option<Order>) -> String {
    let first = version(prefix, order).and_then(|release| release.first_pre_release());
    first.map_or_else(|| prefix.to_owned(), |first| first.to_string())
}

/// Returns a range that ends before it begins, so that no version is in it although it is written
/// to say something.
pub(super) fn inverted<'a>(
    ranges: impl IntoIterator<Item = &'a Affected>,
    order: Option<Order>,
) -> Option<&'a Affected> {
    let read = |text: &Option<String>| text.as_deref().and_then(|text| version(text, order));
    let is_inverted = |affected: &&Affected| {
        let end = read(&affected.fixed).or_else(|| read(&affected.last_affected));
        read(&affected.introduced).zip(end).is_some_and(|(from, end)| from > end)
    };
    ranges.into_iter().find(is_inverted)
}

/// Returns the versions of ranges that end with a fix.
fn fixes<'r>(ranges: impl Iterator<Item = (&'r Range, bool)>) -> BTreeSet<Version> {
    let fixed = ranges.filter(|(_, ends_unfixed)| !ends_unfixed);
    fixed.filter_map(|(range, _)| range.fixed().cloned()).collect()
}

/// Returns the ranges of a list of events, sorted and without overlap. `path` is that of the list.
pub(super) fn from_events(mut events: Vec<Event>, order: Option<Order>, path: &str, notes: &Notes) -> Vec<Affected> {
    let limits: Vec<String> =
        events.iter().filter_map(|e| if let Event::Limit(v) = e { Some(v.clone()) } else { None }).collect();
    events.retain(|event| !matches!(event, Event::Limit(_)));
    if events.iter().all(|event| key(event.version(), order).is_some()) {
        events.sort_by_cached_key(|event| key(event.version(), order));
    } else if events.len() > 2 {
        notes.guessed(path, "these versions can't be ordered, so the events count in the order of the file");
    }
    let mut ranges: Vec<Affected> = Vec::new();
    let mut from: Option<String> = None;
    let mut events = events.into_iter().peekable();
    while let Some(event) = events.next() {
        match (event, from.take()) {
            // Events of one version can be in any order: it may be the first and the last one.
            (Event::LastAffected(last), None)
                if let Some(Event::Introduced(only)) = events
                    .next_if(|next| matches!(next, Event::Introduced(_)) && is_same(next.version(), &last, order)) =>
            {
                notes
                    .guessed(path, format!("`{only}` is introduced and the last affected version, and affected alone"));
                ranges.push(Affected { last_affected: Some(last), ..starting_at(only) });
            }
            // What is fixed is not affected, also if it is called the last affected version.
            (Event::LastAffected(last), Some(from))
                if let Some(Event::Fixed(fixed)) =
                    events.next_if(|next| matches!(next, Event::Fixed(_)) && is_same(next.version(), &last, order)) =>
            {
                notes.wrong(path, format!("`{fixed}` is both fixed and the last affected version, and taken as fixed"));
                ranges.push(Affected { fixed: Some(fixed), ..starting_at(from) });
            }
            (Event::Introduced(version), None) => from = Some(version),
            (Event::Introduced(version), Some(earlier)) => {
                notes.wrong(path, format!("`{version}` is introduced, but is already affected"));
                from = Some(earlier);
            }
            (Event::Fixed(version), Some(from)) if version != from => {
                ranges.push(Affected { fixed: Some(version), ..starting_at(from) });
            }
            (Event::Fixed(version), Some(_)) => {
                notes.wrong(path, format!("`{version}` is both introduced and fixed, so no version is affected"));
            }
            (Event::LastAffected(version), Some(from)) => {
                ranges.push(Affected { last_affected: Some(version), ..starting_at(from) });
            }
            (Event::Fixed(version) | Event::LastAffected(version), None) => {
                notes.wrong(path, format!("`{version}` ends a range that never began"));
            }
            (Event::Limit(_), earlier) => from = earlier,
        }
    }
    ranges.extend(from.map(starting_at));
    apply_limits(ranges, &limits, order, path, notes)
}

/// Returns whether two texts are known to be the same version.
fn is_same(a: &str, b: &str, order: Option<Order>) -> bool {
    let known = key(a, order);
    known.is_some() && known == key(b, order)
}

fn starting_at(version: String) -> Affected {
    Affected { introduced: Some(version).filter(|version| version != BEGINNING), ..Affected::default() }
}

/// Returns the sort key of a version; `None` if only its ecosystem knows the order. The beginning
/// sorts first.
fn key(text: &str, order: Option<Order>) -> Option<(bool, Option<Version>)> {
    if text == BEGINNING { Some((false, None)) } else { version(text, order).map(|version| (true, Some(version))) }
}

/// Cuts ranges off at the last of the limits.
fn apply_limits(
    ranges: Vec<Affected>,
    limits: &[String],
    order: Option<Order>,
    path: &str,
    notes: &Notes,
) -> Vec<Affected> {
    if limits.is_empty() || limits.iter().any(|limit| limit == "*") {
        return ranges;
    }
    let Some(limit) = limits.iter().map(|limit| version(limit, order)).collect::<Option<Vec<_>>>() else {
        notes.no_place(path, "the limits can't be ordered, so they are left out and the ranges have no end");
        return ranges;
    };
    let limit = limit.into_iter().max();
    notes.guessed(path, "the limit is read as the first version that is not affected");
    let cut = |affected: Affected| match (to_range(&affected, order), &limit) {
        (Some(range), Some(limit)) => range.within(None, Some(limit)).map(|cut| {
            // A limit says nothing of a fix.
            let ends_unfixed = affected.ends_unfixed || cut.end != range.end;
            Affected { ends_unfixed, ..to_affected(&cut, &affected) }
        }),
        _ => Some(affected),
    };
    ranges.into_iter().filter_map(cut).collect()
}

/// Returns a range with comparable versions; `None` if the order of its versions is not known.
fn to_range(affected: &Affected, order: Option<Order>) -> Option<Range> {
    let version = |text: &Option<String>| match text {
        None => Some(None),
        Some(text) => version(text, order).map(Some),
    };
    Some(Range::new(version(&affected.introduced)?, version(&affected.fixed)?, version(&affected.last_affected)?))
}

/// Returns a range as text, with the package of another one.
fn to_affected(range: &Range, like: &Affected) -> Affected {
    let (fixed, last_affected) = match &range.end {
        End::Fixed(version) => (Some(version.to_string()), None),
        End::LastAffected(version) => (None, Some(version.to_string())),
        End::Open => (None, None),
    };
    let ends_unfixed = like.ends_unfixed && fixed.is_some();
    let introduced = range.introduced.as_ref().map(ToString::to_string);
    Affected { introduced, fixed, last_affected, ends_unfixed, ..like.clone() }
}

/// The versions in a list of affected ranges. Ranges whose order is not known are left out.
pub(super) struct AffectedVersions {
    ranges: Vec<Range>,
    order: Option<Order>,
}

impl AffectedVersions {
    pub(super) fn new(ranges: &[Affected], order: Option<Order>) -> Self {
        Self { ranges: Range::union(ranges.iter().filter_map(|affected| to_range(affected, order))), order }
    }

    /// Returns whether a version is in one of the ranges; `None` if its order is not known.
    pub(super) fn contains(&self, text: &str) -> Option<bool> {
        Some(Range::union_contains(&self.ranges, &version(text, self.order)?))
    }
}

/// What an entry says of the versions in its range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Says {
    /// They are affected.
    Affected,
    /// They have the fix.
    Fixed,
    /// They are not affected.
    NotAffected,
}

/// The result of [`resolve`].
pub(super) struct Resolution {
    /// The affected versions.
    pub(super) affected: Vec<Affected>,
    /// Whether an affected range overlaps one that is not.
    pub(super) is_disputed: bool,
    /// Whether ranges that are not affected were ignored, because the order of their versions is
    /// not known.
    pub(super) is_unordered: bool,
}

/// Resolves a list of ranges, some affected and others not. The first range that contains a version
/// decides whether it is affected, and `default` if none does. Affected ranges whose order is not
/// known are kept unchanged.
pub(super) fn resolve(entries: &[(Says, Affected)], default: bool, order: Option<Order>) -> Resolution {
    let (mut unordered, mut is_unordered) = (Vec::new(), false);
    // The versions that have a fix, as far as an entry says so of its end or its beginning.
    let mut fixes: BTreeSet<Version> = BTreeSet::new();
    // The points where a range begins or ends: before a version, or right after it.
    let mut points: Vec<((Option<Version>, bool), usize, bool)> = Vec::new();
    for (number, (says, affected)) in entries.iter().enumerate() {
        let is_affected = *says == Says::Affected;
        match to_range(affected, order) {
            Some(range) if range.is_empty() => {}
            Some(Range { introduced, end }) => {
                fixes.extend(introduced.clone().filter(|_| *says == Says::Fixed));
                points.push(((introduced, false), number, is_affected));
                points.extend(match end {
                    End::Fixed(version) => {
                        fixes.extend(Some(version.clone()).filter(|_| is_affected && !affected.ends_unfixed));
                        Some(((Some(version), false), number, is_affected))
                    }
                    End::LastAffected(version) => Some(((Some(version), true), number, is_affected)),
                    End::Open => None,
                });
            }
            None if is_affected => unordered.push(affected.clone()),
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
            (Some(start), false) if start != *point => {
                let ends_unfixed = !point.1 && point.0.as_ref().is_some_and(|end| !fixes.contains(end));
                found.push(Affected { ends_unfixed, ..between(start, Some(point.clone())) });
            }
            (Some(start), true) => from = Some(start),
            _ => {}
        }
    }
    found.extend(from.map(|start| between(start, None)));
    Resolution { affected: found.into_iter().chain(unordered).collect(), is_disputed, is_unordered }
}

/// Returns the range between two points. Where no version is right after the first point, the
/// beginning is not a version, and the record is refused.
fn between(start: (Option<Version>, bool), end: Option<(Option<Version>, bool)>) -> Affected {
    let introduced = match start {
        (Some(version), true) => {
            Some(version.successor().map_or_else(|| format!("> {version}"), |next| next.to_string()))
        }
        (version, _) => version.map(|version| version.to_string()),
    };
    let (end, is_last) = end.unwrap_or_default();
    let end = end.map(|version| version.to_string());
    let (fixed, last_affected) = if is_last { (None, end) } else { (end, None) };
    Affected { introduced, fixed, last_affected, ..Affected::default() }
}

/// Returns the same versions as ranges of which none overlaps another one of its package. Those
/// that do are merged, with a note.
pub(super) fn merge_overlapping(affected: Vec<Affected>, notes: &Notes) -> Vec<Affected> {
    type Group = (Option<Ecosystem>, Option<String>, Option<String>);
    let mut numbers: HashMap<Group, usize> = HashMap::new();
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
        // Of two that differ in nothing else, the one that names a fix says more.
        group.sort_by_key(|affected| affected.ends_unfixed);
        group.retain(|a| seen.insert([a.introduced.clone(), a.fixed.clone(), a.last_affected.clone()]));
    }
    groups.into_iter().flat_map(|group| merge_group(group, notes)).collect()
}

/// Returns the ranges of one package sorted and merged; unchanged if the order of some is not
/// known.
fn merge_group(group: Vec<Affected>, notes: &Notes) -> Vec<Affected> {
    let Some(first) = group.first() else { return group };
    let order = first.order.or_else(|| order_of(first.ecosystem.as_ref()));
    let Some(ranges) = group.iter().map(|affected| to_range(affected, order)).collect::<Option<Vec<_>>>() else {
        return group;
    };
    // Whoever imports it has to know that one says nothing.
    if inverted(&group, order).is_some() {
        return group;
    }
    for (empty, _) in group.iter().zip(&ranges).filter(|(_, range)| range.is_empty()) {
        let end = empty.fixed.as_deref().unwrap_or_default();
        notes.wrong("affected", format!("no version is in a range that begins and ends at `{}`", excerpt(end)));
    }
    let union = Range::union(ranges.clone());
    if union.len() < group.len() {
        if union.len() < ranges.iter().filter(|range| !range.is_empty()).count() {
            notes.guessed("affected", "some ranges overlap, and were merged");
        }
        let fixes = fixes(ranges.iter().zip(group.iter().map(|affected| affected.ends_unfixed)));
        let merged = |range: &Range| {
            let ends_unfixed = range.fixed().is_some_and(|end| !fixes.contains(end));
            Affected { ends_unfixed, ..to_affected(range, first) }
        };
        return union.iter().map(merged).collect();
    }
    let mut sorted: Vec<(Range, Affected)> = ranges.into_iter().zip(group).collect();
    sorted.sort_by(|(a, _), (b, _)| a.introduced.cmp(&b.introduced));
    sorted.into_iter().map(|(_, affected)| affected).collect()
}

/// Returns the versions that are in none of the ranges; `None` if the order of some is not known.
/// What is said of the ranges decides whether the versions before them end with a fix.
pub(super) fn complement(excepted: &[(Says, Affected)], order: Option<Order>) -> Option<Vec<Affected>> {
    let read = |(says, affected): &(Says, Affected)| Some((*says, to_range(affected, order)?));
    let excepted = excepted.iter().map(read).collect::<Option<Vec<_>>>()?;
    let fixed = excepted.iter().filter(|(says, _)| *says == Says::Fixed);
    let fixes: BTreeSet<Version> = fixed.filter_map(|(_, range)| range.introduced.clone()).collect();
    let excepted: Vec<Range> = excepted.into_iter().map(|(_, range)| range).collect();
    let mut left: Vec<Range> = Vec::new();
    // The first version after the ranges so far; `None` when they have no end.
    let mut from: Option<Option<Version>> = Some(None);
    for next in Range::union(excepted) {
        let Some(start) = from.take() else { break };
        if let Some(end) = &next.introduced {
            left.push(Range { introduced: start, end: End::Fixed(end.clone()) });
        }
        from = match next.end {
            End::Fixed(version) => Some(Some(version)),
            End::LastAffected(version) => Some(Some(version.successor()?)),
            End::Open => None,
        };
    }
    left.extend(from.map(|start| Range { introduced: start, end: End::Open }));
    let affected = |range: &Range| {
        let ends_unfixed = range.fixed().is_some_and(|end| !fixes.contains(end));
        Affected { ends_unfixed, ..to_affected(range, &Affected::default()) }
    };
    Some(Range::union(left).iter().map(affected).collect())
}
