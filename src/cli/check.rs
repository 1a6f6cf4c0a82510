//! `check`: checks the portfolio.

use clap::Args;

use super::{Context, Outcome, Stop, cache};
use crate::app::Comparison;

use crate::git::Id;
use crate::report::{LogText, ShownFindings};

/// Check that the files are valid and every incident follows the policy
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory check
  advisory check --format github             annotate a pull request
  advisory check --now 2026-12-24T00:00:00Z  show what will be overdue by then
  advisory check --ahead                     also predict the builds to come
  advisory check --rev origin/main           check a revision without a checkout
  advisory check --base origin/main          also check the changes on this
                                             branch

With --base REV, the work tree (or the revision of --rev) is compared with its
merge base with REV. A branch must not delete or edit a record, change a public
advisory without a revision, use a right that it grants itself, or act in
another person's name. `advisory explain recorded-in-anothers-name` explains how
commits are attributed to people. Findings about incidents that the change does
not touch are left out, unless --fail-overdue is given or the change edits one
of the project's own files.

A check of the work tree keeps hashes of the public documents that it found to
be right, in a cache below $XDG_CACHE_HOME/advisory (~/.cache). The cache never
changes the result.")]
pub(super) struct Check {
    /// Also predict the builds to come: at the end of an embargo, a release, or any later date
    #[arg(long)]
    ahead: bool,
    /// Fail if any step is overdue, even if its deadline is only a target
    #[arg(long)]
    fail_overdue: bool,
    /// Also check the changes since the merge base with this revision
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// Do not read or write the cache of earlier checks
    #[arg(long)]
    no_cache: bool,
}

impl Check {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        // A step of any incident makes `--fail-overdue` fail, so all of them are read and shown.
        let (workspace, branch) = match self.base.as_deref() {
            Some(base) if !self.fail_overdue => {
                let (workspace, branch) = context.open_since(base)?;
                (workspace, Some(branch))
            }
            _ => (context.open()?, None),
        };
        let progress = context.terminal.progress("checking");
        // What a revision or a change says would replace what is known of the work tree.
        let is_cached = !self.no_cache && branch.is_none() && workspace.source().revision().is_none();
        let cache = if is_cached { cache::file("checks", workspace.folder()) } else { None };
        let mut checked = workspace.check_with(cache.as_deref());
        progress.finish_and_clear();
        let compared = match (&branch, self.base.as_deref()) {
            (Some(branch), _) => Some(workspace.compare_since(branch)?),
            (None, base) => base.map(|base| workspace.compare(base)).transpose()?,
        };
        if let (Some(compared), Some(base)) = (&compared, &self.base) {
            for commit in &compared.empty {
                context.terminal.note(&empty(commit));
            }
            if context.terminal.is_verbose() {
                context.terminal.note(&told(compared, base));
            }
            if !self.fail_overdue {
                checked.keep_concerned(compared);
            }
            checked.add(compared);
        }
        if self.ahead {
            checked.predict(workspace.ahead());
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
