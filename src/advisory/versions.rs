//! Which versions an advisory calls affected, over all release lines: the one answer that the
//! exports give in their own ways.
//!
//! An advisory has a range for each line, and the range of a line speaks of that line's versions
//! alone. Scanners know no lines: they hold a version against every range. So the order of versions
//! is divided among the lines first; what is left of each range within its line's parts is true for
//! everybody.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Advisory, Affected};
use crate::ecosystem::Ecosystem;
use crate::names::LineId;
use crate::portfolio::Project;
use crate::version::{BEGINNING, Bound, Numbering, Range, Version};

mod bounds;

use bounds::LineBounds;

/// What an advisory says of the versions of one package.
#[derive(Debug)]
pub struct PackageVersions<'a> {
    /// The ecosystem; `None` where the package is not the project's.
    pub ecosystem: Option<&'a Ecosystem>,
    /// The package's name.
    pub package: Option<&'a str>,
    numbering: Option<&'a Numbering>,
    project: &'a Project,
    affected: Vec<&'a Affected>,
    /// What is said of the versions of each home; of `None`: of every version.
    bounds: BTreeMap<Option<Home<'a>>, LineBounds>,
    ranges: Vec<Range>,
    /// Where each part of the order begins, sorted, and whose it is. What comes before the first is
    /// the development's.
    parts: Vec<(Cow<'a, Version>, Home<'a>)>,
}

/// A range and the line it speaks of; `None`: every version.
#[derive(Debug)]
struct LineRange<'a> {
    home: Option<Home<'a>>,
    range: Range,
    /// The range as it is written, without what the line adds.
    written: Range,
}

/// Whose a version is. Lines without numbers share what is left of the order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Home<'a> {
    Development,
    Line(&'a str),
}

impl<'a> Home<'a> {
    fn of(line: &'a LineId) -> Self {
        let line = line.as_str();
        if Version::first_on(line).is_some() { Self::Line(line) } else { Self::Development }
    }
}

/// What an advisory says of one version, by the ranges that speak of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Affected, and the first version after it on its line that is not, where the advisory names
    /// one.
    Affected(Option<&'a Version>),
    /// Not affected: it comes at or after this fix.
    Fixed(&'a Version),
    /// Not affected: it comes before the version that brought the flaw.
    Before(&'a Version),
    /// Not affected, and no range says why.
    NotAffected,
}

/// What an advisory says of each package it names, in the order it names them.
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
    let mut numberings = BTreeMap::new();
    for own in &project.packages {
        numberings.entry(own.name.as_str()).or_insert_with(|| own.versions.as_ref().map(|versions| &versions.value));
    }
    let package = |affected: Vec<&'a Affected>| {
        let first = affected.first()?;
        let (ecosystem, package) = (first.ecosystem.as_ref(), first.package.as_deref());
        let numbering = package.and_then(|package| numberings.get(package).copied().flatten());
        let parts = parts(project, &affected);
        let entries: Vec<_> = affected.iter().map(|affected| entry(project, affected)).collect();
        let ranges = ranges(&entries, &parts);
        let bounds = bounds::by_home(&entries, &ranges);
        Some(PackageVersions { ecosystem, package, numbering, project, affected, bounds, ranges, parts })
    };
    packages.into_iter().filter_map(package).collect()
}

impl<'a> PackageVersions<'a> {
    /// The ranges as the advisory has them, one for each line.
    #[must_use]
    pub fn affected(&self) -> &[&'a Affected] {
        &self.affected
    }

    /// Whether a version is affected: a range that speaks of its line contains it.
    #[must_use]
    pub fn is_affected(&self, version: &Version) -> bool {
        Range::union_contains(&self.ranges, version)
    }

    /// The answer of [`is_affected`](Self::is_affected) with its reason.
    #[must_use]
    pub fn standing(&self, version: &Version) -> Standing<'_> {
        let home = home(&self.parts, version);
        let speaking = || [Some(home), None].into_iter().filter_map(|home| self.bounds.get(&home));
        if self.is_affected(version) {
            return Standing::Affected(speaking().filter_map(|bounds| bounds.next_safe(version)).min());
        }
        let fixed = speaking().filter_map(|bounds| bounds.last_fix(version)).max().map(Standing::Fixed);
        let before = || speaking().filter_map(|bounds| bounds.next_introduced(version)).min().map(Standing::Before);
        fixed.or_else(before).unwrap_or(Standing::NotAffected)
    }

    /// The same answer for every version as ranges that are sorted and apart, and need no lines to
    /// be read.
    #[must_use]
    pub fn ranges(&self) -> &[Range] {
        &self.ranges
    }

    /// [`Self::ranges`] in the numbers that the package itself has for the releases: what a scanner
    /// of its ecosystem sees.
    #[must_use]
    pub fn package_ranges(&self) -> Cow<'_, [Range]> {
        match self.numbering {
            None => Cow::Borrowed(&self.ranges),
            Some(numbering) => Cow::Owned(Range::union(self.ranges.iter().map(|range| numbering.range(range)))),
        }
    }

    /// Whether the package numbers the project's releases in its own way.
    #[must_use]
    pub fn has_own_numbers(&self) -> bool {
        self.numbering.is_some()
    }

    /// The package's own number of a release; `None` where the package has no such release.
    #[must_use]
    pub fn number<'v>(&self, release: &'v Version) -> Option<Cow<'v, Version>> {
        match self.numbering {
            None => Some(Cow::Borrowed(release)),
            Some(numbering) => numbering.of(release).map(Cow::Owned),
        }
    }

    /// The project's releases that are affected, sorted, each once.
    #[must_use]
    pub fn affected_releases(&self) -> Vec<&'a Version> {
        self.releases().into_iter().filter(|release| self.is_affected(release)).collect()
    }

    /// The project's releases, sorted, each once.
    #[must_use]
    pub fn releases(&self) -> Vec<&'a Version> {
        let all = self.project.lines.iter().flat_map(|line| &line.releases).map(|release| &release.value);
        let mut releases: Vec<_> = all.collect();
        releases.sort();
        releases.dedup();
        releases
    }
}

/// The ranges of every home within its parts. Each home's are made sorted and apart first, so that
/// a part is held against those alone that reach into it.
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

/// Where each line's parts of the order begin: with each release that is listed on it, and with the
/// first one by its numbers, in case its list is not whole.
fn parts<'a>(project: &'a Project, affected: &[&'a Affected]) -> Vec<(Cow<'a, Version>, Home<'a>)> {
    let named = affected.iter().filter_map(|affected| affected.line.as_ref());
    let lines = project.lines.iter().map(|line| &line.id.value).chain(named);
    let first = |line: &'a LineId| Some((Cow::Owned(Version::first_on(line.as_str())?), Home::of(line)));
    let mut parts: Vec<_> = lines.filter_map(first).collect();
    for line in &project.lines {
        let home = Home::of(&line.id.value);
        parts.extend(line.releases.iter().map(|release| (Cow::Borrowed(&release.value), home)));
    }
    // Of a version that two lines have, the numbered one decides, whichever stands first in the
    // file.
    parts.sort();
    let own = development(project, affected, &parts);
    if !own.is_empty() {
        parts.extend(own.into_iter().map(|version| (Cow::Owned(version), Home::Development)));
        parts.sort();
    }
    // Within a line its releases are no borders.
    parts.dedup_by(|later, earlier| later.1 == earlier.1);
    parts
}

/// Where the development's parts begin beside its releases, when an advisory speaks of it: with the
/// builds it names that are of no line, and with what comes after the newest line.
fn development(project: &Project, affected: &[&Affected], parts: &[(Cow<'_, Version>, Home<'_>)]) -> Vec<Version> {
    let is_of_line =
        |version: &Version| matches!(home(parts, version), Home::Line(line) if version.is_on(line) == Some(true));
    let speaks = |affected: &&&Affected| affected.line.as_ref().is_some_and(|l| Home::of(l) == Home::Development);
    let begin = |affected: &&Affected| {
        let named = version(affected.range.introduced.as_ref()).filter(|version| !is_of_line(version));
        named.into_iter().chain(next(project)).collect::<Vec<_>>()
    };
    affected.iter().filter(speaks).flat_map(begin).collect()
}

/// The first version by its numbers that comes after every line.
fn next(project: &Project) -> Option<Version> {
    project.lines.iter().filter_map(|line| Version::first_after(line.id.value.as_str())).max()
}

fn entry<'a>(project: &Project, affected: &'a Affected) -> LineRange<'a> {
    let home = affected.line.as_ref().map(Home::of);
    let said = &affected.range;
    let (introduced, fixed, last) = (said.introduced.as_ref(), said.fixed(), said.last_affected());
    let written = Range::new(version(introduced), version(fixed), version(last));
    let mut range = written.clone();
    // A range without a beginning begins with its line. That of a numbered line is cut to size
    // anyway.
    if home == Some(Home::Development) && range.introduced.is_none() {
        let own = project.lines.iter().filter(|line| Some(&line.id.value) == affected.line.as_ref());
        let released = own.flat_map(|line| &line.releases).map(|release| &release.value).min().cloned();
        range.introduced = released.or_else(|| next(project));
    }
    LineRange { home, range, written }
}

/// The version of a bound. What is none bounds nothing (`check` reports it), and `0` is how OSV
/// says "from the first on".
fn version(bound: Option<&Bound>) -> Option<Version> {
    bound?.version().filter(|version| version.as_str() != BEGINNING).cloned()
}
