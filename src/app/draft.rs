//! `draft`: announcement drafts of an incident.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::Args;

use super::{Context, Format, Outcome, Stop, place};
use crate::announce::{self, Draft as Announcement};
use crate::case::Case;
use crate::finding::did_you_mean;
use crate::finding::has_errors;
use crate::output;

/// Announcement drafts: mails, issues, chat lines, CVE requests
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory draft amber-heron                     the drafts that are due
  advisory draft amber-heron notice              one step's drafts, due or not
  advisory draft amber-heron announce --out out  as files: .eml opens in a mail client, to be edited and sent

Where CI is set and --reveal is not, the log may be public: drafts are then written with --out and never printed.")]
pub(super) struct Draft {
    /// The incident's handle
    incident: String,
    /// The step of the policy that tells somebody
    step: Option<String>,
    /// Write the drafts below this folder instead of printing them
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Draft {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        match &self.out {
            Some(out) => place::refuse_inside(&context.global.dir, out)?,
            None => context.terminal.refuse_public_log("drafts")?,
        }
        let loaded = context.open_sound()?;
        let incident = loaded.incident(&self.incident)?;
        let case = Case::new(loaded.portfolio(), incident, loaded.now());
        let (drafts, findings) = match &self.step {
            None => announce::due(&case),
            Some(named) => {
                let telling =
                    || case.steps.iter().filter(|s| !s.step.to.is_empty()).map(|s| s.step.element.id.as_str());
                let status = case.step(named).ok_or_else(|| {
                    let hint =
                        did_you_mean(named, telling()).map_or_else(String::new, |n| format!(" Did you mean `{n}`?"));
                    let steps: Vec<&str> = telling().collect();
                    anyhow!("the policy has no step `{named}`.{hint} Steps that tell somebody: {}", steps.join(", "))
                })?;
                match announce::drafts(&case, status) {
                    Ok(drafts) => (drafts, Vec::new()),
                    Err(findings) => (Vec::new(), findings),
                }
            }
        };
        let failed = drafts.is_empty() && has_errors(&findings);
        if !findings.is_empty() {
            context.show(&findings, &loaded.portfolio().tree)?;
        }
        self.hand_over(context, &drafts)?;
        if failed { Err(Stop::Findings) } else { Ok(()) }
    }

    fn hand_over(&self, context: &mut Context, drafts: &[Announcement]) -> Result<(), Stop> {
        if let Some(out) = &self.out {
            for draft in drafts {
                output::file(&out.join(&draft.path), &draft.bytes)?;
                context.terminal.print(&format!("{}\n", out.join(&draft.path).display()))?;
            }
        } else if context.global.format == Format::Json {
            let all: Vec<_> = drafts
                .iter()
                .map(|d| {
                    serde_json::json!({
                        "step": d.step, "channel": d.channel, "path": d.path, "subject": d.subject,
                        "content": String::from_utf8_lossy(&d.bytes),
                    })
                })
                .collect();
            context.terminal.print(&format!("{:#}\n", serde_json::json!({ "schema": 1, "drafts": all })))?;
        } else {
            for draft in drafts {
                context.terminal.say(&format!("--- {}", draft.path));
                context.terminal.bytes(&draft.bytes)?;
            }
        }
        if drafts.is_empty() {
            context.terminal.say("no draft is due");
        }
        Ok(())
    }
}
