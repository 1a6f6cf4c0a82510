//! `publish`, in three forms: approves an incident's publication or its mitigations, or commits the
//! public site to a public repository.

use std::path::PathBuf;

use clap::Args;

use super::edits::Edits;
use super::{Context, Outcome, clock};
use crate::app::{Approval, MitigationsApproval};
use crate::publish::Limits;
use crate::time::Instant;

mod approve;
mod mitigations;
mod site;

/// Approve an incident's publication, or commit the public site to a public repository
#[derive(Debug, Args)]
#[command(
    override_usage = "advisory publish <INCIDENT> --by <MEMBER> [--at <INSTANT>] [--until <INSTANT>] [--out <DIR>] [--yes] [--anyway] [--dry-run]
       advisory publish <INCIDENT> --mitigations --by <MEMBER> [--anyway] [--dry-run]
       advisory publish --to <REPO> [--branch <BRANCH>] [--folder <FOLDER>] [--adopt] [--public <FILE>] [--allow-future] [--allow-earlier] [--allow-removal] [--fail-incomplete] [--dry-run]",
    after_help = "\
Examples:
  advisory publish amber-heron --by amira --until 2026-03-10T15:00:00Z
  advisory publish amber-heron --by ben --out drafts
      approve, and write the drafts of release day
  advisory publish amber-heron --mitigations --by ben
      approve the mitigations of its notice
  advisory publish --to ../security-site.git
      commit the site to the branch gh-pages
  advisory publish --to ../website --branch main --folder security

The first form prints what becomes public and what is still open, and asks for
confirmation on a terminal. Then it assigns the public ID and records the
approval. The next build publishes the advisory, once all approvals are recorded
and the embargo has ended. The drafts of --out are private: the folder must not
contain a public site, and a git work tree that contains it has to ignore it.

The second form approves telling users the mitigations in the notice before the
fix, and records the digest of their text. If the text changes, the notice omits
it until it is approved again.

The last form builds the public site and commits it to a branch of a public git
repository, which shares no object with the private one. It prints the command
that pushes the branch. If the site is unchanged, it makes no commit. The site
is built from a commit of the private repository; the command stops if a file of
the portfolio is not committed.

If CI is set and --reveal is not given, the log may be public. It then shows
only the handle and dates."
)]
pub(super) struct Publish {
    /// The incident's handle
    #[arg(required_unless_present = "to", conflicts_with = "to")]
    incident: Option<String>,
    /// The member who approves
    #[arg(long, value_name = "MEMBER", required_unless_present = "to", conflicts_with = "to")]
    by: Option<String>,
    /// Approve the mitigations of the notice instead of the publication
    #[arg(long, conflicts_with_all = ["to", "at", "until", "out"])]
    mitigations: bool,
    /// The time of the approval [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = super::instant, conflicts_with = "to")]
    at: Option<Instant>,
    /// The end of the embargo, if it is not recorded yet or changes
    #[arg(long, value_name = "INSTANT", value_parser = super::instant, conflicts_with = "to")]
    until: Option<Instant>,
    /// Write the announcement drafts of release day to this folder
    #[arg(long, value_name = "DIR", conflicts_with = "to")]
    out: Option<PathBuf>,
    /// Run all checks without changing anything
    #[arg(long)]
    dry_run: bool,
    /// Approve without asking (without a terminal, nothing is asked)
    #[arg(long, conflicts_with_all = ["to", "mitigations"])]
    yes: bool,
    #[command(flatten)]
    edits: Edits,
    /// Commit the public site to this git repository
    #[arg(long, value_name = "REPO", help_heading = "Options of --to")]
    to: Option<PathBuf>,
    /// The branch to commit to
    #[arg(long, value_name = "BRANCH", default_value = "gh-pages", requires = "to", help_heading = "Options of --to")]
    branch: String,
    /// The folder for the site within the branch [default: the top folder]
    #[arg(long, value_name = "FOLDER", requires = "to", help_heading = "Options of --to")]
    folder: Option<String>,
    /// Allow a branch with files that `publish --to` did not write. They are kept, unless the site
    /// has a file with the same path
    #[arg(long, requires = "to", help_heading = "Options of --to")]
    adopt: bool,
    /// Allow an instant (--now) in the future
    #[arg(long, requires = "to", help_heading = "Options of --to")]
    allow_future: bool,
    /// Allow an instant before that of the newest publication on the branch
    #[arg(long, requires = "to", help_heading = "Options of --to")]
    allow_earlier: bool,
    /// Allow the removal of advisories that are on the branch
    #[arg(long, requires = "to", help_heading = "Options of --to")]
    allow_removal: bool,
    /// A file with public text, which the site may contain although an embargoed incident has the
    /// same text (may be repeated)
    #[arg(long, value_name = "FILE", requires = "to", help_heading = "Options of --to")]
    public: Vec<PathBuf>,
    /// Exit with status 3 if something that is due is left out of the site
    #[arg(long, requires = "to", help_heading = "Options of --to")]
    fail_incomplete: bool,
}

impl Publish {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        if let Some(repository) = &self.to {
            let site = site::Site {
                repository,
                branch: &self.branch,
                folder: self.folder.as_deref().unwrap_or_default(),
                adopt: self.adopt,
                limits: Limits {
                    latest: (!self.allow_future).then(clock::clock),
                    earlier: self.allow_earlier,
                    removal: self.allow_removal,
                },
                public: &self.public,
                dry_run: self.dry_run,
                fail_incomplete: self.fail_incomplete,
            };
            return site.run(context);
        }
        if self.mitigations {
            let approval = MitigationsApproval {
                incident: self.incident.clone().unwrap_or_default(),
                by: self.by.clone().unwrap_or_default(),
                dry_run: self.dry_run,
            };
            return mitigations::run(&approval, &self.edits, context);
        }
        let approve = approve::Approve {
            approval: Approval {
                incident: self.incident.clone().unwrap_or_default(),
                by: self.by.clone().unwrap_or_default(),
                at: self.at,
                until: self.until,
                dry_run: self.dry_run,
            },
            out: self.out.as_deref(),
            edits: &self.edits,
            is_sure: self.yes,
        };
        approve.run(context)
    }
}
