//! `rehearse`: what becomes public when the embargo of an incident ends.
//!
//! It asks the build itself: for the public tree now, and twice for the one at the embargo's end, once with this incident
//! held back and once approved. So what is this incident's doing can be told from what comes by then anyway.

use anyhow::{anyhow, bail};
use clap::Args;

use super::{Context, Format, Outcome, Stop};
use crate::app::Workspace;
use crate::build;
use crate::case::Case;
use crate::finding::has_errors;
use crate::finding::{Finding, sort_and_dedup};
use crate::incident::Incident;
use crate::plan::Plan;
use crate::report;
use crate::rules;
use crate::time::Instant;

#[path = "rehearse/difference.rs"]
mod difference;
#[path = "../report/rehearse/human.rs"]
mod human;
#[path = "../report/rehearse/json.rs"]
mod json;
#[path = "rehearse/messages.rs"]
mod mails;
#[path = "rehearse/page.rs"]
mod page;
#[path = "rehearse/reading.rs"]
mod reading;
#[path = "rehearse/scenario.rs"]
pub(super) mod scenario;

use difference::Change;
use mails::Mails;
use scenario::{Occasion, Scenario};

/// What becomes public when the embargo of an incident ends
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory rehearse amber-heron                        when, which files, what they say, who is told
  advisory rehearse amber-heron --at 2026-03-10T15:00:00Z
  advisory rehearse amber-heron --only feed.atom --diff
  advisory rehearse amber-heron --format json

The incident is approved in memory, as `publish` would do it, and built as of its embargo's end. Nothing is written.
Exit status 1: something stops the release, or a public message that becomes due lacks a fact; both are shown.
Where CI is set and --reveal is not, the log may be public, and nothing is rehearsed.")]
pub(super) struct Rehearse {
    /// The incident's handle
    incident: String,
    /// Rehearse another end of the embargo [default: the recorded one, or now]
    #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
    at: Option<Instant>,
    #[command(flatten)]
    view: View,
}

/// How much of it is shown.
#[derive(Debug, Args)]
struct View {
    /// Show this file or folder of the site alone, all of it
    #[arg(long, value_name = "PATH")]
    only: Vec<String>,
    /// Show unified diffs of the files as they are, not the text that people read in them
    #[arg(long)]
    diff: bool,
    /// Leave nothing out, however long it gets
    #[arg(long)]
    full: bool,
}

impl View {
    fn shows(&self, path: &str) -> bool {
        let within = |only: &String| {
            let only = only.trim_start_matches("./").trim_end_matches('/');
            path.strip_prefix(only).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.only.is_empty() || self.only.iter().any(within)
    }
}

/// What a rehearsal found.
struct Rehearsal<'a> {
    handle: String,
    id: Option<String>,
    now: Instant,
    release: Instant,
    occasion: Occasion,
    /// Why the incident would not be public then.
    obstacle: Option<String>,
    /// Whether there are trees to compare.
    built: bool,
    changes: Vec<Change<'a>>,
    mails: Mails,
}

/// The public trees.
struct Trees {
    now: Plan,
    held: Plan,
    then: Plan,
}

impl Trees {
    /// Builds them; else what is wrong with what would be public then.
    fn grow(loaded: &Workspace, now: Plan, scenario: &Scenario, incident: &Incident) -> Result<Self, Vec<Finding>> {
        let opened = &scenario.opened;
        let then = build::public(opened.portfolio().clone(), opened.findings().to_vec(), scenario.release);
        let Some(then) = then.site else { return Err(then.findings) };
        let held = scenario::held(loaded.portfolio(), incident);
        let held =
            build::public(held, loaded.findings().to_vec(), scenario.release).site.unwrap_or_else(|| now.clone());
        Ok(Self { now, held, then })
    }

    fn changes(&self) -> Vec<Change<'_>> {
        difference::between(&self.now, &self.held, &self.then)
    }
}

impl Rehearse {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        context.terminal.refuse_public_log("a rehearsal")?;
        let loaded = context.open_sound()?;
        let incident = loaded.incident(&self.incident)?;
        let present = Case::new(loaded.portfolio(), incident, loaded.now());
        self.refuse(&present)?;
        let progress = context.terminal.progress("building");
        let today = build::public(loaded.portfolio().clone(), loaded.findings().to_vec(), loaded.now());
        let Some(today_site) = today.site else {
            progress.finish_and_clear();
            context.show(&today.findings, &loaded.portfolio().tree)?;
            context.terminal.say("nothing to compare with: the site can't be built as it is today");
            return Err(Stop::Findings);
        };
        let scenario = scenario::set(&loaded, &present, self.at)?;
        let trees = Trees::grow(&loaded, today_site, &scenario, incident);
        progress.finish_and_clear();
        let then = scenario::counterpart(scenario.opened.portfolio(), incident)
            .map(|incident| Case::new(scenario.opened.portfolio(), incident, scenario.release));
        let public = then.as_ref().filter(|case| case.publication.is_ok());
        let mails = public.map_or_else(Mails::default, |case| Mails::of(&present, case));
        let mut findings: Vec<Finding> =
            scenario.errors.iter().chain(trees.as_ref().err().into_iter().flatten()).cloned().collect();
        findings.extend(mails.findings.iter().cloned());
        sort_and_dedup(&mut findings);
        let mut changes = trees.as_ref().map(Trees::changes).unwrap_or_default();
        changes.retain(|c| self.view.shows(c.path));
        if changes.is_empty() && !self.view.only.is_empty() && trees.is_ok() {
            let only = self.view.only.join(", ");
            let message =
                format!("no such file changes: {}\n  help: leave out --only to see which do", only.escape_debug());
            return Err(anyhow!(message).into());
        }
        let id = public.and_then(|case| Some(case.incident.document.as_ref()?.id.as_ref()?.to_string()));
        let stopped = match (scenario.errors.is_empty(), &trees) {
            (false, _) => Some("`publish` refuses it, for the errors below"),
            (true, Err(_)) => Some("the site can't be built then, for the errors below"),
            (true, Ok(_)) => None,
        };
        let rehearsal = Rehearsal {
            handle: incident.handle.to_string(),
            id,
            now: loaded.now(),
            release: scenario.release,
            occasion: scenario.occasion,
            obstacle: scenario.obstacle.clone().or_else(|| stopped.map(str::to_owned)),
            built: trees.is_ok(),
            changes,
            mails,
        };
        self.show(context, &rehearsal, &findings, &scenario)?;
        if rehearsal.obstacle.is_some() || has_errors(&findings) { Err(Stop::Findings) } else { Ok(()) }
    }

    fn refuse(&self, present: &Case<'_>) -> anyhow::Result<()> {
        if present.publication.is_ok() {
            bail!("`{}` is public already", present.incident.handle);
        }
        if let Some(at) = self.at.filter(|at| *at < present.now) {
            bail!("{} lies before now\n  help: --now sets another now", at.spoken());
        }
        Ok(())
    }

    fn show(
        &self,
        context: &mut Context,
        rehearsal: &Rehearsal<'_>,
        findings: &[Finding],
        scenario: &Scenario,
    ) -> Outcome {
        let tree = &scenario.opened.portfolio().tree;
        if context.global.format == Format::Json {
            let findings = report::findings(report::Format::Json, findings, tree, rules::all(), false);
            let findings: serde_json::Value = serde_json::from_str(&findings).map_err(anyhow::Error::from)?;
            let findings = findings.get("findings").unwrap_or(&findings);
            context.terminal.print(&json::render(rehearsal, &self.view, findings))?;
            return Ok(());
        }
        context.terminal.print(&human::render(rehearsal, &self.view))?;
        if !findings.is_empty() {
            context.terminal.print("\n")?;
            context.show(findings, tree)?;
        }
        Ok(())
    }
}
