//! `scan`: finds embargoed text before it is published.

use std::io::Read as _;
use std::path::PathBuf;

use clap::Args;

use super::{Context, Outcome, Stop, Usage};
use crate::app::{ScanError, ScanTarget};
use crate::git::objects::Update;
use crate::report::ShownScan;
use crate::scan::Scope;

/// Find embargoed text in a file, a folder or a repository before you publish it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory -C security scan ../lodestore  scan a work tree and its complete
                                          history
  advisory -C security scan out/site      scan a folder, such as the site
  advisory -C security scan --range origin/main..HEAD ../lodestore

`advisory init` writes a `pre-push` hook that runs the following command;
docs/scan.md shows how to install it in a clone from which you push to a public
repository:
  advisory -C security scan --strict --pre-push --remote \"$1\"

Exit status: 0 if nothing was found, 1 if something was found, 2 if something
could not be read.")]
pub(super) struct Scan {
    /// A file, a folder, or a git repository
    #[arg(default_value = ".", hide_default_value = true)]
    path: PathBuf,
    /// Scan only commits in B that are not in A, in the repository that contains PATH
    #[arg(long, value_name = "A..B", conflicts_with = "pre_push")]
    range: Option<String>,
    /// Scan only what a push would send, in the repository that contains PATH; reads the input of
    /// git's pre-push hook from standard input
    #[arg(long)]
    pre_push: bool,
    /// The remote of the push; commits on its branches are not scanned again
    #[arg(long, value_name = "NAME", requires = "pre_push")]
    remote: Option<String>,
    /// A file with public text, which is not reported (may be repeated)
    #[arg(long, value_name = "FILE")]
    public: Vec<PathBuf>,
    /// Fail if content can't be searched, such as an archive or a submodule
    #[arg(long)]
    strict: bool,
}

impl Scan {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let mut target = ScanTarget { path: self.path.clone(), scope: self.range.clone().map(Scope::Range) };
        if self.pre_push {
            target.scope = Some(Scope::Push { updates: Vec::new(), remote: self.remote.clone() });
        }
        target.require_outside(&context.global.dir)?;
        self.complete(&mut target)?;
        let workspace = match context.open() {
            Err(Stop::Unreadable(refusal)) => {
                context.show_unreadable(&refusal)?;
                return Err(ScanError::Unknown.into());
            }
            opened => opened?,
        };
        let progress = context.terminal.progress("scanning");
        let scanned = super::texts(&self.public).map(|public| workspace.scan(&target, &public));
        progress.finish_and_clear();
        let scanned = scanned??;
        context.terminal.show(&ShownScan(&scanned))?;
        if scanned.scan.total > 0 {
            return Err(Stop::Findings);
        }
        if self.strict && !scanned.is_complete() {
            return Err(ScanError::Unread.into());
        }
        Ok(())
    }

    /// Checks the range, and reads what is pushed.
    fn complete(&self, target: &mut ScanTarget) -> Result<(), Usage> {
        if let Some(range) = self.range.as_ref().filter(|range| !range.contains("..")) {
            let usage = Usage::new(format!("`{}` is not a range", range.escape_debug()));
            return Err(usage.help("give two revisions as A..B"));
        }
        let Some(Scope::Push { updates, .. }) = &mut target.scope else { return Ok(()) };
        let mut lines = String::new();
        std::io::stdin()
            .read_to_string(&mut lines)
            .map_err(|error| Usage::new("could not read what is pushed").because(error))?;
        let update = |line: &str| {
            Update::parse(line).ok_or_else(|| {
                Usage::new(format!("`{}` is not a line of input for a pre-push hook", line.escape_debug()))
            })
        };
        *updates = lines.lines().map(update).collect::<Result<_, Usage>>()?;
        Ok(())
    }
}
