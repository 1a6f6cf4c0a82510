//! `withdraw`: withdraws a published advisory.

use std::fmt::Write as _;

use clap::Args;

use super::edits::{Edits, show, tell_of_rejections};
use super::{Context, Outcome};
use crate::app::{PublicChange, Told, Withdrawal};
use crate::report::{LogText, TeamOnly, plain};
use crate::time::Instant;

/// Withdraw a published advisory
///
/// Its page stays, and says when and why the advisory was withdrawn. Edits of advisory.md that
/// nobody has approved yet are shown, and approved with the withdrawal.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory withdraw amber-heron --by amira \\
      --reason \"Not a vulnerability: the option is for tests.\"
  advisory withdraw amber-heron --by amira --reason \"A duplicate.\" \\
      --replaced-by LODE-2026-004

The command names the channels that were told of the advisory, because they have
to be told of the withdrawal.")]
pub(super) struct Withdraw {
    /// The incident's handle
    incident: String,
    /// The member who withdraws it
    #[arg(long, value_name = "MEMBER")]
    by: String,
    /// The reason, in words for readers of the advisory
    ///
    /// On a terminal, the command asks for a reason that is missing.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The public advisory that replaces it
    #[arg(long, value_name = "ID")]
    replaced_by: Option<String>,
    /// The time of the withdrawal [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
    at: Option<Instant>,
    #[command(flatten)]
    edits: Edits,
}

impl Withdraw {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let question = "Why is it withdrawn? Readers of the advisory see this:";
        let reason = context.terminal.needed(self.reason.as_deref(), "--reason", question)?;
        let workspace = self.edits.open(context)?;
        if let Ok(PublicChange::Difference(lines)) = workspace.public_change(&self.incident) {
            let lines = || format!("this also approves the edits since the last approval:\n{}", plain::lines(&lines));
            context.terminal.note(&TeamOnly(|_| Ok(lines())));
        }
        let withdrawn = workspace.withdraw(&Withdrawal {
            incident: self.incident.clone(),
            by: self.by.clone(),
            reason,
            replaced_by: self.replaced_by.clone(),
            at: self.at,
        })?;
        let edited = &withdrawn.after;
        let did = LogText::new().words("withdrew ").handle(&edited.incident()?.handle);
        show(context, did, edited)?;
        let document = edited.incident()?.document.as_ref();
        let ids = document.iter().flat_map(|document| &document.cve).map(|cve| cve.as_str());
        tell_of_rejections(context, edited, &ids.collect::<Vec<_>>())?;
        context.terminal.note(&TeamOnly(|_| Ok(to_tell(&withdrawn.told))));
        Ok(())
    }
}

/// Returns a line for each channel that has to be told.
fn to_tell(told: &[Told]) -> String {
    let mut text = String::new();
    for Told { channel, step, at } in told {
        let _infallible = writeln!(text, "tell `{channel}`, which got `{step}` on {}", at.spoken());
    }
    text
}
