//! `rehearse`: shows what becomes public when an incident's embargo ends.

use clap::Args;

use super::{Context, Outcome, Stop, Usage};
use crate::report::{self, RehearsalView, Style, TeamOnly};
use crate::time::Instant;

/// Show what becomes public when an incident's embargo ends
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory rehearse amber-heron
  advisory rehearse amber-heron --at 2026-03-10T15:00:00Z
  advisory rehearse amber-heron --only feed.atom --diff
  advisory rehearse amber-heron --format json
  advisory rehearse --all

This approves the incident in memory, as `publish` would, and builds the site as
of the end of its embargo. It shows when the incident becomes public, the files
that change and their text, and who gets a message. Nothing is written.

With --all, it rehearses every open incident in the order of publication. For
each, it shows the time, the public ID, the content that becomes public, and
what blocks the publication. Like `check --ahead`, it also predicts the builds
to come.

Exit status: 1 if something prevents the release, or a public message lacks a
fact.
If CI is set and --reveal is not given, the log may be public. The command then
refuses to run.")]
pub(super) struct Rehearse {
    /// The incident's handle
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    incident: Option<String>,
    /// Show all planned publications in chronological order
    #[arg(long, conflicts_with_all = ["at", "only", "diff", "full"])]
    all: bool,
    /// Assume that the embargo ends at this time [default: the recorded end, or now]
    #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
    at: Option<Instant>,
    /// Show only this file or folder of the site, in full (may be repeated)
    #[arg(long, value_name = "PATH")]
    only: Vec<String>,
    /// Show unified diffs of the files instead of the rendered text
    #[arg(long)]
    diff: bool,
    /// Show the complete output, without shortening it
    #[arg(long)]
    full: bool,
}

impl Rehearse {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        context.terminal.refuse_public_log("a rehearsal")?;
        let workspace = context.open_sound()?;
        let progress = context.terminal.progress("building");
        let Some(incident) = &self.incident else {
            let all = workspace.rehearse_all();
            progress.finish_and_clear();
            let all = all?;
            context.terminal.show(&TeamOnly(|style: Style| report::rehearsals(&all, style.format, style.screen())))?;
            return if all.are_clear() { Ok(()) } else { Err(Stop::Findings) };
        };
        let rehearsal = workspace.rehearse(incident, self.at);
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
            .show(&TeamOnly(|style: Style| report::rehearsal(&rehearsal, &view, style.format, style.screen())))?;
        if rehearsal.is_clear() { Ok(()) } else { Err(Stop::Findings) }
    }
}
