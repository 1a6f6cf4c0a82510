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
    /// Folders of the project's own incidents by public, CVE and other ids.
    ids: BTreeMap<String, String>,
    /// The records that imported incidents came from, by all of their ids.
    sources: BTreeMap<String, Vec<Source>>,
}

/// The record that an incident was imported from.
#[derive(Clone)]
struct Source {
    id: String,
    folder: String,
}

/// What is known of a record.
pub(super) enum Seen {
    /// It needs no file.
    Settled(ImportOutcome),
    /// Another database's record of the same vulnerability was imported into this folder.
    Second(String),
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
        let mut known = Self { imported: BTreeMap::new(), ids: BTreeMap::new(), sources: BTreeMap::new() };
        for incident in whole(portfolio) {
            let folder = incident.folder.to_string();
            let document = incident.document.as_ref();
            let own = document.iter().flat_map(|document| &document.id).map(|id| id.value.to_string());
            let cve = document.iter().flat_map(|document| &document.cve).map(|id| id.value.to_string());
            let aliases = document.iter().flat_map(|document| &document.aliases).map(|id| id.value.clone());
            let ids = own.chain(cve).chain(aliases);
            if let Some(imported) = &incident.imported {
                let key = (imported.from.value.to_string(), imported.id.value.clone());
                known.imported.insert(key, folder.clone());
                known.source(&imported.id.value, &folder, ids);
            } else {
                known.ids.extend(ids.map(|id| (id, folder.clone())));
            }
        }
        known
    }

    /// Returns what is known of a record; `None` if it is new.
    pub(super) fn find(&self, format: Format, record: &Record) -> Option<Seen> {
        let key = (format.word().to_owned(), record.id.clone());
        if let Some(folder) = self.imported.get(&key) {
            return Some(Seen::Settled(ImportOutcome::Here { id: record.id.clone(), folder: folder.clone() }));
        }
        let ids = || std::iter::once(&record.id).chain(record.aliases.iter().filter(|id| is_id(id)));
        if let Some(folder) = ids().find_map(|id| self.ids.get(id)) {
            return Some(Seen::Settled(ImportOutcome::Ours { id: record.id.clone(), folder: folder.clone() }));
        }
        let sources = ids().filter_map(|id| self.sources.get(id)).flatten();
        let same = sources.filter(|source| is_second(&source.id, &record.id)).map(|source| source.folder.clone()).min();
        same.map(Seen::Second)
    }

    /// Adds a record that will become an incident in this folder.
    pub(super) fn add(&mut self, format: Format, record: &Record, folder: &FilePath) {
        let folder = folder.to_string();
        self.imported.insert((format.word().to_owned(), record.id.clone()), folder.clone());
        self.source(&record.id, &folder, record.aliases.iter().cloned());
    }

    fn source(&mut self, id: &str, folder: &str, ids: impl Iterator<Item = String>) {
        let source = Source { id: id.to_owned(), folder: folder.to_owned() };
        for name in ids.chain([id.to_owned()]) {
            self.sources.entry(name).or_default().push(source.clone());
        }
    }
}

/// Returns whether an alias identifies a vulnerability. Databases write words such as `N/A` or
/// `CVE-2026-XXXX` where there is no ID yet, and records that share them are not the same.
fn is_id(alias: &str) -> bool {
    match alias.strip_prefix("CVE-") {
        Some(rest) => rest.bytes().all(|b| b.is_ascii_digit() || b == b'-'),
        None => alias.contains(|c: char| c.is_ascii_digit()) || alias.starts_with("GHSA-"),
    }
}

/// Returns whether two records with an ID in common are of different databases, or are one record
/// in two formats. Two records of one database with one CVE ID are two advisories, because that
/// database says so.
fn is_second(here: &str, there: &str) -> bool {
    here == there || database(here) != database(there)
}

/// Returns the part of an ID that names its database.
fn database(id: &str) -> &str {
    id.split_once('-').map_or(id, |(database, _)| database)
}
