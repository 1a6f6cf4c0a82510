//! `merge-driver`: merges two versions of an incident.toml, for git.

use std::path::PathBuf;

use clap::Args;

use super::{Outcome, Stop};
use crate::app;

/// Merge two versions of an incident.toml; for git
///
/// Keeps the records that both sides added, in the order of time, and takes what one side changed.
/// Where both sides changed the same thing, it writes conflict markers and exits with status 1.
#[derive(Debug, Args)]
#[command(after_help = "\
git runs it for the files that .gitattributes names, in each clone where this is
set:

  git config merge.advisory.driver \"advisory merge-driver %O %A %B\"")]
pub(super) struct MergeDriver {
    /// The version that both sides began with (git's %O)
    base: PathBuf,
    /// Our version, which the result replaces (git's %A)
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
