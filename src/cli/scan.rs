//! `scan`: finds embargoed text before it leaves.

use std::io::Read as _;
use std::path::PathBuf;

use clap::Args;

use super::{Context, Outcome, Stop, Usage};
use crate::app::{ScanError, ScanTarget};
use crate::git::objects::Update;
use crate::report::ShownScan;
use crate::scan::Scope;

/// Find embargoed text in a file, a folder or a repository before it leaves
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory -C security scan ../lodestore           the work tree and everything in its history
  advisory -C security scan out/site               a folder, such as a site that was built
  advisory -C security scan --range origin/main..HEAD ../lodestore

As a `pre-push` hook in a clone that others read (`advisory init` writes it, `docs/scan.md` says how to install it):
  advisory -C security scan --pre-push --remote \"$1\"

Exit status: 0 nothing found, 1 something found, 2 something could not be read.")]
pub(super) struct Scan {
    /// A file, a folder, or a git repository
    #[arg(default_value = ".", hide_default_value = true)]
    path: PathBuf,
    /// Only what B has and A has not, in the repository that PATH is in
    #[arg(long, value_name = "A..B", conflicts_with = "pre_push")]
    range: Option<String>,
    /// Only what a push would send, in the repository that PATH is in; reads git's lines from
    /// standard input
    #[arg(long)]
    pre_push: bool,
    /// The remote that is pushed to: what its branches have is there already
    #[arg(long, value_name = "NAME", requires = "pre_push")]
    remote: Option<String>,
    /// A text that everybody may read: what stands in it is not looked for (may be repeated)
    #[arg(long, value_name = "FILE")]
    public: Vec<PathBuf>,
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
        let scanned = self.public().map(|public| workspace.scan(&target, &public));
        progress.finish_and_clear();
        let scanned = scanned??;
        context.terminal.show(&ShownScan(&scanned))?;
        if scanned.scan.total > 0 { Err(Stop::Findings) } else { Ok(()) }
    }

    /// Checks the range, and reads what is pushed.
    fn complete(&self, target: &mut ScanTarget) -> Result<(), Usage> {
        if let Some(range) = self.range.as_ref().filter(|range| !range.contains("..")) {
            let usage = Usage::new(format!("`{}` is no range", range.escape_debug()));
            return Err(usage.help("name two revisions as A..B"));
        }
        let Some(Scope::Push { updates, .. }) = &mut target.scope else { return Ok(()) };
        let mut lines = String::new();
        std::io::stdin()
            .read_to_string(&mut lines)
            .map_err(|error| Usage::new("could not read what is pushed").because(error))?;
        let update = |line: &str| {
            Update::parse(line)
                .ok_or_else(|| Usage::new(format!("`{}` is not what git tells a pre-push hook", line.escape_debug())))
        };
        *updates = lines.lines().map(update).collect::<Result<_, Usage>>()?;
        Ok(())
    }

    /// Returns the texts that everybody may read.
    fn public(&self) -> Result<Vec<String>, Usage> {
        let read = |path: &PathBuf| {
            let bytes = std::fs::read(path)
                .map_err(|error| Usage::new(format!("could not read {}", path.display())).because(error))?;
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        };
        self.public.iter().map(read).collect()
    }
}
