//! `publish INCIDENT --mitigations`: approves the mitigations of the notice.

use crate::app::MitigationsApproval;
use crate::cli::edits::{Edits, show};
use crate::cli::{Context, Outcome};
use crate::report::LogText;

pub(super) fn run(approval: &MitigationsApproval, edits: &Edits, context: &mut Context) -> Outcome {
    let workspace = edits.open_incident(context, &approval.incident)?;
    let edited = workspace.approve_mitigations(approval)?;
    let Some(after) = &edited else {
        return context.terminal.show(&LogText::new().words("the mitigations can be approved"));
    };
    let did = LogText::new().handle(&after.incident()?.handle);
    show(context, did.words(": the mitigations are approved; the notice tells users of them"), after)
}
