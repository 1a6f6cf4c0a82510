//! `check`: validates the portfolio.

use clap::Args;

use super::{Global, Outcome, Stop, Terminal, load, redact};

/// Validate the portfolio against its formats and its policy
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory check
  advisory check --format github              annotations on a pull request
  advisory check --now 2026-12-24T00:00:00Z   what will be overdue by then?
  advisory check --rev origin/main            a revision, without a checkout")]
pub(super) struct Check {
    /// Fail when a step is overdue, whatever its force
    #[arg(long)]
    fail_overdue: bool,
}

impl Check {
    pub(super) fn run(&self, global: &Global, terminal: &mut Terminal) -> Outcome {
        let loaded = load::load(global, terminal)?;
        let cases = loaded.cases();
        let progress = terminal.progress("checking");
        let findings = loaded.check(&cases);
        progress.finish_and_clear();
        let overdue = self.fail_overdue && cases.iter().any(|c| c.steps.iter().any(|s| s.standing.is_overdue()));
        let failed = load::has_errors(&findings) || overdue;
        let findings = redact::by_case(findings, &cases, terminal.is_public_log());
        load::show_redacted(global, terminal, &findings, &loaded.portfolio.tree)?;
        if failed { Err(Stop::Findings) } else { Ok(()) }
    }
}
