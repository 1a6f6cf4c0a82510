//! `advisory` without a command: shows the board in a private repository, and how to begin
//! elsewhere.

use super::status::Status;
use super::{Context, Outcome};

const BEGIN: &str = "\
There is no advisory.toml here, so this is not a private repository of advisory.

To begin one:
  advisory init security                  create it in the folder `security`
  cd security
  advisory check                          name what is left to fill in
  advisory policy show                    read the policy in plain English

To use one that exists:
  advisory -C FOLDER

advisory --help lists all commands.
";

pub(super) fn run(context: &mut Context) -> Outcome {
    let is_portfolio = context.global.rev.is_some() || context.global.dir.join("advisory.toml").exists();
    if is_portfolio { Status::default().run(context) } else { context.terminal.raw(&BEGIN) }
}
