//! `show`: shows one incident on a screen.

use clap::Args;

use super::{Context, Outcome};
use crate::report::ShownOverview;

/// Show one incident on one screen, with its next steps and drafts
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory show amber-heron                show the incident and its next steps
  advisory show LODE-2026-001              the same, by its public ID
  advisory show amber-heron --format json  for a script
  advisory status amber-heron              show every step, the timeline, and
                                           who committed what

If CI is set and --reveal is not given, the log may be public. It then shows no
names and no text that people wrote about the incident.")]
pub(super) struct Show {
    /// The incident's handle, folder or public ID
    incident: String,
}

impl Show {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let workspace = context.open()?;
        let overview = workspace.overview(&self.incident)?;
        context.terminal.show(&ShownOverview(&overview))?;
        context.note_incomplete([overview.case.incident]);
        Ok(())
    }
}
