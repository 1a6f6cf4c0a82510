//! Which content an approval covers, and how it differs from the present one.
//!
//! An approval has the digest of its content, and git has the content. So the history is read, but
//! only where an approval is out of date.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::record::file;
use super::workspace::Workspace;
use crate::case::{Case, Withheld};
use crate::diff::Differences;
use crate::event::BuiltIn;
use crate::finding::{Finding, RuleId};
use crate::git::{self, Id, Log, Range};
use crate::incident::{Content, Incident};
use crate::names::{Digest, Name};
use crate::parse;
use crate::rules;
use crate::source::{FilePath, Spanned};
use crate::time::Instant;

/// The most pairs of versions of the two files of an incident that are compared with a digest.
const MOST_VERSIONS: usize = 4096;

/// An approval of an incident's content, and what it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentApproval {
    /// What was approved.
    pub of: ApprovedContent,
    /// When; `None` for mitigations, whose approval has no date.
    pub at: Option<Instant>,
    /// By whom.
    pub by: Vec<Name>,
    /// Whether it covers the present content.
    pub coverage: Coverage,
}

/// What was approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApprovedContent {
    /// The advisory.
    Publication,
    /// The mitigations of a notice.
    Mitigations,
}

/// Whether an approval covers the present content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// It does.
    Present,
    /// It does, but the approval of other content took its place.
    Replaced,
    /// It covers other content. The difference is a unified diff, or `None` if no commit has the
    /// content that was approved.
    Other(Option<String>),
    /// It does not say what it covers.
    Unstated,
}

impl ApprovedContent {
    /// Returns the content of an incident; `None` if it has none of this kind.
    fn of(self, incident: &Incident) -> Option<Content> {
        match self {
            Self::Publication => Content::of(incident),
            Self::Mitigations => Content::of_mitigations(&incident.notice),
        }
    }
}

/// Returns the approvals of an incident's content, in the order of the file. The history is read
/// only if one of them covers other content.
pub(super) fn approvals(workspace: &Workspace, case: &Case<'_>) -> Vec<ContentApproval> {
    let mut approvals = of(workspace, case.incident);
    if matches!(case.publication, Err(Withheld::Changed | Withheld::Uncovered)) {
        let replaces =
            |a: &ContentApproval| matches!((a.of, &a.coverage), (ApprovedContent::Publication, Coverage::Other(_)));
        let last = approvals.iter().filter(|approval| replaces(approval)).map(|approval| approval.at).max().flatten();
        let is_replaced = |a: &&mut ContentApproval| a.coverage == Coverage::Present && a.at < last;
        let publications = approvals.iter_mut().filter(|a| a.of == ApprovedContent::Publication);
        publications.filter(is_replaced).for_each(|approval| approval.coverage = Coverage::Replaced);
    }
    approvals
}

/// Returns the approvals of an incident's content, whether or not others took their place.
fn of(workspace: &Workspace, incident: &Incident) -> Vec<ContentApproval> {
    let past = Past::new(workspace);
    let approval = |of: ApprovedContent, at, by: &[Spanned<Name>], covers: Option<&Digest>| ContentApproval {
        of,
        at,
        by: by.iter().map(|by| by.value.clone()).collect(),
        coverage: past.coverage(incident, of, covers),
    };
    let events = incident.events.iter().filter(|e| e.is(BuiltIn::Approved)).map(|e| {
        approval(ApprovedContent::Publication, Some(e.at.value), &e.by, e.covers().map(|covers| &covers.value))
    });
    let notice = &incident.notice;
    let is_approved = notice.mitigations.is_some() && !notice.mitigations_approved_by.is_empty();
    let covers = notice.mitigations_covers.as_ref().map(|covers| &covers.value);
    let at = notice.mitigations_approved_at.as_ref().map(|at| at.value);
    let mitigations =
        is_approved.then(|| approval(ApprovedContent::Mitigations, at, &notice.mitigations_approved_by, covers));
    events.chain(mitigations).collect()
}

/// Returns the approval of the publication or of a correction that was recorded last.
pub(super) fn last_publication(workspace: &Workspace, incident: &Incident) -> Option<ContentApproval> {
    of(workspace, incident).into_iter().rfind(|approval| approval.of == ApprovedContent::Publication)
}

/// Returns how the present content differs from the one that was approved before it.
pub(super) fn difference_before_last(workspace: &Workspace, incident: &Incident) -> Option<String> {
    let others = of(workspace, incident).into_iter().filter(|approval| approval.of == ApprovedContent::Publication);
    let difference = |approval: ContentApproval| match approval.coverage {
        Coverage::Other(difference) => difference,
        Coverage::Present | Coverage::Replaced | Coverage::Unstated => None,
    };
    others.filter_map(difference).last()
}

/// Adds to each finding on an outdated approval what has changed since.
pub(super) fn add_differences(workspace: &Workspace, cases: &[Case<'_>], findings: &mut [Finding]) {
    const OUTDATED: [RuleId; 3] = [rules::APPROVAL_OUTDATED, rules::CORRECTION_UNAPPROVED, rules::MITIGATIONS_CHANGED];
    let past = Past::new(workspace);
    for finding in findings.iter_mut().filter(|finding| OUTDATED.contains(&finding.rule)) {
        let at = &finding.primary.location;
        let is_in = |incident: &&Incident| {
            incident.file == at.file || incident.document.as_ref().is_some_and(|document| document.file == at.file)
        };
        let Some(incident) = cases.iter().map(|case| case.incident).find(is_in) else { continue };
        let approvals = incident.events.iter().filter(|event| event.is(BuiltIn::Approved));
        let mut covers = approvals.filter_map(|event| event.covers());
        let (of, covers) = if finding.rule == rules::MITIGATIONS_CHANGED {
            (ApprovedContent::Mitigations, incident.notice.mitigations_covers.as_ref())
        } else if finding.rule == rules::CORRECTION_UNAPPROVED {
            (ApprovedContent::Publication, covers.next_back())
        } else {
            (ApprovedContent::Publication, covers.find(|covers| covers.span == at.span))
        };
        finding.note = match past.coverage(incident, of, covers.map(|covers| &covers.value)) {
            Coverage::Other(Some(difference)) => Some(difference),
            Coverage::Other(None) => Some("no commit of this history has the content that was approved".to_owned()),
            Coverage::Present | Coverage::Replaced | Coverage::Unstated => continue,
        };
    }
}

/// The history of a workspace, which is read when it is needed: first that of one incident, and for
/// any other that of all.
struct Past<'w> {
    workspace: &'w Workspace,
    first: OnceCell<(FilePath, Option<Log>)>,
    all: OnceCell<Option<Log>>,
}

impl<'w> Past<'w> {
    fn new(workspace: &'w Workspace) -> Self {
        Self { workspace, first: OnceCell::new(), all: OnceCell::new() }
    }

    fn log(&self, incident: &Incident) -> Option<&Log> {
        let (folder, range) =
            (self.workspace.folder(), Range { from: None, to: self.workspace.source().revision().unwrap_or("HEAD") });
        let one = || (incident.folder.clone(), git::log_of(folder, range, &incident.folder).ok());
        match self.first.get_or_init(one) {
            (first, log) if *first == incident.folder => log.as_ref(),
            _ => self.all.get_or_init(|| git::log(folder, range).ok()).as_ref(),
        }
    }

    /// Returns whether an approval with this digest covers the present content.
    fn coverage(&self, incident: &Incident, of: ApprovedContent, covers: Option<&Digest>) -> Coverage {
        let (Some(covers), Some(present)) = (covers, of.of(incident)) else { return Coverage::Unstated };
        if present.is(covers) {
            return Coverage::Present;
        }
        let approved = self.log(incident).and_then(|log| approved(log, incident, of, covers));
        Coverage::Other(approved.map(|approved| Differences::new(approved.as_str(), present.as_str()).unified()))
    }
}

/// Returns the content with a digest, as a commit has it.
fn approved(log: &Log, incident: &Incident, of: ApprovedContent, covers: &Digest) -> Option<Content> {
    let document = &file(incident.folder.as_str(), "advisory.md");
    let mut versions: BTreeMap<&FilePath, Vec<Id>> = BTreeMap::new();
    for change in log.entries.iter().rev().flat_map(|entry| entry.against.iter().flatten()) {
        let is_of = |file: &FilePath| change.path == *file || change.from.as_ref() == Some(file);
        if let Some(file) = [document, &incident.file].into_iter().find(|file| is_of(file)) {
            versions.entry(file).or_default().extend([change.after, change.before].into_iter().flatten());
        }
    }
    let texts = |file: &FilePath| -> Vec<Vec<u8>> {
        let mut ids = versions.get(file).cloned().unwrap_or_default();
        ids.dedup();
        ids.into_iter().filter_map(|id| log.bytes(id).ok()).collect()
    };
    let (documents, incidents) = (texts(document), texts(&incident.file));
    if of == ApprovedContent::Mitigations {
        return incidents.iter().take(MOST_VERSIONS).find_map(|file| {
            let read = parse::incident_files([(&incident.file, file.as_slice())])?;
            of.of(&read).filter(|content| content.is(covers))
        });
    }
    let pairs = documents.iter().flat_map(|text| incidents.iter().map(move |incident| (text, incident)));
    pairs.take(MOST_VERSIONS).find_map(|(text, file)| {
        let read = parse::incident_files([(document, text.as_slice()), (&incident.file, file.as_slice())])?;
        of.of(&read).filter(|content| content.is(covers))
    })
}
