//! `policy show`: the process as people read it.

use clap::Subcommand;

use super::{Context, Outcome};
use crate::app;
use crate::report::ShownPolicy;

#[derive(Debug, Subcommand)]
pub(super) enum Policy {
    /// Print the policy: steps, windows, roles, channels, departures
    Show {
        /// A preset instead of this repository's policy
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
