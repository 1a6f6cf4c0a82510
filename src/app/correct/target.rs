//! Finds the record that a correction means.

use super::Correction;
use crate::app::error::Error;
use crate::incident::{Incident, RecordKind, Target};

impl Correction {
    /// Returns the one record that is meant.
    pub(super) fn target(&self, incident: &Incident) -> Result<Target, Error> {
        let is_asked = |target: &Target| match self.kind {
            Some(kind) => target.kind == kind,
            None => target.kind != RecordKind::Amendment,
        };
        let is_then = |target: &Target| self.dated.is_none() || target.at.as_ref().map(|at| at.value) == self.dated;
        let is_by = |target: &Target| {
            let by = || target.by.iter().map(|by| by.as_str());
            self.recorded_by.iter().all(|asked| by().any(|by| by == asked))
        };
        let named: Vec<Target> =
            incident.correctable().into_iter().filter(|target| target.name.value == *self.record).collect();
        let mut meant: Vec<&Target> =
            named.iter().filter(|target| is_asked(target) && is_then(target) && is_by(target)).collect();
        meant.dedup_by(|one, other| one.described() == other.described());
        match meant.as_slice() {
            [one] => Ok((*one).clone()),
            [] => Err(Error::Invalid {
                message: format!("no such record: {}", self.record),
                help: Some(match named.as_slice() {
                    [] => format!(
                        "`advisory status {}` lists what is recorded; name the event, the waiver, or the step that \
                         was decided on",
                        incident.handle
                    ),
                    named => choices(incident, named.iter()),
                }),
            }),
            several => Err(Error::Invalid {
                message: format!("{} records are named {}", several.len(), self.record),
                help: Some(choices(incident, several.iter().copied())),
            }),
        }
    }
}

/// Returns the records, each with the command that voids it alone.
fn choices<'t>(incident: &Incident, targets: impl Iterator<Item = &'t Target>) -> String {
    let choice = |target: &Target| format!("{} (`{}`)", target.described(), target.void_command(&incident.handle));
    format!("there is {}", targets.map(choice).collect::<Vec<_>>().join(", "))
}
