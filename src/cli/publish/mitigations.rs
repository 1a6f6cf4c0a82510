//! `publish INCIDENT --mitigations`: approves the mitigations of the notice.

use crate::app::MitigationsApproval;
use crate::cli::{Context, Outcome};
use crate::report::LogText;

pub(super) fn run(approval: &MitigationsApproval, context: &mut Context) -> Outcome {
    context.require_work_tree()?;
    let workspace = context.open_sound()?;
    let text = match workspace.approve_mitigations(approval)? {
        Some(after) => LogText::new()
            .handle(&after.incident()?.handle)
            .words(": the mitigations are approved; the notice tells users of them"),
        None => LogText::new().words("the mitigations can be approved"),
    };
    context.terminal.show(&text)?;
    Ok(())
}
