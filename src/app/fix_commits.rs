//! The affected commits of an advisory, from the recorded fix.

use std::collections::BTreeMap;

use crate::case::Case;
use crate::incident::{Affected, Document, Fix};
use crate::names::LineId;
use crate::verify::AffectedCommits;

/// Returns the affected commits that an incident's `[fix]` names, for an advisory without any.
/// `None` if they are not all there: the commits that introduced the flaw, in full, and a commit
/// for each line with a fixed version. Commits of a private repository say nothing to others.
pub(super) fn of(case: &Case<'_>, document: &Document) -> Option<AffectedCommits> {
    let project = &case.portfolio.project;
    let Fix { introduced, commits, repository, .. } = &case.incident.fix;
    if !document.commits.is_empty() || project.repository.is_none() || repository.is_some() || introduced.is_empty() {
        return None;
    }
    // Of several commits of one line, the last one completes the fix.
    let fixed: BTreeMap<&LineId, &String> = commits.iter().map(|fix| (&fix.line.value, &fix.id.value)).collect();
    let is_own = |affected: &&Affected| affected.package.is_none() || project.is_first(project.package_of(affected));
    let is_fixed = |affected: &&Affected| affected.range.fixed().is_some();
    let has_commit = |affected: &Affected| affected.line.as_ref().is_none_or(|line| fixed.contains_key(&line.value));
    let mut own = document.affected.iter().filter(is_own).filter(is_fixed);
    let introduced: Vec<String> = introduced.iter().map(|id| id.value.clone()).collect();
    let fixed_by: Vec<String> = fixed.values().map(|id| (*id).clone()).collect();
    let is_whole = |id: &String| matches!(id.len(), 40 | 64);
    let is_told = !fixed_by.is_empty() && own.all(has_commit) && introduced.iter().chain(&fixed_by).all(is_whole);
    is_told.then(|| AffectedCommits { introduced, fixed: fixed_by, versions: Vec::new() })
}
