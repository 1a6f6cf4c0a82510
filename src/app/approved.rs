//! The difference between the content that was approved and the present one.
//!
//! An approval has the digest of its content, and git has the content. So the history is read, but
//! only where an approval is out of date.

use std::collections::BTreeMap;

use imara_diff::{Algorithm, BasicLineDiffPrinter, Diff, InternedInput, UnifiedDiffConfig};

use super::workspace::Workspace;
use crate::case::Case;
use crate::finding::Finding;
use crate::git::{self, Id, Log, Range};
use crate::incident::{Content, Incident};
use crate::names::Digest;
use crate::parse;
use crate::rules;
use crate::source::FilePath;

/// The most pairs of versions of the two files of an incident that are compared with a digest.
const MOST_VERSIONS: usize = 4096;

/// Adds to each finding on an outdated approval what has changed since.
pub(super) fn add_differences(workspace: &Workspace, cases: &[Case<'_>], findings: &mut [Finding]) {
    let mut outdated = findings.iter_mut().filter(|finding| finding.rule == rules::APPROVAL_OUTDATED).peekable();
    if outdated.peek().is_none() {
        return;
    }
    let range = Range { from: None, to: workspace.source().revision().unwrap_or("HEAD") };
    let log = git::log(workspace.folder(), range).ok();
    for finding in outdated {
        let at = &finding.primary.location;
        let Some(incident) = cases.iter().map(|case| case.incident).find(|incident| incident.file == at.file) else {
            continue;
        };
        let covers = incident.events.iter().filter_map(|event| event.covers()).find(|covers| covers.span == at.span);
        let (Some(covers), Some(present)) = (covers, Content::of(incident)) else { continue };
        let approved = log.as_ref().and_then(|log| approved(log, incident, &covers.value));
        finding.note = Some(match approved {
            Some(approved) => difference(&approved, &present),
            None => "no commit of this history has the content that was approved".to_owned(),
        });
    }
}

/// Returns the content with a digest, as a commit has it.
fn approved(log: &Log, incident: &Incident, covers: &Digest) -> Option<Content> {
    let document = &incident.document.as_ref()?.file;
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
    let pairs = documents.iter().flat_map(|text| incidents.iter().map(move |incident| (text, incident)));
    pairs.take(MOST_VERSIONS).find_map(|(text, file)| {
        let read = parse::incident_files([(document, text.as_slice()), (&incident.file, file.as_slice())])?;
        Content::of(&read).filter(|content| content.digest() == *covers)
    })
}

/// Returns the lines that differ, with `-` before those that were approved and `+` before the
/// present ones.
fn difference(approved: &Content, present: &Content) -> String {
    let input = InternedInput::new(approved.as_str(), present.as_str());
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    diff.unified_diff(&BasicLineDiffPrinter(&input.interner), UnifiedDiffConfig::default(), &input).to_string()
}
