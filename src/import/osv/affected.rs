//! Reads what an OSV record says about one package.

use std::collections::HashSet;

use super::super::fields::Fields;
use super::super::node::excerpt;
use super::super::ranges::{AffectedVersions, Event, from_events, order_of};
use super::super::record::{Affected, Commits, Record};
use super::severity::vectors;
use crate::ecosystem::Ecosystem;
use crate::ecosystem::purl::{self, PackageUrl};
use crate::version::{BEGINNING, Order, Version, without_v};

/// Reads an entry of `affected` into the record. `is_own` tells that this program wrote the record.
pub(super) fn read(mut entry: Fields<'_>, record: &mut Record, scored: &mut HashSet<String>, is_own: bool) {
    let name = package(&mut entry);
    for vector in vectors(&mut entry) {
        if scored.insert(vector.clone()) {
            entry.notes().guessed(entry.path("severity"), "it is for this package, but is kept for the whole advisory");
            record.vectors.push(vector);
        }
    }
    let of_package = |range| Affected {
        ecosystem: name.ecosystem.clone(),
        package: name.package.clone(),
        purl: name.purl.clone(),
        ..range
    };
    let order = order_of(name.ecosystem.as_ref());
    let (mut found, mut commits) = ranges(&mut entry, order);
    match commits.first_mut() {
        // Without a package, versions are what tags are called.
        Some(first) if name.package.is_none() => first.versions = entry.text_list("versions"),
        _ => versions(&mut entry, order, &mut found),
    }
    let names_nothing = found.is_empty() && commits.is_empty();
    if names_nothing && name.package.is_some() {
        entry.notes().guessed(entry.own_path(), "it names no version, so it says nothing about any");
    }
    let first = record.affected.len();
    record.affected.extend(found.into_iter().map(&of_package));
    record.commits.extend(commits.into_iter().map(|commits| Commits {
        ecosystem: name.ecosystem.clone(),
        package: name.package.clone(),
        purl: name.purl.clone(),
        ..commits
    }));
    if let Some(mut specific) = entry.table("ecosystem_specific") {
        for (key, reason) in [
            (
                "custom_ranges",
                "ranges here use the package's own version numbers; `versions` in advisory.toml maps the project's releases to them",
            ),
            ("imports", "ranges here are for packages, not for the code in them"),
            ("affects", "ranges here are for packages, not for the code in them"),
            ("affected_functions", "ranges here are for packages, not for the code in them"),
        ] {
            specific.discard(key, reason);
        }
        specific.discard_rest("additions of an ecosystem are not kept here");
    }
    if let Some(mut specific) = entry.table("database_specific") {
        if is_own {
            let lines = lines(&mut specific);
            for range in record.affected.iter_mut().skip(first) {
                // OSV has no other end than a fix before which a range ends.
                range.ends_unfixed =
                    range.fixed.is_some() && lines.iter().any(|line| line.ends_unfixed && line.fixed == range.fixed);
            }
            // If no line is named, `ranges` say the same of the package as a whole.
            if lines.iter().any(|line| line.line.is_some()) {
                record.lines.extend(lines.into_iter().map(&of_package));
            }
            record.unknown.extend(unknown(&mut specific).into_iter().map(&of_package));
        }
        if specific.has("cwes") {
            for mut cwe in specific.tables("cwes") {
                record.cwe.extend(cwe.non_empty("cweId"));
                cwe.ignore("name");
                cwe.ignore("description");
            }
        }
        for (key, reason) in [
            ("source", "the database's source is not kept here"),
            ("last_known_affected_version_range", "the ranges already say which versions are affected"),
            ("informational", "a notice becomes an ordinary advisory here"),
        ] {
            specific.discard(key, reason);
        }
        specific.discard_rest("additions of a database for its own use are not kept here");
    }
}

/// A package as a record names it.
#[derive(Default)]
struct Name {
    ecosystem: Option<Ecosystem>,
    package: Option<String>,
    /// Its package URL, if that says more than the two.
    purl: Option<String>,
}

/// Takes the ecosystem and the name of the package.
fn package(entry: &mut Fields<'_>) -> Name {
    let Some(mut package) = entry.table("package") else { return Name::default() };
    let (ecosystem, name) = (package.name("ecosystem").as_deref().map(Ecosystem::from), package.name("name"));
    let Some(url) = package.name("purl") else { return Name { ecosystem, package: name, purl: None } };
    let read = PackageUrl::parse(&url);
    let beyond = name.as_deref().and_then(|name| purl::beyond_name(&url, ecosystem.as_ref(), name));
    match (&ecosystem, &name, read) {
        (None, None, Some(read)) => {
            package.notes().guessed(package.path("purl"), "only this field names the package");
            let purl = purl::beyond_name(&url, Some(&read.ecosystem), &read.name);
            return Name { ecosystem: Some(read.ecosystem), package: Some(read.name), purl };
        }
        (Some(ecosystem), Some(name), Some(read)) if read.is_of(ecosystem, name) => {}
        (Some(_), Some(_), None) if beyond.is_some() => {}
        _ => {
            package.notes().no_place(package.path("purl"), "the ecosystem and the name already name the package");
            return Name { ecosystem, package: name, purl: None };
        }
    }
    Name { ecosystem, package: name, purl: beyond }
}

/// Takes the ranges of release lines, as this program exports them.
fn lines(specific: &mut Fields<'_>) -> Vec<Affected> {
    let read = |mut line: Fields<'_>| {
        let (fixed, before) = (line.non_empty("fixed"), line.non_empty("before"));
        Affected {
            line: line.name("line"),
            introduced: line.non_empty("introduced"),
            ends_unfixed: fixed.is_none() && before.is_some(),
            fixed: fixed.or(before),
            last_affected: line.non_empty("last_affected"),
            ..Affected::default()
        }
    };
    specific.tables("lines").into_iter().map(read).collect()
}

/// Takes the versions of which nobody knows, as this program exports them.
fn unknown(specific: &mut Fields<'_>) -> Vec<Affected> {
    let read = |mut range: Fields<'_>| Affected {
        introduced: range.non_empty("from"),
        fixed: range.non_empty("before"),
        last_affected: range.non_empty("up_to"),
        ..Affected::default()
    };
    specific.tables("unknown").into_iter().map(read).collect()
}

fn ranges(entry: &mut Fields<'_>, order: Option<Order>) -> (Vec<Affected>, Vec<Commits>) {
    let (mut found, mut found_commits) = (Vec::new(), Vec::new());
    for mut range in entry.tables("ranges") {
        match range.non_empty("type").as_deref() {
            Some("GIT") => {
                found_commits.extend(commits(&mut range));
            }
            Some("SEMVER" | "ECOSYSTEM") => {
                range.discard("repo", "ranges here consist of versions and need no repository");
                found.extend(events(&mut range, order));
            }
            kind => {
                let kind = excerpt(kind.unwrap_or_default());
                range.notes().unreadable(&range.path("type"), &format!("`{kind}` is not SEMVER, ECOSYSTEM or GIT"));
                range.discard("events", "their kind is unknown");
            }
        }
        if let Some(specific) = range.table("database_specific") {
            specific.discard_rest("additions of a database for its own use are not kept here");
        }
    }
    (found, found_commits)
}

/// Takes a range of commits. What is introduced again after a fix begins a range of its own: an
/// affected commit of it comes after that fix.
fn commits(range: &mut Fields<'_>) -> Vec<Commits> {
    let repository = range.non_empty("repo");
    if repository.is_none() {
        range.notes().wrong(range.path("repo"), "the record does not name the repository of the commits");
    }
    let begin = || Commits { repository: repository.clone(), ..Commits::default() };
    let (mut all, mut last, mut limit) = (Vec::new(), begin(), Vec::new());
    for mut event in range.tables("events") {
        if let Some(commit) = event.bound("introduced") {
            if !last.fixed.is_empty() || !last.last_affected.is_empty() {
                all.push(std::mem::replace(&mut last, begin()));
            }
            last.introduced.push(commit);
        }
        last.fixed.extend(event.bound("fixed"));
        last.last_affected.extend(event.bound("last_affected"));
        limit.extend(event.bound("limit").filter(|limit| limit != "*"));
        event.require_all_taken();
    }
    all.push(last);
    for commits in &mut all {
        // The first commit of the repository is affected, and whatever else is introduced comes
        // after it.
        if commits.introduced.iter().any(|commit| commit == BEGINNING) {
            commits.introduced.clear();
        }
        commits.limit.clone_from(&limit);
    }
    all
}

/// Takes the ranges of a list of events.
fn events(range: &mut Fields<'_>, order: Option<Order>) -> Vec<Affected> {
    let path = range.path("events");
    let mut events = Vec::new();
    for mut event in range.tables("events") {
        events.extend(event.bound("introduced").map(Event::Introduced));
        events.extend(event.bound("fixed").map(Event::Fixed));
        events.extend(event.bound("last_affected").map(Event::LastAffected));
        events.extend(event.bound("limit").map(Event::Limit));
        event.require_all_taken();
    }
    from_events(events, order, &path, range.notes())
}

/// Adds a range for each single version that is in none of the ranges.
fn versions(entry: &mut Fields<'_>, order: Option<Order>, ranges: &mut Vec<Affected>) {
    let path = entry.path("versions");
    let versions = entry.text_list("versions");
    let known = AffectedVersions::new(ranges, order);
    let (mut by_numbers, mut single) = (0, 0);
    for version in versions {
        match known.contains(&version) {
            Some(true) => continue,
            None if contains_numbers(&known, &version, order) => {
                by_numbers += 1;
                continue;
            }
            Some(false) | None => single += 1,
        }
        ranges.push(Affected {
            introduced: Some(version.clone()),
            last_affected: Some(version),
            ..Affected::default()
        });
    }
    if single > 0 {
        entry.notes().guessed(&path, format!("{single} of them are in no range, so each becomes a range of its own"));
    }
    if by_numbers > 0 {
        let reason = format!("the ranges contain {by_numbers} of them, judged by their leading numbers");
        entry.notes().guessed(&path, reason);
    }
}

/// The words that mark a pre-release, after the numbers of a version.
const PRE_RELEASE: [&str; 10] = ["a", "alpha", "b", "beta", "c", "cr", "dev", "pre", "rc", "snapshot"];

/// Returns whether a version whose order is not known is in the ranges by its numbers, whatever
/// follows them. If it is a pre-release, all pre-releases of these numbers have to be in the
/// ranges; if not, the release and what follows it.
fn contains_numbers(known: &AffectedVersions, version: &str, order: Option<Order>) -> bool {
    let Some(order) = order else { return false };
    let bare = without_v(version);
    let end = bare.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(bare.len());
    let Some((numbers, rest)) = bare.split_at_checked(end) else { return false };
    let most = if order.is_semver() { 3 } else { usize::MAX };
    let numbers: Vec<&str> = numbers.trim_end_matches('.').split('.').take(most).collect();
    let Ok(release) = Version::parse(&numbers.join("."), order) else { return false };
    let contains = |text: &str| known.contains(text) == Some(true);
    let rest = rest.trim_start_matches(['-', '_']);
    let word: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
    if PRE_RELEASE.contains(&word.to_ascii_lowercase().as_str()) {
        return release.first_pre_release().is_some_and(|first| contains(first.as_str()));
    }
    // In `1!2.0` the leading number is none of a release.
    (rest.is_empty() || !word.is_empty())
        && contains(release.as_str())
        && release.successor().is_some_and(|next| contains(next.as_str()))
}
