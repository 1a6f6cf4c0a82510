//! Approves telling users of mitigations before the fix.

use super::edit;
use super::edited::{EditedIncident, FileEdit};
use super::error::Error;
use super::workspace::Workspace;
use crate::advisory;
use crate::case::{Act, Case};
use crate::incident::{Content, Incident};
use crate::key;

/// An approval of the mitigations in an incident's notice.
#[derive(Clone, Debug)]
pub struct MitigationsApproval {
    /// The incident: its handle, folder or public ID.
    pub incident: String,
    /// Who approves.
    pub by: String,
    /// Whether to check everything without writing anything.
    pub dry_run: bool,
}

impl Workspace {
    /// Approves the mitigations of an incident's notice as they are now: writes who approved them,
    /// when, and the digest of their text. Earlier approvals of the same text are kept; those of
    /// another text are replaced.
    ///
    /// ```
    /// use advisory::Workspace;
    /// use advisory::app::MitigationsApproval;
    ///
    /// let workspace = Workspace::open(".", "2026-11-28T12:00:00Z".parse()?)?;
    /// let approval = MitigationsApproval {
    ///     incident: "quiet-lantern".to_owned(),
    ///     by: "amira".to_owned(),
    ///     dry_run: true,
    /// };
    /// assert!(workspace.approve_mitigations(&approval)?.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the workspace is a revision, when there are no mitigations, when the member may not
    /// approve them, or when the file can't be written.
    pub fn approve_mitigations(&self, approval: &MitigationsApproval) -> Result<Option<EditedIncident>, Error> {
        self.require_work_tree()?;
        let incident = self.incident(&approval.incident)?;
        let content = approval.refuse(&self.case(incident))?;
        let before = edit::read(&self.path(&incident.file))?;
        edit::require_toml(&before).map_err(|error| self.with_place(&incident.file, error.into()))?;
        let names = edit::names(&approval.approvers(incident, &content));
        let text = edit::set(&before, &notice(key::MITIGATIONS_APPROVED_BY), names)?;
        let text = if approval.is_first(&self.case(incident)) {
            edit::set(&text, &notice(key::MITIGATIONS_APPROVED_AT), edit::instant(self.now())?)?
        } else {
            text
        };
        let covers = edit::text(content.digest().as_str());
        let text = edit::set(&text, &notice(key::MITIGATIONS_COVERS), covers)?;
        let after = self.with_edits(&[(&incident.file, &text)])?;
        let accepted = self.accepted(&after, incident.folder.as_str())?;
        if approval.dry_run {
            return Ok(None);
        }
        let edits = vec![FileEdit { file: incident.file.clone(), before, after: text }];
        self.replace_all(&edits)?;
        Ok(Some(EditedIncident::new(after, incident.folder.as_str(), self.now(), accepted).with_edits(edits)))
    }
}

/// Returns the dotted key of a key of the notice.
fn notice(name: &str) -> String {
    format!("{}.{name}", key::NOTICE)
}

impl MitigationsApproval {
    /// Returns the mitigations, if they can be approved.
    fn refuse(&self, case: &Case<'_>) -> Result<Content, Error> {
        let (handle, notice) = (&case.incident.handle, &case.incident.notice);
        if case.publication.is_ok() {
            return Err(Error::invalid(format!("`{handle}` is already public, so it has no notice")));
        }
        let content = Content::of_mitigations(notice).ok_or_else(|| {
            Error::invalid(format!("`{handle}` has no mitigations; write them to `mitigations` under [notice] first"))
        })?;
        // The approval has no date of its own; the build judges it as of the report.
        if ![case.now.into(), case.undated()].into_iter().all(|at| case.may(&self.by, Act::AnnounceMitigations, at)) {
            let who = Act::AnnounceMitigations.who(case.policy);
            return Err(Error::invalid(format!(
                "`{}` may not approve mitigations: the policy asks for {who}",
                self.by
            )));
        }
        let is_approved = notice.mitigations_covers.as_ref().is_some_and(|covers| content.is(&covers.value));
        if is_approved && notice.mitigations_approved_by.iter().any(|by| by.value == *self.by) {
            return Err(Error::invalid(format!("`{}` has already approved these mitigations of `{handle}`", self.by)));
        }
        Ok(content)
    }

    /// Returns whether users could not be told this text before.
    fn is_first(&self, case: &Case<'_>) -> bool {
        !advisory::mitigations_approved(case)
    }

    /// Returns the names of everybody who approved this text.
    fn approvers(&self, incident: &Incident, content: &Content) -> Vec<String> {
        let notice = &incident.notice;
        let covers = notice.mitigations_covers.as_ref().is_some_and(|covers| content.is(&covers.value));
        let before = notice.mitigations_approved_by.iter().filter(|by| covers && by.value != *self.by);
        before.map(|by| by.value.to_string()).chain([self.by.clone()]).collect()
    }
}
