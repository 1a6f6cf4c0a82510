//! The edits that approving a publication makes to an incident's files. `publish` writes them;
//! `rehearse` builds from them in memory.

use super::edit;
use super::error::Error;
use super::fix_commits;
use super::numbers;
use super::record;
use super::workspace::Workspace;
use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::{Finding, Severity};
use crate::incident::{Content, Document, Incident};
use crate::key;
use crate::names::{Digest, IdNumber, PublicId};
use crate::parse;
use crate::portfolio::Portfolio;
use crate::rules;
use crate::source::FilePath;
use crate::time::Instant;

/// The edited files, and the public ID.
pub(crate) struct Edits {
    pub(crate) id: PublicId,
    pub(crate) advisory: String,
    pub(crate) incident: String,
}

/// Returns the edits for an approval by these people: a public ID if it has none of its own, an
/// event for a changed embargo end (`until`: the end, and who sets it) and for the release that
/// moves with it, and an event for each approver. The date of the publication is not
/// written, because it follows from the embargo.
///
/// # Errors
/// When a file is not text, or its TOML can't be edited.
pub(crate) fn edits(
    case: &Case<'_>,
    document: &Document,
    by: &[&str],
    at: Instant,
    until: Option<(Instant, &str)>,
) -> Result<Edits, Error> {
    let upstream = case.incident.upstream_public(at).map(|public| public.value);
    let end = until.map(|(until, _)| until).or(case.embargo.until);
    let public = end.into_iter().chain(upstream).fold(at, Instant::max);
    let id = match document.id.as_ref().filter(|_| case.gives_up_id().is_none()) {
        Some(id) => id.value.clone(),
        None => next_id(case.portfolio, document, public)?,
    };
    let advisory = match by {
        // Without approvers, only the end of the embargo changes.
        [] => text(case, &document.file)?.to_owned(),
        _ => advisory(case, document, &id)?,
    };
    let incident = incident(case, at, until)?;
    let incident = approved(case, document, (&advisory, incident), by, at)?;
    Ok(Edits { advisory, incident, id })
}

fn advisory(case: &Case<'_>, document: &Document, id: &PublicId) -> Result<String, Error> {
    let mut text = text(case, &document.file)?.to_owned();
    if document.id.as_ref().is_none_or(|there| there.value != *id) {
        text = edit::set_front(&text, key::ID, edit::text(id.as_str()))?;
    }
    if let Some(commits) = fix_commits::of(case, document) {
        text = edit::set_commits(&text, None, &commits)?;
    }
    Ok(text)
}

fn incident(case: &Case<'_>, at: Instant, until: Option<(Instant, &str)>) -> Result<String, Error> {
    let mut text = text(case, &case.incident.file)?.to_owned();
    if let Some((until, by)) = until.filter(|(until, _)| Some(*until) != case.embargo.until) {
        let event = if case.embargo.until.is_some() { BuiltIn::EmbargoMoved } else { BuiltIn::EmbargoAgreed };
        let entries = [
            (key::AT, edit::instant(at)?),
            (key::EVENT, edit::text(event.name())),
            (key::BY, edit::text(by)),
            (key::UNTIL, edit::instant(until)?),
        ];
        text = edit::record(&text, key::EVENT, &entries);
        if moves_release(case, until) {
            let entries = record::release_moved(at, &[by.to_owned()], until)?;
            text = edit::record(&text, key::EVENT, &entries);
        }
    }
    Ok(text)
}

/// Returns whether the release moves with the end of the embargo: it was planned for the old end,
/// and it is not out.
pub(super) fn moves_release(case: &Case<'_>, until: Instant) -> bool {
    let planned = case.incident.planned_release(case.now).map(|date| date.value);
    let is_out = case.happened(BuiltIn::Released).is_some() || case.public_since().is_some();
    planned.is_some() && planned == case.embargo.until && planned != Some(until) && !is_out
}

/// Returns `incident.toml` with the approvals. They cover the content of the edited files.
pub(super) fn approved(
    case: &Case<'_>,
    document: &Document,
    (advisory, mut incident): (&str, String),
    by: &[&str],
    at: Instant,
) -> Result<String, Error> {
    if by.is_empty() {
        return Ok(incident);
    }
    let files = [(&document.file, advisory.as_bytes()), (&case.incident.file, incident.as_bytes())];
    let content = parse::incident_files(files).as_ref().and_then(Content::of);
    let content = content.ok_or_else(|| Error::invalid(format!("{} can't be read", document.file)))?;
    for by in by {
        let entries = approval(by, at, &content.digest_beside(case.incident))?;
        incident = edit::record(&incident, key::EVENT, &entries);
    }
    Ok(incident)
}

/// Returns the keys of an event that approves a content.
fn approval(by: &str, at: Instant, covers: &Digest) -> Result<Vec<(&'static str, edit::Value)>, Error> {
    Ok(vec![
        (key::AT, edit::instant(at)?),
        (key::EVENT, edit::text(BuiltIn::Approved.name())),
        (key::BY, edit::text(by)),
        (key::COVERS, edit::text(covers.as_str())),
    ])
}

/// Returns the text of a portfolio file, as it was read.
fn text<'p>(case: &Case<'p>, file: &FilePath) -> Result<&'p str, Error> {
    case.portfolio.tree.text(file.as_str()).ok_or_else(|| Error::invalid(format!("{file} is not a plain text file")))
}

/// Returns the next free id for the year in which the advisory becomes public, or the one with the
/// number of its CVE ID.
fn next_id(portfolio: &Portfolio, document: &Document, public: Instant) -> Result<PublicId, Error> {
    let project = &portfolio.project;
    let prefix = project.id_prefix.as_str();
    let id = match project.id_number() {
        IdNumber::Counted { width } => {
            let taken = numbers::highest(portfolio).get(&public.year()).copied().unwrap_or(0);
            PublicId::new(prefix, public.year(), taken.saturating_add(1), width)
        }
        IdNumber::OfCve => {
            let cve = document.cve.first().and_then(|cve| numbers::of_cve(&cve.value, prefix));
            let missing = "it needs a CVE ID first: by advisory.toml, public IDs have its number";
            return cve.ok_or_else(|| Error::invalid(missing.to_owned()));
        }
    };
    id.map_err(|error| Error::invalid(format!("{error}; fix id-prefix in advisory.toml")))
}

/// Returns the errors in an incident's files that prevent an approval, once it is applied.
pub(crate) fn errors(workspace: &Workspace, incident: &Incident) -> Vec<Finding> {
    let mut errors = findings(workspace, incident);
    errors.retain(|f| f.severity == Severity::Error && rules::withholds(f.rule));
    errors
}

/// Returns the errors and warnings about how an incident was handled. They prevent no approval, and
/// whoever approves should know them.
pub(crate) fn despite(workspace: &Workspace, incident: &Incident) -> Vec<Finding> {
    let mut despite = findings(workspace, incident);
    despite.retain(|f| f.severity != Severity::Note && !rules::withholds(f.rule));
    despite
}

fn findings(workspace: &Workspace, incident: &Incident) -> Vec<Finding> {
    let folder = format!("{}/", incident.folder);
    let mut findings = workspace.review(&workspace.cases());
    findings.retain(|f| f.primary.location.file.as_str().starts_with(&folder));
    findings
}

/// Returns the errors that prevent an approval before it is applied. An id without an approval is
/// not among them: an interrupted run leaves that state, and the approval completes it. Neither is
/// an approval of other content, which the new one replaces, nor an id of another advisory.
pub(crate) fn errors_before(workspace: &Workspace, incident: &Incident) -> Vec<Finding> {
    let mut errors = errors(workspace, incident);
    let completed = [
        rules::PUBLIC_ID_WITHOUT_APPROVAL,
        rules::DUPLICATE_PUBLIC_ID,
        rules::APPROVAL_OUTDATED,
        rules::APPROVAL_UNBOUND,
        rules::CORRECTION_UNAPPROVED,
    ];
    errors.retain(|f| !completed.contains(&f.rule));
    errors
}
