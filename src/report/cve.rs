//! A CVE container and what to do with it.

use serde_json::json;

use crate::app::CveSubmission;
use crate::json::JsonError;

/// Returns a submission as a JSON document.
///
/// # Errors
/// When the container is no JSON.
pub fn cve_submission(submission: &CveSubmission) -> Result<String, JsonError> {
    let CveSubmission { action, ids, not_before, container, .. } = submission;
    let container: serde_json::Value = serde_json::from_str(container)?;
    let document =
        json!({ "schema": 1, "action": action, "cve": ids, "not-before": not_before, "container": container });
    Ok(format!("{document:#}\n"))
}

/// Returns what to do with the container in this file.
#[must_use]
pub fn cve_instructions(submission: &CveSubmission, file: &str) -> String {
    let action = submission.action.word();
    if submission.ids.is_empty() {
        return format!("no CVE id stands in advisory.md: there is nothing to {action} yet");
    }
    let commands: Vec<String> = submission.ids.iter().map(|id| format!("cve {action} {id} -f {file}")).collect();
    let when =
        submission.not_before.map_or_else(String::new, |from| format!("private until {}; then: ", from.spoken()));
    format!("{when}{}", commands.join(" && "))
}
