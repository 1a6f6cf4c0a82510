//! Compares what is published now and later, in the base and in the head.
//!
//! Incidents are compared one by one, as the values that pages are made of. The project's own files
//! are exchanged one part at a time, and the site is built in memory before and after each: so
//! every public file that differs has its cause. The site is built without the incidents that are
//! not public yet. What they will publish is reported at their own files, and a public log shows
//! only the handle.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::parts::{PARTS, Part};
use crate::advisory::{Advisory, Notice, disclose, notify};
use crate::case::{Act, Case};
use crate::change::{Change, Judged, Kept, PublicChange, Record, instants, opening, records};
use crate::event::BuiltIn;
use crate::incident::{Content, Incident};
use crate::plan::Plan;
use crate::portfolio::{Line, Portfolio};
use crate::site::{self, SiteInput};
use crate::source::Span;
use crate::time::Instant;

/// Returns every difference between the public output of the base and that of the head: at the
/// instant of the change, and at each later one at which something changes by itself.
#[must_use]
pub fn public_changes(change: &Change<'_>) -> Vec<PublicChange> {
    let mut found: Vec<PublicChange> = change.kept.par_iter().filter_map(|kept| of_kept(change, kept)).collect();
    found.extend(change.added.par_iter().filter_map(|added| of_added(change, added)).collect::<Vec<_>>());
    found.extend(of_project(change));
    found
}

/// Returns what the merge of a change with the base would change in public, compared with the tip
/// of the base, beyond what the change does by itself. `own` is the latter.
#[must_use]
pub(super) fn changes_of_merge(merged: &Change<'_>, own: &[PublicChange]) -> Vec<PublicChange> {
    let mut found = public_changes(merged);
    found.retain(|change| !own.iter().any(|other| change.is_in(other)));
    found.into_iter().map(|change| PublicChange { what: format!("once merged, {}", change.what), ..change }).collect()
}

/// What is public of an incident.
#[derive(Clone, PartialEq, Debug, Default)]
struct Shown {
    advisory: Option<Advisory>,
    notice: Option<Notice>,
}

impl Shown {
    fn of(portfolio: &Portfolio, incident: &Incident, at: Instant) -> Self {
        let case = Case::new(portfolio, incident, at);
        Self { advisory: disclose(&case).ok(), notice: notify(&case) }
    }
}

fn of_kept(change: &Change<'_>, kept: &Kept<'_>) -> Option<PublicChange> {
    let (was, is) = (kept.was.incident, kept.is.case.incident);
    let now = change.now;
    let at: BTreeSet<Instant> = instants(was, now).into_iter().chain(instants(is, now)).collect();
    let is_edited = !change.base.tree.under(was.folder.as_str()).eq(change.head.tree.under(is.folder.as_str()));
    let is_settled = kept.was.publication.is_ok() && kept.is.case.publication.is_ok() && at.len() == 1;
    if !is_edited && is_settled {
        return None;
    }
    let differs = |at: &Instant| {
        let (before, after) = (Shown::of(change.base, was, *at), Shown::of(change.head, is, *at));
        (before != after).then_some((before, after))
    };
    let (at, (before, after)) = at.into_iter().find_map(|at| Some((at, differs(&at)?)))?;
    // What the project's files change of what is public is reported at those files.
    let is_public = before.advisory.is_some() || before.notice.is_some();
    if !is_edited && at == now && is_public && is_same_kind(&before, &after) {
        return None;
    }
    let put: Vec<&Record<'_>> = kept.records.put().collect();
    let has = |events: &[BuiltIn]| put.iter().any(|record| events.iter().any(|event| record.is(*event)));
    let when = if at == now { "now".to_owned() } else { format!("from {} on", at.spoken()) };
    let why = if is_edited { "" } else { ", because of the project's files" };
    let (what, is_explained) = match (&before.advisory, &after.advisory) {
        (Some(old), Some(new)) => {
            let parts = differences(old, new);
            let is_revised =
                revisions(is) != revisions(was) || parts == ["withdrawn", "modified"] && has(&[BuiltIn::Withdrawn]);
            if parts.is_empty() {
                let what = format!("the documents of the public advisory have a new version and date {when}{why}");
                (what, has(&[BuiltIn::DocumentsChanged]))
            } else if is_edited && is_revised && !is_covered(&kept.is) {
                let parts = parts.join(", ");
                (
                    format!("the public advisory differs {when} in {parts}, and no approval says that it covers this"),
                    false,
                )
            } else {
                (format!("the public advisory differs {when} in {}{why}", parts.join(", ")), is_revised)
            }
        }
        (None, None) => {
            let what = match (&before.notice, &after.notice) {
                (None, Some(_)) => format!("a notice of a forthcoming release is public {when}{why}"),
                (Some(_), None) => format!("the notice of a forthcoming release is not public {when}{why}"),
                _ => format!("the notice of a forthcoming release differs {when}{why}"),
            };
            (what, before.notice.is_none() && is_notice_by_right(change, &kept.is, &put))
        }
        _ => {
            let (old, new) = (opening(change.base, was, now), opening(change.head, is, now));
            let what = match (old, new) {
                (None, Some(new)) => format!("this advisory becomes public {}{why}", spoken(new, now)),
                (Some(old), None) if old <= now && before.advisory.is_some() => {
                    format!("the public advisory is not public any more {when}{why}")
                }
                (Some(old), None) => {
                    format!("this advisory would become public {}, but not with this change{why}", spoken(old, now))
                }
                (Some(old), Some(new)) => {
                    format!("this advisory becomes public {} instead of {}{why}", spoken(new, now), spoken(old, now))
                }
                (None, None) => format!("the public content of this incident differs {when}{why}"),
            };
            let events = [BuiltIn::Approved, BuiltIn::EmbargoAgreed, BuiltIn::EmbargoMoved, BuiltIn::BreakDecided];
            (what, has(&events) || has(&[BuiltIn::Rejected, BuiltIn::UpstreamPublic]))
        }
    };
    let is_new_notice = before == Shown::default() && after.advisory.is_none() && after.notice.is_some();
    let is_without_right = is_new_notice && has(&[BuiltIn::NoticePublished]) && !is_explained;
    let file = is.file.clone();
    Some(PublicChange { file, span: Span::default(), part: None, what, is_explained, is_without_right })
}

/// Returns whether the policy requires no approval, or an approval has the digest of the present
/// content. One from the time before digests covers no later correction.
fn is_covered(judged: &Judged<'_>) -> bool {
    let incident = judged.case.incident;
    if judged.case.policy.publication.approvals.is_none() || incident.imported.is_some() {
        return true;
    }
    let Some(content) = Content::of(incident) else { return false };
    let approvals = incident.events.iter().filter(|event| event.is(BuiltIn::Approved));
    approvals.filter_map(|approval| approval.covers()).any(|covers| content.is(&covers.value))
}

fn of_added(change: &Change<'_>, added: &Judged<'_>) -> Option<PublicChange> {
    let incident = added.case.incident;
    let shows = |at: &Instant| Shown::of(change.head, incident, *at) != Shown::default();
    let at = instants(incident, change.now).into_iter().find(shows)?;
    let what = format!("this new incident has public content {}", spoken(at, change.now));
    let put = records(incident);
    // Whoever approved an advisory is asked for by other rules.
    let is_explained = Shown::of(change.head, incident, at).advisory.is_some()
        || is_notice_by_right(change, added, &put.iter().collect::<Vec<_>>());
    let is_notice = put.iter().any(|record| record.is(BuiltIn::NoticePublished));
    let is_without_right = is_notice && !is_explained;
    let file = incident.file.clone();
    Some(PublicChange { file, span: Span::default(), part: None, what, is_explained, is_without_right })
}

/// Returns whether people who may do the step committed the event that makes a notice public. Until
/// it is committed, the people whom it names count.
fn is_notice_by_right(change: &Change<'_>, judged: &Judged<'_>, put: &[&Record<'_>]) -> bool {
    let case = &judged.by_base;
    let step = case.policy.steps.iter().find(|step| step.is_done_by(BuiltIn::NoticePublished));
    let act = step.map_or(Act::DecideStep(None), Act::Do);
    let past = change.history_of(&judged.case.incident.file);
    put.iter().filter(|record| record.is(BuiltIn::NoticePublished)).any(|record| {
        let at = record.instant().unwrap_or(change.now);
        let may = |person: &str| case.may(person, act, at);
        let mut commits = past.putting(record).map(|edit| &edit.commit).peekable();
        match commits.peek() {
            None => record.by.iter().any(|by| may(by.as_str())),
            Some(_) => commits.all(|commit| change.authors(commit, judged).any(|member| may(member.id.as_str()))),
        }
    })
}

fn spoken(at: Instant, now: Instant) -> String {
    if at <= now { "now".to_owned() } else { format!("on {}", at.spoken()) }
}

/// Whether both show an advisory, or both a notice.
fn is_same_kind(before: &Shown, after: &Shown) -> bool {
    before.advisory.is_some() == after.advisory.is_some() && before.notice.is_some() == after.notice.is_some()
}

fn revisions(incident: &Incident) -> Vec<(Instant, &str)> {
    let revisions = incident.document.iter().flat_map(|document| &document.revisions);
    revisions.map(|revision| (revision.at.value, revision.text.as_str())).collect()
}

/// Returns the names of the parts in which two advisories differ.
fn differences(was: &Advisory, is: &Advisory) -> Vec<&'static str> {
    [
        ("ID", was.id != is.id),
        ("title", was.title != is.title),
        ("CVE IDs", was.cve != is.cve),
        ("aliases", was.aliases != is.aliases || was.related != is.related || was.origin != is.origin),
        ("relations", was.relations != is.relations || was.rejected_cve != is.rejected_cve),
        ("CWE", was.cwe != is.cwe),
        (
            "severity",
            was.severity != is.severity || was.other_severities != is.other_severities || was.level != is.level,
        ),
        ("facts", was.facts != is.facts),
        ("affected versions", was.affected != is.affected),
        ("credits", was.credits != is.credits),
        ("references", was.references != is.references),
        ("text", was.text != is.text || was.sections != is.sections),
        ("timeline", was.timeline != is.timeline),
        ("revisions", was.revisions != is.revisions),
        ("date of publication", was.published != is.published),
        ("withdrawn", was.withdrawn != is.withdrawn),
        ("modified", was.modified != is.modified),
    ]
    .into_iter()
    .filter_map(|(part, differs)| differs.then_some(part))
    .collect()
}

/// Compares the site before and after each part of the project's files.
fn of_project(change: &Change<'_>) -> Vec<PublicChange> {
    let (base, head) = (change.base, change.head);
    let parts: Vec<&Part> = PARTS.iter().filter(|part| (part.differs)(base, head)).collect();
    if parts.is_empty() {
        return Vec::new();
    }
    let is_public = |incident: &&Arc<Incident>| Shown::of(base, incident, change.now) != Shown::default();
    let incidents = base.incidents.iter().filter(is_public).cloned().collect();
    let mut before = Portfolio { incidents, ..base.clone() };
    let ends =
        base.project.lines.iter().chain(&head.project.lines).filter_map(|line| Some(line.end_of_life.as_ref()?.end()));
    let listed = base.project.lines.iter().chain(&head.project.lines).flat_map(Line::listed);
    let at: BTreeSet<Instant> = ends.chain(listed).filter(|at| *at > change.now).chain([change.now]).collect();
    let mut sites: Vec<Option<Plan>> = at.iter().map(|at| site(&before, *at)).collect();
    let mut found = Vec::new();
    for part in parts {
        let mut after = before.clone();
        (part.take)(&mut after, head);
        let mut reported = false;
        let mut next = Vec::new();
        for (at, old) in at.iter().zip(&sites) {
            let new = site(&after, *at);
            if let (Some(old), Some(new), false) = (old, &new, reported)
                && let Some(what) = differing(old, new)
            {
                let when = if *at == change.now { String::new() } else { format!(" from {} on", at.spoken()) };
                let words = (part.words)(base, head);
                found.push(PublicChange {
                    file: (part.file)(head),
                    span: Span::default(),
                    what: format!("{words}: {what}{when}"),
                    part: Some(words),
                    is_explained: (part.is_explained)(base, head),
                    is_without_right: false,
                });
                reported = true;
            }
            next.push(new);
        }
        (before, sites) = (after, next);
    }
    found
}

fn site(portfolio: &Portfolio, now: Instant) -> Option<Plan> {
    let shown: Vec<Shown> = portfolio.incidents.par_iter().map(|i| Shown::of(portfolio, i, now)).collect();
    let (advisories, notices): (Vec<_>, Vec<_>) = shown.into_iter().map(|s| (s.advisory, s.notice)).unzip();
    let advisories: Vec<Advisory> = advisories.into_iter().flatten().collect();
    let notices: Vec<Notice> = notices.into_iter().flatten().collect();
    let Portfolio { project, policy, templates, binary_assets, .. } = portfolio;
    let project = &*project.as_of(now);
    let (advisories, notices) = (&advisories, &notices);
    site::build(&SiteInput { project, policy, advisories, notices, now, templates, binary_assets }).ok()
}

/// Returns how many files differ, with the first of them; `None` if none does.
fn differing(old: &Plan, new: &Plan) -> Option<String> {
    let paths: BTreeSet<&str> = old.iter().chain(new.iter()).map(|(path, _)| path).collect();
    let paths: Vec<&str> = paths.into_iter().filter(|path| old.get(path) != new.get(path)).collect();
    let first = paths.iter().take(3).copied().collect::<Vec<_>>().join(", ");
    match paths.len() {
        0 => None,
        1 => Some(format!("1 public file changes ({first})")),
        count @ 2..=3 => Some(format!("{count} public files change ({first})")),
        count => Some(format!("{count} public files change ({first} and {} more)", count - 3)),
    }
}
