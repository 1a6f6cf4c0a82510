//! Events that commands of their own record, with what belongs to them.

use super::{Record, RecordEntry};
use crate::app::error::Error;
use crate::app::revise::require_revision;
use crate::case::Case;
use crate::event::BuiltIn;

impl Record {
    /// Requires that no other command records this event.
    ///
    /// # Errors
    /// When one does: the event alone would have no effect, or a wrong one.
    pub(super) fn require_no_other_command(&self, case: &Case<'_>) -> Result<(), Error> {
        let RecordEntry::Event { event, details, .. } = &self.entry else { return Ok(()) };
        let incident = case.incident;
        let handle = &incident.handle;
        if BuiltIn::named(event.as_str()) == Some(BuiltIn::Approved) {
            require_revision(case)?;
        }
        let has_id = incident.document.as_ref().is_some_and(|document| document.id.is_some());
        let (does, command) = match BuiltIn::named(event.as_str()) {
            Some(BuiltIn::Renamed) => ("moves its folder", format!("advisory rename {handle} NEW --by MEMBER")),
            Some(BuiltIn::DocumentsChanged) if details.covers.is_none() => {
                ("writes their digest", "advisory documents".to_owned())
            }
            Some(BuiltIn::Approved) if details.covers.is_none() && !has_id => {
                ("assigns the public ID that belongs to it", format!("advisory publish {handle} --by MEMBER"))
            }
            _ => return Ok(()),
        };
        Err(Error::Invalid {
            message: format!("`{event}` alone has no effect: another command records it and {does}"),
            help: Some(format!("run `{command}`")),
        })
    }
}
