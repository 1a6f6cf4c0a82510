//! Keeps who had a role that a record passes on.

use crate::app::edit::{self, Value};
use crate::app::error::Error;
use crate::incident::Incident;
use crate::key;

/// Returns the holders of each role that an edit of the incident's file passes on, as an event
/// keeps them. What they did before the event still counts.
///
/// # Errors
/// When the edited text is not TOML.
pub(super) fn former_holders(incident: &Incident, edited: &str) -> Result<Option<Value>, Error> {
    let roles = edit::names_below(edited, key::ROLES)?;
    let passed_on = incident.roles.iter().filter_map(|(role, held)| {
        let held: Vec<String> = held.iter().map(|holder| holder.to_string()).collect();
        let is_same = roles.get(role.as_str()).is_some_and(|now| *now == held);
        (!held.is_empty() && !is_same).then(|| (role.as_str(), edit::names(&held)))
    });
    let entries: Vec<_> = passed_on.collect();
    Ok((!entries.is_empty()).then(|| edit::inline(&entries)))
}
