//! Git evidence for a workspace: the commits of its revision, or of `HEAD` for a work tree.

use super::error::Error;
use super::workspace::Workspace;
use crate::case::Case;
use crate::error::Help as _;
use crate::evidence::{self, Evidence, Missing, Scope, asked};
use crate::finding::{Finding, Severity};
use crate::git::GitError;
use crate::incident::Incident;
use crate::rules::{self, EvidenceReview};
use crate::signature::Keys;

/// Returns the findings on the evidence that the policy requires. If it requires none, no history
/// is read.
pub(super) fn findings(workspace: &Workspace, cases: &[Case<'_>]) -> Vec<Finding> {
    if asked(workspace.portfolio()).is_none() {
        return Vec::new();
    }
    let evidence = read(workspace, Scope::Policy(workspace.portfolio()));
    let evidence = evidence.map_err(|error| Missing { why: error.to_string(), help: help(&error) });
    rules::check_evidence(&EvidenceReview { cases, evidence: evidence.as_ref() })
}

/// Returns the findings that prevent an approval: errors in this incident's evidence, or missing
/// evidence.
pub(crate) fn against_approval(workspace: &Workspace, cases: &[Case<'_>], incident: &Incident) -> Vec<Finding> {
    let mut found = findings(workspace, cases);
    let folder = incident.folder.as_str();
    found.retain(|f| f.severity == Severity::Error && (is_of(f, folder) || f.rule == rules::EVIDENCE_MISSING));
    found
}

/// Returns the findings that prevent a publication of the site, as errors: anything that evidence
/// contradicts about a public advisory, or missing evidence.
pub(crate) fn against_site(workspace: &Workspace) -> Vec<Finding> {
    if asked(workspace.portfolio()).is_none() {
        return Vec::new();
    }
    let cases = workspace.cases();
    let public = |f: &Finding| cases.iter().any(|c| c.publication.is_ok() && is_of(f, c.incident.folder.as_str()));
    let mut found = findings(workspace, &cases);
    found.retain(|f| f.severity > Severity::Note && (f.rule == rules::EVIDENCE_MISSING || public(f)));
    found.iter_mut().for_each(|f| f.severity = Severity::Error);
    found
}

impl Workspace {
    /// Returns the git evidence of one incident; `None` if the workspace is not in a git
    /// repository, or its revision is not a commit.
    ///
    /// # Errors
    /// When the history can't be read, or the clone is incomplete.
    pub fn evidence(&self, incident: &Incident) -> Result<Option<Evidence>, Error> {
        match read(self, Scope::Incident(incident)) {
            Ok(evidence) => Ok(Some(evidence)),
            Err(GitError::NotARepository { .. } | GitError::NotACommit { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

fn read(workspace: &Workspace, scope: Scope<'_>) -> Result<Evidence, GitError> {
    let log = match workspace.history() {
        // A repository without commits has no evidence, which is not an error.
        Err(GitError::Unborn { .. }) => return Ok(Evidence::default()),
        log => log?,
    };
    let keys = Keys::new(&workspace.portfolio().team, workspace.programs());
    evidence::read(&log, scope, &keys, workspace.now())
}

fn help(error: &GitError) -> String {
    match error {
        GitError::NotARepository { .. } => "check the portfolio in a clone of its repository".to_owned(),
        error => error.help().unwrap_or_default(),
    }
}

fn is_of(finding: &Finding, folder: &str) -> bool {
    finding.primary.location.file.incident_folder() == Some(folder)
}
