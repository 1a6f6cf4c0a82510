//! `cve`: what is submitted to the CVE programme for an incident's ids, whatever its state.
//!
//! An id that was reserved must end in a record: published with the advisory, or rejected where the report was no
//! vulnerability after all. The site has the container of what is public; this command has the others, which are private
//! until they are submitted.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::Args;

use super::rehearse::scenario;
use super::{Context, Format, Outcome, Stop, place};
use crate::advisory::{Advisory, disclose};
use crate::case::{Case, State};
use crate::export::cve;
use crate::output;
use crate::portfolio::Project;
use crate::time::Instant;

/// What to submit to the CVE programme: publishes an incident's ids, or rejects them
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory cve amber-heron                 as it will be once the embargo has ended, or as it is
  advisory cve amber-heron --out cna       as a file: `cve publish CVE-2026-12345 -f cna/amber-heron.cna.json`

Of a report that was rejected, and of an advisory that was withdrawn, it is the container that rejects the ids
(`cve reject`). Nothing of a rejected report is in it. The file holds neither id nor organisation: PyPI's cvelib, which the
commands above are from, adds them.

Where CI is set and --reveal is not, the log may be public: the container is then written with --out and never printed.")]
pub(super) struct Cve {
    /// The incident's handle
    incident: String,
    /// Write it below this folder, as HANDLE.cna.json, instead of printing it
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// A container and what to do with it.
struct Submission {
    action: &'static str,
    ids: Vec<String>,
    /// When it may be submitted; `None`: now.
    from: Option<Instant>,
    container: String,
}

impl Cve {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        match &self.out {
            Some(out) => place::refuse_inside(&context.global.dir, out)?,
            None => context.terminal.refuse_public_log("CVE containers")?,
        }
        let loaded = context.open_sound()?;
        let incident = loaded.incident(&self.incident)?;
        let case = Case::new(loaded.portfolio(), incident, loaded.now());
        let project = &loaded.portfolio().project;
        let submission = match case.state() {
            State::Rejected => rejection(&case),
            State::Published | State::Withdrawn => {
                let advisory = disclose(&case).map_err(|reason| anyhow!("{reason}"))?;
                of(project, &advisory, None)
            }
            State::Forthcoming | State::PublicReport | State::Embargoed => {
                let scenario = scenario::set(&loaded, &case, None)?;
                let then = scenario::counterpart(scenario.opened.portfolio(), incident);
                let then = then.map(|then| Case::new(scenario.opened.portfolio(), then, scenario.release));
                let advisory = then.as_ref().map(disclose).and_then(Result::ok).ok_or_else(|| {
                    let obstacle = scenario.obstacle.as_deref().unwrap_or("its files could not be read any more");
                    anyhow!(
                        "there is nothing to submit, as {obstacle}; `advisory rehearse {}` says more",
                        incident.handle
                    )
                })?;
                of(project, &advisory, Some(scenario.release))
            }
        };
        self.hand_over(context, incident.handle.as_str(), &submission)
    }

    fn hand_over(&self, context: &mut Context, handle: &str, it: &Submission) -> Result<(), Stop> {
        let name = format!("{handle}.cna.json");
        let file = self.out.as_ref().map(|out| out.join(&name));
        if let Some(file) = &file {
            output::file(file, it.container.as_bytes())?;
            context.terminal.print(&format!("{}\n", file.display()))?;
        } else if context.global.format == Format::Json {
            let container: serde_json::Value = serde_json::from_str(&it.container).unwrap_or_default();
            context.terminal.print(&format!(
                "{:#}\n",
                serde_json::json!({
                    "schema": 1, "action": it.action, "cve": it.ids, "not-before": it.from, "container": container,
                })
            ))?;
        } else {
            context.terminal.print(&it.container)?;
        }
        if !context.terminal.is_public_log() {
            context.terminal.say(&told(it, &file.map_or(name, |file| file.display().to_string())));
        }
        Ok(())
    }
}

/// The container of an advisory as it is, or as it will be.
fn of(project: &Project, advisory: &Advisory, from: Option<Instant>) -> Submission {
    Submission {
        action: if advisory.withdrawn.is_some() { "reject" } else { "publish" },
        ids: advisory.cve.iter().map(ToString::to_string).collect(),
        from,
        container: (cve::FORMAT.write)(project, advisory),
    }
}

/// The container for ids of a report that was rejected. A record is public for good, so it says nothing of the report.
fn rejection(case: &Case<'_>) -> Submission {
    let ids = case.incident.document.iter().flat_map(|document| &document.cve);
    Submission {
        action: "reject",
        ids: ids.map(|id| id.value.to_string()).collect(),
        from: None,
        container: cve::unused(),
    }
}

/// What to do with it.
fn told(it: &Submission, file: &str) -> String {
    if it.ids.is_empty() {
        return format!("no CVE id stands in advisory.md: there is nothing to {} yet", it.action);
    }
    let commands: Vec<String> = it.ids.iter().map(|id| format!("cve {} {id} -f {file}", it.action)).collect();
    let when = it.from.map_or_else(String::new, |from| format!("private until {}; then: ", from.spoken()));
    format!("{when}{}", commands.join(" && "))
}
