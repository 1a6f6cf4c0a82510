//! The entries of `versions`: what they say about versions and commits.

use std::fmt;

use super::super::super::constraint;
use super::super::super::error::NoRecord;
use super::super::super::fields::{Fields, Notes};
use super::super::super::node::excerpt;
use super::super::super::ranges::{inverted, past_wildcard, version};
use super::super::super::record::Affected;
use crate::version::{BEGINNING, Order};

/// The type of versions of Erlang/OTP.
pub(super) const OTP: &str = "otp";

/// The status of some versions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Affected,
    Unaffected,
    Unknown,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Affected => "affected",
            Self::Unaffected => "unaffected",
            Self::Unknown => "unknown",
        })
    }
}

impl Status {
    pub(super) fn of(word: Option<&str>) -> Self {
        match word {
            Some("affected") => Self::Affected,
            Some("unaffected") => Self::Unaffected,
            _ => Self::Unknown,
        }
    }

    /// Returns whether a word is that of a status.
    pub(super) fn is_word(word: &str) -> bool {
        word == "unknown" || Self::of(Some(word)) != Self::Unknown
    }
}

/// What an entry, or a change in one, says of a range.
pub(super) struct Piece {
    pub(super) status: Status,
    /// Whether the versions are unaffected because they have a fix.
    pub(super) has_fix: bool,
    pub(super) range: Affected,
}

/// The end of a range as it is written.
pub(super) struct Written {
    pub(super) text: String,
    pub(super) is_included: bool,
}

impl Written {
    /// Returns whether it stands for no end.
    pub(super) fn is_open(&self) -> bool {
        self.text == "*" || is_nothing(&self.text)
    }
}

/// An entry of `versions`.
pub(super) struct Entry<'n> {
    pub(super) status: Status,
    pub(super) version: String,
    pub(super) end: Option<Written>,
    /// The versions at which the status changes, in any order.
    pub(super) changes: Vec<(String, Status)>,
    pub(super) kind: String,
    path: String,
    notes: &'n Notes,
}

/// The first and the last word that stand for no version: those who know of none write them.
const NOTHING: [&str; 5] = ["n/a", "unspecified", "unknown", "-", "none"];

/// Returns whether a text stands for no version.
pub(super) fn is_nothing(text: &str) -> bool {
    NOTHING.contains(&text.to_ascii_lowercase().as_str())
}

/// Reads an entry.
///
/// # Errors
/// When it names no version, or has two ends.
pub(super) fn read(mut entry: Fields<'_>) -> Result<Entry<'_>, NoRecord> {
    let (notes, path) = (entry.notes(), entry.own_path().to_owned());
    let word = entry.non_empty("status");
    let status = Status::of(word.as_deref());
    if !word.as_deref().is_some_and(Status::is_word) {
        notes.unreadable(&entry.path("status"), "it is not `affected`, `unaffected` or `unknown`");
    }
    let kind = entry.non_empty("versionType").unwrap_or_default();
    let (below, through) = (entry.bound("lessThan"), entry.bound("lessThanOrEqual"));
    let Some(version) = entry.bound("version") else {
        return Err(invalid(format!("`{path}` names no version")));
    };
    let end = match (below, through) {
        (Some(below), Some(through)) if below != through => {
            return Err(invalid(format!("`{path}` has two ends, `{}` and `{}`", excerpt(&below), excerpt(&through))));
        }
        (_, Some(text)) => Some(Written { text, is_included: true }),
        (Some(text), None) => Some(Written { text, is_included: false }),
        (None, None) => None,
    };
    let mut changes = Vec::new();
    for mut change in entry.tables("changes") {
        let word = change.non_empty("status");
        let status = Status::of(word.as_deref());
        if !word.as_deref().is_some_and(Status::is_word) {
            notes.unreadable(&change.path("status"), "it is not `affected`, `unaffected` or `unknown`");
        }
        let Some(at) = change.bound("at") else {
            return Err(invalid(format!("`{}` names no version", change.own_path())));
        };
        changes.push((at, status));
        change.require_all_taken();
    }
    entry.require_all_taken();
    if !changes.is_empty() && end.is_none() {
        notes.wrong(entry.path("changes"), "they are of a range, and this is one version");
        changes.clear();
    }
    Ok(Entry { status, version, end, changes, kind, path, notes })
}

/// The type of the version in which the Linux kernel has a fix first. The other unaffected versions
/// of such a product are those of its branches with the fix.
const FIX: &str = "original_commit_for_fix";

/// Returns what the entries say of versions, the first entry first.
///
/// # Errors
/// When a bound is not a version, or a range of affected versions ends before it begins.
pub(super) fn pieces(entries: &[Entry<'_>], order: Option<Order>) -> Result<Vec<Piece>, NoRecord> {
    let names_fixes = entries.iter().any(|entry| entry.kind.eq_ignore_ascii_case(FIX));
    let mut all = entries.iter().map(|entry| entry.pieces(order)).collect::<Result<Vec<_>, _>>()?;
    for (entry, pieces) in entries.iter().zip(&mut all) {
        let is_fix = names_fixes && entry.status == Status::Unaffected && entry.version != BEGINNING;
        pieces.iter_mut().for_each(|piece| piece.has_fix |= is_fix);
    }
    Ok(all.into_iter().flatten().collect())
}

fn invalid(message: String) -> NoRecord {
    NoRecord::invalid(message, "correct the record, or write the incident by hand")
}

impl<'n> Entry<'n> {
    pub(super) fn notes(&self) -> &'n Notes {
        self.notes
    }

    /// Returns where it is in the record.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Returns whether it is a range without an end or a change.
    pub(super) fn is_whole(&self) -> bool {
        self.changes.is_empty() && self.end.as_ref().is_some_and(Written::is_open)
    }

    /// Returns whether it is about commits.
    pub(super) fn is_of_commits(&self) -> bool {
        self.kind.eq_ignore_ascii_case("git") || self.kind.is_empty() && is_commit(&self.version)
    }

    /// Returns the versions that it names, without patterns and words that name none.
    pub(super) fn bounds(&self) -> impl Iterator<Item = &str> {
        let end = self.end.iter().map(|end| end.text.as_str());
        let changes = self.changes.iter().map(|(at, _)| at.as_str());
        let all = std::iter::once(self.version.as_str()).chain(end).chain(changes);
        let is_other = |text: &str| text.contains(['*', ' ', '<', '>', '=', '[', '(']) || text.ends_with(['x', 'X']);
        let is_version = move |text: &str| text.contains(|c: char| c.is_ascii_digit()) && !is_other(text);
        all.filter(move |text| *text != BEGINNING && is_version(text))
    }

    /// Returns the ranges of versions, with their status. Where several have a version, the first
    /// one counts.
    ///
    /// # Errors
    /// When a bound is not a version.
    fn pieces(&self, order: Option<Order>) -> Result<Vec<Piece>, NoRecord> {
        let Some(end) = &self.end else { return self.single(order) };
        let whole = self.whole(end, order)?;
        self.require_versions(&whole, order)?;
        let mut pieces = Vec::new();
        if !self.changes.is_empty() {
            let Some(known) = order else { return Err(unordered()) };
            for (at, status) in self.sorted(known)? {
                if let Some(range) = self.from(&at, &whole, known) {
                    // A change before the range is the fix of another version than the first.
                    let is_change = range.introduced.as_deref() == Some(at.as_str());
                    pieces.push(Piece { status, has_fix: is_change && status == Status::Unaffected, range });
                }
            }
        }
        pieces.push(self.piece(whole));
        Ok(pieces)
    }

    fn piece(&self, range: Affected) -> Piece {
        Piece { status: self.status, has_fix: false, range }
    }

    /// Returns the range from its version to its end.
    fn whole(&self, end: &Written, order: Option<Order>) -> Result<Affected, NoRecord> {
        let is_missing = is_nothing(&self.version) || self.version == "*";
        if is_missing && self.status == Status::Affected {
            let reason = format!("`{}` is not a version, so the range has no beginning", excerpt(&self.version));
            self.notes.guessed(format!("{}.version", self.path), reason);
        }
        let start = if is_missing { BEGINNING } else { self.version.as_str() };
        let introduced = self.start(start, order)?;
        Ok(Affected { introduced, ..self.end(end, order)? })
    }

    /// Returns whether its range ends before it begins, in this order.
    pub(super) fn is_inverted(&self, order: Order) -> bool {
        let texts = self.end.as_ref().map(|end| (self.version.as_str(), end.text.trim()));
        let read = |text: &str| version(text, Some(order));
        texts.is_some_and(|(from, end)| from != BEGINNING && read(from).zip(read(end)).is_some_and(|(a, b)| a > b))
    }

    /// Requires a range to end after its beginning: one that does not was written to say something,
    /// and nobody knows what.
    fn require_versions(&self, range: &Affected, order: Option<Order>) -> Result<(), NoRecord> {
        if inverted([range], order).is_none() {
            return Ok(());
        }
        if self.status != Status::Affected {
            self.notes.wrong(&self.path, "it ends before it begins, so no version is in it");
            return Ok(());
        }
        let order = order.map(|order| format!(" in the order `{order}`")).unwrap_or_default();
        Err(NoRecord::invalid(format!("the range of `{}` ends before it begins{order}", self.path), OTHER_ORDER))
    }

    /// Returns what an entry without an end says: one version, or a range that is written in its
    /// place.
    fn single(&self, order: Option<Order>) -> Result<Vec<Piece>, NoRecord> {
        let text = self.version.trim();
        if is_nothing(text) {
            self.notes.no_place(&self.path, format!("`{}` is not a version", excerpt(text)));
            return Ok(Vec::new());
        }
        let one = || Affected {
            introduced: Some(text.to_owned()),
            last_affected: Some(text.to_owned()),
            ..Affected::default()
        };
        let is_version = version(text, order).is_some();
        // Some orders have a version `6.1.x`, and nobody means that one.
        let is_alone = text != "*"
            && !constraint::is_pattern(text)
            && (is_version || order.is_none() && !text.contains([' ', '<', '>', '=']));
        if is_alone {
            if text == BEGINNING {
                let reason = "without an end, `0` is one version, and not all versions";
                self.notes.guessed(format!("{}.version", self.path), reason);
            }
            return Ok(vec![self.piece(one())]);
        }
        match constraint::read(text, order) {
            Some(read) => {
                if text != "*" {
                    let reason = format!("`{}` is read as a range of versions", excerpt(text));
                    self.notes.guessed(format!("{}.version", self.path), reason);
                }
                read.ranges.iter().try_for_each(|range| self.require_versions(range, order))?;
                Ok(read.ranges.into_iter().map(|range| self.piece(range)).collect())
            }
            None => Err(unreadable(text, order)),
        }
    }

    /// Returns the beginning of a range; `None` for that of all versions.
    fn start(&self, text: &str, order: Option<Order>) -> Result<Option<String>, NoRecord> {
        if text == BEGINNING {
            return Ok(None);
        }
        if version(text, order).is_some() || order.is_none() {
            return Ok(Some(text.to_owned()));
        }
        // `next of 2.0.0`, `> 2.0.0` and the like.
        let read = constraint::read(text, order).filter(|read| !read.is_exact || text.starts_with(['>', '=']));
        let read = read.map(|read| read.ranges);
        match read.as_deref() {
            Some([only]) if only.fixed.is_none() && only.last_affected.is_none() => {
                let reason = format!("`{}` is read as the beginning of a range", excerpt(text));
                self.notes.guessed(format!("{}.version", self.path), reason);
                Ok(only.introduced.clone())
            }
            _ => Err(unreadable(text, order)),
        }
    }

    /// Returns the end of a range: the first version after it, or the last one in it.
    fn end(&self, end: &Written, order: Option<Order>) -> Result<Affected, NoRecord> {
        let text = end.text.trim();
        if text == "*" {
            return Ok(Affected::default());
        }
        if is_nothing(text) {
            let reason = format!("`{}` is not a version, so the range has no end", excerpt(text));
            self.notes.guessed(&self.path, reason);
            return Ok(Affected::default());
        }
        // By the schema, `6.1.*` stands after all versions that begin so.
        if text.ends_with(".*") {
            let past = past_wildcard(text, order).ok_or_else(|| unreadable(text, order))?;
            return Ok(Affected { fixed: Some(past), ends_unfixed: true, ..Affected::default() });
        }
        if order.is_some() && version(text, order).is_none() {
            return Err(unreadable(text, order));
        }
        // `2.0.0-0` is written for the end of a range, and is no release.
        let ends_unfixed = !end.is_included && text.ends_with("-0") && order.is_some_and(Order::is_semver);
        let text = Some(text.to_owned());
        let (fixed, last_affected) = if end.is_included { (None, text) } else { (text, None) };
        Ok(Affected { fixed, last_affected, ends_unfixed, ..Affected::default() })
    }

    /// Returns the changes, the last one first: it decides about what comes after it.
    fn sorted(&self, order: Order) -> Result<Vec<(String, Status)>, NoRecord> {
        let read = |(at, status): &(String, Status)| {
            let key = version(at, Some(order)).ok_or_else(|| unreadable(at, Some(order)))?;
            Ok((key, at.clone(), *status))
        };
        let mut sorted = self.changes.iter().map(read).collect::<Result<Vec<_>, NoRecord>>()?;
        sorted.sort_by(|(a, ..), (b, ..)| b.cmp(a));
        let twice = sorted.windows(2).find_map(|pair| match pair {
            [(a, text, was), (b, _, is)] if a == b && was != is => Some(text),
            _ => None,
        });
        if let Some(at) = twice {
            return Err(invalid(format!("`{}` has two changes at `{}`, and they differ", self.path, excerpt(at))));
        }
        Ok(sorted.into_iter().map(|(_, at, status)| (at, status)).collect())
    }

    /// Returns the part of a range that comes after a change; `None` if there is none.
    fn from(&self, at: &str, whole: &Affected, order: Order) -> Option<Affected> {
        let read = |text: &Option<String>| text.as_deref().and_then(|text| version(text, Some(order)));
        let change = version(at, Some(order))?;
        let from = read(&whole.introduced).filter(|start| *start > change);
        let introduced = if from.is_some() { whole.introduced.clone() } else { Some(at.to_owned()) };
        // Versions of Erlang/OTP with more than three numbers are of a branch of their own, and no
        // later version of another one has what they have.
        let branch = self.kind.eq_ignore_ascii_case(OTP).then(|| branch_end(at)).flatten();
        let is_nearer = |end: &String| {
            let end = version(end, Some(order));
            end.zip(read(&whole.fixed).or(read(&whole.last_affected))).is_none_or(|(end, whole)| end <= whole)
        };
        match branch.filter(is_nearer) {
            Some(end) => Some(Affected {
                introduced,
                fixed: Some(end),
                ends_unfixed: true,
                last_affected: None,
                ..whole.clone()
            }),
            None => Some(Affected { introduced, ..whole.clone() }),
        }
    }
}

/// Returns the first version after the branch of a version with more than three numbers: `27.3.5`
/// for `27.3.4.1` (<https://www.erlang.org/doc/system/versions.html>).
fn branch_end(version: &str) -> Option<String> {
    let mut numbers: Vec<u64> = version.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    if numbers.len() <= 3 {
        return None;
    }
    numbers.pop();
    let last = numbers.last_mut()?;
    *last = last.checked_add(1)?;
    Some(numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join("."))
}

fn unreadable(text: &str, order: Option<Order>) -> NoRecord {
    let message = match order {
        Some(order) => format!("`{}` is not a version in the order `{order}`", excerpt(text)),
        None => format!("`{}` can't be read as a version", excerpt(text)),
    };
    NoRecord::invalid(message, OTHER_ORDER)
}

/// What to do if the order of the versions is another one than the record seems to say.
pub(super) const OTHER_ORDER: &str = "correct the version or `versionType` in the record, or name the order of its \
     versions in advisory.toml: `order` under [versions], or in the [[package]]";

fn is_commit(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Returns the error for versions that would have to be compared.
pub(super) fn unordered() -> NoRecord {
    NoRecord::invalid("how its versions are ordered is not known, and its entries say so in several ways", OTHER_ORDER)
}
