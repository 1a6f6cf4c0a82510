//! `policy show`: prints the policy in plain English.

use clap::Subcommand;

use super::{Context, Outcome};
use crate::app;
use crate::report::ShownPolicy;

#[derive(Debug, Subcommand)]
pub(super) enum Policy {
    /// Print the policy: its steps, deadlines, roles, channels and deviations
    #[command(after_help = "\
Examples:
  advisory policy show
  advisory policy show --preset NAME")]
    Show {
        /// Print a preset instead of this repository's policy
        #[arg(long, value_name = "NAME")]
        preset: Option<String>,
    },
}

impl Policy {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let Self::Show { preset } = self;
        match preset {
            None => {
                let workspace = context.open()?;
                context.terminal.show(&ShownPolicy(&workspace.portfolio().policy))
            }
            Some(name) => context.terminal.show(&ShownPolicy(&app::preset(name)?)),
        }
    }
}
