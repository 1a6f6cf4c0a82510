//! Converts affected ranges to the form of `advisory.md`: the project's version numbers, without
//! overlaps.

use std::collections::{BTreeMap, HashSet};

use crate::app::edit;
use crate::import::{self, Fate, Record};
use crate::key;
use crate::portfolio::{Package, Project};
use crate::version::{BEGINNING, End, Order, Range, Version};

use super::front::{Notes, Table, line};

/// An affected range of a package, on one release line or on all lines.
struct PackageRange {
    package: Option<String>,
    line: Option<String>,
    range: Range,
}

/// Why ranges can't be imported.
pub(super) enum Refused {
    /// Packages in two ecosystems have this name, so a range is ambiguous.
    AmbiguousPackage(String),
    /// This version has no place in its order, or the order is not known.
    UnorderedVersion(String, Option<Order>),
}

/// The packages that advisory.toml lacks: their names and ecosystems.
pub(super) type NewPackages = BTreeMap<String, String>;

/// Returns the ranges of a record, and the packages that advisory.toml lacks for them.
///
/// # Errors
/// When two packages have the same name, or when a version has no known order: leaving it out would
/// make the ranges wrong.
pub(super) fn affected(
    project: &Project,
    record: &Record,
    notes: &mut Notes<'_>,
) -> Result<(Vec<Table>, NewPackages), Refused> {
    let known: BTreeMap<&str, &Package> = project.packages.iter().map(|own| (own.name.value.as_str(), own)).collect();
    let mut missing = NewPackages::new();
    let mut ranges: Vec<PackageRange> = Vec::new();
    let lines = own_lines(project, &known, record);
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
            notes.add(
                &field,
                Fate::Wrong,
                "the package's name was put on one line, without characters that nobody can see",
            );
        }
        let ecosystem = affected.ecosystem.as_ref().and_then(|ecosystem| line(ecosystem.name()));
        let package = name.as_deref().and_then(|name| known.get(name).copied());
        if let Some(name) = &name {
            let before =
                package.map(|package| package.ecosystem.name()).or_else(|| missing.get(name).map(String::as_str));
            match (before, ecosystem) {
                (Some(before), Some(ecosystem)) if before != ecosystem => {
                    return Err(Refused::AmbiguousPackage(name.clone()));
                }
                (None, Some(ecosystem)) => drop(missing.insert(name.clone(), ecosystem)),
                (None, None) => {
                    notes.add(&field, Fate::NoPlace, format!("the ecosystem of `{name}` is not known"));
                    continue;
                }
                _ => {}
            }
        }
        let line = affected.line.clone().filter(|line| project.lines.iter().any(|l| l.id.as_str() == line.as_str()));
        if line.is_none() && affected.line.is_some() {
            notes.add(
                &field,
                Fate::NoPlace,
                "the project has no such release line, so the range is one of all versions",
            );
        }
        let order = order(project, affected, name.as_deref());
        match range(affected, order, package.filter(|_| line.is_none())) {
            Ok(range) if range.is_empty() => {
                notes.add(&field, Fate::Wrong, "it was fixed before it was introduced, so the range is left out");
            }
            Ok(range) if name.is_none() && line.is_none() && range == Range::new(None, None, None) => {
                notes.add(&field, Fate::NoPlace, "it names neither a package nor a version");
            }
            Ok(range) => ranges.push(PackageRange { package: name, line, range }),
            Err(version) => return Err(Refused::UnorderedVersion(version, order)),
        }
    }
    Ok((disjoint(ranges, notes).iter().map(table).collect(), missing))
}

/// Returns the ranges by release line for the packages that use this project's release lines. That
/// is so if the project has all of those lines, and if every fix on them is also in the ranges in
/// the package's own numbers.
fn own_lines<'r>(project: &Project, known: &BTreeMap<&str, &Package>, record: &'r Record) -> Vec<&'r import::Affected> {
    let has_line = |line: &String| project.lines.iter().any(|own| own.id.as_str() == line.as_str());
    let parsed = |of: &import::Affected| {
        let order = project.order_of(of.package.as_deref());
        of.fixed.as_deref().and_then(|text| Version::parse(text, order).ok())
    };
    let fixes: HashSet<_> = record.affected.iter().filter_map(|of| Some((&of.package, parsed(of)?))).collect();
    let is_confirmed = |of: &import::Affected| {
        let Some(fixed) = parsed(of) else { return of.fixed.is_none() };
        let package = of.package.as_deref().and_then(|name| known.get(name));
        let number = match package.and_then(|package| package.versions.as_ref()) {
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
    let mut of_packages: BTreeMap<Option<String>, Vec<Range>> = BTreeMap::new();
    for of in others {
        of_packages.entry(of.package).or_default().push(of.range);
    }
    for (package, mut ranges) in of_packages {
        ranges.sort_by(|a, b| a.introduced.cmp(&b.introduced));
        if ranges.iter().zip(ranges.iter().skip(1)).any(|(a, b)| a.overlaps(b)) {
            notes.add("affected", Fate::Guessed, "ranges that have versions in common are joined");
            ranges = Range::union(ranges);
        }
        out.extend(ranges.into_iter().map(|range| PackageRange { package: package.clone(), line: None, range }));
    }
    out
}

/// Returns the order of a package's versions; `None` if it is not known. A package of an ecosystem
/// whose order is not known has that of the project, if advisory.toml names one.
fn order(project: &Project, affected: &import::Affected, package: Option<&str>) -> Option<Order> {
    let known = project.packages.iter().any(|own| package == Some(own.name.value.as_str()));
    let ecosystem = affected.ecosystem.as_ref().filter(|_| package.is_some());
    match ecosystem {
        Some(ecosystem) if ecosystem.order().is_none() => project.order.as_ref().map(|order| order.value),
        Some(ecosystem) if !known => ecosystem.order(),
        _ => Some(project.order_of(package)),
    }
}

/// Returns the range in the project's numbers. A version that is no number of the package is one of
/// the project.
///
/// # Errors
/// The version that can't be read.
fn range(affected: &import::Affected, order: Option<Order>, package: Option<&Package>) -> Result<Range, String> {
    let numbering = package.and_then(|package| package.versions.as_ref()).map(|numbering| &numbering.value);
    let version = |text: &Option<String>| -> Result<Option<Version>, String> {
        let Some(text) = text.as_deref().filter(|text| *text != BEGINNING) else { return Ok(None) };
        let version = order.and_then(|order| Version::parse(text, order).ok()).ok_or_else(|| text.to_owned())?;
        let release = numbering.and_then(|numbering| numbering.release(&version));
        Ok(Some(release.unwrap_or(version)))
    };
    Ok(Range::new(version(&affected.introduced)?, version(&affected.fixed)?, version(&affected.last_affected)?))
}

/// Returns the keys of one range.
fn table(of: &PackageRange) -> Table {
    let optional = |key, text: Option<&str>| text.map(|text| (key, edit::text(text)));
    let end = match &of.range.end {
        End::Fixed(version) => Some((key::FIXED, edit::text(version.as_str()))),
        End::LastAffected(version) => Some((key::LAST_AFFECTED, edit::text(version.as_str()))),
        End::Open => None,
    };
    let names = [
        optional(key::PACKAGE, of.package.as_deref()),
        optional(key::LINE, of.line.as_deref()),
        optional(key::INTRODUCED, of.range.introduced.as_ref().map(Version::as_str)),
        end,
    ];
    names.into_iter().flatten().collect()
}
