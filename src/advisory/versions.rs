//! Determines which versions an advisory calls affected over all release lines. Every export takes
//! the answer from here.
//!
//! An advisory has a range for each line, which applies to the versions of that line only. Scanners
//! know no lines: they compare a version with every range. So the order of versions is first
//! divided among the lines; each range is then cut to the parts of its line, so that it is true
//! without knowing the lines.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Advisory, Affected, unknown};
use crate::ecosystem::{Ecosystem, purl};
use crate::names::LineId;
use crate::portfolio::{Package, Project};
use crate::version::{BEGINNING, Bound, Numbering, Order, Range, Version};

mod bounds;

use bounds::LineBounds;

/// The versions of one package that an advisory calls affected.
#[derive(Debug)]
pub struct PackageVersions<'a> {
    /// The ecosystem; `None` if the package is not one of the project's.
    pub ecosystem: Option<&'a Ecosystem>,
    /// The package's name.
    pub package: Option<&'a str>,
    /// The package as advisory.toml lists it.
    listed: Option<&'a Package>,
    /// The order of its versions, also of the project's releases as versions of the package.
    order: Order,
    project: &'a Project,
    affected: Vec<&'a Affected>,
    /// The bounds for the versions of each home; those of `None` apply to every version.
    bounds: BTreeMap<Option<Home<'a>>, LineBounds>,
    ranges: Vec<Range>,
    /// Versions of which nobody knows, sorted. Those in `ranges` are affected.
    unknown: Vec<Range>,
    /// The parts of the order: where each begins, sorted, and its home. Versions before the first
    /// part belong to the development line.
    parts: Vec<(Cow<'a, Version>, Home<'a>)>,
}

/// A range and the line it applies to; `None` for every version.
#[derive(Debug)]
struct LineRange<'a> {
    home: Option<Home<'a>>,
    range: Range,
    /// The range as it is written, without the beginning that the line adds.
    written: Range,
    /// Whether its end is no fix.
    ends_unfixed: bool,
}

/// What a version belongs to. Lines without numbers share the rest of the order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Home<'a> {
    Development,
    Line(&'a str),
}

impl<'a> Home<'a> {
    fn of(line: &'a LineId) -> Self {
        let line = line.as_str();
        if Version::has_numbers(line) { Self::Line(line) } else { Self::Development }
    }
}

/// What an advisory says about one version, by the ranges that apply to its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Affected; with the first later version on its line that is not affected, if the advisory
    /// names one.
    Affected(Option<&'a Version>),
    /// Not affected: it is this fix or comes after it.
    Fixed(&'a Version),
    /// Not affected: it comes before this version, which introduced the flaw.
    Before(&'a Version),
    /// Not affected, and no range gives a reason.
    NotAffected,
    /// Nobody knows.
    Unknown,
}

/// Returns the versions of each package that the advisory names, in the order it names them.
#[must_use]
pub fn by_package<'a>(project: &'a Project, advisory: &'a Advisory) -> Vec<PackageVersions<'a>> {
    let mut places = BTreeMap::new();
    let mut packages: Vec<Vec<&Affected>> = Vec::new();
    for entry in &advisory.affected {
        let place = *places.entry((entry.ecosystem.as_ref(), entry.package.as_deref())).or_insert(packages.len());
        match packages.get_mut(place) {
            Some(same) => same.push(entry),
            None => packages.push(vec![entry]),
        }
    }
    // Of the project's packages, only those that the advisory names.
    let mut listed: BTreeMap<(Option<&Ecosystem>, &str), Option<&Package>> = BTreeMap::new();
    listed.extend(places.keys().filter_map(|(ecosystem, package)| Some(((*ecosystem, (*package)?), None))));
    for own in &project.packages {
        if let Some(first) = listed.get_mut(&(own.ecosystem(), own.name.as_str())) {
            first.get_or_insert(own);
        }
    }
    let mut unknown = unknown::by_package(&advisory.unknown);
    let mut package = |affected: Vec<&'a Affected>| {
        let first = affected.first()?;
        let (ecosystem, package) = (first.ecosystem.as_ref(), first.package.as_deref());
        let listed = package.and_then(|package| listed.get(&(ecosystem, package)).copied().flatten());
        let order = project.order_of(listed);
        let parts = parts(project, order, &affected);
        let entries: Vec<_> = affected.iter().map(|affected| entry(project, order, affected)).collect();
        let ranges = ranges(&entries, &parts);
        let unknown = unknown.remove(&(ecosystem, package)).unwrap_or_default();
        let bounds = bounds::by_home(&entries, &ranges, &unknown, advisory.names_first_affected);
        Some(PackageVersions { ecosystem, package, listed, order, project, affected, bounds, ranges, unknown, parts })
    };
    packages.into_iter().filter_map(&mut package).collect()
}

impl<'a> PackageVersions<'a> {
    /// Returns the ranges as in the advisory, one for each line.
    #[must_use]
    pub(crate) fn affected(&self) -> &[&'a Affected] {
        &self.affected
    }

    /// Returns whether it is a package of the project, so that the project's releases are versions
    /// of it.
    #[must_use]
    pub(crate) fn is_own(&self) -> bool {
        self.package.is_none() || self.listed.is_some_and(|package| !package.is_foreign)
    }

    /// Returns who makes it, if advisory.toml names somebody else than the project.
    #[must_use]
    pub(crate) fn vendor(&self) -> Option<&'a str> {
        self.listed?.vendor.as_ref().map(|vendor| vendor.value.as_str())
    }

    /// Returns whether it is the package that ranges without a package are about.
    #[must_use]
    pub(crate) fn is_first(&self) -> bool {
        self.package.is_none() || self.project.is_first(self.listed)
    }

    fn numbering(&self) -> Option<&'a Numbering> {
        self.listed?.versions.as_ref().map(|versions| &versions.value)
    }

    /// Returns the package URL of the package, at one version if there is one; `None` if it has
    /// none.
    #[must_use]
    pub(crate) fn purl(&self, version: Option<&Version>) -> Option<String> {
        if let Some(url) = self.listed.and_then(|package| package.purl.as_ref()) {
            let url = match self.ecosystem {
                Some(ecosystem) => purl::with_release(&url.value, ecosystem),
                None => url.value.as_str().into(),
            };
            return Some(purl::at_version(&url, self.ecosystem, version));
        }
        purl::purl(self.ecosystem?, self.package?, version)
    }

    /// Returns the package URL of the package, or a generic one with this name if it has none.
    #[must_use]
    pub(crate) fn purl_or_generic(&self, name: &str, version: Option<&Version>) -> String {
        self.purl(version).unwrap_or_else(|| purl::generic_in(self.ecosystem, name, version))
    }

    /// Returns whether advisory.toml names the order of its versions.
    #[must_use]
    pub(crate) fn names_order(&self) -> bool {
        self.listed.is_some_and(|package| package.order.is_some())
    }

    /// Returns the order of its versions.
    #[must_use]
    pub fn order(&self) -> Order {
        self.order
    }

    /// Returns whether a version is affected: whether a range that applies to its line contains it.
    #[must_use]
    pub fn is_affected(&self, version: &Version) -> bool {
        in_order(version, self.order).is_some_and(|version| Range::union_contains(&self.ranges, &version))
    }

    /// Returns the same answer as [`is_affected`](Self::is_affected), with its reason.
    #[must_use]
    pub fn standing(&self, version: &Version) -> Standing<'_> {
        let Some(version) = in_order(version, self.order) else { return Standing::NotAffected };
        let version = version.as_ref();
        let home = home(&self.parts, version);
        let speaking = || [Some(home), None].into_iter().filter_map(|home| self.bounds.get(&home));
        if self.is_affected(version) {
            return Standing::Affected(speaking().filter_map(|bounds| bounds.next_safe(version)).min());
        }
        if Range::union_contains(&self.unknown, version) {
            return Standing::Unknown;
        }
        let fixed = speaking().filter_map(|bounds| bounds.last_fix(version)).max().map(Standing::Fixed);
        // What comes after an affected version may have any reason.
        let has_begun = speaking().any(|bounds| bounds.has_begun(version));
        let before = || speaking().filter_map(|bounds| bounds.next_introduced(version)).min().map(Standing::Before);
        fixed.or_else(|| before().filter(|_| !has_begun)).unwrap_or(Standing::NotAffected)
    }

    /// Returns the affected versions as sorted ranges that do not overlap and can be read without
    /// knowing the lines.
    #[must_use]
    pub fn ranges(&self) -> &[Range] {
        &self.ranges
    }

    /// Returns the versions of which nobody knows whether they are affected, sorted and in the
    /// package's own version numbers. Those in [`Self::package_ranges`] are affected.
    #[must_use]
    pub fn unknown(&self) -> Cow<'_, [Range]> {
        self.in_own_numbers(&self.unknown)
    }

    /// Returns [`Self::ranges`] in the package's own version numbers, as a scanner for its
    /// ecosystem sees them.
    #[must_use]
    pub fn package_ranges(&self) -> Cow<'_, [Range]> {
        self.in_own_numbers(&self.ranges)
    }

    fn in_own_numbers<'s>(&self, ranges: &'s [Range]) -> Cow<'s, [Range]> {
        match self.numbering() {
            None => Cow::Borrowed(ranges),
            Some(numbering) => Cow::Owned(Range::union(ranges.iter().map(|range| numbering.range(range)))),
        }
    }

    /// Returns whether the package has its own version numbers for the project's releases.
    #[must_use]
    pub fn has_own_numbers(&self) -> bool {
        self.numbering().is_some()
    }

    /// Returns the package's number for a release; `None` if the package has no such release.
    #[must_use]
    pub fn number<'v>(&self, release: &'v Version) -> Option<Cow<'v, Version>> {
        self.listed.map_or(Some(Cow::Borrowed(release)), |package| package.number(release))
    }

    /// Returns the project's releases that are affected, sorted, each once.
    #[must_use]
    pub fn affected_releases(&self) -> Vec<&'a Version> {
        self.releases().into_iter().filter(|release| self.is_affected(release)).collect()
    }

    /// Returns the project's releases, sorted, each once; none if somebody else publishes the
    /// package.
    #[must_use]
    pub(crate) fn releases(&self) -> Vec<&'a Version> {
        if self.is_own() { self.project.releases() } else { Vec::new() }
    }
}

/// Returns the ranges of every home, cut to its parts. The ranges of each home are sorted and
/// merged first, so that each part is compared only with those that reach into it.
fn ranges(entries: &[LineRange<'_>], parts: &[(Cow<'_, Version>, Home<'_>)]) -> Vec<Range> {
    let mut by_home: BTreeMap<Option<Home<'_>>, Vec<Range>> = BTreeMap::new();
    for entry in entries {
        by_home.entry(entry.home).or_default().push(entry.range.clone());
    }
    let mut cut = by_home.remove(&None).unwrap_or_default();
    by_home.values_mut().for_each(|own| *own = Range::union(std::mem::take(own)));
    let begins = parts.iter().map(|(start, home)| (Some(start.as_ref()), *home));
    let ends = parts.iter().map(|(start, _)| Some(start.as_ref())).chain([None]);
    for ((from, home), before) in std::iter::once((None, Home::Development)).chain(begins).zip(ends) {
        let own = by_home.get(&Some(home)).map(Vec::as_slice).unwrap_or_default();
        let first = own.partition_point(|range| from.is_some_and(|from| range.end.is_before(from)));
        let reaching = own.iter().skip(first).take_while(|range| before.is_none_or(|end| range.begins_before(end)));
        cut.extend(reaching.filter_map(|range| range.within(from, before)));
    }
    Range::union(cut)
}

fn home<'a>(parts: &[(Cow<'a, Version>, Home<'a>)], version: &Version) -> Home<'a> {
    let after = parts.partition_point(|(start, _)| **start <= *version);
    after.checked_sub(1).and_then(|n| parts.get(n)).map_or(Home::Development, |(_, home)| *home)
}

/// Returns where the parts of each line begin: at each of its listed releases, and at the first
/// version by its numbers, in case the list is incomplete.
fn parts<'a>(project: &'a Project, order: Order, affected: &[&'a Affected]) -> Vec<(Cow<'a, Version>, Home<'a>)> {
    let named = affected.iter().filter_map(|affected| affected.line.as_ref());
    let lines = project.lines.iter().map(|line| &line.id.value).chain(named);
    let first = |line: &'a LineId| Some((Cow::Owned(Version::first_on(line.as_str(), order)?), Home::of(line)));
    let mut parts: Vec<_> = lines.filter_map(first).collect();
    for line in &project.lines {
        let home = Home::of(&line.id.value);
        let releases = line.releases.iter().filter_map(|release| in_order(&release.value, order));
        parts.extend(releases.map(|release| (release, home)));
    }
    // If two lines have the same version, the numbered line counts, whichever comes first in the
    // file.
    parts.sort();
    let own = development(project, order, affected, &parts);
    if !own.is_empty() {
        parts.extend(own.into_iter().map(|version| (Cow::Owned(version), Home::Development)));
        parts.sort();
    }
    // Releases within a line are not borders.
    parts.dedup_by(|later, earlier| later.1 == earlier.1);
    parts
}

/// Returns where the parts of the development line begin, apart from its releases, if the advisory
/// names that line: at the builds it names that are on no other line, and after the newest line.
fn development(
    project: &Project,
    order: Order,
    affected: &[&Affected],
    parts: &[(Cow<'_, Version>, Home<'_>)],
) -> Vec<Version> {
    let is_of_line =
        |version: &Version| matches!(home(parts, version), Home::Line(line) if version.is_on(line) == Some(true));
    let speaks = |affected: &&&Affected| affected.line.as_ref().is_some_and(|l| Home::of(l) == Home::Development);
    let begin = |affected: &&Affected| {
        let named = version(affected.range.introduced.as_ref(), order).filter(|version| !is_of_line(version));
        named.into_iter().chain(next(project, order)).collect::<Vec<_>>()
    };
    affected.iter().filter(speaks).flat_map(begin).collect()
}

/// Returns the first version that comes after every line by their numbers.
fn next(project: &Project, order: Order) -> Option<Version> {
    project.lines.iter().filter_map(|line| Version::first_after(line.id.value.as_str(), order)).max()
}

fn entry<'a>(project: &Project, order: Order, affected: &'a Affected) -> LineRange<'a> {
    let home = affected.line.as_ref().map(Home::of);
    let said = &affected.range;
    let introduced = said.introduced.as_ref().filter(|bound| bound.as_str() != BEGINNING);
    let (fixed, last) = (said.fixed(), said.last_affected());
    let written = Range::new(version(introduced, order), version(fixed, order), version(last, order));
    let mut range = written.clone();
    // A range without a beginning starts with its line. On a numbered line it is cut to size
    // anyway.
    if home == Some(Home::Development) && range.introduced.is_none() {
        let own = project.lines.iter().filter(|line| Some(&line.id.value) == affected.line.as_ref());
        let released = own.flat_map(|line| &line.releases).filter_map(|release| release.value.in_order(order)).min();
        range.introduced = released.or_else(|| next(project, order));
    }
    LineRange { home, range, written, ends_unfixed: affected.ends_unfixed }
}

/// Returns the version of a bound; `None` if the bound is unreadable (`check` reports that).
fn version(bound: Option<&Bound>, order: Order) -> Option<Version> {
    bound?.version()?.in_order(order)
}

/// Returns a version in the order of a package; `None` if it is not one there (`check` reports
/// that).
fn in_order(version: &Version, order: Order) -> Option<Cow<'_, Version>> {
    if version.order() == order { Some(Cow::Borrowed(version)) } else { version.in_order(order).map(Cow::Owned) }
}
