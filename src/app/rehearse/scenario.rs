//! The three portfolios that a rehearsal compares: the present one, the one with the incident held
//! back, and the one with it approved.
//!
//! The approval is the one that `publish` would write, applied in memory and parsed again. So a
//! rehearsal predicts what a build makes of the files once the incident is published, including the
//! findings.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::app::approval;
use crate::app::error::Error;
use crate::app::workspace::Workspace;
use crate::case::{Case, Withheld, has_to_be_covered};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::{Document, Event, Incident};
use crate::parse::{self, Reading};
use crate::policy::Disclosure;
use crate::portfolio::Portfolio;
use crate::source::Location;
use crate::time::Instant;

/// Why the rehearsal uses this instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// The embargo ends at this instant.
    EmbargoEnd,
    /// The embargo has ended, or there is none: only the approval is missing.
    Now,
    /// No end is recorded, so the embargo is assumed to end now.
    NoEnd,
    /// The upstream project goes public at this instant, after the embargo's end.
    Upstream,
    /// The caller chose this instant.
    Asked,
}

/// The state once the incident is approved.
pub(in crate::app) struct Scenario {
    /// When it would become public.
    pub(in crate::app) release: Instant,
    pub(in crate::app) occasion: Occasion,
    /// The portfolio after the approval, with the findings from reading it.
    pub(in crate::app) opened: Workspace,
    /// Whether the approval was applied in memory; if not, there was nothing to approve.
    edited: bool,
    /// Why the incident would still not be public at that instant.
    pub(in crate::app) obstacle: Option<String>,
}

impl Scenario {
    /// Approves an unpublished incident in memory. `asked` is another end of its embargo.
    ///
    /// # Errors
    /// When its files can't be edited.
    pub(in crate::app) fn new(
        workspace: &Workspace,
        present: &Case<'_>,
        asked: Option<Instant>,
    ) -> Result<Self, Error> {
        let now = workspace.now();
        let end = asked.or(present.embargo.until).unwrap_or(now).max(now);
        let occasion = occasion(present, asked);
        let (opened, edited, unwritten) = match &present.incident.document {
            Some(_) if is_approved(workspace, present, asked, end) => (workspace.clone(), false, None),
            Some(document) => {
                let until = asked.or_else(|| (occasion == Occasion::NoEnd).then_some(end));
                let opened = approved(workspace, present, document, end, until)?;
                (opened, true, None)
            }
            None => (workspace.clone(), false, Some(Withheld::NoDocument.to_string())),
        };
        let mut scenario = Self { release: end, occasion, opened, edited, obstacle: unwritten };
        let Some(incident) = counterpart(scenario.opened.portfolio(), present.incident) else {
            scenario.obstacle = Some("its files could not be read any more".to_owned());
            return Ok(scenario);
        };
        let upstream = incident.upstream_public(now).map(|p| p.value);
        let publication = Case::new(scenario.opened.portfolio(), incident, end).publication;
        if let (Err(Withheld::Upstream), Some(public), None) = (publication, upstream, asked) {
            (scenario.release, scenario.occasion) = (public.max(end), Occasion::Upstream);
        }
        let publication = Case::new(scenario.opened.portfolio(), incident, scenario.release).publication;
        if scenario.obstacle.is_none() {
            scenario.obstacle = publication.err().map(obstacle);
        }
        Ok(scenario)
    }

    /// Returns the case of the incident as it will be; `None` where its files can't be read any
    /// more.
    pub(in crate::app) fn case(&self, incident: &Incident) -> Option<Case<'_>> {
        let incident = counterpart(self.opened.portfolio(), incident)?;
        Some(Case::new(self.opened.portfolio(), incident, self.release))
    }
}

impl Scenario {
    /// Returns whether nothing was left to approve.
    pub(in crate::app) fn is_approved(&self, incident: &Incident) -> bool {
        incident.document.is_some() && !self.edited
    }

    /// Returns the errors for which `publish` would refuse: those of the edited files, and those of
    /// the current files.
    pub(super) fn errors(&self, workspace: &Workspace, incident: &Incident) -> Vec<Finding> {
        if !self.edited {
            return Vec::new();
        }
        let mut errors = approval::errors(&self.opened, incident);
        for error in approval::errors_before(workspace, incident) {
            if !errors.iter().any(|e| e.rule == error.rule && e.message == error.message) {
                errors.push(without_place(error));
            }
        }
        errors
    }
}

fn occasion(present: &Case<'_>, asked: Option<Instant>) -> Occasion {
    match (asked, present.embargo.until) {
        (Some(_), _) => Occasion::Asked,
        (None, Some(until)) if until > present.now => Occasion::EmbargoEnd,
        (None, Some(_)) => Occasion::Now,
        (None, None) if present.incident.report.disclosure.value == Disclosure::Public => Occasion::Now,
        (None, None) => Occasion::NoEnd,
    }
}

/// Returns whether the incident is fully approved already, so that nothing is left to write.
fn is_approved(workspace: &Workspace, present: &Case<'_>, asked: Option<Instant>, end: Instant) -> bool {
    let then = Case::new(workspace.portfolio(), present.incident, end);
    let moved = asked.is_some_and(|asked| present.embargo.until != Some(asked));
    !moved
        && present.gives_up_id().is_none()
        && matches!(then.publication, Ok(_) | Err(Withheld::Upstream | Withheld::Rejected | Withheld::Withdrawn))
}

/// Returns the portfolio without this incident's approvals: the public view while the incident is
/// held back.
pub(super) fn held(portfolio: &Portfolio, incident: &Incident) -> Portfolio {
    let mut held = portfolio.clone();
    for it in held.incidents.iter_mut().filter(|i| i.file == incident.file) {
        Arc::make_mut(it).events.retain(|e| !e.is(BuiltIn::Approved));
    }
    held
}

/// Returns the same incident in another state of the portfolio.
pub(in crate::app) fn counterpart<'p>(portfolio: &'p Portfolio, incident: &Incident) -> Option<&'p Incident> {
    portfolio.incidents.iter().map(AsRef::as_ref).find(|i: &&Incident| i.file == incident.file)
}

/// Returns the portfolio as `publish` leaves it, approved by as many people as the policy asks for.
fn approved(
    workspace: &Workspace,
    case: &Case<'_>,
    document: &Document,
    end: Instant,
    until: Option<Instant>,
) -> Result<Workspace, Error> {
    let now = workspace.now();
    let mut given = BTreeSet::new();
    // With another id, the content is another one.
    let keeps_id = case.gives_up_id().is_none();
    let covers =
        |e: &&Event| keeps_id && case.approval_covers_content(e) && (e.covers().is_some() || !has_to_be_covered(end));
    for event in case.incident.events.iter().filter(|e| e.is(BuiltIn::Approved) && e.at.value <= now).filter(covers) {
        given.extend(event.by.iter().map(|by| &by.value).filter(|by| case.may_approve(by.as_str(), event.at.value)));
    }
    let members = &case.portfolio.team.members;
    let missing = case.policy.publication.approvals_needed().saturating_sub(given.len());
    let by: Vec<&str> = members
        .iter()
        .filter(|m| !given.contains(&m.id.value) && case.may_approve(m.id.as_str(), now))
        .map(|m| m.id.as_str())
        .take(missing)
        .collect();
    let mover = by.first().copied().or_else(|| members.first().map(|m| m.id.as_str()));
    let edits = approval::edits(case, document, &by, now, until.zip(mover))?;
    let tree = workspace.tree().clone();
    let tree = tree.with(&document.file, edits.advisory.as_bytes());
    let tree = tree.with(&case.incident.file, edits.incident.as_bytes());
    let Reading { portfolio, findings } = parse::portfolio(tree);
    // The project's own files are unchanged, so they can be read.
    Ok(portfolio.map_or_else(|| workspace.clone(), |portfolio| workspace.replaced(portfolio, findings)))
}

/// Returns why an incident would not be public after an approval that nobody has given yet.
fn obstacle(reason: Withheld) -> String {
    // The approval gives the ID, so what is missing is the title.
    let reason = if reason == Withheld::Lost { Withheld::NoDocument } else { reason };
    reason.to_string()
}

/// Returns the finding without its position, because the file has been edited since.
fn without_place(mut finding: Finding) -> Finding {
    finding.primary.location = Location::file(&finding.primary.location.file);
    finding.others.clear();
    finding
}
