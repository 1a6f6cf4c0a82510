//! The texts of a statement.

use super::super::{address, distinct, page};
use super::Exported;
use crate::advisory::PackageVersions;
use crate::ecosystem::{Ecosystem, written};
use crate::version::{Bound, End, Range};

/// Sections with instructions, in order.
const TO_DO: &[&str] =
    &["upgrade", "optional-patch", "a-fix-is-planned", "no-fix-is-planned", "no-fix-is-available", "mitigation"];

/// Returns the affected versions of a package in words.
pub(super) fn ranges(versions: &PackageVersions<'_>) -> String {
    let ranges: Vec<String> = versions.package_ranges().iter().map(|range| said(range, versions.ecosystem)).collect();
    match ranges.as_slice() {
        [] => "No version is affected.".to_owned(),
        ranges => format!("Affected versions: {}.{}", ranges.join("; "), unknown(versions)),
    }
}

/// Returns a sentence about the versions of which nobody knows whether they are affected.
fn unknown(versions: &PackageVersions<'_>) -> String {
    let ranges: Vec<String> = versions.unknown().iter().map(|range| said(range, versions.ecosystem)).collect();
    match ranges.as_slice() {
        [] => String::new(),
        [all] if all == "all" => " Whether others are affected is not known.".to_owned(),
        ranges => format!(" Whether others are affected is not known: {}.", ranges.join("; ")),
    }
}

fn said(range: &Range, ecosystem: Option<&Ecosystem>) -> String {
    let from = range.introduced.as_ref().map(|version| written(version, ecosystem));
    match (from, &range.end) {
        (None, End::Open) => "all".to_owned(),
        (None, End::Fixed(fixed)) => format!("all before {}", written(fixed, ecosystem)),
        (None, End::LastAffected(last)) => format!("all up to {}", written(last, ecosystem)),
        (Some(from), End::Open) => format!("{from} and later"),
        (Some(from), End::Fixed(fixed)) => format!("from {from}, before {}", written(fixed, ecosystem)),
        (Some(from), End::LastAffected(last)) => format!("from {from} up to {}", written(last, ecosystem)),
    }
}

/// Returns what to do: the fixed releases, the advisory's instructions, and where to read the rest.
pub(super) fn action(exported: &Exported<'_>, versions: &PackageVersions<'_>) -> String {
    let Exported { project, advisory, .. } = *exported;
    let of_it = versions.affected().iter();
    let fixed = distinct(of_it.filter_map(|affected| affected.fixed()).map(|fixed| number(versions, fixed)));
    let says_how = advisory.origin.is_some() && advisory.sections.iter().any(|section| section.kind == "upgrade");
    let upgrade = match fixed.as_slice() {
        [] if says_how => None,
        [] => Some("No fixed release is named.".to_owned()),
        fixed => Some(format!("Upgrade to {}.", fixed.join(" or "))),
    };
    let of_kind = |kind| exported.sections().filter(move |(section, _)| section.kind == kind);
    let texts = TO_DO.iter().copied().flat_map(of_kind).map(|(_, text)| text.to_owned());
    let told = texts.filter(|text| !text.trim().is_empty());
    let see = format!("See {}.", address(project, &page(&advisory.id)));
    upgrade.into_iter().chain(told).chain([see]).collect::<Vec<_>>().join("\n\n")
}

/// Returns the package's number of a release, or the release as it was written.
fn number(versions: &PackageVersions<'_>, release: &Bound) -> String {
    let known = release.version().and_then(|release| versions.number(release));
    known.map_or_else(|| release.to_string(), |number| written(&number, versions.ecosystem))
}
