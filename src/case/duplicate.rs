//! Several reports of one vulnerability: one is its incident, and the others are rejected as
//! duplicates of it. Each keeps its own reporter, time of arrival and thread.

use super::Case;
use crate::incident::Incident;
use crate::time::Instant;

impl<'p> Case<'p> {
    /// Returns the incident of which the rejected report is a duplicate, by its handle or one of
    /// its IDs, if the portfolio has it.
    #[must_use]
    pub(crate) fn original(&self) -> Option<&'p Incident> {
        let of = &self.rejected()?.duplicate_of()?.value;
        let is_it = |incident: &Incident| {
            incident.handle.as_str() == of || incident.document.as_ref().is_some_and(|document| document.has_id(of))
        };
        let others = self.portfolio.incidents.iter().filter(|incident| incident.folder != self.incident.folder);
        others.map(AsRef::as_ref).find(|incident| is_it(incident))
    }
    /// Returns the case in which the vulnerability of a duplicate is handled: an original can be a
    /// duplicate itself. There is none if the incidents are duplicates of each other.
    #[must_use]
    pub(crate) fn handled_in(&self) -> Option<Case<'p>> {
        let mut seen = vec![self.incident.folder.as_str()];
        let mut case = self.as_case(self.original()?);
        while let Some(next) = case.original() {
            seen.push(case.incident.folder.as_str());
            if seen.contains(&next.folder.as_str()) {
                return None;
            }
            case = self.as_case(next);
        }
        Some(case)
    }

    fn as_case(&self, incident: &'p Incident) -> Case<'p> {
        Case::new(self.portfolio, incident, self.now)
    }

    /// Returns when the last thing happened to the incident that the reporter of a duplicate hears
    /// of: its advisory became public or was withdrawn, or its report was rejected.
    #[must_use]
    pub(crate) fn settled(&self) -> Option<Instant> {
        match (self.public_since(), self.withdrawn()) {
            (Some(public), withdrawn) => withdrawn.map(|event| event.at.value).max(Some(public)),
            (None, _) => self.rejected().map(|event| event.at.value),
        }
    }
}
