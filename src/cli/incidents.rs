//! Finding the incident that an argument names.

use anyhow::{Result, anyhow};

use crate::finding::did_you_mean;
use crate::incident::Incident;
use crate::portfolio::Portfolio;

/// The incident with this handle, folder (`2026/amber-heron`, `incidents/2026/amber-heron`) or public id.
pub(super) fn find<'p>(portfolio: &'p Portfolio, named: &str) -> Result<&'p Incident> {
    let named = named.trim_end_matches('/');
    let is_it = |i: &&Incident| {
        i.handle == *named
            || i.folder.as_str() == named
            || i.folder.as_str().strip_prefix("incidents/") == Some(named)
            || public_id(i).is_some_and(|id| id == named)
    };
    let found: Vec<&Incident> = portfolio.incidents.iter().filter(is_it).collect();
    match found.as_slice() {
        [incident] => Ok(incident),
        [] => {
            // Handles alone: an id may be assigned and not public yet, and this may stand in a log that others read.
            let known = portfolio.incidents.iter().map(|i| i.handle.as_str());
            let hint = did_you_mean(named, known).map_or_else(
                || "the folders under incidents/ are the handles".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            Err(anyhow!("there is no incident `{}`; {hint}", named.escape_debug()))
        }
        several => {
            let folders: Vec<&str> = several.iter().map(|i| i.folder.as_str()).collect();
            Err(anyhow!("`{named}` names several incidents; say which: {}", folders.join(", ")))
        }
    }
}

fn public_id(incident: &Incident) -> Option<&str> {
    incident.document.as_ref().and_then(|d| d.id.as_ref()).map(|id| id.as_str())
}
