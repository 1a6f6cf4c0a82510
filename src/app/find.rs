//! Looks up an incident by handle, folder or public ID.

use crate::finding::did_you_mean;
use crate::incident::Incident;
use crate::portfolio::Portfolio;
use crate::source::Tree;

/// Why a name does not identify exactly one incident.
#[derive(Debug, thiserror::Error)]
pub enum UnknownIncident {
    /// No incident has that name.
    #[error("there is no incident `{}`; {}", .named.escape_debug(), nearest(.near.as_deref()))]
    None {
        /// The name.
        named: String,
        /// The handle that is most like it.
        near: Option<String>,
    },
    /// Several have that name.
    #[error("`{named}` names several incidents; say which: {}", folders.join(", "))]
    Several {
        /// The name.
        named: String,
        /// Their folders.
        folders: Vec<String>,
    },
}

fn nearest(near: Option<&str>) -> String {
    near.map_or_else(
        || "the folders under incidents/ are the handles".to_owned(),
        |near| format!("did you mean `{near}`?"),
    )
}

/// Returns the incident with this handle, folder (`2026/amber-heron`, `incidents/2026/amber-heron`)
/// or public ID.
///
/// # Errors
/// When no incident matches, or more than one.
pub(super) fn incident<'p>(portfolio: &'p Portfolio, named: &str) -> Result<&'p Incident, UnknownIncident> {
    let named = named.trim_end_matches('/');
    let is_it = |i: &&Incident| {
        i.handle == *named
            || i.folder.as_str() == named
            || i.folder.as_str().strip_prefix("incidents/") == Some(named)
            || public_id(i).is_some_and(|id| id == named)
    };
    let found: Vec<&Incident> = portfolio.incidents.iter().map(AsRef::as_ref).filter(is_it).collect();
    match found.as_slice() {
        [incident] => Ok(incident),
        [] => {
            // Suggest handles only: an id may be assigned but not public yet, and the log may be
            // public.
            let known = portfolio.incidents.iter().map(|i| i.handle.as_str());
            let near = did_you_mean(named, known).map(|near| near.to_string());
            Err(UnknownIncident::None { named: named.to_owned(), near })
        }
        several => {
            let folders = several.iter().map(|i| i.folder.to_string()).collect();
            Err(UnknownIncident::Several { named: named.to_owned(), folders })
        }
    }
}

/// Returns the folder of the incident with this handle or folder, if there is one, without reading
/// an incident.
pub(super) fn folder<'t>(tree: &'t Tree, named: &str) -> Option<&'t str> {
    let named = named.trim_end_matches('/');
    let is_it = |folder: &&str| {
        *folder == named || folder.strip_prefix("incidents/") == Some(named) || folder.rsplit('/').next() == Some(named)
    };
    let mut found: Vec<&str> = tree.iter().filter_map(|(file, _)| file.incident_folder()).filter(is_it).collect();
    found.dedup();
    match found.as_slice() {
        [folder] => Some(folder),
        _ => None,
    }
}

fn public_id(incident: &Incident) -> Option<&str> {
    incident.document.as_ref().and_then(|d| d.id.as_ref()).map(|id| id.as_str())
}
