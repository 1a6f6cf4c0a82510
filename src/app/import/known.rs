//! The records that the repository has already, so that nothing is imported twice.

use std::collections::BTreeMap;

use super::outcome::ImportOutcome;
use crate::import::{Format, Record};
use crate::incident::Incident;
use crate::portfolio::Portfolio;
use crate::source::FilePath;

/// The folders of incidents, by the record that they were imported from and by their own ids.
pub(super) struct Known {
    /// Folders by format and source id.
    imported: BTreeMap<(String, String), String>,
    /// Folders by public, CVE and other ids.
    ids: BTreeMap<String, String>,
}

/// Returns the complete incidents. An interrupted import leaves an advisory.md alone; such an
/// incident is imported again.
pub(super) fn whole(portfolio: &Portfolio) -> impl Iterator<Item = &Incident> {
    portfolio
        .incidents
        .iter()
        .map(AsRef::as_ref)
        .filter(|incident: &&Incident| portfolio.tree.get(incident.file.as_str()).is_some())
}

impl Known {
    pub(super) fn new(portfolio: &Portfolio) -> Self {
        let mut known = Self { imported: BTreeMap::new(), ids: BTreeMap::new() };
        for incident in whole(portfolio) {
            let folder = incident.folder.to_string();
            if let Some(imported) = &incident.imported {
                let key = (imported.from.value.to_string(), imported.id.value.clone());
                known.imported.insert(key, folder);
                // Records of different databases may describe the same vulnerability.
                continue;
            }
            let Some(document) = &incident.document else { continue };
            let own = document.id.iter().map(|id| id.value.to_string());
            let cve = document.cve.iter().map(|id| id.value.to_string());
            let aliases = document.aliases.iter().map(|id| id.value.clone());
            known.ids.extend(own.chain(cve).chain(aliases).map(|id| (id, folder.clone())));
        }
        known
    }

    /// Returns the outcome for a record that is known already; `None` if it is new.
    pub(super) fn find(&self, format: Format, record: &Record) -> Option<ImportOutcome> {
        let key = (format.word().to_owned(), record.id.clone());
        if let Some(folder) = self.imported.get(&key) {
            return Some(ImportOutcome::Here { id: record.id.clone(), folder: folder.clone() });
        }
        let ids = std::iter::once(&record.id).chain(&record.aliases);
        let folder = ids.filter_map(|id| self.ids.get(id)).next()?;
        Some(ImportOutcome::Ours { id: record.id.clone(), folder: folder.clone() })
    }

    /// Adds a record that will become an incident in this folder.
    pub(super) fn add(&mut self, format: Format, id: &str, folder: &FilePath) {
        self.imported.insert((format.word().to_owned(), id.to_owned()), folder.to_string());
    }
}
