//! A trial of a clause: an incident that keeps it, one that breaks it, and what the program makes of the difference.

use std::path::Path;

use advisory::rules;
use serde::Deserialize;
use serde_json::Value;
use toml::Table;

use super::story::Story;
use crate::support::{self, Run, program};

/// One way in which a clause has an effect.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// What is wrong with the broken incident, or what is drafted or shown.
    #[serde(default)]
    pub what: String,
    /// When both incidents are looked at, unless they say it themselves.
    now: Option<String>,
    /// The variant of the good incident that both begin with: `good-NAME.toml`.
    story: Option<String>,
    /// What both have in common.
    #[serde(default)]
    given: Table,
    /// The changes that make the incident one that keeps the clause.
    #[serde(default)]
    kept: Table,
    /// The changes that make it one that breaks it.
    #[serde(default)]
    broken: Table,
    /// What follows.
    pub then: Effect,
    /// The command that finds it, if it is not `check`.
    by: Option<String>,
    /// A part of what the program says of it.
    #[serde(default)]
    says: String,
    /// Why it does not follow yet.
    pub pending: Option<String>,
}

/// What the program makes of a clause.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// This rule finds the broken incident, and not the good one.
    Finding(String),
    /// This command succeeds, and is refused in the broken incident.
    Refused(String),
    /// This page of the site is made, and not of the broken incident.
    Held(String),
    /// The draft of this step says it, and not that of the broken incident.
    Drafts(String),
    /// This page of the site, or this command, says it, and not of the broken incident.
    Shows(String),
    /// The board asks for this attestation until somebody acknowledges it.
    Asks(String),
}

impl Effect {
    /// How a clause with such an effect is carried out.
    pub fn how(&self) -> &'static str {
        match self {
            Self::Finding(_) => "judged",
            Self::Refused(_) | Self::Held(_) => "blocks",
            Self::Drafts(_) => "drafted",
            Self::Shows(_) => "shown",
            Self::Asks(_) => "asked",
        }
    }
}

/// The command whose findings count, where a trial names no other.
const CHECK: &str = "check --quiet";

/// A finding as it is printed.
#[derive(Debug, PartialEq)]
pub struct Found {
    severity: String,
    rule: String,
    message: String,
}

/// An incident in a folder, as somebody has it.
struct Desk {
    folder: tempfile::TempDir,
    now: String,
}

impl Desk {
    fn new(story: &Story) -> Self {
        let folder = tempfile::tempdir().unwrap();
        story.files().write(folder.path());
        Self { folder, now: story.now().to_string() }
    }

    fn run(&self, command: &str) -> Run {
        let arguments = words(command);
        support::run(program(self.folder.path()).args(["--now", &self.now]).args(arguments).env("COLUMNS", "400"))
    }

    /// What a command says, or the file of the site.
    fn text(&self, of: &str) -> String {
        if !of.ends_with(".html") && !of.ends_with(".txt") {
            return self.run(of).all();
        }
        let out = self.folder.path().join("out");
        self.run(&format!("build --out {}", out.display()));
        let read = |path: &Path| std::fs::read_to_string(path).unwrap_or_default();
        read(&out.join("site").join(of))
    }

    /// What a command finds.
    fn findings(&self, command: &str) -> Vec<Found> {
        let said = self.run(command).all();
        let found = said.lines().filter_map(|line| {
            let (severity, rest) = line.split_once('[')?;
            let (rule, message) = rest.split_once("]: ")?;
            // The incidents are written by hand, and commands record the digest of the documents. No clause asks for it.
            let known = ["error", "warning", "note"].contains(&severity) && rule != "documents-changed";
            known.then(|| Found { severity: severity.to_owned(), rule: rule.to_owned(), message: message.to_owned() })
        });
        found.collect()
    }

    /// The attestations that the board asks for.
    fn asked(&self) -> Vec<String> {
        let status = self.run("status quiet-otter --format json").json();
        let steps = ["open", "done", "steps"].iter().filter_map(|key| status[key].as_array()).flatten();
        let lists = steps.map(|step| &step["to_acknowledge"]).chain([&status["to_acknowledge"]]);
        let asked = lists.filter_map(Value::as_array).flatten();
        asked.map(|a| a["id"].as_str().unwrap().to_owned()).collect()
    }
}

/// The words of a command. Quotes hold several together.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('"').enumerate();
    parts
        .flat_map(|(index, part)| match index % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

/// A command or a page as the documentation names it: without the incident's handle or id.
fn named(command: &str) -> String {
    match command {
        "LODE-2026-001.html" => "the advisory".to_owned(),
        _ => format!("`{}`", command.replace(" quiet-otter", "").replace(" --yes", "")),
    }
}

/// What `check` finds in a story.
pub fn findings(story: &Story) -> Vec<Found> {
    Desk::new(story).findings(CHECK)
}

impl Trial {
    /// The incident that keeps the clause, and the one that breaks it.
    fn stories(&self, good: &Story) -> (Story, Story) {
        let now = self.now.iter().map(|now| ("now".to_owned(), toml::Value::String(now.clone()))).collect();
        let good = self.story.iter().fold(good.clone(), |good, name| good.variant(name));
        let base = good.with(&now).with(&self.given);
        (base.clone().with(&self.kept), base.with(&self.broken))
    }

    /// Where a finding is pending: what is found in the broken incident alone, by whatever rule.
    pub fn differences(&self, good: &Story) -> Vec<Found> {
        if !matches!(self.then, Effect::Finding(_)) {
            return Vec::new();
        }
        let (kept, broken) = self.stories(good);
        let kept = findings(&kept);
        findings(&broken).into_iter().filter(|found| !kept.contains(found)).collect()
    }

    /// Runs both incidents: the words of the documentation for what followed, or what happened instead.
    pub fn run(&self, good: &Story) -> Result<String, String> {
        let (kept, broken) = self.stories(good);
        match &self.then {
            Effect::Finding(rule) => self.finding(rule, &Desk::new(&kept), &Desk::new(&broken)),
            Effect::Asks(id) => self.asks(id, &kept),
            Effect::Refused(command) => {
                let (kept, broken) = (Desk::new(&kept).run(command), Desk::new(&broken).run(command));
                match () {
                    () if kept.code != 0 => Err(format!("it is refused all the same:\n{}", kept.all())),
                    () if broken.code == 0 => Err(format!("it succeeds all the same:\n{}", broken.all())),
                    () if !broken.all().contains(&self.says) => Err(format!("it says:\n{}", broken.all())),
                    () => Ok(format!("{}: {} is refused", self.what, named(command))),
                }
            }
            Effect::Held(page) => {
                self.says(&Desk::new(&kept).text(page), &Desk::new(&broken).text(page))?;
                Ok(format!("{}: {} is held back", self.what, named(page)))
            }
            Effect::Drafts(step) => {
                let command = format!("draft quiet-otter {step}");
                self.says(&Desk::new(&kept).text(&command), &Desk::new(&broken).text(&command))?;
                Ok(format!("the draft of `{step}` says {}", self.what))
            }
            Effect::Shows(place) => {
                self.says(&Desk::new(&kept).text(place), &Desk::new(&broken).text(place))?;
                Ok(format!("{} says {}", named(place), self.what))
            }
        }
    }

    fn finding(&self, rule: &str, kept: &Desk, broken: &Desk) -> Result<String, String> {
        let command = self.by.as_deref().unwrap_or(CHECK);
        let (kept, broken) = (kept.findings(command), broken.findings(command));
        let is_it = |found: &&Found| found.rule == rule && found.message.contains(&self.says);
        if let Some(found) = kept.iter().find(|f| is_it(f) || f.severity == "error") {
            return Err(format!("in the good incident is {found:?}"));
        }
        let unread = |f: &&Found| f.rule != rule && rules::find(&f.rule).is_some_and(|r| r.group == "format");
        match (broken.iter().find(unread), broken.iter().find(is_it)) {
            (Some(unread), _) => Err(format!("the broken incident can't be read: {unread:?}")),
            (None, None) => Err(format!("found is {broken:#?}")),
            (None, Some(found)) => Ok(match &self.by {
                None => format!("{}: {} `{rule}`", self.what, found.severity),
                Some(command) => format!("{}: {} `{rule}` of {}", self.what, found.severity, named(command)),
            }),
        }
    }

    /// The good incident has acknowledged it.
    fn asks(&self, id: &str, kept: &Story) -> Result<String, String> {
        let without = Table::from_iter([("without".to_owned(), toml::Value::from(vec![format!("event.{id}")]))]);
        let (kept, broken) = (Desk::new(kept).asked(), Desk::new(&kept.clone().with(&without)).asked());
        match (kept.iter().any(|a| a == id), broken.iter().any(|a| a == id)) {
            (false, true) => Ok(format!("`{id}`, until somebody acknowledges it")),
            _ => Err(format!("asked before: {broken:?}, afterwards: {kept:?}")),
        }
    }

    /// The good incident's text says what it should, and the broken one's does not, where there is one.
    fn says(&self, kept: &str, broken: &str) -> Result<(), String> {
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!self.says.is_empty(), "{}: what does it say?", self.what);
        match (flat(kept).contains(&self.says), flat(broken).contains(&self.says)) {
            (true, false) => Ok(()),
            (true, true) if self.broken.is_empty() => Ok(()),
            (true, true) => Err(format!("the broken incident says it too:\n{broken}")),
            (false, _) => Err(format!("the good incident does not say it:\n{kept}")),
        }
    }
}
