//! Converts affected ranges to the form of `advisory.md`: the project's version numbers, without
//! overlaps.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::app::edit;
use crate::ecosystem::Ecosystem;
use crate::import::{self, Fate, Record};
use crate::key;
use crate::portfolio::{Package, Project};
use crate::version::{BEGINNING, End, Order, Range, Version};

use super::front::{Notes, Table, line};

/// An affected range of a package, on one release line or on all lines.
struct PackageRange {
    target: Target,
    line: Option<String>,
    range: Range,
    /// Whether its end is no fix.
    ends_unfixed: bool,
}

/// The package of a range as advisory.md names it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Target {
    pub(super) package: Option<String>,
    pub(super) ecosystem: Option<String>,
}

impl Target {
    /// Returns the keys that name the package.
    pub(super) fn keys(&self) -> Table {
        let names = [(key::PACKAGE, self.package.as_deref()), (key::ECOSYSTEM, self.ecosystem.as_deref())];
        names.into_iter().filter_map(|(key, name)| Some((key, edit::text(name?)))).collect()
    }
}

/// Why ranges can't be imported.
pub(super) enum Refused {
    /// Several packages have this name, and the record says of none that it is meant.
    AmbiguousPackage(String),
    /// This version has no place in its order, or the order is not known.
    UnorderedVersion(String, Option<Order>),
    /// No package of this ecosystem has such a name.
    NoPackageName(String, String),
    /// OSV names no such ecosystem; with the one that may be meant.
    UnknownEcosystem(String, Option<&'static str>),
    /// This version is of another order than the package's.
    OtherOrder(String, Order, Order),
    /// This range ends before it begins.
    Inverted(Box<Range>),
    /// How versions of this ecosystem are ordered is not known.
    NoOrder(String),
    /// A range of commits can't be read: a sentence.
    Commits(String),
    /// advisory.toml has no room for its packages.
    TooManyPackages,
}

/// A package that advisory.toml lacks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct NewPackage {
    /// Its order, if it is not the project's and no ecosystem says so.
    pub(super) order: Option<Order>,
    /// Its package URL, if that can't be made of the ecosystem and the name.
    pub(super) purl: Option<String>,
    /// Who makes it, if it is in no ecosystem and the record says so.
    pub(super) vendor: Option<String>,
}

/// The packages that advisory.toml lacks, by their names and ecosystems.
pub(super) type NewPackages = BTreeMap<(String, Option<String>), NewPackage>;

/// The ranges of a record as `advisory.md` has them.
pub(super) struct Ranges {
    /// Those of affected versions.
    pub(super) affected: Vec<Table>,
    /// Those of versions of which nobody knows.
    pub(super) unknown: Vec<Table>,
    /// Those of affected commits.
    pub(super) commits: Vec<Table>,
    /// The packages that advisory.toml lacks for them.
    pub(super) missing: NewPackages,
}

/// Returns the ranges of a record, and the packages that advisory.toml lacks for them. `earlier`
/// are those that it lacks for other records.
///
/// # Errors
/// When several packages could be meant, or when a version has no known order: leaving it out would
/// make the ranges wrong.
pub(super) fn affected(
    project: &Project,
    earlier: &NewPackages,
    record: &Record,
    notes: &mut Notes<'_>,
) -> Result<Ranges, Refused> {
    let mut missing = NewPackages::new();
    let mut ranges: Vec<PackageRange> = Vec::new();
    let lines = own_lines(project, record);
    let of_lines: HashSet<_> = lines.iter().map(|of| (&of.ecosystem, &of.package)).collect();
    if of_lines.is_empty() && !record.lines.is_empty() {
        let reason = "the project lacks these release lines, or the package uses other version numbers; ranges were imported instead";
        notes.add("affected[].database_specific.lines", Fate::NoPlace, reason);
    }
    let others = record.affected.iter().filter(|of| !of_lines.contains(&(&of.ecosystem, &of.package)));
    for (n, affected) in lines.iter().copied().chain(others).enumerate() {
        let field = format!("affected[{n}]");
        let name = affected.package.as_deref().and_then(line);
        if name.as_deref() != affected.package.as_deref() {
            notes.add(&field, Fate::Wrong, "the package's name was changed to one line without invisible characters");
        }
        let ecosystem = affected.ecosystem.as_ref().and_then(|ecosystem| line(ecosystem.name()));
        let line = affected.line.clone().filter(|line| project.lines.iter().any(|l| l.id.as_str() == line.as_str()));
        if line.is_none() && affected.line.is_some() {
            notes.add(&field, Fate::NoPlace, "the project has no such release line, so the range covers all versions");
        }
        let (target, package) = match found(project, name, ecosystem)? {
            Found::Project => (Target::default(), project.package(None, None)),
            Found::Renamed => {
                let reason = "the product is the project, so the range is of its first package";
                notes.add(&field, Fate::Guessed, reason);
                (Target::default(), project.package(None, None))
            }
            Found::Listed(package) => (listed(project, package), Some(package)),
            Found::New(target) => (target, None),
        };
        if let Some(own) = package.filter(|_| affected.purl.is_some() && target.package.is_some())
            && own.purl.as_ref().map(|purl| purl.value.as_str()) != affected.purl.as_deref()
        {
            notes.add(&field, Fate::NoPlace, "advisory.toml says which package URL the package has");
        }
        let order = match (&target.package, package) {
            (Some(name), None) => {
                let key = (name.clone(), target.ecosystem.clone());
                let order = new_order(project, affected, earlier.get(&key).or(missing.get(&key)));
                let is_said = |order: &Order| *order != project.order() || affected.order == Some(*order);
                let said = order.filter(|order| affected.ecosystem.is_none() && is_said(order));
                let new = NewPackage { order: said, purl: affected.purl.clone(), vendor: affected.vendor.clone() };
                missing.entry(key).or_insert(new);
                order
            }
            (_, package) => listed_order(project, package),
        };
        require_order(affected, order)?;
        // Without bounds, no version of it shows that.
        if let (Some(own), None, None) = (&affected.ecosystem, order, first_bound(affected)) {
            return Err(Refused::NoOrder(own.name().to_owned()));
        }
        match range(affected, order, package.filter(|_| line.is_none())) {
            Ok(range) if is_inverted(&range) => return Err(Refused::Inverted(Box::new(range))),
            Ok(range) if range.is_empty() => {
                notes.add(&field, Fate::Wrong, "it ends where it begins, so no version is in it");
            }
            Ok(range) if target.package.is_none() && line.is_none() && range == Range::new(None, None, None) => {
                notes.add(&field, Fate::NoPlace, "it names neither a package nor a version");
            }
            Ok(range) => ranges.push(PackageRange { target, line, range, ends_unfixed: affected.ends_unfixed }),
            Err(version) => return Err(Refused::UnorderedVersion(version, order)),
        }
    }
    let unknown = unknown(project, earlier, &missing, record, &ranges)?;
    let affected = disjoint(ranges, notes).iter().map(table).collect();
    Ok(Ranges { affected, unknown, commits: Vec::new(), missing })
}

/// Returns whether a range ends before it begins: it was written to say something, and nobody knows
/// what.
fn is_inverted(range: &Range) -> bool {
    let end = range.fixed().or(range.last_affected());
    range.introduced.as_ref().zip(end).is_some_and(|(from, end)| from > end)
}

/// Returns the versions of which nobody knows, of packages with affected versions or commits. Of
/// other packages nothing is said here.
fn unknown(
    project: &Project,
    earlier: &NewPackages,
    missing: &NewPackages,
    record: &Record,
    known: &[PackageRange],
) -> Result<Vec<Table>, Refused> {
    let mut known: BTreeSet<Target> = known.iter().map(|range| range.target.clone()).collect();
    for of in &record.commits {
        known.insert(target(project, of.package.as_deref(), of.ecosystem.as_ref())?.0);
    }
    let mut ranges: BTreeMap<Target, Vec<Range>> = BTreeMap::new();
    for of in &record.unknown {
        let (target, package) = target(project, of.package.as_deref(), of.ecosystem.as_ref())?;
        if !known.contains(&target) {
            continue;
        }
        let order = match (&target.package, package) {
            (Some(name), None) => {
                let key = (name.clone(), target.ecosystem.clone());
                new_order(project, of, earlier.get(&key).or(missing.get(&key)))
            }
            (_, package) => listed_order(project, package),
        };
        require_order(of, order)?;
        let range = range(of, order, package).map_err(|version| Refused::UnorderedVersion(version, order))?;
        ranges.entry(target).or_default().push(range);
    }
    let table = |(target, range): (Target, Range)| {
        let bounds =
            [(key::FROM, range.introduced.as_ref()), (key::BEFORE, range.fixed()), (key::UP_TO, range.last_affected())];
        let bounds = bounds.into_iter().filter_map(|(key, bound)| Some((key, edit::text(bound?.as_str()))));
        target.keys().into_iter().chain(bounds).collect()
    };
    let all = ranges
        .into_iter()
        .flat_map(|(target, ranges)| Range::union(ranges).into_iter().map(move |range| (target.clone(), range)));
    Ok(all.map(table).collect())
}

/// Returns the package of a record as advisory.md names it, and as advisory.toml has it.
fn target<'p>(
    project: &'p Project,
    name: Option<&str>,
    ecosystem: Option<&Ecosystem>,
) -> Result<(Target, Option<&'p Package>), Refused> {
    let ecosystem = ecosystem.and_then(|ecosystem| line(ecosystem.name()));
    Ok(match found(project, name.and_then(line), ecosystem)? {
        Found::Project | Found::Renamed => (Target::default(), project.package(None, None)),
        Found::Listed(package) => (listed(project, package), Some(package)),
        Found::New(target) => (target, None),
    })
}

/// What a record's package is here.
pub(super) enum Found<'p> {
    /// The record names none.
    Project,
    /// The record calls it by the project's name.
    Renamed,
    /// One of advisory.toml.
    Listed(&'p Package),
    /// One that advisory.toml lacks.
    New(Target),
}

pub(super) fn found(project: &Project, name: Option<String>, ecosystem: Option<String>) -> Result<Found<'_>, Refused> {
    let Some(name) = name else { return Ok(Found::Project) };
    let named: Vec<&Package> = project.packages.iter().filter(|package| package.name.value == name).collect();
    if let Some(ecosystem) = ecosystem {
        let is_of = |package: &&&Package| package.ecosystem().is_some_and(|own| own.name() == ecosystem);
        return Ok(match named.iter().find(is_of) {
            Some(package) => Found::Listed(package),
            None if !Ecosystem::from(ecosystem.as_str()).is_in_osv() => {
                let meant = Ecosystem::meant_by(&ecosystem);
                return Err(Refused::UnknownEcosystem(ecosystem, meant));
            }
            None if !Ecosystem::from(ecosystem.as_str()).has_name(&name) => {
                return Err(Refused::NoPackageName(name, ecosystem));
            }
            None => Found::New(Target { package: Some(name), ecosystem: Some(ecosystem) }),
        });
    }
    let bare = named.iter().find(|package| package.ecosystem.is_none());
    match (bare, named.as_slice()) {
        (Some(package), _) => Ok(Found::Listed(package)),
        (None, [only]) => Ok(Found::Listed(only)),
        (None, []) if name.eq_ignore_ascii_case(&project.name.value) => Ok(Found::Renamed),
        (None, []) => Ok(Found::New(Target { package: Some(name), ecosystem: None })),
        (None, _) => Err(Refused::AmbiguousPackage(name)),
    }
}

/// Returns the keys that name a package of advisory.toml. Its ecosystem is named too, except where
/// it is the first package: another one of its name may come.
fn listed(project: &Project, package: &Package) -> Target {
    let ecosystem = package.ecosystem().filter(|_| !project.is_first(Some(package)));
    Target { package: Some(package.name.value.clone()), ecosystem: ecosystem.map(|own| own.name().to_owned()) }
}

/// Returns the order of the versions of a package that advisory.toml lacks; `None` if it is not
/// known. One that is in no ecosystem has the order that an earlier record or this one names, else
/// the project's.
fn new_order(project: &Project, affected: &import::Affected, earlier: Option<&NewPackage>) -> Option<Order> {
    match &affected.ecosystem {
        Some(ecosystem) => ecosystem.order().or_else(|| project.order.as_ref().map(|order| order.value)),
        None => match earlier {
            Some(earlier) => Some(earlier.order.unwrap_or_else(|| project.order())),
            None => affected.order.or_else(|| Some(project.order())),
        },
    }
}

/// Returns the order of the versions of a package of advisory.toml; `None` if it is not known. One
/// of an ecosystem whose order is not known has that of the project, if advisory.toml names one.
fn listed_order(project: &Project, package: Option<&Package>) -> Option<Order> {
    match package {
        Some(own) if own.order().is_none() => project.order.as_ref().map(|order| order.value),
        package => Some(project.order_of(package)),
    }
}

/// Returns a bound of a range, if it has one.
fn first_bound(of: &import::Affected) -> Option<&String> {
    of.introduced.as_ref().or(of.fixed.as_ref()).or(of.last_affected.as_ref())
}

/// Requires the versions of a record that names their order to be of the package's order. Numbers
/// with periods between them are in every order.
fn require_order(affected: &import::Affected, order: Option<Order>) -> Result<(), Refused> {
    let (Some(said), Some(order)) = (affected.order, order) else { return Ok(()) };
    let mut bounds = [&affected.introduced, &affected.fixed, &affected.last_affected].into_iter().flatten();
    match bounds.find(|bound| !is_in_order(bound, said, order)) {
        Some(bound) => Err(Refused::OtherOrder(bound.clone(), said, order)),
        None => Ok(()),
    }
}

/// Returns whether a version that is said to be in one order is a version of another one, with the
/// same place.
pub(super) fn is_of_order(text: &str, said: Order, order: Order) -> bool {
    text == BEGINNING || is_in_order(text, said, order) && in_order(text, Some(said), order).is_some()
}

/// Returns whether a version that is said to be in one order has its place in another one.
fn is_in_order(text: &str, said: Order, order: Order) -> bool {
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    said == order || is_plain || compare_alike(said, order, text)
}

/// Returns whether a version has its place in both orders. The kernel's records call its order that
/// of semantic versions.
fn compare_alike(said: Order, order: Order, text: &str) -> bool {
    let are_semantic = said.is_semver() && order.is_semver() && !text.contains('+');
    let is_kernel = said == Order::SemVer && order == Order::Kernel;
    are_semantic || is_kernel || first_of(text, said).is_some()
}

/// Returns the numbers of a version that stands for the first one with them, such as `6.2.0-0`.
fn first_of(text: &str, order: Order) -> Option<&str> {
    text.strip_suffix("-0").filter(|release| order.is_semver() && Version::parse(release, order).is_ok())
}

/// Returns the text of a version of another order in the package's order.
fn in_order(text: &str, said: Option<Order>, order: Order) -> Option<Version> {
    match said.filter(|said| *said != order).and_then(|said| first_of(text, said)) {
        Some(release) => {
            let release = Version::parse(release, order).ok()?;
            Some(release.first_pre_release().unwrap_or(release))
        }
        None => Version::parse(text, order).ok(),
    }
}

/// Returns the ranges by release line for the packages that use this project's release lines. That
/// is so if the project has all of those lines, and if every fix on them is also in the ranges in
/// the package's own numbers.
fn own_lines<'r>(project: &Project, record: &'r Record) -> Vec<&'r import::Affected> {
    let package = |of: &import::Affected| {
        of.package.as_deref().and_then(|name| project.package(Some(name), of.ecosystem.as_ref()))
    };
    let has_line = |line: &String| project.lines.iter().any(|own| own.id.as_str() == line.as_str());
    let parsed = |of: &import::Affected| {
        let order = project.order_of(package(of));
        of.fixed.as_deref().and_then(|text| Version::parse(text, order).ok())
    };
    let fixes: HashSet<_> = record.affected.iter().filter_map(|of| Some((&of.package, parsed(of)?))).collect();
    let is_confirmed = |of: &import::Affected| {
        let Some(fixed) = parsed(of) else { return of.fixed.is_none() };
        let number = match package(of).and_then(|package| package.versions.as_ref()) {
            Some(numbering) => numbering.value.of(&fixed),
            None => Some(fixed),
        };
        number.is_some_and(|number| fixes.contains(&(&of.package, number)))
    };
    let is_foreign = |of: &&import::Affected| !of.line.iter().all(has_line) || !is_confirmed(of);
    let foreign: HashSet<_> = record.lines.iter().filter(is_foreign).map(|of| &of.package).collect();
    record.lines.iter().filter(|of| !foreign.contains(&of.package)).collect()
}

/// Joins overlapping ranges of a package. Ranges of release lines are left unchanged: each applies
/// to its own line.
fn disjoint(ranges: Vec<PackageRange>, notes: &mut Notes<'_>) -> Vec<PackageRange> {
    let (mut out, others): (Vec<PackageRange>, Vec<PackageRange>) =
        ranges.into_iter().partition(|of| of.line.is_some());
    let mut of_packages: BTreeMap<Target, Vec<Range>> = BTreeMap::new();
    let mut fixes: BTreeMap<Target, BTreeSet<Version>> = BTreeMap::new();
    for of in others {
        let fix = of.range.fixed().filter(|_| !of.ends_unfixed).cloned();
        fixes.entry(of.target.clone()).or_default().extend(fix);
        of_packages.entry(of.target).or_default().push(of.range);
    }
    for (target, mut ranges) in of_packages {
        ranges.sort_by(|a, b| a.introduced.cmp(&b.introduced));
        if ranges.iter().zip(ranges.iter().skip(1)).any(|(a, b)| a.overlaps(b)) {
            notes.add("affected", Fate::Guessed, "overlapping ranges were merged");
            ranges = Range::union(ranges);
        }
        let is_fix = |end: &Version| fixes.get(&target).is_some_and(|fixes| fixes.contains(end));
        out.extend(ranges.into_iter().map(|range| {
            let ends_unfixed = range.fixed().is_some_and(|end| !is_fix(end));
            PackageRange { target: target.clone(), line: None, range, ends_unfixed }
        }));
    }
    out
}

/// Returns the range in the project's numbers. A version that is no number of the package is one of
/// the project.
///
/// # Errors
/// The version that can't be read.
fn range(affected: &import::Affected, order: Option<Order>, package: Option<&Package>) -> Result<Range, String> {
    let numbering = package.and_then(|package| package.versions.as_ref()).map(|numbering| &numbering.value);
    let version = |text: &Option<String>| -> Result<Option<Version>, String> {
        let Some(text) = text.as_deref() else { return Ok(None) };
        let version = order.and_then(|order| in_order(text, affected.order, order)).ok_or_else(|| text.to_owned())?;
        let release = numbering.and_then(|numbering| numbering.release(&version));
        Ok(Some(release.unwrap_or(version)))
    };
    let introduced = affected.introduced.clone().filter(|text| text != BEGINNING);
    Ok(Range::new(version(&introduced)?, version(&affected.fixed)?, version(&affected.last_affected)?))
}

/// Returns the keys of one range.
fn table(of: &PackageRange) -> Table {
    let optional = |key, text: Option<&str>| text.map(|text| (key, edit::text(text)));
    let end = match &of.range.end {
        End::Fixed(version) if of.ends_unfixed => Some((key::BEFORE, edit::text(version.as_str()))),
        End::Fixed(version) => Some((key::FIXED, edit::text(version.as_str()))),
        End::LastAffected(version) => Some((key::LAST_AFFECTED, edit::text(version.as_str()))),
        End::Open => None,
    };
    let range = [
        optional(key::LINE, of.line.as_deref()),
        optional(key::INTRODUCED, of.range.introduced.as_ref().map(Version::as_str)),
        end,
    ];
    of.target.keys().into_iter().chain(range.into_iter().flatten()).collect()
}
