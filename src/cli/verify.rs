//! `verify`: compares an incident with the product's git history.

use std::path::PathBuf;

use clap::Args;

use super::edits::{self, Edits};
use super::{Context, Outcome, Stop, cache};
use crate::app::{Corrected, ProductHistory, ProductOptions, Workspace};
use crate::incident::Incident;
use crate::report::{ShownVerification, ShownVerifications, TeamOnly};
use crate::verify::{self, Verification};

/// Compare an incident with the product's git history
///
/// Checks the reviews of the fix, its backports, the releases that contain it, and the affected
/// versions.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory verify amber-heron --repo ../lodestore
  advisory verify amber-heron --repo ../lodestore \\
      --fix-repo ../lodestore-private
  advisory verify amber-heron --repo ../lodestore --write
  advisory verify --all --repo ../lodestore

This needs a complete clone with its tags: `git clone`, or `git fetch
--unshallow --tags`. It does not write to the repositories or run anything in
them; it prints the commands that complete the fix.

With --all, it verifies every incident that records commits of a fix, in one
pass over the history, and prints the result and what is wrong.

Exit status: 0 if verified, 1 if refuted or not verified, 2 if a repository
can't be read.
If CI is set and --reveal is not given, the log may be public. It then shows
only the handle and the result.")]
pub(super) struct Verify {
    /// The incident's handle
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    incident: Option<String>,
    /// Verify all incidents that record commits of a fix
    #[arg(long, conflicts_with = "write")]
    all: bool,
    /// A clone of the product
    #[arg(long, value_name = "PATH")]
    repo: PathBuf,
    /// A clone of the private repository in which the fix was developed
    #[arg(long, value_name = "PATH")]
    fix_repo: Option<PathBuf>,
    /// Write the affected versions and commits to advisory.md, keeping its formatting and comments
    #[arg(long)]
    write: bool,
    /// Do not read or write the cache of the product's commits
    #[arg(long)]
    no_cache: bool,
    #[command(flatten)]
    edits: Edits,
}

impl Verify {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let workspace = if self.write { self.edits.open(context)? } else { context.open_sound()? };
        let incident = self.incident.as_ref().map(|handle| workspace.incident(handle)).transpose()?;
        let cache = if self.no_cache { None } else { cache::file("fingerprints", &self.repo) };
        let options = ProductOptions {
            repository: &self.repo,
            fix_repository: self.fix_repo.as_deref(),
            cache: cache.as_deref(),
        };
        let progress = context.terminal.progress("reading the history");
        let history = ProductHistory::open(&options);
        progress.finish_and_clear();
        let history = history?;
        let Some(incident) = incident else {
            let progress = context.terminal.progress("comparing patches");
            let all = workspace.verify_all(&history);
            progress.finish_and_clear();
            let all = all?;
            context.terminal.show(&ShownVerifications { portfolio: workspace.portfolio(), all: &all })?;
            let is_verified =
                |(_, verification): &(_, Verification<'_>)| verification.outcome == verify::Outcome::Verified;
            return if all.iter().all(is_verified) { Ok(()) } else { Err(Stop::Findings) };
        };
        let verification = verified(context, &workspace, incident, &history)?;
        let corrected = if self.write { workspace.correct_affected(incident, &verification)? } else { None };
        let Some(Corrected { after, lines, commits }) = corrected else {
            return show(context, &workspace, incident, &verification);
        };
        let wrote = |_| {
            let versions = (!lines.is_empty()).then(|| format!("the affected versions of {}", lines.join(", ")));
            let commits = commits.then(|| "the affected commits".to_owned());
            let all: Vec<String> = versions.into_iter().chain(commits).collect();
            Ok(format!("wrote {} to advisory.md", all.join(" and ")))
        };
        edits::note(context, TeamOnly(wrote), &after)?;
        let (workspace, incident) = (after.workspace(), after.incident()?);
        let verification = verified(context, workspace, incident, &history)?;
        show(context, workspace, incident, &verification)
    }
}

fn verified<'w>(
    context: &Context,
    workspace: &'w Workspace,
    incident: &'w Incident,
    history: &ProductHistory,
) -> Result<Verification<'w>, Stop> {
    let progress = context.terminal.progress("comparing patches");
    let verification = workspace.verify(incident, history);
    progress.finish_and_clear();
    Ok(verification?)
}

fn show(context: &mut Context, workspace: &Workspace, incident: &Incident, verification: &Verification<'_>) -> Outcome {
    context.terminal.show(&ShownVerification { case: &workspace.case(incident), verification })?;
    if verification.outcome == verify::Outcome::Verified { Ok(()) } else { Err(Stop::Findings) }
}
