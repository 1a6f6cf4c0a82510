//! The evidence that the policy requires from the private repository's history.

use super::{Prose, Sentence};
use crate::policy::Signed;

impl<'p> Prose<'p> {
    /// Returns the evidence that is required from git; `None` if none is.
    pub(crate) fn evidence(self) -> Option<Vec<Sentence<'p>>> {
        let terms = self.policy.evidence.as_ref()?;
        let within = terms
            .recorded_within
            .as_ref()
            .map(|within| format!("An event is committed within {} ({}).", within.value, self.force(terms.force)));
        let signed = |signed: &Signed| match signed {
            Signed::Approvals => "approvals",
            Signed::Waivers => "waivers",
            Signed::Decisions => "decisions",
        };
        let acts: Vec<&str> = terms.signed.iter().map(signed).collect();
        let signed =
            (!acts.is_empty()).then(|| format!("Must be signed by the people they name: {}.", acts.join(", ")));
        Some(within.into_iter().chain(signed).map(|text| Sentence::new(text, &terms.clauses)).collect())
    }
}
