//! Announcement drafts, for programs.

use std::borrow::Cow;

use serde::Serialize;

use super::json::Findings;
use super::lines::Sources;
use crate::announce::Draft;
use crate::finding::Finding;
use crate::json::JsonError;
use crate::names::Name;
use crate::source::Tree;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    drafts: Vec<DraftObject<'a>>,
    #[serde(flatten)]
    findings: Findings<'a>,
}

#[derive(Serialize)]
struct DraftObject<'a> {
    step: Option<&'a Name>,
    channel: &'a Name,
    path: &'a str,
    subject: &'a str,
    content: Cow<'a, str>,
}

/// Returns drafts as a JSON document, with the facts that they lack.
///
/// # Errors
/// When the JSON can't be written.
pub fn drafts(drafts: &[Draft], findings: &[Finding], tree: &Tree) -> Result<String, JsonError> {
    let findings = Findings::new(findings, &Sources::new(findings, tree));
    super::pretty(&Document { schema: 1, drafts: drafts.iter().map(object).collect(), findings })
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
