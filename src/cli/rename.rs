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

/// Rename an incident whose handle reveals too much
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory rename restore-reads-files calm-amber-heron --by amira

This moves the incident's folder, records `renamed`, and updates references in
other incidents. The public ID and URL of a published advisory do not change.
The command lists files that still contain the old handle.

The old handle stays in git's history, and wherever it was shown: in pull
requests, CI logs and mails. The command says how to deal with that.")]
pub(super) struct Rename {
    /// The incident's handle
    incident: String,
    /// The new handle, which must reveal nothing about the incident
    #[arg(value_parser = super::handle)]
    handle: Handle,
    /// The member who renames it
    #[arg(long, value_name = "MEMBER", required = true)]
    by: Vec<String>,
    /// The time of the change [default: now]
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
            "The old handle stays in git's history, where everyone with access to the repository can read it. Delete the logs of CI jobs that showed it. To remove it from the history too, agree on a rewrite with everyone who has a clone:",
            width,
        ));
        out.push_str(&format!("  git filter-repo --path-rename {was}/:{is}/\n"));
        out.push_str(&paragraph("This changes the IDs of commits and removes their signatures.", width));
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
