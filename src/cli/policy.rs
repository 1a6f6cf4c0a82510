//! `policy show`: the process as people read it.

use anyhow::anyhow;
use clap::Subcommand;

use super::{Context, Outcome};
use crate::finding::did_you_mean;
use crate::policy::presets;
use crate::{parse, report};

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
            Some(name) => {
                let files = presets::files(name).ok_or_else(|| no_preset(name))?;
                let reading = parse::portfolio(super::init::tree(files));
                let portfolio = reading.portfolio.ok_or_else(|| anyhow!("the preset `{name}` can't be read"))?;
                report::policy::policy(&portfolio.policy)
            }
        };
        context.terminal.print(&text)?;
        Ok(())
    }
}

/// The error for a preset that there is none of.
pub(super) fn no_preset(name: &str) -> anyhow::Error {
    let names = presets::names();
    let near = did_you_mean(name, names.iter().map(String::as_str));
    let hint = near.map_or_else(String::new, |n| format!(" Did you mean `{n}`?"));
    anyhow!("there is no preset `{name}`.{hint} The presets are: {}", names.join(", "))
}
