//! `build`: builds the public site and the announcements that are due.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Outcome, place};
use crate::app::Built;
use crate::json::JsonError;
use crate::report::{LogText, Show, ShownFindings, Style};

/// Build the public site and the announcements that are due
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory build --out build
  advisory build --out build --rev main           build a revision without a checkout
  advisory build --out build --now 2026-03-10T15:00:00Z

DIR/site/ is public. DIR/announcements/ is private: it holds drafts for you to review and send.
The same files and instant give the same bytes. A build that fails leaves the old site complete.")]
pub(super) struct Build {
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Build {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        place::refuse_inside(&context.global.dir, &self.out)?;
        let workspace = context.open()?;
        let tree = workspace.tree().clone();
        let progress = context.terminal.progress("building");
        let built = workspace.build(&self.out);
        progress.finish_and_clear();
        let built = built?;
        context.terminal.show(&site(&built))?;
        context.terminal.show(&Drafts(&built))?;
        if context.terminal.is_verbose() {
            context.terminal.show(&Missing { built: &built, all: Some(ShownFindings::new(&built.missing, &tree)) })?;
        } else {
            context.terminal.note(&Missing { built: &built, all: None });
        }
        Ok(())
    }
}

/// What became of the site.
fn site(built: &Built) -> LogText {
    let written = built.site_written;
    let advisories = if built.advisories == 1 { " advisory, " } else { " advisories, " };
    let text = LogText::new().argument(&built.site).words(": ").count(built.advisories).words(advisories);
    text.count(written.files).words(" files, ").count(written.changed + written.removed).words(" changed")
}

/// What became of the drafts. How many are due is private.
struct Drafts<'a>(&'a Built);

impl Show for Drafts<'_> {
    fn team(&self, _: Style) -> Result<String, JsonError> {
        let (drafts, written) = (self.0.drafts.display(), self.0.drafts_written);
        let due = counted(written.files, "private draft is due", "private drafts are due");
        Ok(format!("{drafts}: {due}, {} changed", written.changed + written.removed))
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        Ok(LogText::new())
    }
}

/// What is missing for further drafts, which is private: all of it, or how much.
struct Missing<'a> {
    built: &'a Built,
    all: Option<ShownFindings<'a>>,
}

impl Show for Missing<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        match (&self.all, self.built.missing.len()) {
            (Some(all), _) => all.team(style),
            (None, 0) => Ok(String::new()),
            (None, count) => {
                let waiting = counted(count, "fact is missing", "facts are missing");
                Ok(format!("{waiting} for further drafts; `advisory draft INCIDENT` says which"))
            }
        }
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        Ok(LogText::new())
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
