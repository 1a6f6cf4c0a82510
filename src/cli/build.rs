//! `build`: the public site and the announcements that are due.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Outcome, Stop, place};
use crate::build;
use crate::output::{self, Folder, Readers};

/// Write the public site and the announcements that are due
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory build --out build
  advisory build --out build --rev main           a revision, without a checkout
  advisory build --out build --now 2026-03-10T15:00:00Z

DIR/site/ is public. DIR/announcements/ is private: drafts for people to read, correct and send.
The same tree and instant give the same bytes. A build that fails or is killed leaves the old site whole.")]
pub(super) struct Build {
    /// Where to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Build {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        place::refuse_inside(&context.global.dir, &self.out)?;
        let workspace = context.open()?;
        let now = workspace.now();
        let (portfolio, findings) = workspace.into_parts();
        let progress = context.terminal.progress("building");
        let tree = portfolio.tree.clone();
        let private = build::private(&portfolio, now);
        let public = build::public(portfolio, findings, now);
        progress.finish_and_clear();
        let Some(site) = &public.site else {
            context.show(&public.findings, &tree)?;
            context.terminal.say("the site was not built: the old one stands as it was");
            return Err(Stop::Findings);
        };
        let folders = [
            Folder { name: "site", plan: site, readers: Readers::Everyone },
            Folder { name: "announcements", plan: &private.announcements, readers: Readers::Owner },
        ];
        let [site_folder, drafts_folder] = folders.map(|folder| self.out.join(folder.name));
        let written = output::apply_all(&output::System, &self.out, folders, now);
        let [written, drafts] = written?;
        context.terminal.print(&format!(
            "{}: {}, {} files, {} changed\n",
            site_folder.display(),
            counted(public.advisories, "advisory", "advisories"),
            written.files,
            written.changed + written.removed,
        ))?;
        if !context.terminal.is_public_log() {
            context.terminal.print(&format!(
                "{}: {}, {} changed\n",
                drafts_folder.display(),
                counted(drafts.files, "private draft is due", "private drafts are due"),
                drafts.changed + drafts.removed,
            ))?;
            if context.terminal.is_verbose() {
                context.show(&private.findings, &tree)?;
            } else if !private.findings.is_empty() {
                let waiting = counted(private.findings.len(), "fact is missing", "facts are missing");
                context.terminal.say(&format!("{waiting} for further drafts; `advisory draft INCIDENT` says which"));
            }
        }
        Ok(())
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
