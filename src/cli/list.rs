//! `list`: lists the incidents.

use clap::Args;

use super::{Context, Outcome};
use crate::app::Filter;
use crate::report::IncidentList;

/// List the incidents, one line each
///
/// The latest report comes first. `!` marks an incident with an overdue step, `·` another open one.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory list                     list every incident
  advisory list --open --embargoed  list those that are open and under embargo
  advisory list --public --json     print the public ones as JSON
  advisory status                   show the open ones and what is due, the most
                                    urgent first

If CI is set and --reveal is not given, the log may be public. It then shows
neither summaries nor the IDs of advisories that are not public.")]
pub(super) struct List {
    /// List only incidents that still need work
    #[arg(long)]
    open: bool,
    /// List only incidents whose advisory is public
    #[arg(long)]
    public: bool,
    /// List only incidents that are under embargo
    #[arg(long, conflicts_with = "public")]
    embargoed: bool,
}

impl List {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let workspace = context.open()?;
        let Self { open, public, embargoed } = *self;
        let cases = workspace.list(Filter { open, public, embargoed });
        context.terminal.show(&IncidentList { cases: &cases, now: workspace.now() })?;
        context.note_incomplete(cases.iter().map(|case| case.incident));
        Ok(())
    }
}
