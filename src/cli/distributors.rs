//! `distributors`: shows the early-disclosure lists.

use clap::Args;

use super::{Context, Outcome};
use crate::report::DistributorLists;

/// Show the early-disclosure lists: members, requests and criteria
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory distributors
  advisory distributors --format json

`advisory build` drafts the replies to requests.")]
pub(super) struct Distributors {}

impl Distributors {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        context.terminal.refuse_public_log("the early-disclosure lists")?;
        let workspace = context.open()?;
        context.terminal.show(&DistributorLists(workspace.portfolio()))
    }
}
