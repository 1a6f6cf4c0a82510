//! Announcement drafts, for programs.

use serde_json::json;

use crate::announce::Draft;

/// Returns drafts as a JSON document.
#[must_use]
pub fn drafts(drafts: &[Draft]) -> String {
    let draft = |draft: &Draft| {
        json!({
            "step": draft.step, "channel": draft.channel, "path": draft.path, "subject": draft.subject,
            "content": String::from_utf8_lossy(&draft.bytes),
        })
    };
    format!("{:#}\n", json!({ "schema": 1, "drafts": drafts.iter().map(draft).collect::<Vec<_>>() }))
}
