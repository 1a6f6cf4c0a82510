//! `cve`: makes the CVE record to submit for an incident's IDs, whatever its state.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Outcome, place};
use crate::app::{CveSubmission, Workspace};
use crate::report::{self, LogText, Style, TeamOnly};

/// Write the CVE record that publishes or rejects an incident's CVE IDs
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory cve amber-heron            print the record, as it will be when the
                                      embargo ends
  advisory cve amber-heron --out cna  write it to cna/amber-heron.cna.json

The record is a CNA container for cvelib from PyPI, which adds the ID and your
organisation:
  cve publish CVE-2026-12345 -f cna/amber-heron.cna.json

For each ID under [[rejected-cve]] in advisory.md, a rejecting container is
written first. For a rejected report or a withdrawn advisory, the container
rejects the IDs (`cve reject`). It says nothing about a rejected report.

The record is private until you submit it. The folder of --out must not contain
a public site, and a git work tree that contains the folder has to ignore it.

If CI is set and --reveal is not given, the log may be public. The container is
then not printed, so pass --out.")]
pub(super) struct Cve {
    /// The incident's handle
    incident: String,
    /// Write it to HANDLE.cna.json in this folder instead of printing it
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Cve {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        match &self.out {
            Some(out) => place::require_private(&context.global.dir, out)?,
            None => context.terminal.refuse_public_log("CVE containers")?,
        }
        let workspace = context.open_sound()?;
        // The ids that it had come first: a record that replaces another one follows it.
        for rejected in workspace.cve_rejections(&self.incident)? {
            let id = rejected.ids.first().map(ToString::to_string).unwrap_or_default();
            self.submit(context, &workspace, &rejected, format!("{}.{id}.cna.json", rejected.handle))?;
        }
        let submission = workspace.cve_submission(&self.incident)?;
        let name = format!("{}.cna.json", submission.handle);
        self.submit(context, &workspace, &submission, name)
    }

    fn submit(
        &self,
        context: &mut Context,
        workspace: &Workspace,
        submission: &CveSubmission,
        name: String,
    ) -> Outcome {
        let file = self.out.as_ref().map(|out| out.join(&name));
        match &file {
            Some(file) => {
                workspace.write_private(file, submission.container.as_bytes())?;
                context.terminal.show(&LogText::new().argument(file))?;
            }
            None => context.terminal.show(&TeamOnly(|style: Style| match style.format {
                report::Format::Json => report::cve_submission(submission),
                _ => Ok(report::cve_container(submission)),
            }))?,
        }
        let file = file.map_or(name, |file| file.display().to_string());
        context.terminal.note(&TeamOnly(|_| Ok(report::cve_instructions(submission, &file))));
        Ok(())
    }
}
