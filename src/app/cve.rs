//! Makes the CVE container to submit for an incident's ids, whatever its state.
//!
//! A reserved id must end in a record: published with the advisory, or rejected if the report was
//! not a vulnerability. The site has the containers of public advisories. The containers made here
//! may be private until they are submitted.

use super::error::Error;
use super::rehearse::Scenario;
use super::workspace::Workspace;
use crate::advisory::{Advisory, disclose};
use crate::case::{Case, State};
use crate::export::{Exported, cve};
use crate::incident::RejectedCve;
use crate::names::{CveId, Handle};
use crate::portfolio::Project;
use crate::time::Instant;

/// A CVE container, and what to do with it.
#[derive(Clone, Debug)]
pub struct CveSubmission {
    /// The incident's handle.
    pub handle: Handle,
    /// What the container does.
    pub action: CveAction,
    /// The ids that the container is for.
    pub ids: Vec<CveId>,
    /// When the embargo ends; `None`: it is over.
    pub not_before: Option<Instant>,
    /// The approval that has to be recorded before it may be submitted.
    pub approval: Option<PendingApproval>,
    /// The container: JSON.
    pub container: String,
}

/// An approval that nobody has recorded yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PendingApproval {
    /// That of the publication.
    Publication,
    /// That of an edit of a public advisory.
    Revision,
}

/// What a container does to its ids.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CveAction {
    /// It publishes their record.
    Publish,
    /// It rejects them.
    Reject,
}

impl CveAction {
    /// Returns the action's name, which is also the command of cvelib.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Reject => "reject",
        }
    }
}

impl Workspace {
    /// Makes the CVE container of an incident: as it is, or as it will be once the embargo has
    /// ended.
    ///
    /// ```
    /// use advisory::Workspace;
    ///
    /// let workspace = Workspace::open(".", "2026-03-04T09:00:00Z".parse()?)?;
    /// let submission = workspace.cve_submission("amber-heron")?;
    /// println!("{} {:?}", submission.action.word(), submission.ids);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When there is no such incident, or it would not be public even with the approvals.
    pub fn cve_submission(&self, incident: &str) -> Result<CveSubmission, Error> {
        let incident = self.incident(incident)?;
        let case = self.case(incident);
        let project = &self.portfolio().project;
        match case.state() {
            State::Rejected => rejection(&case),
            State::Published | State::Withdrawn => {
                let advisory = disclose(&case).map_err(|reason| Error::invalid(reason.to_string()))?;
                submission(&case, project, &advisory)
            }
            state @ (State::Edited | State::Unclear | State::Forthcoming | State::PublicReport | State::Embargoed) => {
                let scenario = Scenario::new(self, &case, None)?;
                let then = scenario.case(incident);
                let advisory = then.as_ref().map(disclose).and_then(Result::ok).ok_or_else(|| {
                    let obstacle = scenario.obstacle.as_deref().unwrap_or("its files could not be read any more");
                    Error::invalid(format!(
                        "there is nothing to submit, because {obstacle}; see `advisory rehearse {}`",
                        incident.handle
                    ))
                })?;
                let pending = match state {
                    State::Edited | State::Unclear => PendingApproval::Revision,
                    _ => PendingApproval::Publication,
                };
                Ok(CveSubmission {
                    not_before: Some(scenario.release).filter(|release| *release > self.now()),
                    approval: (!scenario.is_approved(incident)).then_some(pending),
                    ..submission(&case, project, &advisory)?
                })
            }
        }
    }
}

impl Workspace {
    /// Makes the container that rejects each CVE ID that an incident's advisory had, and that was
    /// rejected.
    ///
    /// # Errors
    /// When there is no such incident.
    pub fn cve_rejections(&self, incident: &str) -> Result<Vec<CveSubmission>, Error> {
        let incident = self.incident(incident)?;
        let rejected = incident.document.iter().flat_map(|document| &document.rejected_cve);
        let submission = |rejected: &RejectedCve| {
            Ok(CveSubmission {
                handle: incident.handle.clone(),
                action: CveAction::Reject,
                ids: vec![rejected.id.value.clone()],
                not_before: None,
                approval: None,
                container: cve::rejection(rejected)?,
            })
        };
        rejected.map(submission).collect()
    }
}

/// Returns the container of an advisory as it is, or as it will be.
fn submission(case: &Case<'_>, project: &Project, advisory: &Advisory) -> Result<CveSubmission, Error> {
    Ok(CveSubmission {
        handle: case.incident.handle.clone(),
        action: if advisory.withdrawn.is_some() { CveAction::Reject } else { CveAction::Publish },
        ids: advisory.cve.clone(),
        not_before: None,
        approval: None,
        container: (cve::FORMAT.write)(&Exported::new(project, advisory))?,
    })
}

/// Returns the container for ids of a report that was rejected. A record is public for good, so it
/// says nothing of the report.
fn rejection(case: &Case<'_>) -> Result<CveSubmission, Error> {
    let ids = case.incident.document.iter().flat_map(|document| &document.cve);
    Ok(CveSubmission {
        handle: case.incident.handle.clone(),
        action: CveAction::Reject,
        ids: ids.map(|id| id.value.clone()).collect(),
        not_before: None,
        approval: None,
        container: cve::unused()?,
    })
}
