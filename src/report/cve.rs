//! A CVE container and what to do with it.

use serde::Serialize;

use super::plain;
use crate::app::{CveAction, CveSubmission, PendingApproval};
use crate::json::JsonError;
use crate::names::CveId;
use crate::time::Instant;

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    schema: u32,
    action: CveAction,
    cve: &'a [CveId],
    not_before: Option<Instant>,
    approval: Option<PendingApproval>,
    container: serde_json::Value,
}

/// Returns a submission as a JSON document.
///
/// # Errors
/// When the container is not JSON.
pub fn cve_submission(submission: &CveSubmission) -> Result<String, JsonError> {
    super::pretty(&Document {
        schema: 1,
        action: submission.action,
        cve: &submission.ids,
        not_before: submission.not_before,
        approval: submission.approval,
        container: serde_json::from_str(&submission.container)?,
    })
}

/// Returns the container alone, with everything escaped that a CI runner would take for a command.
#[must_use]
pub fn cve_container(submission: &CveSubmission) -> String {
    plain::json(submission.container.clone())
}

/// Returns what to do with the container in this file.
#[must_use]
pub fn cve_instructions(submission: &CveSubmission, file: &str) -> String {
    let action = submission.action.word();
    if submission.ids.is_empty() {
        return format!("advisory.md has no CVE ID: there is nothing to {action} yet");
    }
    let when = match (submission.approval, submission.not_before.map(Instant::spoken)) {
        (None, None) => "now run".to_owned(),
        (None, Some(end)) => format!("private until {end}; then run"),
        (Some(PendingApproval::Publication), None) => "private until its publication is approved; then run".to_owned(),
        (Some(PendingApproval::Publication), Some(end)) => {
            format!("private until {end}, and until its publication is approved; then run")
        }
        (Some(PendingApproval::Revision), _) => format!(
            "the advisory was edited, and nobody has approved the edit: first run\n  advisory revise {} --by MEMBER\nthen run",
            submission.handle
        ),
    };
    let command = |id: &_| format!("\n  cve {action} {id} -f {file}");
    format!("{when}:{}", submission.ids.iter().map(command).collect::<String>())
}
