//! `rehearse`: what becomes public when the embargo of an incident ends.

use clap::Args;

use super::{Context, Outcome, Stop, Usage};
use crate::report::{self, RehearsalView, Style, TeamOnly};
use crate::time::Instant;

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

impl Rehearse {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        context.terminal.refuse_public_log("a rehearsal")?;
        let workspace = context.open_sound()?;
        let progress = context.terminal.progress("building");
        let rehearsal = workspace.rehearse(&self.incident, self.at);
        progress.finish_and_clear();
        let rehearsal = rehearsal?;
        let view = RehearsalView { only: self.only.clone(), diff: self.diff, full: self.full };
        if !self.only.is_empty() && rehearsal.is_built() && view.changes(&rehearsal).is_empty() {
            let only = self.only.join(", ");
            let usage = Usage::new(format!("no such file changes: {}", only.escape_debug()));
            return Err(usage.help("leave out --only to see which do").into());
        }
        context
            .terminal
            .show(&TeamOnly(|style: Style| report::rehearsal(&rehearsal, &view, style.format, style.color)))?;
        if rehearsal.is_clear() { Ok(()) } else { Err(Stop::Findings) }
    }
}
