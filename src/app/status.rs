//! Shows the state of every incident, or of one.

use super::approved::{self, ContentApproval};
use super::check::is_overdue;
use super::error::Error;
use super::workspace::Workspace;
use crate::case::Case;
use crate::evidence::Evidence;
use crate::git::GitError;
use crate::time::Instant;

/// The state of every incident.
#[derive(Debug)]
pub struct Status<'w> {
    /// The instant at which the cases were evaluated.
    pub now: Instant,
    /// One case for each incident: its steps with their deadlines, its embargo and its state.
    pub cases: Vec<Case<'w>>,
}

impl Status<'_> {
    /// Returns whether a step of any incident is overdue.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        is_overdue(&self.cases)
    }
}

/// The state of one incident.
#[derive(Debug)]
pub struct IncidentStatus<'w> {
    /// The case: its steps with their deadlines, its embargo and its state.
    pub case: Case<'w>,
    /// What git says about its records; `None` if the workspace is not in a git repository, or its
    /// clone is incomplete.
    pub evidence: Option<Evidence>,
    /// The approvals of its content, and whether they cover the present one.
    pub approvals: Vec<ContentApproval>,
    /// Why there is no evidence, if the clone is incomplete.
    pub no_history: Option<Error>,
}

impl IncidentStatus<'_> {
    /// Returns whether a step of the incident is overdue.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        is_overdue(std::slice::from_ref(&self.case))
    }
}

impl Workspace {
    /// Returns the state of every incident.
    ///
    /// ```
    /// use advisory::Workspace;
    ///
    /// let workspace = Workspace::open(".", "2026-11-20T12:00:00Z".parse()?)?;
    /// let status = workspace.status();
    /// for case in &status.cases {
    ///     let open = case.steps.iter().filter(|step| step.standing.is_open()).count();
    ///     println!("{}: {:?}, {open} open steps", case.incident.handle, case.state());
    /// }
    /// assert!(!status.cases.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn status(&self) -> Status<'_> {
        Status { now: self.now(), cases: self.cases() }
    }

    /// Returns the state of the incident with this handle, folder or public ID, with its git
    /// evidence.
    ///
    /// ```
    /// use advisory::Workspace;
    ///
    /// let workspace = Workspace::open(".", "2026-11-20T12:00:00Z".parse()?)?;
    /// let status = workspace.incident_status("amber-heron")?;
    /// println!("{:?}, public: {}", status.case.state(), status.case.publication.is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When there is no such incident, or the history can't be read. An incomplete clone is not an
    /// error.
    pub fn incident_status(&self, incident: &str) -> Result<IncidentStatus<'_>, Error> {
        let incident = self.incident(incident)?;
        let (evidence, no_history) = match self.evidence(incident) {
            Err(error @ Error::History(GitError::Shallow)) => (None, Some(error)),
            evidence => (evidence?, None),
        };
        let case = self.case(incident);
        let approvals = approved::approvals(self, &case);
        Ok(IncidentStatus { case, evidence, approvals, no_history })
    }
}
