//! `draft`: announcement drafts of an incident.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Format, Outcome, Stop, place};
use crate::announce;
use crate::report::{LogText, TeamOnly};
use crate::{output, report};

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
        let workspace = context.open_sound()?;
        let made = workspace.drafts(&self.incident, self.step.as_deref())?;
        if !made.findings.is_empty() {
            context.show(&made.findings, workspace.tree())?;
        }
        self.hand_over(context, &made.drafts)?;
        if made.failed() { Err(Stop::Findings) } else { Ok(()) }
    }

    fn hand_over(&self, context: &mut Context, drafts: &[announce::Draft]) -> Outcome {
        let terminal = &mut context.terminal;
        if let Some(out) = &self.out {
            for draft in drafts {
                output::file(&out.join(&draft.path), &draft.bytes)?;
                terminal.show(&LogText::new().draft(out, draft))?;
            }
        } else if context.global.format == Format::Json {
            terminal.show(&TeamOnly(|_| report::drafts(drafts)))?;
        } else {
            for draft in drafts {
                terminal.note(&TeamOnly(|_| Ok(format!("--- {}", draft.path))));
                terminal.raw(&TeamOnly(|_| Ok(String::from_utf8_lossy(&draft.bytes).into_owned())))?;
            }
        }
        if drafts.is_empty() {
            terminal.note(&"no draft is due");
        }
        Ok(())
    }
}
