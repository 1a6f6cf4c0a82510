//! Several reports of one vulnerability: one is its incident, and the others are rejected as
//! duplicates of it. Each keeps its own reporter, time of arrival and thread.

use super::Case;
use crate::incident::Incident;

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
}
