//! A rehearsal for programs. Nothing is left out; `docs/rehearse.md` describes each key.

use std::borrow::Cow;

use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::RehearsalView;
use crate::app::rehearse::{Change, ChangeKind, Message, Rehearsal, Rehearsals, Undrafted};
use crate::json::JsonError;
use crate::names::{Handle, Name, PublicId};
use crate::report::board::approved::{Approved, shown};
use crate::report::json::Findings;
use crate::report::lines::Sources;
use crate::report::{plain, pretty};
use crate::time::Instant;

#[derive(Serialize)]
struct Document<'a, F> {
    schema: u32,
    incident: &'a Handle,
    id: Option<&'a PublicId>,
    title: Option<&'a str>,
    now: Instant,
    release: Instant,
    obstacle: Option<&'a str>,
    approved: bool,
    approvals: Vec<Approved>,
    files: Vec<FileObject<'a>>,
    mails: Vec<MailObject<'a>>,
    not_yet_drafted: Vec<UndraftedObject<'a>>,
    findings: F,
}

#[derive(Serialize)]
struct FileObject<'a> {
    path: &'a str,
    change: &'static str,
    because: &'static str,
    bytes: Sizes,
    sha256: Option<String>,
    text: Option<String>,
    diff: Option<String>,
}

#[derive(Serialize)]
struct Sizes {
    before: Option<usize>,
    after: Option<usize>,
}

#[derive(Serialize)]
struct MailObject<'a> {
    step: Option<&'a Name>,
    channel: &'a Name,
    to: &'a [String],
    due: Option<Instant>,
    waits_for: Vec<Cow<'a, str>>,
    already: bool,
    subject: &'a str,
    body: &'a str,
    path: &'a str,
}

#[derive(Serialize)]
struct UndraftedObject<'a> {
    step: &'a str,
    lacks: &'a [String],
}

/// Returns the document.
pub(super) fn render(rehearsal: &Rehearsal, view: &RehearsalView) -> Result<String, JsonError> {
    let findings = Findings::new(&rehearsal.findings, &Sources::new(&rehearsal.findings, &rehearsal.tree));
    pretty(&document(rehearsal, view, findings.list()))
}

#[derive(Serialize)]
struct All<P, F> {
    schema: u32,
    now: Instant,
    publications: Vec<P>,
    ahead: F,
}

/// Returns the document of all rehearsals.
pub(super) fn render_all(rehearsals: &Rehearsals, view: &RehearsalView) -> Result<String, JsonError> {
    let coming = rehearsals.coming.iter();
    let findings: Vec<_> =
        coming.clone().map(|it| Findings::new(&it.findings, &Sources::new(&it.findings, &it.tree))).collect();
    let ahead = Findings::new(&rehearsals.ahead, &Sources::new(&rehearsals.ahead, &rehearsals.tree));
    let publications = coming.zip(&findings).map(|(it, findings)| document(it, view, findings.list())).collect();
    pretty(&All { schema: 1, now: rehearsals.now, publications, ahead: ahead.list() })
}

fn document<'a, F>(rehearsal: &'a Rehearsal, view: &RehearsalView, findings: F) -> Document<'a, F> {
    let messages = &rehearsal.messages;
    Document {
        schema: 1,
        incident: &rehearsal.handle,
        id: rehearsal.id.as_ref(),
        title: rehearsal.title.as_deref(),
        now: rehearsal.now,
        release: rehearsal.release,
        obstacle: rehearsal.obstacle.as_deref(),
        approved: rehearsal.is_approved,
        approvals: shown(&rehearsal.approvals),
        files: view.changes(rehearsal).into_par_iter().map(|change| file(change, view.diff)).collect(),
        mails: messages.drafted.iter().map(mail).collect(),
        not_yet_drafted: messages.undrafted.iter().map(undrafted).collect(),
        findings,
    }
}

fn file(change: Change<'_>, diff: bool) -> FileObject<'_> {
    let as_text = change.kind == ChangeKind::Added && !diff;
    FileObject {
        path: change.path,
        change: change.kind.word(),
        because: change.reason.word(),
        bytes: Sizes { before: change.before.map(<[u8]>::len), after: change.after.map(<[u8]>::len) },
        sha256: change.after.map(sha256),
        text: if as_text { change.text() } else { None },
        diff: match (as_text, diff) {
            (true, _) => None,
            (false, true) => change.patch(),
            (false, false) => change.text_patch(),
        },
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn mail(message: &Message) -> MailObject<'_> {
    let draft = &message.draft;
    MailObject {
        step: draft.step.as_ref(),
        channel: &draft.channel,
        to: &draft.to,
        due: message.due,
        waits_for: message.waits_for.iter().map(|words| plain::line(words)).collect(),
        already: message.already,
        subject: &draft.subject,
        body: &draft.body,
        path: &draft.path,
    }
}

fn undrafted(message: &Undrafted) -> UndraftedObject<'_> {
    UndraftedObject { step: &message.step, lacks: &message.lacks }
}
