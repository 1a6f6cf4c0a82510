//! What an event settles, as far as a merge has to know.

use toml_edit::DocumentMut;

use super::sections::Section;
use crate::event::BuiltIn;
use crate::key;
use crate::time::Instant;

/// What an event settles: a date, or whether the report describes a vulnerability. If two branches
/// settled it in different ways, only people know which way is right.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Settled {
    /// The event that settles it; an agreement sets the same date as a move of the embargo, and an
    /// acceptance answers the same question as a rejection.
    what: BuiltIn,
    how: How,
}

#[derive(Debug, PartialEq, Eq)]
enum How {
    Until(Instant),
    Outcome(BuiltIn),
}

impl Settled {
    /// Returns what a section settles; `None` if it is no such event.
    pub(crate) fn of(section: &Section) -> Option<Self> {
        if section.path != key::EVENT {
            return None;
        }
        let text: String = section.statements().map(|statement| format!("{}\n", statement.text)).collect();
        let document: DocumentMut = text.parse().ok()?;
        let record = document.get(key::EVENT)?.as_array_of_tables()?.get(0)?;
        let until = || Instant::parse(&record.get(key::UNTIL)?.as_datetime()?.to_string()).ok().map(How::Until);
        let (what, how) = match BuiltIn::named(record.get(key::EVENT)?.as_str()?)? {
            BuiltIn::EmbargoAgreed | BuiltIn::EmbargoMoved => (BuiltIn::EmbargoMoved, until()?),
            moved @ (BuiltIn::ReleaseMoved | BuiltIn::UpstreamMoved) => (moved, until()?),
            outcome @ (BuiltIn::Accepted | BuiltIn::Rejected) => (BuiltIn::Accepted, How::Outcome(outcome)),
            _ => return None,
        };
        Some(Self { what, how })
    }

    /// Returns whether both settle the same in different ways.
    pub(crate) fn contradicts(&self, other: &Self) -> bool {
        self.what == other.what && self.how != other.how
    }

    /// Returns whether both settle the same.
    pub(crate) fn is_of(&self, other: &Self) -> bool {
        self.what == other.what
    }
}
