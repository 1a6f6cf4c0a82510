//! Whole portfolios, in memory or in a folder.

use std::collections::BTreeMap;
use std::path::Path;

use advisory::parse;
use advisory::policy::presets;
use advisory::portfolio::Portfolio;
use advisory::source::Tree;

use super::toml::{Incident, Policy, Team};

/// The files of a portfolio by their path.
#[derive(Clone)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// None yet.
    pub fn empty() -> Self {
        Self(BTreeMap::new())
    }

    /// A project under a policy and with a team.
    pub fn new(project: &str, policy: &Policy, team: &Team) -> Self {
        Self::empty().with("advisory.toml", project).with("policy.toml", &policy.text()).with("team.toml", &team.text())
    }

    /// A project whose one member, Ada, leads and approves.
    pub fn of_ada(project: &str) -> Self {
        Self::new(project, &Policy::of_leads(), &Team::new().member("ada", "Ada", &["lead"]))
    }

    /// Adds a file, or puts it in the place of another.
    pub fn with(mut self, path: &str, text: &str) -> Self {
        self.0.insert(path.to_owned(), text.to_owned());
        self
    }

    /// Adds an incident of 2026 without a draft.
    pub fn incident(self, handle: &str, incident: &Incident) -> Self {
        self.with(&format!("incidents/2026/{handle}/incident.toml"), &incident.text())
    }

    /// Adds an incident of 2026 and its advisory.
    pub fn advisory(self, handle: &str, incident: &Incident, document: &str) -> Self {
        self.incident(handle, incident).with(&format!("incidents/2026/{handle}/advisory.md"), document)
    }

    pub fn tree(&self) -> Tree {
        super::tree(&self.0)
    }

    /// The portfolio; a failed test, with what was found, where there is none.
    pub fn read(&self) -> Portfolio {
        let reading = parse::portfolio(self.tree());
        let findings: Vec<_> = reading.findings.iter().map(|f| format!("{} {:?}", f.message, f.primary)).collect();
        reading.portfolio.unwrap_or_else(|| panic!("{findings:#?}"))
    }

    /// The portfolio; a failed test where anything was found.
    pub fn read_clean(&self) -> Portfolio {
        let reading = parse::portfolio(self.tree());
        let findings: Vec<_> = reading.findings.iter().map(|f| format!("{} {:?}", f.message, f.primary)).collect();
        assert!(findings.is_empty(), "{findings:#?}");
        reading.portfolio.unwrap()
    }

    /// Writes all of them below a folder.
    pub fn write(&self, folder: &Path) {
        for (path, text) in &self.0 {
            super::write(folder, path, text);
        }
    }
}

/// The text of a preset's policy.
pub fn preset(name: &str) -> String {
    let files = presets::files(name).unwrap();
    let (_, bytes) = files.into_iter().find(|(path, _)| path == "policy.toml").unwrap();
    String::from_utf8(bytes).unwrap()
}
