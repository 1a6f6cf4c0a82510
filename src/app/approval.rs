//! What the approval of a publication writes into an incident's files: `publish` puts it there,
//! `rehearse` looks at what would come of it.

use super::edit;
use super::error::Error;
use super::workspace::Workspace;
use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::{Finding, Severity};
use crate::incident::{Document, Incident};
use crate::key;
use crate::names::PublicId;
use crate::portfolio::Portfolio;
use crate::rules;
use crate::source::FilePath;
use crate::time::Instant;

/// The files as they will be, and the id.
pub(crate) struct Edits {
    pub(crate) id: PublicId,
    pub(crate) advisory: String,
    pub(crate) incident: String,
}

/// The approval by these people at an instant: an id where there is none, a first revision, the
/// embargo's end and who sets it where it is to be another, and an event for each who approves.
///
/// # Errors
/// When a file is no text, or its TOML can't be edited.
pub(crate) fn edits(
    case: &Case<'_>,
    document: &Document,
    by: &[&str],
    at: Instant,
    until: Option<(Instant, &str)>,
) -> Result<Edits, Error> {
    let upstream = case.incident.upstream.as_ref().and_then(|u| u.public.as_ref()).map(|public| public.value);
    let end = until.map(|(until, _)| until).or(case.embargo.until);
    let public = end.into_iter().chain(upstream).fold(at, Instant::max);
    let id = match &document.id {
        Some(id) => id.value.clone(),
        None => next_id(case.portfolio, public)?,
    };
    let advisory = match by {
        // Nobody approves: only the end moves.
        [] => text(case, &document.file)?.to_owned(),
        _ => advisory(case, document, &id, public)?,
    };
    Ok(Edits { advisory, incident: incident(case, by, at, until)?, id })
}

fn advisory(case: &Case<'_>, document: &Document, id: &PublicId, public: Instant) -> Result<String, Error> {
    let mut text = text(case, &document.file)?.to_owned();
    if document.id.is_none() {
        text = edit::set_front(&text, key::ID, edit::text(id.as_str()))?;
    }
    if document.revisions.is_empty() {
        let first = [(key::AT, edit::instant(public)?), (key::TEXT, edit::text("First publication."))];
        text = edit::append_front(&text, key::REVISION, &first)?;
    }
    Ok(text)
}

fn incident(case: &Case<'_>, by: &[&str], at: Instant, until: Option<(Instant, &str)>) -> Result<String, Error> {
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
    }
    for by in by {
        let entries = [
            (key::AT, edit::instant(at)?),
            (key::EVENT, edit::text(BuiltIn::Approved.name())),
            (key::BY, edit::text(by)),
        ];
        text = edit::record(&text, key::EVENT, &entries);
    }
    Ok(text)
}

/// A file of the portfolio as it was read.
fn text<'p>(case: &Case<'p>, file: &FilePath) -> Result<&'p str, Error> {
    case.portfolio.tree.text(file.as_str()).ok_or_else(|| Error::invalid(format!("{file} is not a plain text file")))
}

/// The next id of the year an advisory becomes public in.
fn next_id(portfolio: &Portfolio, public: Instant) -> Result<PublicId, Error> {
    let prefix = portfolio.project.id_prefix.as_str();
    let taken = portfolio
        .incidents
        .iter()
        .filter_map(|i| i.document.as_ref()?.id.as_ref()?.parts())
        .filter(|(p, year, _)| *p == prefix && *year == public.year())
        .map(|(.., number)| number)
        .max()
        .unwrap_or(0);
    PublicId::new(prefix, public.year(), taken + 1)
        .map_err(|error| Error::invalid(format!("{error}; fix id-prefix in advisory.toml")))
}

/// The errors in an incident's files: with the approval in them, these stop it.
pub(crate) fn errors(workspace: &Workspace, incident: &Incident) -> Vec<Finding> {
    let folder = format!("{}/", incident.folder);
    let mut errors = workspace.review(&workspace.cases());
    errors.retain(|f| f.severity == Severity::Error && f.primary.location.file.as_str().starts_with(&folder));
    errors
}

/// The errors that stop an approval before it is written: all but the one that it mends. An id
/// without an approval is what a run leaves that was killed, and the next one goes on from there.
pub(crate) fn errors_before(workspace: &Workspace, incident: &Incident) -> Vec<Finding> {
    let mut errors = errors(workspace, incident);
    errors.retain(|f| f.rule != rules::PUBLIC_ID_WITHOUT_APPROVAL);
    errors
}
