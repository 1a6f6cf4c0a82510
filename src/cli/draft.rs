//! `draft`: drafts the announcements of an incident.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Context, Outcome, Stop, place};
use crate::announce;
use crate::app::Workspace;
use crate::report::{self, LogText, TeamOnly};

/// Draft announcements: mails, issues, chat messages, CVE requests
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory draft amber-heron
      print the drafts that are due
  advisory draft amber-heron notice
      print the drafts of one step, due or not
  advisory draft amber-heron announce --out out
      write files; a mail client opens .eml files as drafts
  advisory draft amber-heron announce --again
      print drafts that were already sent again, as replies

A draft that is recorded as sent (`advisory sent`) is made again only with
--again. The new draft replies to the earlier mail, with a new Message-ID.

Drafts are private. The folder of --out must not contain a public site, and a
git work tree that contains the folder has to ignore it.

If CI is set and --reveal is not given, the log may be public. Drafts are then
not printed, so pass --out.")]
pub(super) struct Draft {
    /// The incident's handle
    incident: String,
    /// A step of the policy that has recipients
    step: Option<String>,
    /// Also make the drafts of the step that were already sent
    #[arg(long, requires = "step")]
    again: bool,
    /// Write the drafts below this folder instead of printing them
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Draft {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        match &self.out {
            Some(out) => place::require_private(&context.global.dir, out)?,
            None => context.terminal.refuse_public_log("drafts")?,
        }
        let workspace = context.open_incident(&self.incident)?.require_sound()?;
        let mut made = workspace.drafts(&self.incident, self.step.as_deref())?;
        if self.again {
            made.drafts.append(&mut made.again);
        }
        let is_json = context.terminal.is_json();
        if !made.findings.is_empty() && !is_json {
            context.show(&made.findings, workspace.tree())?;
        }
        for draft in &made.again {
            if let Some(at) = draft.sent {
                let sent = LogText::new().draft(Path::new(""), draft);
                context.terminal.note(&sent.words(" was sent on ").instant(at).words("; --again makes it once more"));
            }
        }
        if is_json {
            context.terminal.show(&TeamOnly(|_| report::drafts(&made.drafts, &made.findings, workspace.tree())))?;
        }
        self.hand_over(context, &workspace, &made.drafts)?;
        if made.drafts.is_empty() && made.findings.is_empty() && self.step.is_none() {
            context.terminal.note(&"no draft is due");
        }
        if made.failed() { Err(Stop::Findings) } else { Ok(()) }
    }

    fn hand_over(&self, context: &mut Context, workspace: &Workspace, drafts: &[announce::Draft]) -> Outcome {
        let terminal = &mut context.terminal;
        if let Some(out) = &self.out {
            for draft in drafts {
                workspace.write_private(out.join(&draft.path), &draft.bytes)?;
                if !terminal.is_json() {
                    terminal.show(&LogText::new().draft(out, draft))?;
                }
            }
        } else if !terminal.is_json() {
            for draft in drafts {
                terminal.note(&TeamOnly(|_| Ok(format!("--- {}", draft.path))));
                terminal.raw(&TeamOnly(|_| Ok(String::from_utf8_lossy(&draft.bytes).into_owned())))?;
            }
        }
        Ok(())
    }
}
