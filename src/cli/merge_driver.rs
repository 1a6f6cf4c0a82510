//! `merge-driver`: merges two versions of an incident.toml or of distributors.toml, for git.

use std::path::PathBuf;

use clap::Args;

use super::{Outcome, Stop};
use crate::app;

/// Merge two versions of an incident.toml or distributors.toml (git runs this)
///
/// Keeps the records that both sides added, in chronological order, and every change of one side.
/// If both sides changed the same lines, it writes conflict markers and exits with status 1.
#[derive(Debug, Args)]
#[command(after_help = "\
Git runs this command for the files that .gitattributes names. Enable it in each
clone with:

  git config merge.advisory.driver \"advisory merge-driver %O %A %B\"")]
pub(super) struct MergeDriver {
    /// The common ancestor of both versions (git's %O)
    base: PathBuf,
    /// Our version, which is replaced by the result (git's %A)
    ours: PathBuf,
    /// Their version (git's %B)
    theirs: PathBuf,
}

impl MergeDriver {
    pub(super) fn run(&self) -> Outcome {
        match app::merge_files(&self.base, &self.ours, &self.theirs)? {
            0 => Ok(()),
            // git says where.
            _ => Err(Stop::Findings),
        }
    }
}
