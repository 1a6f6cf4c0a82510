//! `check`: validates the portfolio.

use clap::Args;

use super::{Context, Outcome, Stop, change, redact};
use crate::finding::has_errors;
use crate::finding::sort_and_dedup;

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
        let loaded = context.open()?;
        let cases = loaded.cases();
        let progress = context.terminal.progress("checking");
        let mut findings = loaded.check_cases(&cases);
        progress.finish_and_clear();
        let compared = self.base.as_deref().map(|base| change::compare(context, &loaded, base)).transpose()?;
        if let Some(compared) = &compared {
            findings.extend(compared.findings.iter().cloned());
        }
        sort_and_dedup(&mut findings);
        let overdue = self.fail_overdue && cases.iter().any(|c| c.steps.iter().any(|s| s.standing.is_overdue()));
        let failed = has_errors(&findings) || overdue;
        let findings =
            redact::by_case(findings, &cases, compared.as_ref().map(|c| &c.public), context.terminal.is_public_log());
        context.show_redacted(&findings, &loaded.portfolio().tree)?;
        if failed { Err(Stop::Findings) } else { Ok(()) }
    }
}
