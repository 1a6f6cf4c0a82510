//! `build`: builds the public site, and apart from it the announcements that are due.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;

use super::{Context, Outcome, Stop, cache, place};
use crate::app::{BuildOptions, Built, BuiltDrafts};
use crate::finding::Finding;
use crate::json::JsonError;
use crate::report::{BuildDocument, LogText, Show, ShownFindings, Style};
use crate::rules::announcement::MISSING_FACT;
use crate::source::Tree;

/// Build the public site, or draft the announcements that are due
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory build --out build
  advisory build --out build --rev main  build a revision without a checkout
  advisory build --out build --now 2026-03-10T15:00:00Z
  advisory build --out build --verified  build what a job may deploy
  advisory build --drafts drafts         write the drafts that are due

--out writes DIR/site/, and nothing in DIR is private. --drafts writes
DIR/announcements/, which is private: drafts for you to review and send. The two
folders must be separate. A git work tree that contains them has to ignore them.

The same files and the same time give the same site. Unchanged files of earlier
builds are reused, with a cache below $XDG_CACHE_HOME/advisory (~/.cache). The
cache never changes the result.

A build that fails leaves the old site complete. An advisory with an error in
its files is left out and reported, and the rest of the site is built; `check`
fails for the same error. If a file of the site contains private text, such as
that of an embargoed incident, the build fails and names the place.

--verified is for a job that deploys the site. The build then fails if a file is
not committed, or if the policy requires evidence that a public advisory lacks.

Exit status: 0 if the site was written, 1 if it was not, 2 for a wrong command
line or a failure. With --fail-incomplete: 3 if it was written and something
that is due is left out.")]
pub(super) struct Build {
    /// Write the public site to this folder
    #[arg(long, value_name = "DIR", required_unless_present = "drafts")]
    out: Option<PathBuf>,
    /// Write private drafts of the announcements that are due to this folder
    #[arg(long, value_name = "DIR")]
    drafts: Option<PathBuf>,
    /// A file with public text, which the site may contain although an embargoed incident has the
    /// same text (may be repeated)
    #[arg(long, value_name = "FILE", requires = "out")]
    public: Vec<PathBuf>,
    /// Require what `publish --to` requires: every file is committed, and the evidence that the
    /// policy asks for is complete
    #[arg(long, requires = "out")]
    verified: bool,
    /// Do not read or write the cache of earlier builds
    #[arg(long, requires = "out")]
    no_cache: bool,
    /// Exit with status 3 if something that is due is left out of the site
    #[arg(long, requires = "out")]
    fail_incomplete: bool,
}

impl Build {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let (portfolio, site) = (&context.global.dir, self.out.as_deref());
        site.map_or(Ok(()), |out| place::require_site(portfolio, out))?;
        self.drafts.iter().try_for_each(|drafts| place::require_drafts(portfolio, drafts, site))?;
        let public = super::texts(&self.public)?;
        let cache = site.filter(|_| !self.no_cache).and_then(|out| cache::file("builds", out));
        let options = BuildOptions { public: &public, cache: cache.as_deref(), is_verified: self.verified };
        let (snapshot, now) = (context.snapshot()?, context.now());
        // Evidence can go missing while the files stay the same.
        let kept = site.filter(|_| !self.verified);
        let current = kept.map(|out| snapshot.current_site(out, &options, now)).transpose()?.flatten();
        let is_json = context.terminal.is_json();
        if let (Some(current), None) = (&current, &self.drafts) {
            // The files of a revision need not be read to say that nothing changed.
            let tree = if current.left_out.is_empty() { Tree::default() } else { snapshot.tree()?.clone() };
            match is_json {
                true => context.terminal.show(&BuildDocument { site: Some(current), drafts: None, tree: &tree })?,
                false => show(context, current, &tree)?,
            }
            return complete(&current.left_out, self.fail_incomplete);
        }
        // Evidence is that of a commit, and a snapshot has the files alone.
        let workspace = if self.verified { context.open()? } else { context.open_taken(snapshot)? };
        let progress = context.terminal.progress("building");
        let build = |out| current.map_or_else(|| workspace.build_with(out, &options), Ok);
        let built = site.map(build).transpose();
        let drafts = built.as_ref().ok().and(self.drafts.as_ref());
        let drafts = drafts.map(|drafts| workspace.build_drafts(drafts, site)).transpose();
        progress.finish_and_clear();
        let site = built?;
        if let (Some(built), false) = (&site, is_json) {
            show(context, built, workspace.tree())?;
        }
        let complete = site.as_ref().map_or(Ok(()), |built| complete(&built.left_out, self.fail_incomplete));
        let drafts = drafts?;
        if is_json {
            let (site, drafts, tree) = (site.as_ref(), drafts.as_ref(), workspace.tree());
            context.terminal.show(&BuildDocument { site, drafts, tree })?;
            return complete;
        }
        let Some(built) = drafts else { return complete };
        context.terminal.show(&Drafts(&built))?;
        if context.terminal.is_verbose() {
            let all = Some(ShownFindings::new(&built.missing, workspace.tree()));
            context.terminal.show(&Missing { built: &built, all })?;
        } else {
            context.terminal.note(&Missing { built: &built, all: None });
        }
        complete
    }
}

/// Stops with an exit status of its own if that was asked for and something that is due is left out
/// of a site that was written: a job can then deploy the rest and fail afterwards.
pub(super) fn complete(left_out: &[Finding], fail_incomplete: bool) -> Outcome {
    if fail_incomplete && !left_out.is_empty() { Err(Stop::LeftOut) } else { Ok(()) }
}

/// Prints what became of the site, and what is left out of it.
fn show(context: &mut Context, built: &Built, tree: &Tree) -> Outcome {
    show_left_out(context, &built.left_out, tree)?;
    context.terminal.show(&shown(built))
}

/// Prints what is left out of the site, and why.
pub(super) fn show_left_out(context: &mut Context, findings: &[Finding], tree: &Tree) -> Outcome {
    if !findings.is_empty() {
        context.terminal.aside(&ShownFindings::new(findings, tree))?;
        context.terminal.note(&left_out(findings));
    }
    Ok(())
}

/// How many incidents are left out of the site.
fn left_out(findings: &[Finding]) -> LogText {
    let places = findings.iter().flat_map(|finding| std::iter::once(&finding.primary).chain(&finding.others));
    let folders = places.filter_map(|label| label.location.file.incident_folder());
    let count = folders.collect::<BTreeSet<_>>().len();
    let incidents = if count == 1 { " incident is" } else { " incidents are" };
    LogText::new().count(count).words(incidents).words(" left out of the site because of the errors above")
}

/// What became of the site.
fn shown(built: &Built) -> LogText {
    let written = built.written;
    let advisories = if built.advisories == 1 { " advisory, " } else { " advisories, " };
    let text = LogText::new().argument(&built.site).words(": ").count(built.advisories).words(advisories);
    text.count(written.files).words(" files, ").count(written.changed + written.removed).words(" changed")
}

/// What became of the drafts. How many are due is private.
struct Drafts<'a>(&'a BuiltDrafts);

impl Show for Drafts<'_> {
    fn team(&self, _: Style) -> Result<String, JsonError> {
        let (drafts, written) = (self.0.drafts.display(), self.0.written);
        let due = counted(written.files, "private draft is due", "private drafts are due");
        Ok(format!("{drafts}: {due}, {} changed", written.changed + written.removed))
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        let text = LogText::new().argument(&self.0.drafts);
        Ok(text.words(": the private drafts that are due; others may read this log, so it does not say which"))
    }
}

/// What is missing for further drafts, which is private: all of it, or how much.
struct Missing<'a> {
    built: &'a BuiltDrafts,
    all: Option<ShownFindings<'a>>,
}

impl Show for Missing<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        if let Some(all) = &self.all {
            return all.team(style);
        }
        let missing = &self.built.missing;
        let facts = missing.iter().filter(|finding| finding.rule == MISSING_FACT).count();
        let others = missing.len() - facts;
        let mut lines = Vec::new();
        if facts > 0 {
            let facts = counted(facts, "fact is missing", "facts are missing");
            lines.push(format!("{facts} for further drafts; `advisory draft INCIDENT` says which"));
        }
        if others > 0 {
            let others = counted(others, "finding", "findings");
            lines.push(format!("{others} about drafts; `advisory draft INCIDENT` shows what to do"));
        }
        Ok(lines.join("\n"))
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        Ok(LogText::new())
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
