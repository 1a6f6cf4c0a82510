//! `doctor`: looks for what keeps this clone from working as it should.

use clap::Args;

use super::{Context, Outcome, Stop};
use crate::app::{self, Health};
use crate::report::{self, Style, TeamOnly};

/// Check the setup of this clone: git, hook, keys, CI files, clock
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory doctor         look at this clone, and say what to do
  advisory doctor --json  print the same as JSON

It looks at the files, the git repository, the pre-push hook, the merge driver,
the clock, the CI files, the versions of what `advisory init` wrote, and the
programs that check signatures. It changes nothing.

Exit status: 0 if everything works, 1 if something does not, 2 for a failure.")]
pub(super) struct Doctor {}

impl Doctor {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        context.require_work_tree()?;
        context.terminal.refuse_public_log("how this clone is set up")?;
        let programs = std::env::var_os("PATH");
        let found = app::doctor(&context.global.dir, context.now(), programs.as_deref());
        context.terminal.show(&TeamOnly(|style: Style| match style.format {
            report::Format::Json => report::doctor_json(&found),
            _ => Ok(report::doctor(&found, style.screen())),
        }))?;
        let is_broken = found.iter().any(|diagnosis| diagnosis.health == Health::Error);
        if is_broken { Err(Stop::Findings) } else { Ok(()) }
    }
}
