//! `publish`, in two forms: approve an incident's publication, and commit the public site where
//! everybody can read it.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Outcome};
use crate::app::Approval;
use crate::time::Instant;

mod approve;
mod site;

/// Approve an incident's publication, or commit the public site to a public repository
#[derive(Debug, Args)]
#[command(
    override_usage = "advisory publish <INCIDENT> --by <MEMBER> [--at <INSTANT>] [--until <INSTANT>] [--out <DIR>] [--dry-run]
       advisory publish --to <REPO> [--branch <BRANCH>] [--folder <FOLDER>] [--adopt] [--dry-run]",
    after_help = "\
Examples:
  advisory publish amber-heron --by amira --until 2026-03-10T15:00:00Z
  advisory publish amber-heron --by ben --out drafts    the second approval, and release day's mails
  advisory publish --to ../security-site.git            what `build` makes, as a commit of gh-pages
  advisory publish --to ../website --branch main --folder security

The first form runs the gates, assigns the public id and records the approval. Nothing becomes
public by it: a build does that, once the approvals are there and the embargo has ended.

The second form commits the public site of this moment to a branch of a public git repository,
which shares no object with the private one, and prints the command that pushes it. Where nothing
differs, nothing is done.

Where CI is set and --reveal is not, the log may be public: it gets the handle and dates alone."
)]
pub(super) struct Publish {
    /// The incident's handle
    #[arg(required_unless_present = "to", conflicts_with = "to")]
    incident: Option<String>,
    /// Who approves
    #[arg(long, value_name = "MEMBER", required_unless_present = "to", conflicts_with = "to")]
    by: Option<String>,
    /// When it was approved [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = super::instant, conflicts_with = "to")]
    at: Option<Instant>,
    /// When the embargo ends, where the incident does not say yet
    #[arg(long, value_name = "INSTANT", value_parser = super::instant, conflicts_with = "to")]
    until: Option<Instant>,
    /// Write the release day's announcement drafts below this folder
    #[arg(long, value_name = "DIR", conflicts_with = "to")]
    out: Option<PathBuf>,
    /// Run the gates and checks, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Commit the public site to this git repository
    #[arg(long, value_name = "REPO", help_heading = "Options of --to")]
    to: Option<PathBuf>,
    /// The branch
    #[arg(long, value_name = "BRANCH", default_value = "gh-pages", requires = "to", help_heading = "Options of --to")]
    branch: String,
    /// The folder of the branch that holds the site [default: its top]
    #[arg(long, value_name = "FOLDER", requires = "to", help_heading = "Options of --to")]
    folder: Option<String>,
    /// Build upon a branch with files that no earlier `publish --to` wrote: they stay where the
    /// site has no such path
    #[arg(long, requires = "to", help_heading = "Options of --to")]
    adopt: bool,
}

impl Publish {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        if let Some(repository) = &self.to {
            let site = site::Site {
                repository,
                branch: &self.branch,
                folder: self.folder.as_deref().unwrap_or_default(),
                adopt: self.adopt,
                dry_run: self.dry_run,
            };
            return site.run(context);
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
        };
        approve.run(context)
    }
}
