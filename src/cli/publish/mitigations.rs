//! `publish INCIDENT --mitigations`: approves the mitigations of the notice.

use crate::app::MitigationsApproval;
use crate::cli::edits::{Edits, tell};
use crate::cli::{Context, Outcome};
use crate::report::LogText;

pub(super) fn run(approval: &MitigationsApproval, edits: &Edits, context: &mut Context) -> Outcome {
    let workspace = edits.open(context)?;
    let edited = workspace.approve_mitigations(approval)?;
    let text = match &edited {
        Some(after) => LogText::new()
            .handle(&after.incident()?.handle)
            .words(": the mitigations are approved; the notice tells users of them"),
        None => LogText::new().words("the mitigations can be approved"),
    };
    context.terminal.show(&text)?;
    if let Some(after) = &edited {
        tell(context, after.accepted(), after.workspace().tree());
    }
    Ok(())
}
