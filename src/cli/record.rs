//! `record`: appends an event, a waiver or a decision to an incident.

use clap::Args;

use super::edits::{Edits, assignments, show, tell_of_moves, tell_what_follows};
use super::{Context, Outcome, Usage};
use crate::app::{self, RecordEntry};
use crate::case::Case;
use crate::event::event_details;
use crate::incident::Details;
use crate::json::JsonError;
use crate::key;
use crate::names::{Digest, MessageId, Name};
use crate::report::{LogText, Show, Style};
use crate::source::{FilePath, Span, Spanned};
use crate::time::Instant;

/// Record an event, a waiver or a decision in an incident
///
/// The file keeps its formatting and comments.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory record amber-heron lead-named --by amira --set roles.fix-lead=amira
  advisory record amber-heron scored --by amira
  advisory record amber-heron embargo-agreed --by amira \\
      --until 2026-03-10T15:00:00Z
  advisory record amber-heron decision --step distributors --skip --by amira \\
      --reason \"local only\"
  advisory record amber-heron waiver --waiver low-severity-slowdown \\
      --step release --by ben --link https://lists.example.org/1 \\
      --until 2026-04-10T15:00:00Z

`advisory explain events` lists the built-in events; the policy can define more.
To correct a record, use `advisory correct`.
If CI is set and --reveal is not given, the log may be public. It then shows
only handles, dates and the policy's own terms.")]
pub(super) struct Record {
    /// The incident's handle
    incident: String,
    /// The name of the event, or `waiver` or `decision`
    event: Name,
    /// The record to correct
    #[arg(hide = true)]
    record: Option<String>,
    /// When it happened [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
    at: Option<Instant>,
    /// The person who did it (may be repeated)
    ///
    /// If you leave it out on a terminal, the command asks for it.
    #[arg(long, value_name = "MEMBER")]
    by: Vec<String>,
    /// A private note
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// A link to the evidence
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    #[command(flatten)]
    details: DetailOptions,
    /// The step that a decision or waiver applies to (may be repeated for a waiver)
    #[arg(long = "step", value_name = "STEP")]
    steps: Vec<Name>,
    /// For a decision: take the optional step
    #[arg(long, conflicts_with = "skip")]
    take: bool,
    /// For a decision: skip the optional step
    #[arg(long)]
    skip: bool,
    /// For a waiver: its name in the policy
    #[arg(long, value_name = "ID")]
    waiver: Option<Name>,
    /// The reason for the decision or waiver
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Also set a key of incident.toml, such as fix.repository=https://… (may be repeated)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    edits: Edits,
}

/// What people may write for a correction.
const CORRECTS: &str = "corrects";

macro_rules! define_options {
    ($($field:ident: $type:ident = $key:expr, $doc:literal, $value:literal, $help:literal;)*) => {
        /// The details of events.
        #[derive(Debug, Args)]
        struct DetailOptions {
            $(
                #[arg(long = $key, value_name = $value, help = $help, value_parser = define_options!(@ $type))]
                $field: Option<$type>,
            )*
        }

        impl DetailOptions {
            fn details(&self) -> Details {
                let place = Span::default();
                Details { $($field: self.$field.clone().map(|value| Spanned::new(value, place)),)* }
            }
        }
    };
    (@ Instant) => { super::instant };
    (@ $type:ident) => { clap::value_parser!($type) };
}

event_details!(define_options);

impl Record {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let mut options = self.options()?;
        if options.by.is_empty() {
            let question = "Who did it? A member of team.toml, or nothing if nobody of the team did:";
            options.by.extend(context.terminal.ask(question)?.filter(|by| !by.is_empty()));
        }
        let workspace = self.edits.open_incident(context, &self.incident)?;
        let edited = workspace.record(&options)?;
        let case = edited.case()?;
        let did = Recorded { case: &case, event: &self.event, file: &case.incident.file };
        show(context, did, &edited)?;
        if self.details.until.is_some() {
            tell_of_moves(context, &edited)?;
        }
        tell_what_follows(context, &edited, self.event.as_str())
    }

    fn options(&self) -> Result<app::Record, Usage> {
        if self.event == CORRECTS || self.record.is_some() {
            return Err(self.corrects());
        }
        self.require_no_stray_option()?;
        Ok(app::Record {
            incident: self.incident.clone(),
            at: self.at,
            by: self.by.clone(),
            link: self.link.clone(),
            set: assignments(&self.set)?,
            entry: match self.event.as_str() {
                key::DECISION => self.decision()?,
                key::WAIVER => self.waiver()?,
                _ => self.happening(),
            },
        })
    }

    /// Requires that no option was given that this kind of record has no place for.
    fn require_no_stray_option(&self) -> Result<(), Usage> {
        let is_waiver = self.event == key::WAIVER;
        let is_decision = self.event == key::DECISION;
        let is_event = !is_waiver && !is_decision;
        let details = self.details.details();
        let stray = [
            (is_event && self.reason.is_some(), "an event has no --reason", "say it with --note TEXT"),
            (
                is_event && (!self.steps.is_empty() || self.take || self.skip),
                "an event has no --step, --take or --skip",
                "record a decision: `advisory record INCIDENT decision --step STEP --take --by MEMBER`",
            ),
            (!is_waiver && self.waiver.is_some(), "only a waiver has --waiver", "write `waiver` as the event"),
            (!is_event && self.note.is_some(), "a decision or waiver has no --note", "say it with --reason TEXT"),
            (is_decision && self.link.is_some(), "a decision has no --link", "write the link into --reason TEXT"),
            (is_waiver && (self.take || self.skip), "a waiver has no --take or --skip", "leave it out"),
            (
                is_decision && details.entries().next().is_some()
                    || is_waiver && details.entries().any(|(name, _)| name != key::UNTIL),
                "details of events have no place in a decision or waiver",
                "record the event by itself",
            ),
        ];
        match stray.into_iter().find(|(is_given, ..)| *is_given) {
            Some((_, what, instead)) => Err(Usage::new(what).help(instead)),
            None => Ok(()),
        }
    }

    /// Leads from `record INCIDENT corrects RECORD` to the command that does it.
    fn corrects(&self) -> Usage {
        let record = self.record.as_deref().unwrap_or("RECORD");
        if self.event != CORRECTS {
            return Usage::new(format!("unexpected argument: {}", record.escape_debug()));
        }
        let by = self.by.first().map_or("MEMBER", String::as_str);
        let command = format!(
            "advisory correct {} {} --void --by {} --reason TEXT",
            self.incident.escape_debug(),
            record.escape_debug(),
            by.escape_debug(),
        );
        Usage::new(format!("a correction has a command of its own: {command}"))
            .help("use --set KEY=VALUE instead of --void to give the record another value")
    }

    fn happening(&self) -> RecordEntry {
        RecordEntry::Event {
            event: self.event.clone(),
            note: self.note.clone(),
            details: Box::new(self.details.details()),
        }
    }

    fn decision(&self) -> Result<RecordEntry, Usage> {
        let [step] = self.steps.as_slice() else {
            return Err(Usage::new("name the step of the decision with --step"));
        };
        if !self.take && !self.skip {
            return Err(Usage::new("say what was decided: --take or --skip"));
        }
        if self.skip && self.reason.is_none() {
            return Err(Usage::new("say why the step is skipped: --reason TEXT"));
        }
        Ok(RecordEntry::Decision { step: step.clone(), take: self.take, reason: self.reason.clone() })
    }

    fn waiver(&self) -> Result<RecordEntry, Usage> {
        let waiver = self.waiver.clone();
        let waiver = waiver.ok_or_else(|| Usage::new("say which of the policy's waivers: --waiver ID"))?;
        if self.steps.is_empty() {
            return Err(Usage::new("say which steps it moves: --step STEP"));
        }
        let (steps, reason) = (self.steps.clone(), self.reason.clone());
        Ok(RecordEntry::Waiver { waiver, steps, reason, until: self.details.until })
    }
}

/// What was recorded, and where.
struct Recorded<'a> {
    case: &'a Case<'a>,
    event: &'a Name,
    file: &'a FilePath,
}

impl Show for Recorded<'_> {
    fn team(&self, _: Style) -> Result<String, JsonError> {
        Ok(format!("recorded {} in {}\n", self.event, self.file))
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        let text = LogText::new().words("recorded ");
        let text = match self.event.as_str() {
            key::DECISION => text.words("decision"),
            key::WAIVER => text.words("waiver"),
            _ => text.event(self.case, self.event),
        };
        Ok(text.words(" in ").file(self.file).words("\n"))
    }
}
