//! What differs between two public trees, and why.

use crate::plan::Plan;

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Added,
    Changed,
    Removed,
}

impl Kind {
    /// The word in JSON.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }

    /// The mark in lists.
    pub(super) fn mark(self) -> char {
        match self {
            Self::Added => '+',
            Self::Changed => '~',
            Self::Removed => '-',
        }
    }
}

/// Why a file differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Because {
    /// It would be as it is now, if this incident were held back.
    Incident,
    /// It differs by then in the same way, whether or not this incident is held back: another embargo ends, a line goes
    /// out of support, a date is renewed.
    Time,
    /// Both.
    Both,
}

impl Because {
    /// The word in JSON.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Time => "time",
            Self::Both => "both",
        }
    }
}

/// A file that differs.
pub(super) struct Change<'a> {
    pub(super) path: &'a str,
    pub(super) kind: Kind,
    pub(super) because: Because,
    /// Its bytes now.
    pub(super) before: Option<&'a [u8]>,
    /// Its bytes then.
    pub(super) after: Option<&'a [u8]>,
}

/// Every file that differs between `now` and `then`, sorted by path. `held` is the tree of that same instant with the
/// incident held back.
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
        (None, _) => Kind::Added,
        (_, None) => Kind::Removed,
        _ => Kind::Changed,
    };
    let because = match held {
        held if held == before => Because::Incident,
        held if held == after => Because::Time,
        _ => Because::Both,
    };
    Some(Change { path, kind, because, before, after })
}
