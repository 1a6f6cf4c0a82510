//! `rename`: gives an incident another handle.

use clap::Args;

use super::edits::{Edits, show};
use super::{Context, Outcome};
use crate::app::{self, Renamed};
use crate::json::JsonError;
use crate::names::Handle;
use crate::report::{LogText, Show, Style, TeamOnly, paragraph};
use crate::source::FilePath;
use crate::time::Instant;

/// Give an incident another handle, for one that says too much
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory rename restore-reads-files calm-amber-heron --by amira

This moves the incident's folder, records `renamed`, and updates what other
incidents call it. The public ID and the address of a published advisory stay.
The files that still have the old handle are listed.

Git keeps the old name in its history, and so does everything that showed it:
pull requests, logs of CI jobs, mails. The command says what to do about that.")]
pub(super) struct Rename {
    /// The incident's handle
    incident: String,
    /// The new handle, which must say nothing of the incident
    handle: Handle,
    /// Who renames it
    #[arg(long, value_name = "MEMBER", required = true)]
    by: Vec<String>,
    /// When [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
    at: Option<Instant>,
    #[command(flatten)]
    edits: Edits,
}

impl Rename {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let workspace = self.edits.open(context)?;
        let renamed = workspace.rename(&app::Rename {
            incident: self.incident.clone(),
            handle: self.handle.clone(),
            by: self.by.clone(),
            at: self.at,
        })?;
        let incident = renamed.edited.incident()?;
        let moved = Moved { renamed: &renamed, folder: &incident.folder, file: &incident.file };
        show(context, &moved, &renamed.edited)?;
        context.terminal.note(&TeamOnly(|style: Style| Ok(moved.left(style.width))));
        Ok(())
    }
}

/// Where the incident is now, and what still has the old name.
struct Moved<'a> {
    renamed: &'a Renamed,
    folder: &'a FilePath,
    file: &'a FilePath,
}

impl Moved<'_> {
    /// Returns where the old handle still is, and what to do about that.
    fn left(&self, width: u16) -> String {
        let Renamed { was, mentions, .. } = self.renamed;
        let is = self.folder;
        let mut out = String::new();
        if !mentions.is_empty() {
            let still = "The old handle is still in these files; edit them if they should not have it:";
            out.push_str(&paragraph(still, width));
            mentions.iter().for_each(|file| out.push_str(&format!("  {file}\n")));
            out.push('\n');
        }
        out.push_str(&paragraph(
            "Git keeps the old name in its history, for everybody who can read the repository. Delete the logs of CI \
             jobs that showed it. To take it out of the history too, agree on it with everybody who has a clone, and \
             rewrite it:",
            width,
        ));
        out.push_str(&format!("  git filter-repo --path-rename {was}/:{is}/\n"));
        out.push_str(&paragraph("The commits get other ids then, and signatures on them are lost.", width));
        out
    }
}

impl Show for &Moved<'_> {
    fn team(&self, _: Style) -> Result<String, JsonError> {
        let Renamed { was, updated, .. } = self.renamed;
        let mut out = format!("renamed {was} to {}\n", self.folder);
        updated.iter().for_each(|file| out.push_str(&format!("updated {file}\n")));
        Ok(out)
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        Ok(LogText::new().words("renamed an incident to ").file(self.file).words("\n"))
    }
}
