//! A rehearsal for programs. Nothing is left out; `docs/rehearse.md` says what each key holds.

use rayon::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::RehearsalView;
use crate::app::rehearse::{Change, ChangeKind, Message, Rehearsal, Undrafted};
use crate::report::plain;

/// Returns the document.
pub(super) fn render(rehearsal: &Rehearsal, view: &RehearsalView, findings: &Value) -> String {
    let files: Vec<Value> = view.changes(rehearsal).par_iter().map(|change| file(change, view.diff)).collect();
    let messages = &rehearsal.messages;
    let undrafted = |Undrafted { step, lacks }: &Undrafted| json!({ "step": step, "lacks": lacks });
    let document = json!({
        "schema": 1,
        "incident": rehearsal.handle,
        "id": rehearsal.id,
        "now": rehearsal.now,
        "release": rehearsal.release,
        "obstacle": rehearsal.obstacle,
        "files": files,
        "mails": messages.drafted.iter().map(message).collect::<Vec<_>>(),
        "not_yet_drafted": messages.undrafted.iter().map(undrafted).collect::<Vec<_>>(),
        "findings": findings,
    });
    format!("{document:#}\n")
}

fn file(change: &Change<'_>, diff: bool) -> Value {
    let size = |bytes: Option<&[u8]>| bytes.map(<[u8]>::len);
    let as_text = change.kind == ChangeKind::Added && !diff;
    json!({
        "path": change.path,
        "change": change.kind.word(),
        "because": change.reason.word(),
        "bytes": { "before": size(change.before), "after": size(change.after) },
        "sha256": change.after.map(sha256),
        "text": if as_text { change.text() } else { None },
        "diff": if as_text { None } else if diff { change.patch() } else { change.text_patch() },
    })
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn message(message: &Message) -> Value {
    let draft = &message.draft;
    let waits_for: Vec<_> = message.waits_for.iter().map(|words| plain::line(words)).collect();
    json!({
        "step": draft.step,
        "channel": draft.channel,
        "to": draft.to,
        "due": message.due,
        "waits_for": waits_for,
        "already": message.already,
        "subject": draft.subject,
        "body": draft.body,
        "path": draft.path,
    })
}
