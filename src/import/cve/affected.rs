//! Reads which versions of a product a CVE record says are affected
//! (<https://github.com/CVEProject/cve-schema/blob/main/schema/docs/versions.md>).

use super::super::constraint;
use super::super::fields::{Fields, Notes};
use super::super::node::excerpt;
use super::super::ranges::{self, Event, Resolution, resolve};
use super::super::record::Affected;
use crate::ecosystem::Ecosystem;
use crate::ecosystem::purl::PackageUrl;
use crate::version::{BEGINNING, Order};

/// The status of some versions in a record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Affected,
    Unaffected,
    Unknown,
}

impl Status {
    fn of(word: Option<&str>) -> Self {
        match word {
            Some("affected") => Self::Affected,
            Some("unaffected") => Self::Unaffected,
            _ => Self::Unknown,
        }
    }
}

/// Reads the affected ranges of a product.
pub(super) fn read(mut product: Fields<'_>) -> Vec<Affected> {
    let notes = product.notes();
    let (ecosystem, package) = package(&mut product);
    for (key, reason) in [
        ("cpes", "packages are named by ecosystem and name, not by CPE"),
        ("modules", "ranges are of packages, not of the code in them"),
        ("programFiles", "ranges are of packages, not of the code in them"),
        ("programRoutines", "ranges are of packages, not of the code in them"),
        ("platforms", "ranges are of packages on every system"),
        ("repo", "the references hold the source"),
    ] {
        product.discard(key, reason);
    }
    let default = Status::of(product.non_empty("defaultStatus").as_deref());
    let (path, is_listed) = (product.path("versions"), product.has("versions"));
    let order = ranges::order_of(ecosystem.as_ref());
    let mut entries = Vec::new();
    for version in product.tables("versions") {
        versions(version, order, &mut entries);
    }
    if default != Status::Affected && !is_listed {
        notes.guessed(product.own_path(), "it names no version, so nothing is known of any");
    }
    let affected = decide(&entries, default == Status::Affected, order, &path, notes);
    let named = |range| Affected { ecosystem: ecosystem.clone(), package: package.clone(), ..range };
    affected.into_iter().map(named).collect()
}

/// Returns the affected versions. By the schema's algorithm the first entry that matches a version
/// counts, and the default if none does.
fn decide(
    entries: &[(bool, Affected)],
    default: bool,
    order: Option<Order>,
    path: &str,
    notes: &Notes,
) -> Vec<Affected> {
    if !default && entries.iter().all(|(is_affected, _)| *is_affected) {
        return entries.iter().map(|(_, affected)| affected.clone()).collect();
    }
    let Resolution { affected, is_disputed, is_unordered } = resolve(entries, default, order);
    if is_disputed {
        notes.guessed(path, "where two entries speak of the same versions, the first one counts");
    }
    if is_unordered {
        notes.guessed(path, "the order of some that are unaffected is not known, so they are not taken off the others");
    }
    affected
}

/// Takes the ecosystem and the package. If no package is named, it is the product.
fn package(product: &mut Fields<'_>) -> (Option<Ecosystem>, Option<String>) {
    let notes = product.notes();
    let known = |text: Option<String>| text.filter(|text| !matches!(text.to_lowercase().as_str(), "n/a" | "unknown"));
    let (vendor, title) = (known(product.non_empty("vendor")), known(product.name("product")));
    if vendor.is_some() && vendor != title {
        notes.no_place(product.path("vendor"), "a package has an ecosystem here, and no vendor");
    }
    let name = product.name("packageName");
    let collection = product.non_empty("collectionURL");
    let url = product.name("packageURL");
    let read = url.as_deref().and_then(PackageUrl::parse);
    if url.is_some() && read.is_none() {
        notes.no_place(product.path("packageURL"), "OSV names no ecosystem of this kind");
    }
    let is_title_lost = |package: &str| title.as_deref().is_some_and(|title| title != package);
    if let Some(read) = read {
        if name.as_deref().is_some_and(|name| !read.is_of(&read.ecosystem, name)) {
            notes.no_place(product.path("packageName"), "the package URL says which package it is");
        }
        let package = name.filter(|name| read.is_of(&read.ecosystem, name)).unwrap_or(read.name);
        if is_title_lost(&package) {
            notes.no_place(product.path("product"), "the package URL says which package it is");
        }
        return (Some(read.ecosystem), Some(package));
    }
    let ecosystem = collection.as_deref().and_then(|collection| {
        let host = collection.split_once("://").map_or(collection, |(_, rest)| rest);
        let host = host.split('/').next().unwrap_or_default().trim_start_matches("www.");
        Ecosystem::from_host(host)
    });
    if collection.is_some() && ecosystem.is_none() {
        notes.no_place(product.path("collectionURL"), "OSV names no ecosystem of this collection");
    }
    match (name, title.clone()) {
        (Some(name), _) => {
            if is_title_lost(&name) {
                notes.no_place(product.path("product"), "the package's name says which package it is");
            }
            (ecosystem, Some(name))
        }
        (None, Some(title)) => {
            notes.guessed(product.path("product"), "it stands for the package");
            (ecosystem, Some(title))
        }
        (None, None) => (ecosystem, None),
    }
}

/// Adds the ranges of one entry, each with whether it is affected.
fn versions(mut entry: Fields<'_>, order: Option<Order>, entries: &mut Vec<(bool, Affected)>) {
    let notes = entry.notes();
    let path = entry.own_path().to_owned();
    let status = Status::of(entry.non_empty("status").as_deref());
    let kind = entry.non_empty("versionType").unwrap_or_default();
    let (below, through) = (entry.non_empty("lessThan"), entry.non_empty("lessThanOrEqual"));
    let Some(version) = entry.non_empty("version") else {
        notes.wrong(path, "it names no version");
        return;
    };
    let changes = changes(&mut entry, order);
    if kind == "git" {
        notes.no_place(path, "commits are no versions of a package");
        return;
    }
    if status == Status::Unknown && changes.is_empty() {
        notes.no_place(path, "nobody knows whether these versions are affected");
        return;
    }
    let is_nothing = matches!(version.to_lowercase().as_str(), "n/a" | "unspecified" | "unknown");
    if below.is_none() && through.is_none() {
        if is_nothing {
            notes.no_place(path, format!("`{}` is no version", excerpt(&version)));
            return;
        }
        // Many records have a range in place of a version.
        let is_version = ranges::version(&version, order).is_some();
        let read = if version == "*" || !is_version { constraint::parse(&version, order) } else { None };
        let ranges = match read {
            Some(ranges) => {
                if version != "*" && version.starts_with(['<', '>', '=']) {
                    notes.guessed(entry.path("version"), "it is read as a range of versions");
                }
                ranges
            }
            None => {
                if !is_version {
                    notes.guessed(entry.path("version"), format!("`{}` is taken for one version", excerpt(&version)));
                }
                vec![Affected {
                    introduced: Some(version.clone()),
                    last_affected: Some(version),
                    ..Affected::default()
                }]
            }
        };
        if status != Status::Unknown {
            entries.extend(ranges.into_iter().map(|range| (status == Status::Affected, range)));
        }
        return;
    }
    let start = if is_nothing || version == "*" { BEGINNING.to_owned() } else { version };
    let end = match (below, through) {
        (Some(below), _) if below == "*" => None,
        (_, Some(through)) if through == "*" => None,
        (Some(below), _) => Some((below, false)),
        (None, through) => through.map(|through| (through, true)),
    };
    let of = |wanted: Status| {
        ranges::from_events(events(wanted, status, &start, &changes, end.as_ref()), order, &path, notes)
    };
    entries.extend(of(Status::Affected).into_iter().map(|range| (true, range)));
    entries.extend(of(Status::Unaffected).into_iter().map(|range| (false, range)));
}

/// Takes the versions at which the status changes: sorted if their order is known, else unchanged.
fn changes(entry: &mut Fields<'_>, order: Option<Order>) -> Vec<(String, Status)> {
    let mut changes = Vec::new();
    for mut change in entry.tables("changes") {
        let status = Status::of(change.non_empty("status").as_deref());
        match change.non_empty("at") {
            Some(at) => changes.push((at, status)),
            None => change.notes().wrong(change.own_path(), "it names no version"),
        }
    }
    let key = |at: &str| ranges::version(at, order);
    if changes.iter().all(|(at, _)| key(at).is_some()) {
        changes.sort_by_cached_key(|(at, _)| key(at));
    }
    changes
}

/// Returns the events at which the versions of one status begin and end.
fn events(
    wanted: Status,
    first: Status,
    start: &str,
    changes: &[(String, Status)],
    end: Option<&(String, bool)>,
) -> Vec<Event> {
    let mut events = Vec::new();
    let mut is_in = first == wanted;
    if is_in {
        events.push(Event::Introduced(start.to_owned()));
    }
    for (at, status) in changes {
        match (is_in, *status == wanted) {
            (false, true) => events.push(Event::Introduced(at.clone())),
            (true, false) => events.push(Event::Fixed(at.clone())),
            _ => {}
        }
        is_in = *status == wanted;
    }
    match end {
        Some((below, false)) if is_in => events.push(Event::Fixed(below.clone())),
        Some((through, true)) if is_in => events.push(Event::LastAffected(through.clone())),
        _ => {}
    }
    events
}
