//! CVE IDs that a revision gives up: each ends in a record that rejects it.

use super::PublicChange;
use crate::app::error::Error;
use crate::app::workspace::Workspace;
use crate::incident::Incident;

impl PublicChange {
    /// Returns the CVE IDs that the change adds to those that were rejected.
    #[must_use]
    pub fn newly_rejected(&self) -> Vec<&str> {
        let id = |line: &str| line.split('"').nth(1).map(str::to_owned);
        let before: Vec<String> = self.lines("-rejected-cve: id ").filter_map(id).collect();
        let now = self.lines("+rejected-cve: id ").filter_map(|line| line.split('"').nth(1));
        now.filter(|id| !before.iter().any(|before| before == id)).collect()
    }

    /// Returns what follows this at the beginning of a line of the difference.
    fn lines<'c>(&'c self, start: &'c str) -> impl Iterator<Item = &'c str> {
        let text = match self {
            Self::Difference(text) => text.as_str(),
            Self::None | Self::Unknown => "",
        };
        text.lines().filter_map(move |line| line.strip_prefix(start))
    }
}

impl Workspace {
    /// Refuses a change of a public advisory that gives up its public ID, or after which no
    /// advisory has a CVE ID that was public.
    pub(in crate::app) fn require_ids(&self, incident: &Incident, change: &PublicChange) -> Result<(), Error> {
        let Some(document) = &incident.document else { return Ok(()) };
        if let Some(was) = change.lines("-id: ").next().filter(|_| !self.accepts_errors()) {
            return Err(Error::Invalid {
                message: format!("`{}` gives up the ID {was}, which is public", incident.handle),
                help: Some("restore `id` in advisory.md: pages, feeds and other databases link to it".to_owned()),
            });
        }
        let rejected = document.rejected_cve.iter().map(|rejected| rejected.id.as_str());
        let own = document.cve.iter().map(|cve| cve.as_str()).chain(rejected);
        let own: Vec<&str> = own.chain(document.aliases.iter().map(|alias| alias.as_str())).collect();
        // Other incidents need not be read for an edit of this one.
        let is_elsewhere = |id: &str| {
            let others = self.tree().iter().filter(|(path, _)| path.as_str().ends_with("/advisory.md"));
            let mut others = others.filter(|(path, _)| **path != document.file);
            others.any(|(path, _)| {
                self.tree().text(path.as_str()).is_some_and(|text| text.contains(&format!("\"{id}\"")))
            })
        };
        let is_kept = |id: &str| own.contains(&id) || is_elsewhere(id);
        let gone = change.lines("-cve: ").find(|id| !is_kept(id));
        match gone.filter(|_| !self.accepts_errors()) {
            None => Ok(()),
            Some(id) => Err(Error::Invalid {
                message: format!("`{}` gives up {id}, which was public", incident.handle),
                help: Some(format!(
                    "if it was rejected, write `rejected-cve = [{{ id = \"{id}\", reason = \"…\" }}]` into advisory.md, with \
                     `replaced-by` if another ID replaces it; else restore it in `cve`"
                )),
            }),
        }
    }
}
