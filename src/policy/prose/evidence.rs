//! Evidence: what the policy asks of the private repository's history.

use super::{Prose, Sentence};
use crate::policy::Signed;

impl<'p> Prose<'p> {
    /// Returns what git has to show; `None` where the policy asks for nothing.
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
        let signed = (!acts.is_empty()).then(|| format!("Signed by whom they name: {}.", acts.join(", ")));
        Some(within.into_iter().chain(signed).map(|text| Sentence::new(text, &terms.clauses)).collect())
    }
}
