//! `cve`: what is submitted to the CVE programme for an incident's ids, whatever its state.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Outcome, place};
use crate::report::{LogText, Style, TeamOnly};
use crate::{output, report};

/// What to submit to the CVE programme: publishes an incident's ids, or rejects them
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory cve amber-heron                 as it will be once the embargo has ended, or as it is
  advisory cve amber-heron --out cna       as a file: `cve publish CVE-2026-12345 -f cna/amber-heron.cna.json`

Of a report that was rejected, and of an advisory that was withdrawn, it is the container that rejects the ids
(`cve reject`). Nothing of a rejected report is in it. The file holds neither id nor organisation: PyPI's cvelib, which the
commands above are from, adds them.

Where CI is set and --reveal is not, the log may be public: the container is then written with --out and never printed.")]
pub(super) struct Cve {
    /// The incident's handle
    incident: String,
    /// Write it below this folder, as HANDLE.cna.json, instead of printing it
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Cve {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        match &self.out {
            Some(out) => place::refuse_inside(&context.global.dir, out)?,
            None => context.terminal.refuse_public_log("CVE containers")?,
        }
        let submission = context.open_sound()?.cve_submission(&self.incident)?;
        let name = format!("{}.cna.json", submission.handle);
        let file = self.out.as_ref().map(|out| out.join(&name));
        match &file {
            Some(file) => {
                output::file(file, submission.container.as_bytes())?;
                context.terminal.show(&LogText::new().argument(file))?;
            }
            None => context.terminal.show(&TeamOnly(|style: Style| match style.format {
                report::Format::Json => report::cve_submission(&submission),
                _ => Ok(report::cve_container(&submission)),
            }))?,
        }
        let file = file.map_or(name, |file| file.display().to_string());
        context.terminal.note(&TeamOnly(|_| Ok(report::cve_instructions(&submission, &file))));
        Ok(())
    }
}
