//! `scan`: finds embargoed text before it leaves.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use clap::Args;

use super::{Context, Outcome, Stop, init, new, place};
use crate::app::Workspace;
use crate::finding::has_errors;
use crate::git::objects::{self, Update};
use crate::policy::presets;
use crate::scan::{self, Scan as Scanned, Scope, Watch};
use crate::{announce, report, site};

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
    /// Only what a push would send, in the repository that PATH is in; reads git's lines from standard input
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
        self.refuse_private(&context.global.dir)?;
        let scope = self.scope()?;
        let loaded = match context.open() {
            Err(Stop::Unreadable(refusal)) => {
                context.show_unreadable(&refusal)?;
                return Err(unknown().into());
            }
            loaded => loaded?,
        };
        if has_errors(loaded.findings()) {
            return Err(unknown().into());
        }
        let watch = self.watch(&loaded)?;
        let progress = context.terminal.progress("scanning");
        let scanned = match scope {
            Some(scope) => repository(&watch, &self.path, &scope),
            None => self.everything(&watch),
        };
        progress.finish_and_clear();
        let scanned = scanned?;
        let audience = context.audience();
        let text = report::scan(context.format(), &scanned, &watch, audience, context.terminal.colour());
        context.terminal.print(&text)?;
        if scanned.total > 0 { Err(Stop::Findings) } else { Ok(()) }
    }

    /// What of a repository is asked for; `None`: PATH as it is.
    fn scope(&self) -> anyhow::Result<Option<Scope>> {
        if let Some(range) = &self.range {
            if !range.contains("..") {
                bail!("`{}` is no range\n  help: name two revisions as A..B", range.escape_debug());
            }
            return Ok(Some(Scope::Range(range.clone())));
        }
        if !self.pre_push {
            return Ok(None);
        }
        let mut lines = String::new();
        std::io::stdin().read_to_string(&mut lines).context("could not read what is pushed")?;
        let update = |line: &str| {
            Update::parse(line)
                .ok_or_else(|| anyhow!("`{}` is not what git tells a pre-push hook", line.escape_debug()))
        };
        let updates = lines.lines().map(update).collect::<anyhow::Result<_>>()?;
        Ok(Some(Scope::Push { updates, remote: self.remote.clone() }))
    }

    fn everything(&self, watch: &Watch) -> anyhow::Result<Scanned> {
        if !objects::is_repository(&self.path) {
            return Ok(scan::folder(watch, &self.path)?);
        }
        let history = repository(watch, &self.path, &Scope::Everything)?;
        // A bare repository has no files but its own.
        let files = if self.path.join(".git").exists() { scan::folder(watch, &self.path)? } else { Scanned::default() };
        Ok(files.and(history))
    }

    fn watch(&self, loaded: &Workspace) -> anyhow::Result<Watch> {
        let mut public = built_in();
        for path in &self.public {
            let bytes = std::fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
            public.push(String::from_utf8_lossy(&bytes).into_owned());
        }
        Ok(Watch::new(&loaded.cases(), public.iter().map(String::as_str)))
    }

    /// The private repository is full of what is looked for.
    fn refuse_private(&self, portfolio: &Path) -> anyhow::Result<()> {
        let there = self.path.canonicalize().with_context(|| format!("there is no {}", self.path.display()))?;
        let Ok(portfolio) = portfolio.canonicalize() else { return Ok(()) };
        let is_repository = self.pre_push || self.range.is_some() || objects::is_repository(&there);
        let top = if is_repository { objects::top(&there).ok().and_then(|t| t.canonicalize().ok()) } else { None };
        let holds = |folder: &Path| portfolio.starts_with(folder);
        if holds(&there) || top.as_deref().is_some_and(holds) || place::is_inside(&portfolio, &there) {
            bail!(
                "{} holds the portfolio itself, so everything would be found\n  help: name a place from which text leaves, such as the clone of the public repository or the site that was built; with -C, say where the portfolio is",
                self.path.display()
            );
        }
        Ok(())
    }
}

fn repository(watch: &Watch, folder: &Path, scope: &Scope) -> anyhow::Result<Scanned> {
    Ok(scan::repository(watch, folder, scope).map_err(crate::app::Error::from)?)
}

/// Texts that come with the program.
fn built_in() -> Vec<String> {
    let presets = presets::names().into_iter().filter_map(|name| presets::files(&name)).flatten();
    let mut texts: Vec<String> = presets.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).collect();
    texts.extend(site::built_in_texts());
    texts.extend(announce::built_in_texts());
    texts.extend([new::ADVISORY, new::PRIVATE, init::WORKFLOW].map(str::to_owned));
    texts
}

fn unknown() -> anyhow::Error {
    anyhow!(
        "the portfolio has errors, so not all that is private in it is known\n  help: `advisory check` shows them; mend them, then scan again"
    )
}
