//! A rehearsal for programs. Nothing is left out; `docs/rehearse.md` says what each key holds.

use rayon::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::difference::{Change, Kind};
use super::mails::Mail;
use super::{Rehearsal, View, reading};

/// The document.
pub(super) fn render(rehearsal: &Rehearsal<'_>, view: &View, findings: &Value) -> String {
    let files: Vec<Value> = rehearsal.changes.par_iter().map(|change| file(change, view.diff)).collect();
    let later = |(step, lacks): &(String, Vec<String>)| json!({ "step": step, "lacks": lacks });
    let document = json!({
        "schema": 1,
        "incident": rehearsal.handle,
        "id": rehearsal.id,
        "now": rehearsal.now,
        "release": rehearsal.release,
        "obstacle": rehearsal.obstacle,
        "files": files,
        "mails": rehearsal.mails.mails.iter().map(mail).collect::<Vec<_>>(),
        "not_yet_drafted": rehearsal.mails.later.iter().map(later).collect::<Vec<_>>(),
        "findings": findings,
    });
    format!("{document:#}\n")
}

fn file(change: &Change<'_>, diff: bool) -> Value {
    let size = |bytes: Option<&[u8]>| bytes.map(<[u8]>::len);
    let text = change.after.filter(|_| change.kind == Kind::Added && !diff);
    json!({
        "path": change.path,
        "change": change.kind.word(),
        "because": change.because.word(),
        "bytes": { "before": size(change.before), "after": size(change.after) },
        "sha256": change.after.map(sha256),
        "text": text.and_then(|bytes| reading::text(change.path, bytes)),
        "diff": if text.is_some() { None } else if diff { reading::patch(change) } else { reading::read_diff(change) },
    })
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn mail(mail: &Mail) -> Value {
    let draft = &mail.draft;
    json!({
        "step": draft.step,
        "channel": draft.channel,
        "to": draft.to,
        "due": mail.due,
        "waits_for": mail.waits_for,
        "already": mail.already,
        "subject": draft.subject,
        "body": draft.body,
        "path": draft.path,
    })
}
