//! `distributors`: the early-disclosure list, its criteria and the requests to join it.

use clap::Args;

use super::{Context, Outcome};
use crate::report::DistributorLists;

/// The early-disclosure list: members, criteria, requests
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory distributors
  advisory distributors --format json

Replies to requests are among the drafts of `advisory build`.")]
pub(super) struct Distributors {}

impl Distributors {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let workspace = context.open()?;
        context.terminal.show(&DistributorLists(workspace.portfolio()))
    }
}
