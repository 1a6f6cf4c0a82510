//! The differences between two public trees, and their reasons.

use crate::plan::Plan;

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// Its bytes change.
    Changed,
    /// It is removed.
    Removed,
}

impl ChangeKind {
    /// Returns the word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }

    /// Returns the mark in lists.
    #[must_use]
    pub fn mark(self) -> char {
        match self {
            Self::Added => '+',
            Self::Changed => '~',
            Self::Removed => '-',
        }
    }
}

/// Why a file differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeReason {
    /// Because of this incident: without it, the file would stay as it is.
    Incident,
    /// Because of time: it differs in the same way without this incident. Another embargo ends, a
    /// line goes out of support, a date is renewed.
    Time,
    /// Both.
    Both,
}

impl ChangeReason {
    /// Returns the word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Time => "time",
            Self::Both => "both",
        }
    }
}

/// A file that differs.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// Its path in the site.
    pub path: &'a str,
    /// What happens to it.
    pub kind: ChangeKind,
    /// Why it differs.
    pub reason: ChangeReason,
    /// Its bytes now.
    pub before: Option<&'a [u8]>,
    /// Its bytes then.
    pub after: Option<&'a [u8]>,
}

/// Returns every file that differs between `now` and `then`, sorted by path. `held` is the tree of
/// that same instant with the incident held back.
pub(super) fn between<'a>(now: &'a Plan, held: &'a Plan, then: &'a Plan) -> Vec<Change<'a>> {
    let added = then.iter().map(|(path, _)| path).filter(|path| now.get(path).is_none());
    let mut paths: Vec<&str> = now.iter().map(|(path, _)| path).chain(added).collect();
    paths.sort_unstable();
    paths.into_iter().filter_map(|path| change(path, now.get(path), held.get(path), then.get(path))).collect()
}

fn change<'a>(
    path: &'a str,
    before: Option<&'a [u8]>,
    held: Option<&'a [u8]>,
    after: Option<&'a [u8]>,
) -> Option<Change<'a>> {
    let kind = match (before, after) {
        (before, after) if before == after => return None,
        (None, _) => ChangeKind::Added,
        (_, None) => ChangeKind::Removed,
        _ => ChangeKind::Changed,
    };
    let reason = match held {
        held if held == before => ChangeReason::Incident,
        held if held == after => ChangeReason::Time,
        _ => ChangeReason::Both,
    };
    Some(Change { path, kind, reason, before, after })
}
