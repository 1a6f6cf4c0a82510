//! `revise`: revises a published advisory.

use clap::Args;

use super::edits::{Edits, show, tell_of_news, tell_of_rejections};
use super::{Context, Outcome, Usage};
use crate::app::{PublicChange, Revision};
use crate::report::{LogText, TeamOnly, plain};
use crate::time::Instant;

/// Revise a published advisory: tell readers what has changed
///
/// Edit advisory.md first. The command shows how the public content changes, adds a [[revision]]
/// with your text, and approves the correction if the policy requires an approval.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory revise amber-heron --by amira
  advisory revise amber-heron --by amira --text \"Name 1.15 as affected.\"

Without --text, the command asks for the text on a terminal. The next build
publishes the revision.")]
pub(super) struct Revise {
    /// The incident's handle
    incident: String,
    /// The member who revises it, and approves the correction if the policy requires that
    #[arg(long, value_name = "MEMBER")]
    by: String,
    /// What changed, in words for readers of the advisory
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// The time of the revision [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
    at: Option<Instant>,
    #[command(flatten)]
    edits: Edits,
}

impl Revise {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let workspace = self.edits.open_incident(context, &self.incident)?;
        let change = workspace.public_change(&self.incident)?;
        match &change {
            PublicChange::None => {}
            PublicChange::Difference(lines) => {
                let lines = || format!("this changes in public:\n{}", plain::lines(lines));
                context.terminal.note(&TeamOnly(|_| Ok(lines())));
            }
            PublicChange::Unknown => {
                context.terminal.note(&"no commit has the earlier public content, so nothing is compared")
            }
        }
        let revision =
            Revision { incident: self.incident.clone(), by: self.by.clone(), text: self.text(context)?, at: self.at };
        let edited = workspace.revise(&revision)?;
        let did = LogText::new().words("revised ").handle(&edited.incident()?.handle);
        show(context, did, &edited)?;
        tell_of_rejections(context, &edited, &change.newly_rejected())?;
        tell_of_news(context, &edited)
    }

    fn text(&self, context: &Context) -> Result<String, super::Stop> {
        let asked = match &self.text {
            Some(text) => Some(text.clone()),
            None => context.terminal.ask("What changed, for readers of the advisory?")?,
        };
        Ok(asked.ok_or_else(|| Usage::new("say what changed, for readers of the advisory, with --text"))?)
    }
}
