//! `check`: validates the portfolio.

use clap::Args;

use super::{Context, Outcome, Stop};
use crate::app::Comparison;
use crate::git::Id;
use crate::report::{LogText, ShownFindings};

/// Validate the portfolio against its formats and its policy
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory check
  advisory check --format github              annotations on a pull request
  advisory check --now 2026-12-24T00:00:00Z   what will be overdue by then?
  advisory check --rev origin/main            a revision, without a checkout
  advisory check --base origin/main           and what this branch may not do since it left main

With --base, the files of the work tree (or of --rev) are compared with those of the commit
where the branch left REV, without a checkout. Nothing recorded may be gone or another one, no
public advisory may change without a revision, and nobody may use a right that the change gives
them, or somebody else's name. `advisory explain recorded-in-anothers-name` says what counts as
somebody's word.")]
pub(super) struct Check {
    /// Fail when a step is overdue, whatever its force
    #[arg(long)]
    fail_overdue: bool,
    /// Look as well at what the change since this revision may not do
    #[arg(long, value_name = "REV")]
    base: Option<String>,
}

impl Check {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let workspace = context.open()?;
        let progress = context.terminal.progress("checking");
        let mut checked = workspace.check();
        progress.finish_and_clear();
        let compared = self.base.as_deref().map(|base| workspace.compare(base)).transpose()?;
        if let (Some(compared), Some(base)) = (&compared, &self.base) {
            for commit in &compared.empty {
                context.terminal.note(&empty(commit));
            }
            if context.terminal.is_verbose() {
                context.terminal.note(&told(compared, base));
            }
            checked.add(compared);
        }
        let failed = checked.has_errors() || self.fail_overdue && checked.is_overdue();
        let public = compared.as_ref().map(|compared| &compared.public);
        let shown = ShownFindings::of_cases(&checked.findings, workspace.tree(), &checked.cases, public);
        context.terminal.show(&shown)?;
        if failed { Err(Stop::Findings) } else { Ok(()) }
    }
}

fn empty(commit: &Id) -> LogText {
    LogText::new().words("there was no portfolio in ").commit(commit).words(": all of it is new")
}

fn told(compared: &Comparison, base: &str) -> LogText {
    let commits = compared
        .bases
        .iter()
        .enumerate()
        .fold(LogText::new(), |text, (nth, commit)| text.words(if nth > 0 { " and " } else { "" }).commit(commit));
    LogText::new().words("compared with ").then(&commits).words(", where this left ").argument(base)
}
