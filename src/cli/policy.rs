//! `policy show`: the process as people read it.

use clap::Subcommand;

use super::{Context, Outcome};
use crate::{app, report};

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
        let text = match preset {
            None => report::policy::policy(&context.open()?.portfolio().policy),
            Some(name) => report::policy::policy(&app::preset(name)?),
        };
        context.terminal.print(&text)?;
        Ok(())
    }
}
