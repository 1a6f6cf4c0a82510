//! `sent`: records that drafts were sent.

use clap::Args;

use super::edits::{Edits, tell};
use super::{Context, Outcome};
use crate::app;
use crate::names::{MessageId, Name};
use crate::report::{LogText, ShownEdit};
use crate::time::Instant;

/// Record that a draft was sent: when, to whom, and with which Message-ID
///
/// A draft is made until it was sent. Later mails to the same recipients reply to it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory sent amber-heron announce --to users --by amira
  advisory sent amber-heron notice --to tracker --by amira --link https://example.org/issues/7
  advisory sent amber-heron distributors --to distributors --member northcap --by amira \\
      --at 2026-03-05T14:30:00Z --message-id 0a1b2c3d@mail.example.org

Some mail programs replace the Message-ID of a draft: then pass the one of the mail that was sent.")]
pub(super) struct Sent {
    /// The incident's handle
    incident: String,
    /// The step that the draft announces, as in `advisory draft`
    draft: Name,
    /// The channel that it went to
    #[arg(long, value_name = "CHANNEL")]
    to: Name,
    /// The member of the list that it went to [default: all of them]
    #[arg(long, value_name = "ID")]
    member: Option<Name>,
    /// Who sent it (may be repeated)
    #[arg(long, value_name = "MEMBER", required = true)]
    by: Vec<String>,
    /// When it was sent [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
    at: Option<Instant>,
    /// The Message-ID of the mail [default: that of the draft]
    #[arg(long, value_name = "ID", value_parser = message_id)]
    message_id: Option<MessageId>,
    /// A link to it, such as the issue
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    /// It was sent before, and once more now
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    edits: Edits,
}

impl Sent {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let workspace = self.edits.open(context)?;
        let edited = workspace.sent(&app::Sent {
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
        let case = edited.case()?;
        let did = LogText::new().words("recorded sent in ").file(&case.incident.file).words("\n");
        context.terminal.show(&ShownEdit { did, edits: edited.edits(), case: &case })?;
        tell(context, edited.accepted(), edited.workspace().tree());
        Ok(())
    }
}

/// Reads a Message-ID, with or without its angle brackets.
fn message_id(text: &str) -> Result<MessageId, String> {
    let inner = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
    format!("<{inner}>").parse().map_err(|error: crate::names::NameError| error.to_string())
}
