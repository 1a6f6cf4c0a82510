//! One incident under a preset, told in a few calls, and what follows from it at an instant.

use advisory::case::{Case, Deadline};

use super::portfolio::{Files, preset};
use super::toml::{Policy, Team};

/// When the incident of a scenario is reported.
pub const REPORTED: &str = "2026-03-02T10:00:00Z";

/// The last day of 1.15.
pub const END_OF_LIFE: &str = "2026-06-30";

/// The texts of a scenario.
pub struct Scenario {
    pub policy: String,
    pub incident: String,
    pub advisory: String,
}

impl Scenario {
    /// A report under a preset.
    pub fn new(policy: &str) -> Self {
        Self {
            policy: preset(policy),
            incident: "[report]\nsummary = \"x\"\ndisclosure = \"private\"\n".to_owned(),
            advisory: "+++\ntitle = \"A flaw\"\n+++\n## Summary\nText.\n".to_owned(),
        }
        .event("reported", REPORTED, "")
    }

    /// A report that a team works on.
    pub fn rook() -> Self {
        Self::new("rook")
            .event("lead-named", "2026-03-02T11:00:00Z", "")
            .toml("[roles]\nfix-lead = \"ada\"\nfix-team = [\"ada\", \"ben\"]\n[scope]\nlines = [\"1.16\"]\n")
    }

    /// A report that somebody leads.
    pub fn vitess() -> Self {
        Self::new("vitess").toml("[roles]\nfix-lead = \"ada\"\n[scope]\nlines = [\"1.16\"]\n")
    }

    /// Ada and Ben, who represent one component.
    pub fn team() -> Team {
        let roles = &["pst", "maintainer"];
        let team = Team::new().member("ada", "Ada", roles).email().with("represents = [\"block\"]");
        team.member("ben", "Ben", roles).email().component("block", "storage-provider", "stable")
    }

    pub fn policy(mut self, with: impl Fn(String) -> String) -> Self {
        self.policy = with(self.policy);
        self
    }

    /// Tables go before the events, arrays of tables after: order is free in the file.
    pub fn toml(mut self, text: &str) -> Self {
        self.incident.push_str(text);
        self
    }

    pub fn event(self, name: &str, at: &str, more: &str) -> Self {
        self.toml(&format!("[[event]]\nat = {at}\nevent = \"{name}\"\n{more}\n"))
    }

    pub fn public(mut self) -> Self {
        self.incident = self.incident.replace("\"private\"", "\"public\"");
        self
    }

    /// Adds lines to the advisory's front matter.
    pub fn front(mut self, lines: &str) -> Self {
        self.advisory = self.advisory.replacen("+++\n", &format!("+++\n{lines}\n"), 1);
        self
    }

    pub fn scored(mut self, vector: &str) -> Self {
        self.advisory = self.advisory.replacen("\n+++\n##", &format!("\n[[cvss]]\nvector = \"{vector}\"\n+++\n##"), 1);
        self.event("scored", "2026-03-02T12:00:00Z", "by = \"ada\"")
    }

    /// All of its files.
    pub fn files(&self) -> Files {
        Files::new(&super::project(END_OF_LIFE), &Policy::of_text(&self.policy), &Self::team())
            .with(super::QUIET_OTTER, &self.incident)
            .with("incidents/2026/quiet-otter/advisory.md", &self.advisory)
    }

    /// Looks at the incident at an instant.
    pub fn at<R>(&self, now: &str, look: impl FnOnce(&Case<'_>) -> R) -> R {
        let portfolio = self.files().read_clean();
        look(&Case::new(&portfolio, &portfolio.incidents[0], super::at(now)))
    }

    /// A folder with its files, as somebody has it.
    pub fn folder(&self) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        self.files().write(folder.path());
        folder
    }

    /// What `check` finds of a rule at an instant: the severity and the message of each finding.
    pub fn found(&self, rule: &str, now: &str) -> Vec<String> {
        let folder = self.folder();
        let checked =
            super::run(super::program(folder.path()).args(["check", "--format", "json", "--now", now])).json();
        let of_rule = checked["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == rule);
        of_rule.map(|f| format!("{}: {}", f["severity"].as_str().unwrap(), f["message"].as_str().unwrap())).collect()
    }

    pub fn due(&self, step: &str, now: &str) -> Deadline {
        self.at(now, |case| case.step(step).unwrap().deadline)
    }

    pub fn standing(&self, step: &str, now: &str) -> String {
        self.at(now, |case| case.step(step).unwrap().standing.word().to_owned())
    }
}
