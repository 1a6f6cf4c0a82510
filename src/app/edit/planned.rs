//! Which date an event plans, as far as a merge has to know.

use toml_edit::DocumentMut;

use super::sections::Section;
use crate::event::BuiltIn;
use crate::key;
use crate::time::Instant;

/// The date that an event sets: of two that were set on two branches, only people know which is
/// planned.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PlannedDate {
    /// The event that sets it; an agreement sets the same date as a move of the embargo.
    what: BuiltIn,
    until: Instant,
}

impl PlannedDate {
    /// Returns the date that a section sets; `None` if it is no such event.
    pub(crate) fn of(section: &Section) -> Option<Self> {
        if section.path != key::EVENT {
            return None;
        }
        let text: String = section.statements().map(|statement| format!("{}\n", statement.text)).collect();
        let document: DocumentMut = text.parse().ok()?;
        let record = document.get(key::EVENT)?.as_array_of_tables()?.get(0)?;
        let what = match BuiltIn::named(record.get(key::EVENT)?.as_str()?)? {
            BuiltIn::EmbargoAgreed | BuiltIn::EmbargoMoved => BuiltIn::EmbargoMoved,
            moved @ (BuiltIn::ReleaseMoved | BuiltIn::UpstreamMoved) => moved,
            _ => return None,
        };
        let until = Instant::parse(&record.get(key::UNTIL)?.as_datetime()?.to_string()).ok()?;
        Some(Self { what, until })
    }

    /// Returns whether both set the same date, to different instants.
    pub(crate) fn contradicts(&self, other: &Self) -> bool {
        self.what == other.what && self.until != other.until
    }

    /// Returns whether both set the same date.
    pub(crate) fn is_of(&self, other: &Self) -> bool {
        self.what == other.what
    }
}
