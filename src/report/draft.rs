//! Announcement drafts, for programs.

use std::borrow::Cow;

use serde::Serialize;

use crate::announce::Draft;
use crate::json::JsonError;
use crate::names::Name;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    drafts: Vec<DraftObject<'a>>,
}

#[derive(Serialize)]
struct DraftObject<'a> {
    step: Option<&'a Name>,
    channel: &'a Name,
    path: &'a str,
    subject: &'a str,
    content: Cow<'a, str>,
}

/// Returns drafts as a JSON document.
///
/// # Errors
/// When the JSON can't be written.
pub fn drafts(drafts: &[Draft]) -> Result<String, JsonError> {
    super::pretty(&Document { schema: 1, drafts: drafts.iter().map(object).collect() })
}

fn object(draft: &Draft) -> DraftObject<'_> {
    DraftObject {
        step: draft.step.as_ref(),
        channel: &draft.channel,
        path: &draft.path,
        subject: &draft.subject,
        content: String::from_utf8_lossy(&draft.bytes),
    }
}
