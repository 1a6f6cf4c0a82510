//! Finds the record that a correction means.

use super::Correction;
use crate::app::error::Error;
use crate::finding::did_you_mean;
use crate::incident::{Correctable, Incident, RecordKind, Target};
use crate::key;

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
        let says = |record: &Correctable| {
            let has =
                |(key, value): &(String, String)| record.says.iter().any(|(own, said)| own == key && said == value);
            self.says.iter().all(has)
        };
        let named: Vec<Correctable> =
            incident.correctable().into_iter().filter(|it| it.target.name.value == *self.record).collect();
        let is_meant = |it: &&Correctable| is_asked(&it.target) && is_then(&it.target) && is_by(&it.target) && says(it);
        let mut meant: Vec<&Correctable> = named.iter().filter(is_meant).collect();
        // One that says no more than is asked for is meant before others that say more.
        let is_whole = |it: &&Correctable| it.says.len() == self.says.len();
        if !self.says.is_empty() && meant.iter().any(is_whole) {
            meant.retain(is_whole);
        }
        meant.dedup_by(|one, other| {
            one.target.void_command(&incident.handle) == other.target.void_command(&incident.handle)
        });
        match meant.as_slice() {
            [one] => Ok(one.target.clone()),
            [] if self.is_void(incident, &named) => Err(Error::Invalid {
                message: format!("`{}` is void already", self.record),
                help: Some(format!("nothing is left to do; to bring it back: {}", choices(incident, named.iter()))),
            }),
            [] => Err(Error::Invalid {
                message: format!("no such record: {}", self.record),
                help: Some(match named.as_slice() {
                    [] => self.near(incident).unwrap_or_else(|| {
                        format!(
                            "`advisory status {}` lists what is recorded; name the event, the waiver, or the step that \
                         was decided on",
                            incident.handle
                        )
                    }),
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

impl Correction {
    /// Returns whether nothing is left of what is meant but the amendments that voided it.
    fn is_void(&self, incident: &Incident, named: &[Correctable]) -> bool {
        let voids = incident.amendments.iter().any(|it| it.instead.is_none() && it.amends.name.value == *self.record);
        let is_left = named.iter().any(|it| it.target.kind != RecordKind::Amendment);
        self.kind.is_none() && voids && !is_left && !named.is_empty()
    }

    /// Returns the record of this incident whose name is almost the one that was given.
    fn near(&self, incident: &Incident) -> Option<String> {
        let records = incident.correctable();
        let near = did_you_mean(&self.record, records.iter().map(|it| it.target.name.as_str()))?;
        Some(format!("did you mean `{near}`?"))
    }

    /// Requires that the correction gives the record no other event.
    ///
    /// # Errors
    /// When it does.
    pub(super) fn require_same_event(&self, incident: &Incident) -> Result<(), Error> {
        if !self.instead.iter().any(|(name, _)| name == key::EVENT) {
            return Ok(());
        }
        Err(Error::Invalid {
            message: "a correction can't turn a record into that of another event".to_owned(),
            help: Some(format!(
                "void it: `advisory correct {0} {1} --void --by MEMBER --reason TEXT`, and record the other event: \
                 `advisory record {0} EVENT --by MEMBER --at INSTANT`",
                incident.handle, self.record
            )),
        })
    }
}

/// Returns the records, each with the command that voids it alone.
fn choices<'t>(incident: &Incident, records: impl Iterator<Item = &'t Correctable>) -> String {
    let choice =
        |it: &Correctable| format!("{} (`{}`)", it.target.described(), it.target.void_command(&incident.handle));
    let mut choices: Vec<String> = records.map(choice).collect();
    choices.dedup();
    format!("there is {}", choices.join(", "))
}
