//! `embargo`: records what happens to an embargo.

use clap::{Args, Subcommand};

use super::edits::{Edits, show, tell_of_moves, tell_what_follows};
use super::{Context, Outcome};
use crate::app::{EmbargoAct, EmbargoEvent};
use crate::event::BuiltIn;
use crate::names::Name;
use crate::report::LogText;
use crate::time::Instant;

/// Record an embargo: agree on its end, move it, report that it broke, decide
///
/// Each command records an event, and updates the dates that depend on it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory embargo amber-heron agree --until 2026-03-10T15:00:00Z \\
      --with distributors --by amira
  advisory embargo amber-heron move --until 2026-03-12T15:00:00Z \\
      --with distributors --by amira
  advisory embargo amber-heron break --leaked \"the patch\" --to \"a public chat\" \\
      --by ben
  advisory embargo amber-heron decide release-early \\
      --until 2026-03-08T15:00:00Z --by amira

A release that was planned for the old end moves with the embargo: the command
also records `release-moved`. `advisory draft` then makes a message for everyone
who was told the old date.")]
pub(super) struct Embargo {
    /// The incident's handle
    incident: String,
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Record the agreed end of the embargo, or who else agreed to it
    Agree {
        /// When the embargo ends
        #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
        until: Instant,
        /// Who agreed, such as a list or the reporter (may be repeated)
        #[arg(long, value_name = "WHO")]
        with: Vec<String>,
        #[command(flatten)]
        record: Recorded,
    },
    /// Move the end of the embargo
    Move {
        /// The new end of the embargo
        #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
        until: Instant,
        /// Who agreed, such as a list or the reporter (may be repeated)
        #[arg(long, value_name = "WHO")]
        with: Vec<String>,
        #[command(flatten)]
        record: Recorded,
    },
    /// Record that embargoed information reached somebody outside
    Break {
        /// What leaked
        #[arg(long, value_name = "TEXT")]
        leaked: String,
        /// Who learned of it
        #[arg(long, value_name = "TEXT")]
        to: String,
        /// An assessment of the damage
        #[arg(long, value_name = "TEXT")]
        assessment: Option<String>,
        /// The list member that it came from
        #[arg(long, value_name = "ID")]
        distributor: Option<Name>,
        #[command(flatten)]
        record: Recorded,
    },
    /// Record the decision on a broken embargo
    Decide {
        /// One of the choices of the policy; `continue` keeps the plan
        choice: Name,
        /// The new end of the embargo; required unless the plan is kept
        #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
        until: Option<Instant>,
        /// An assessment of the damage
        #[arg(long, value_name = "TEXT")]
        assessment: Option<String>,
        #[command(flatten)]
        record: Recorded,
    },
}

/// What every record has.
#[derive(Debug, Args)]
struct Recorded {
    /// The person who decides or reports it (may be repeated)
    #[arg(long, value_name = "MEMBER", required = true)]
    by: Vec<String>,
    /// When it happened [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
    at: Option<Instant>,
    /// A private note
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// A link to the evidence
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    #[command(flatten)]
    edits: Edits,
}

impl Embargo {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let (act, record) = self.act.parts();
        let workspace = record.edits.open_incident(context, &self.incident)?;
        let edited = workspace.embargo(&EmbargoEvent {
            incident: self.incident.clone(),
            act,
            by: record.by.clone(),
            at: record.at,
            link: record.link.clone(),
            note: record.note.clone(),
        })?;
        let did = LogText::new().words(self.act.did()).handle(&edited.incident()?.handle);
        show(context, did, &edited)?;
        tell_of_moves(context, &edited)?;
        tell_what_follows(context, &edited, self.act.event().name())
    }
}

impl Act {
    fn parts(&self) -> (EmbargoAct, &Recorded) {
        match self {
            Self::Agree { until, with, record } => (EmbargoAct::Agree { until: *until, with: with.clone() }, record),
            Self::Move { until, with, record } => (EmbargoAct::Move { until: *until, with: with.clone() }, record),
            Self::Break { leaked, to, assessment, distributor, record } => {
                let (leaked, leaked_to) = (leaked.clone(), to.clone());
                let (assessment, distributor) = (assessment.clone(), distributor.clone());
                (EmbargoAct::Break { leaked, leaked_to, assessment, distributor }, record)
            }
            Self::Decide { choice, until, assessment, record } => {
                let (choice, until, assessment) = (choice.clone(), *until, assessment.clone());
                (EmbargoAct::Decide { choice, until, assessment }, record)
            }
        }
    }

    /// Returns the event that it records.
    fn event(&self) -> BuiltIn {
        match self {
            Self::Agree { .. } => BuiltIn::EmbargoAgreed,
            Self::Move { .. } => BuiltIn::EmbargoMoved,
            Self::Break { .. } => BuiltIn::EmbargoBroken,
            Self::Decide { .. } => BuiltIn::BreakDecided,
        }
    }

    /// Returns what it did, up to the handle.
    fn did(&self) -> &'static str {
        match self {
            Self::Agree { .. } => "agreed on the end of the embargo of ",
            Self::Move { .. } => "moved the end of the embargo of ",
            Self::Break { .. } => "recorded that somebody broke the embargo of ",
            Self::Decide { .. } => "recorded the decision on the broken embargo of ",
        }
    }
}
