//! Keeps since when an incident waits for another project, if a record says so late.

use crate::app::edit;
use crate::app::edited::FileEdit;
use crate::app::error::Error;
use crate::app::workspace::Workspace;
use crate::incident::Incident;
use crate::key;
use crate::policy::Effect;
use crate::time::Instant;

impl Workspace {
    /// Returns an edit of an incident's file with the instant at which the team learned of the
    /// other project, if the edit is the first to name it and steps that wait for its date are done
    /// already: they are not judged by it.
    ///
    /// # Errors
    /// When the edited file can't be read.
    pub(super) fn known_late(&self, incident: &Incident, edit: FileEdit, at: Instant) -> Result<FileEdit, Error> {
        let case = self.case_at(incident, at);
        let waits = |id: &str| {
            let floors = case.policy.modes.iter().filter_map(|mode| match &mode.effect {
                Effect::Floor { replan, .. } => Some(replan),
                Effect::Asap => None,
            });
            floors.flatten().any(|step| step.as_str() == id)
        };
        let mut done = case.steps.iter().filter(|status| status.done.is_some());
        if incident.upstream.is_some() || !done.any(|status| waits(status.step.element.id.as_str())) {
            return Ok(edit);
        }
        let after = self.with_edits(&[(&edit.file, &edit.after)])?;
        let named = after.incident(incident.folder.as_str())?.upstream.as_ref();
        if named.is_none_or(|upstream| upstream.since.is_some()) {
            return Ok(edit);
        }
        let since = format!("{}.{}", key::UPSTREAM, key::SINCE);
        Ok(FileEdit { after: edit::set(&edit.after, &since, edit::instant(at)?)?, ..edit })
    }
}
