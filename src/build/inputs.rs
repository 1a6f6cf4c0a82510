//! What a public site is made of: the files of the portfolio, and the program.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::fingerprint::Fingerprint;
use crate::portfolio::Project;
use crate::source::{FilePath, Tree, TreeEntry};
use crate::time::{Date, Instant};

/// The version of the program, and a number that stands for its source.
const PROGRAM: [&str; 2] = [env!("CARGO_PKG_VERSION"), env!("ADVISORY_SOURCE")];

/// Returns the fingerprint of the program.
#[must_use]
pub fn program() -> Fingerprint {
    Fingerprint::of(PROGRAM)
}

/// Returns the fingerprint of what every file of a site is made of: the program, and the files that
/// belong to no incident.
#[must_use]
pub fn of_every_file(tree: &Tree) -> Fingerprint {
    program().and(of_entries(tree, |path| !path.starts_with("incidents/")))
}

/// Returns the fingerprint of the releases that a project lists, which depend on the instant.
#[must_use]
pub fn of_releases(project: &Project) -> Fingerprint {
    Fingerprint::of(project.lines.iter().flat_map(|line| &line.releases).map(|release| release.value.to_string()))
}

/// Returns the fingerprint of all files of a portfolio.
#[must_use]
pub fn of_tree(tree: &Tree) -> Fingerprint {
    of_entries(tree, |_| true)
}

fn of_entries(tree: &Tree, is_wanted: impl Fn(&str) -> bool) -> Fingerprint {
    let entries: Vec<_> = tree.iter().filter(|(path, _)| is_wanted(path.as_str())).collect();
    let of = |(path, entry): &(&FilePath, &TreeEntry)| of_entry(path.as_str(), entry);
    Fingerprint::of(entries.par_iter().map(of).collect::<Vec<_>>())
}

fn of_entry(path: &str, entry: &TreeEntry) -> Fingerprint {
    let (kind, content) = match entry {
        TreeEntry::File(bytes) => ("file", &**bytes),
        TreeEntry::Link => ("link", [].as_slice()),
        TreeEntry::TooLarge(size) => return Fingerprint::of([path, "too large", &size.to_string()]),
        TreeEntry::Special => ("special", [].as_slice()),
        TreeEntry::Unreadable(error) => ("unreadable", error.as_bytes()),
    };
    Fingerprint::of([path.as_bytes(), kind.as_bytes(), content])
}

/// Returns the instant until which a build at `now` has the result of one at a later instant, as
/// long as the files stay the same: the first of the [turns](turns) after it.
#[must_use]
pub fn until(tree: &Tree, now: Instant) -> Instant {
    let midnight = now.date().end();
    turns(tree, now, midnight).pop_first().unwrap_or(midnight)
}

/// Returns the instants after `now`, up to and including `last`, at which a build can get another
/// result by itself.
///
/// A build compares `now` with the instants that the files name, and with days: the ends of
/// support, when somebody left, the month in which security.txt expires. So these are the instants
/// that any file has, whatever they mean there, and the beginning of each day.
#[must_use]
pub fn turns(tree: &Tree, now: Instant, last: Instant) -> BTreeSet<Instant> {
    let texts: Vec<&[u8]> = tree
        .iter()
        .filter_map(|(_, entry)| match entry {
            TreeEntry::File(bytes) => Some(&**bytes),
            _ => None,
        })
        .collect();
    let named: BTreeSet<Instant> = texts.par_iter().flat_map_iter(|text| instants(text)).collect();
    let midnights = std::iter::successors(Some(now.date().end()), |midnight| Some(midnight.date().end()));
    // The last day that a date can name ends where it begins.
    let midnights = midnights.scan(now, |before, at| (at > std::mem::replace(before, at)).then_some(at));
    named.into_iter().chain(midnights.take_while(|at| *at <= last)).filter(|at| *at > now && *at <= last).collect()
}

/// Returns the instants in a text, however TOML lets people write them.
fn instants(text: &[u8]) -> impl Iterator<Item = Instant> {
    // The colon between hours and minutes is the rarest part.
    let colons = text.iter().enumerate().filter(|(_, byte)| **byte == b':').map(|(at, _)| at);
    colons.filter_map(|colon| instant(text.get(colon.checked_sub(BEFORE_COLON)?..)?))
}

/// The length of `2026-03-10T15`.
const BEFORE_COLON: usize = 13;

/// Reads the instant that a text begins with. Without an offset, it is UTC.
fn instant(text: &[u8]) -> Option<Instant> {
    let number = |from: usize, length: usize| -> Option<i64> {
        let digits = text.get(from..from + length)?;
        std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
    };
    let is = |at: usize, bytes: &[u8]| text.get(at).is_some_and(|byte| bytes.contains(byte));
    if !(is(4, b"-") && is(7, b"-") && is(10, b"Tt ")) {
        return None;
    }
    let [month, day] = [number(5, 2)?, number(8, 2)?].map(|part| u32::try_from(part).unwrap_or(0));
    let date = Date::new(i32::try_from(number(0, 4)?).ok()?, month, day)?;
    let (seconds, mut at) = if is(16, b":") { (number(17, 2)?, 19) } else { (0, 16) };
    if is(at, b".") {
        at += 1;
        at += text.get(at..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    }
    let sign = match text.get(at) {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => 0,
    };
    let offset = if sign == 0 { 0 } else { sign * (number(at + 1, 2)? * 3600 + number(at + 4, 2)? * 60) };
    Instant::from_unix(date.start().unix() + number(11, 2)? * 3600 + number(14, 2)? * 60 + seconds - offset)
}
