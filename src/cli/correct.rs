//! `correct`: voids what was recorded by mistake, or replaces some of its values.

use clap::{Args, ValueEnum};

use super::edits::{Edits, show, show_lists, tell_of_moves};
use super::{Context, Outcome, Usage};
use crate::app::{Correction, ListCorrection};
use crate::event::BuiltIn;
use crate::incident::RecordKind;
use crate::json::JsonError;
use crate::key;
use crate::portfolio::ListRecord;
use crate::report::{LogText, Show, Style};
use crate::source::FilePath;
use crate::time::Instant;

/// What stands for the lists in the place of an incident.
const LISTS: &str = "distributors";

/// Correct a record that is wrong
///
/// The record stays in the file. An amendment says what is right, who corrected it, and why.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory correct amber-heron rejected --void --by amira \\
      --reason \"it was reproduced on 1.16\"
  advisory correct amber-heron reported --set at=2026-03-01T09:00:00Z \\
      --by amira --reason \"date of the mail\"
  advisory correct amber-heron low-severity-slowdown \\
      --set until=2026-04-01T15:00:00Z --by ben --reason \"a slip in the month\"
  advisory correct amber-heron distributors --set take=true --by amira \\
      --reason \"it is remote after all\"
  advisory correct amber-heron rejected --kind amendment --void --by ben \\
      --reason \"it was not reproduced\"

  advisory correct distributors tidewater-2026 --set accepted=false --by amira \\
      --reason \"no products\"

RECORD is the name of an event or a waiver, or the step of a decision.
Deadlines, the publication, drafts and the site then use the corrected record.
An approval can only be voided: let the right person approve again.
If CI is set and --reveal is not given, the log may be public. It then shows
only handles, dates and the policy's own terms.")]
pub(super) struct Correct {
    /// The incident's handle, or `distributors` for an admission to a list
    incident: String,
    /// The name of the event or waiver, the step of the decision, or the list's member or request
    record: String,
    /// Void the record: it never happened
    #[arg(long)]
    void: bool,
    /// Give a key of the record the right value, such as at=2026-03-01T09:00:00Z or by=ben (may be
    /// repeated)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// The person who makes the correction (may be repeated)
    #[arg(long, value_name = "MEMBER", required = true)]
    by: Vec<String>,
    /// The reason for the correction
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// If several records have the name: the one with this time
    #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
    dated: Option<Instant>,
    /// If several records have the name: the one by this person (may be repeated)
    #[arg(long, value_name = "MEMBER")]
    recorded_by: Vec<String>,
    /// If several records have the name, the time and the people: the one with this value, such as
    /// channel=reporter (may be repeated)
    #[arg(long = "where", value_name = "KEY=VALUE")]
    says: Vec<String>,
    /// If several records have the name: the one of this kind
    #[arg(long, value_name = "KIND")]
    kind: Option<Kind>,
    /// When it was corrected [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
    at: Option<Instant>,
    /// Also add a revision with this text to the published advisory
    #[arg(long, value_name = "TEXT")]
    revision: Option<String>,
    #[command(flatten)]
    edits: Edits,
}

/// The kind of a record.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Event,
    Waiver,
    Decision,
    /// An earlier correction of the record
    Amendment,
    /// A member of a list
    Member,
    /// The decision on a request to join a list
    Request,
}

impl Kind {
    /// Returns the kind of a record of an incident.
    fn of_incident(self) -> Result<RecordKind, Usage> {
        match self {
            Self::Event => Ok(RecordKind::Event),
            Self::Waiver => Ok(RecordKind::Waiver),
            Self::Decision => Ok(RecordKind::Decision),
            Self::Amendment => Ok(RecordKind::Amendment),
            Self::Member | Self::Request => Err(Usage::new("an incident has no members and no requests")),
        }
    }
}

impl Correct {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let wrong = match (self.void, self.set.is_empty()) {
            (false, true) => Some("say what is right with --set KEY=VALUE, or add --void if it never happened"),
            (true, false) => Some("use --void for what never happened, or --set for what has another value, not both"),
            _ => None,
        };
        if let Some(wrong) = wrong {
            return Err(Usage::new(wrong).into());
        }
        let workspace = self.edits.open_incident(context, &self.incident)?;
        if self.incident == LISTS {
            let edited = workspace.correct_list(&self.admission()?)?;
            let did = if self.void { "voided" } else { "corrected" };
            return show_lists(context, format!("{did} {} in distributors.toml", self.record), &edited);
        }
        let edited = workspace.correct(&self.options()?)?;
        let case = edited.case()?;
        let did = Amended { record: &self.record, is_void: self.void, file: &case.incident.file };
        show(context, did, &edited)?;
        if edited.is_restored()? {
            let text = LogText::new().words("people were told of the withdrawal; draft what to say to them:\n");
            context.terminal.note(&text.words("  advisory draft ").handle(&case.incident.handle));
        }
        let has_ids = case.incident.document.as_ref().is_some_and(|document| !document.cve.is_empty());
        if self.record == BuiltIn::Withdrawn.name() && has_ids && case.public_since().is_some() {
            let text = LogText::new().words("the records of its CVE IDs change too; to write them:\n");
            context.terminal.note(&text.words("  advisory cve ").handle(&case.incident.handle));
        }
        tell_of_moves(context, &edited)
    }

    /// Returns the correction of an admission.
    fn admission(&self) -> Result<ListCorrection, Usage> {
        let kind = match self.kind {
            None | Some(Kind::Request) => ListRecord::Request,
            Some(Kind::Member) => ListRecord::Member,
            Some(Kind::Amendment) => ListRecord::Amendment,
            Some(_) => {
                return Err(Usage::new(
                    "a list has members, requests and amendments: --kind member, --kind request or --kind amendment",
                ));
            }
        };
        let accepted = match (super::edits::assignments(&self.set)?.as_slice(), kind) {
            ([], _) => None,
            ([(key, value)], ListRecord::Request)
                if key == key::ACCEPTED && ["true", "false"].contains(&value.as_str()) =>
            {
                Some(value == "true")
            }
            _ => {
                return Err(Usage::new(
                    "for a request, set `accepted` to true or false; a membership or an amendment can only be voided",
                ));
            }
        };
        Ok(ListCorrection {
            name: self.record.clone(),
            kind,
            dated: self.dated,
            at: self.at,
            by: self.by.clone(),
            reason: self.reason.clone(),
            accepted,
        })
    }

    fn options(&self) -> Result<Correction, Usage> {
        Ok(Correction {
            incident: self.incident.clone(),
            record: self.record.clone(),
            kind: self.kind.map(Kind::of_incident).transpose()?,
            dated: self.dated,
            recorded_by: self.recorded_by.clone(),
            says: super::edits::assignments(&self.says)?,
            at: self.at,
            by: self.by.clone(),
            reason: self.reason.clone(),
            instead: super::edits::assignments(&self.set)?,
            revision: self.revision.clone(),
        })
    }
}

/// What was corrected, and where.
struct Amended<'a> {
    record: &'a str,
    is_void: bool,
    file: &'a FilePath,
}

impl Show for Amended<'_> {
    fn team(&self, _: Style) -> Result<String, JsonError> {
        let did = if self.is_void { "voided" } else { "corrected" };
        Ok(format!("{did} {} in {}\n", self.record, self.file))
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        let did = if self.is_void { "voided a record in " } else { "corrected a record in " };
        Ok(LogText::new().words(did).file(self.file).words("\n"))
    }
}
