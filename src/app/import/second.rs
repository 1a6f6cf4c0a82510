//! What a record says of a vulnerability that another database's record is here for already.

use std::collections::BTreeSet;

use super::affected::NewPackages;
use super::draft::{Draft, Drafter};
use super::merge::{self, Merged};
use super::outcome::{Addition, Difference, ImportOutcome};
use super::{ImportOptions, Item, Merges};
use crate::app::edit::EditError;
use crate::app::workspace::Workspace;
use crate::import::Record;
use crate::incident::{Affected, Commits, Incident};
use crate::parse;

/// Compares records with the incidents of their vulnerabilities, and merges them if that is asked
/// for.
pub(super) struct SecondSources<'a> {
    workspace: &'a Workspace,
    options: &'a ImportOptions<'a>,
    /// Its drafts are compared, never written.
    scratch: Drafter<'a>,
    /// The incidents to which facts were added.
    pub(super) merged: Merges,
}

impl<'a> SecondSources<'a> {
    pub(super) fn new(workspace: &'a Workspace, options: &'a ImportOptions<'a>) -> Self {
        let scratch = Drafter::new(workspace.portfolio(), options.format, options.by, workspace.now());
        Self { workspace, options, scratch, merged: Merges::new() }
    }

    /// Takes packages for known that the drafts of this import add to advisory.toml.
    pub(super) fn learn(&mut self, packages: &NewPackages) {
        self.scratch.learn(packages);
    }

    /// Returns the outcome for a record of a vulnerability that is in this folder already, from
    /// another database. What is here is never changed; what is not here may be added, to an
    /// incident that is no draft of this import.
    pub(super) fn outcome(&mut self, items: &[Item], record: Record, folder: String) -> ImportOutcome {
        let id = record.id.clone();
        let draft = match self.scratch.draft(record) {
            Ok(draft) => draft,
            Err(refused) => return refused,
        };
        let all = &self.workspace.portfolio().incidents;
        let there = incident(&draft);
        let stored = all.iter().find(|incident| incident.folder.as_str() == folder).map(|incident| incident.as_ref());
        let mut added = Vec::new();
        if let (true, Some(stored), Some(there)) = (self.options.merge, stored, &there) {
            added = match self.merge(stored, &id, &draft, there) {
                Ok(added) => added,
                Err(error) => {
                    return ImportOutcome::Refused {
                        place: None,
                        message: error.to_string(),
                        help: "merge it by hand".to_owned(),
                    };
                }
            };
        }
        let drafted = || items.iter().filter_map(Item::draft).find(|draft| draft.folder.as_str() == folder);
        let here = match (self.merged.get(&folder), stored) {
            (Some(merged), _) => Some(merged.incident.clone()),
            (None, Some(stored)) => Some(stored.clone()),
            (None, None) => drafted().and_then(incident),
        };
        let differs = here.zip(there).map(|(here, there)| differences(&here, &there)).unwrap_or_default();
        ImportOutcome::Second { id, folder, added, differs }
    }

    /// Adds what the record knows beside an incident, and returns what that is.
    fn merge(
        &mut self,
        stored: &Incident,
        id: &str,
        draft: &Draft,
        there: &Incident,
    ) -> Result<Vec<Addition>, EditError> {
        let folder = stored.folder.to_string();
        let tree = self.workspace.tree();
        let earlier = match self.merged.get(&folder) {
            Some(earlier) => earlier.clone(),
            None => match Merged::of(stored, tree) {
                Some(merged) => merged,
                None => return Ok(Vec::new()),
            },
        };
        let (by, now) = (self.options.by, self.workspace.now());
        let (merged, added) = merge::add(earlier, id, (there, &draft.packages), by, now)?;
        if !added.is_empty() {
            self.merged.insert(folder, merged);
        }
        Ok(added)
    }
}

/// Returns the incident that the files of a draft make.
pub(super) fn incident(draft: &Draft) -> Option<Incident> {
    parse::incident_files(draft.files().map(|(file, text)| (file, text.as_bytes())))
}

/// Returns the facts in which two incidents of one vulnerability differ, in the order of
/// `advisory.md`: first what is here, then what the other record would have made of it.
pub(super) fn differences(here: &Incident, there: &Incident) -> Vec<Difference> {
    let (here, there) = (facts(here), facts(there));
    let difference = |((field, here), (_, there)): ((&'static str, BTreeSet<String>), (_, BTreeSet<String>))| {
        let only = |of: &BTreeSet<String>, not: &BTreeSet<String>| of.difference(not).cloned().collect();
        let difference = Difference { field, here: only(&here, &there), there: only(&there, &here) };
        (here != there).then_some(difference)
    };
    here.into_iter().zip(there).filter_map(difference).collect()
}

/// Returns the facts of an incident's advisory that databases state, each with its values. Its ID
/// here and its history are of this repository alone.
fn facts(incident: &Incident) -> Vec<(&'static str, BTreeSet<String>)> {
    let Some(document) = &incident.document else { return Vec::new() };
    let imported = incident.imported.as_ref();
    let own = document.id.iter().map(|id| id.value.to_string());
    let all = document.cve.iter().map(|cve| cve.value.to_string());
    let ids = all.chain(document.aliases.iter().map(|alias| alias.value.clone())).chain(own);
    // The ID of a record that was given a new one is among the aliases.
    let ids = ids.filter(|id| document.id.as_ref().is_none_or(|own| own.as_str() != id));
    vec![
        ("title", document.title.iter().map(|title| title.value.clone()).collect()),
        ("ids", ids.collect()),
        ("related", document.related.iter().map(|id| id.value.clone()).collect()),
        ("published", imported.iter().filter_map(|i| i.published.as_ref()).map(|at| at.value.to_string()).collect()),
        ("withdrawn", document.withdrawn.iter().map(|reason| reason.value.clone()).collect()),
        ("cvss", document.cvss.iter().map(|cvss| cvss.vector.value.to_string()).collect()),
        ("severity", imported.iter().filter_map(|i| i.severity.as_ref()).map(|word| word.value.to_string()).collect()),
        ("cwe", document.cwe.iter().map(|cwe| cwe.value.to_string()).collect()),
        ("affected", document.affected.iter().map(range).collect()),
        ("unknown", document.unknown.iter().map(range).collect()),
        ("commits", document.commits.iter().flat_map(commits).collect()),
        ("credits", document.credits.iter().map(|credit| credit.name.value.clone()).collect()),
        ("references", document.references.iter().map(|reference| reference.url.value.clone()).collect()),
        ("text", std::iter::once(document.body.value.trim().to_owned()).collect()),
    ]
}

fn range(affected: &Affected) -> String {
    let name =
        [affected.ecosystem.as_ref().map(|e| e.value.to_string()), affected.package.as_ref().map(|p| p.value.clone())];
    let end = if affected.ends_unfixed { "before" } else { "<" };
    let bounds = [
        (">=", affected.range.introduced.as_ref()),
        (end, affected.range.fixed()),
        ("<=", affected.range.last_affected()),
    ];
    let bounds: Vec<_> =
        bounds.into_iter().filter_map(|(sign, bound)| Some(format!("{sign} {}", bound?.value))).collect();
    let bounds = if bounds.is_empty() { "all versions".to_owned() } else { bounds.join(", ") };
    name.into_iter().flatten().chain([bounds]).collect::<Vec<_>>().join(" ")
}

fn commits(commits: &Commits) -> impl Iterator<Item = String> {
    let lists = [
        ("introduced", &commits.introduced),
        ("fixed", &commits.fixed),
        ("last affected", &commits.last_affected),
        ("limit", &commits.limit),
    ];
    lists.into_iter().flat_map(|(what, list)| list.iter().map(move |commit| format!("{what} {}", commit.value)))
}
