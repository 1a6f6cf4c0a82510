//! `sent`: records that drafts were sent.

use clap::Args;

use super::edits::{Edits, show};
use super::{Context, Outcome};
use crate::app::{self, SentDraft};
use crate::case::Case;
use crate::json::JsonError;
use crate::names::{MessageId, Name};
use crate::report::{LogText, Show, Style};
use crate::time::Instant;

/// Record that a draft was sent: when, to whom, and with which Message-ID
///
/// A draft is made until it is recorded as sent. Later mails to the same recipients reply to it.
/// The step itself is done once its event is recorded; the command names the event.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory sent amber-heron announce --to users --by amira
  advisory sent amber-heron notice --to tracker --by amira \\
      --link https://example.org/issues/7
  advisory sent amber-heron distributors --to distributors --member northcap \\
      --by amira --at 2026-03-05T14:30:00Z \\
      --message-id 0a1b2c3d@mail.example.org

Some mail programs replace the Message-ID of a draft. If yours does, pass the
Message-ID of the mail that was sent.")]
pub(super) struct Sent {
    /// The incident's handle
    incident: String,
    /// The step that the draft announces, as in `advisory draft`
    draft: Name,
    /// The channel to which it was sent [default: the step's only one]
    #[arg(long, value_name = "CHANNEL", value_parser = channel)]
    to: Option<Name>,
    /// The list member to which it was sent [default: all members]
    #[arg(long, value_name = "ID")]
    member: Option<Name>,
    /// The person who sent it (may be repeated)
    #[arg(long, value_name = "MEMBER", required = true)]
    by: Vec<String>,
    /// When it was sent [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
    at: Option<Instant>,
    /// The Message-ID of the mail [default: the draft's Message-ID]
    #[arg(long, value_name = "ID", value_parser = message_id)]
    message_id: Option<MessageId>,
    /// A link to the message, such as an issue
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    /// Record it although it was already sent before
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    edits: Edits,
}

impl Sent {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let workspace = self.edits.open_incident(context, &self.incident)?;
        let sent = workspace.sent(&app::Sent {
            incident: self.incident.clone(),
            draft: self.draft.clone(),
            channel: self.to.clone(),
            member: self.member.clone(),
            at: self.at,
            message_id: self.message_id.clone(),
            link: self.link.clone(),
            by: self.by.clone(),
            again: self.again,
        })?;
        let after = &sent.after;
        let did = LogText::new().words("recorded sent in ").file(&after.incident()?.file);
        show(context, did, after)?;
        context.terminal.note(&Left { sent: &sent, case: &after.case()?, by: &self.by });
        Ok(())
    }
}

/// What the step still waits for, now that a draft of it was sent.
struct Left<'a> {
    sent: &'a SentDraft,
    case: &'a Case<'a>,
    by: &'a [String],
}

impl Show for Left<'_> {
    fn team(&self, _: Style) -> Result<String, JsonError> {
        let Some(event) = &self.sent.to_record else { return Ok(String::new()) };
        let by: String = self.by.iter().map(|by| format!(" --by {by}")).collect();
        let record = format!("advisory record {} {event}{by}", self.case.incident.handle);
        let unsent: Vec<String> = self.sent.unsent.iter().map(|channel| format!("`{channel}`")).collect();
        Ok(match unsent.as_slice() {
            [] => format!("now record that the step is done:\n  {record}"),
            unsent => format!("still to send to {}; then record that the step is done:\n  {record}", unsent.join(", ")),
        })
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        let Some(event) = &self.sent.to_record else { return Ok(LogText::new()) };
        let text = match self.sent.unsent.len() {
            0 => LogText::new().words("now record that the step is done:\n"),
            left => LogText::new()
                .words("still to send to ")
                .count(left)
                .words(" more; then record that the step is done:\n"),
        };
        let text = text.words("  advisory record ").handle(&self.case.incident.handle).words(" ");
        Ok(text.event(self.case, event))
    }
}

/// Reads the ID of a channel.
fn channel(text: &str) -> Result<Name, String> {
    let wrong = |error: crate::names::NameError| match text.contains('@') {
        true => "name the channel in policy.toml, such as `announce`, and not an address".to_owned(),
        false => error.to_string(),
    };
    text.parse().map_err(wrong)
}

/// Reads a Message-ID, with or without its angle brackets.
fn message_id(text: &str) -> Result<MessageId, String> {
    let inner = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
    format!("<{inner}>").parse().map_err(|error: crate::names::NameError| error.to_string())
}
