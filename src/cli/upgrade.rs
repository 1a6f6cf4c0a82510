//! `upgrade`: renews the files that `init` wrote.

use clap::Args;

use super::{Context, Outcome, Usage};
use crate::app::{self, Renewal};
use crate::report::ShownRenewals;

/// Renew the files that `init` wrote: CI files, hook, attributes, schemas
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory upgrade          show what this version would write
  advisory upgrade --write  write it
  advisory upgrade --write .githooks/pre-push
                            write this file only

Commit your files first. `git diff` then shows what changed, and `git checkout
-p` brings back your own lines, such as those of the job that publishes.")]
pub(super) struct Upgrade {
    /// Only these files
    files: Vec<String>,
    /// Write the files, instead of showing the differences
    #[arg(long)]
    write: bool,
}

impl Upgrade {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        context.require_work_tree()?;
        let folder = context.global.dir.clone();
        if !folder.join("advisory.toml").is_file() {
            let usage = Usage::new("there is no advisory.toml here, so nothing is renewed");
            return Err(usage.help("start in a private repository, or name it with -C DIR").into());
        }
        let all = app::renewals(&folder);
        if let Some(unknown) = self.files.iter().find(|file| !all.iter().any(|it| it.path == **file)) {
            let message = format!("{} is up to date, or `init` does not write it", unknown.escape_debug());
            return Err(Usage::new(message).help("`advisory upgrade` shows the files that differ").into());
        }
        let is_wanted = |it: &Renewal| self.files.is_empty() || self.files.contains(&it.path);
        let wanted: Vec<Renewal> = all.into_iter().filter(is_wanted).collect();
        if self.write {
            app::renew(&folder, &wanted)?;
        }
        context.terminal.show(&ShownRenewals { files: &wanted, is_written: self.write })?;
        if !self.write && !wanted.is_empty() {
            context.terminal.note(&"`advisory upgrade --write` writes these files");
        }
        Ok(())
    }
}
