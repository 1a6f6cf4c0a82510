//! `new`: turns a report into an incident.

use clap::Args;

use super::edits::{Edits, show};
use super::{Context, Outcome, Usage};
use crate::app::NewIncident;
use crate::names::{Handle, LineId};
use crate::report::LogText;
use crate::time::Instant;

/// What the team says of a new incident, however its report arrived.
#[derive(Debug, Args)]
pub(super) struct Begun {
    /// An affected release line (may be repeated)
    #[arg(long = "line", value_name = "LINE")]
    pub(super) lines: Vec<LineId>,
    /// An affected component of team.toml (may be repeated)
    #[arg(long = "component", value_name = "COMPONENT")]
    pub(super) components: Vec<String>,
    /// The incident's code name, which must reveal nothing about it [default: three random words]
    #[arg(long, value_name = "HANDLE", value_parser = super::handle)]
    pub(super) handle: Option<Handle>,
}

/// Create an incident from a report, and print its first deadline
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory new --summary \"Path traversal in the restore job\" --line 1.16 \\
      --line main
  advisory new --summary \"…\" --public https://forum.example.org/t/1 \\
      --at 2026-03-01T10:00:00Z

If CI is set and --reveal is not given, the log may be public. It then shows
only the handle, dates and the policy's own terms.")]
pub(super) struct New {
    /// A summary of the report in one line; it stays private
    ///
    /// If you leave it out on a terminal, the command asks for it.
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// When the report reached the project [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
    at: Option<Instant>,
    /// The URL at which the vulnerability is already public
    #[arg(long, value_name = "URL")]
    public: Option<String>,
    /// The reporter's name
    #[arg(long, value_name = "NAME")]
    reporter: Option<String>,
    /// The reporter's email address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// The incident of which the report is a duplicate
    #[arg(long, hide = true)]
    duplicate_of: Option<String>,
    /// A link to the report
    #[arg(long, hide = true)]
    link: Option<String>,
    #[command(flatten)]
    begun: Begun,
    #[command(flatten)]
    edits: Edits,
}

impl New {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        if let Some(elsewhere) = self.elsewhere() {
            return Err(elsewhere.into());
        }
        let question = "What was reported, in one line? It stays private:";
        let summary = context.terminal.needed(self.summary.as_deref(), "--summary", question)?;
        let workspace = self.edits.open(context)?;
        let created = workspace.create(&NewIncident {
            summary,
            at: self.at,
            public: self.public.clone(),
            reporter: self.reporter.clone(),
            email: self.email.clone(),
            lines: self.begun.lines.clone(),
            components: self.begun.components.clone(),
            handle: self.begun.handle.clone(),
            ..NewIncident::default()
        })?;
        let did = LogText::new().folder(created.incident()?);
        let did = did.words("/\n  incident.toml  private\n  advisory.md    becomes public\n");
        show(context, did, &created)
    }

    /// Leads from options that people expect here to the commands that have them.
    fn elsewhere(&self) -> Option<Usage> {
        if self.duplicate_of.is_some() {
            return Some(Usage::new("a duplicate is recorded in an incident of its own").help(
                "create it without --duplicate-of; then: `advisory record INCIDENT rejected --outcome duplicate \
                 --duplicate-of ID --by MEMBER`",
            ));
        }
        self.link.as_ref()?;
        Some(Usage::new("a new incident has no --link").help(
            "use --public URL if the vulnerability is public there; to link to the report: `advisory record INCIDENT \
             acknowledged --by MEMBER --link URL`",
        ))
    }
}
