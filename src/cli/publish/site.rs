//! `publish --to REPO`: the public site of this moment as a commit.

use std::path::{Path, PathBuf};

use crate::app::PublishOptions;
use crate::cli::build::{complete, show_left_out};
use crate::cli::{Context, Outcome, texts};
use crate::publish::{Limits, Target};
use crate::report::ShownPublication;

/// Where the site is committed to.
pub(super) struct Site<'a> {
    pub(super) repository: &'a Path,
    pub(super) branch: &'a str,
    pub(super) folder: &'a str,
    pub(super) adopt: bool,
    pub(super) limits: Limits,
    pub(super) public: &'a [PathBuf],
    pub(super) dry_run: bool,
    pub(super) fail_incomplete: bool,
}

impl Site<'_> {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let workspace = context.open()?;
        let folder = self.folder.trim_matches('/');
        let target = Target { repository: self.repository, branch: self.branch, folder, adopt: self.adopt };
        let progress = context.terminal.progress("building");
        let done = texts(self.public).map(|public| {
            let options = PublishOptions { limits: self.limits, public: &public, dry_run: self.dry_run };
            workspace.publish(&target, &options)
        });
        progress.finish_and_clear();
        let repository = self.repository.to_string_lossy();
        let done = done??;
        show_left_out(context, &done.left_out, workspace.tree())?;
        context.terminal.show(&ShownPublication {
            branch: self.branch,
            repository: &repository,
            done: &done.publication,
            dry_run: self.dry_run,
        })?;
        complete(&done.left_out, self.fail_incomplete)
    }
}
