//! What the policy asks of the history.

use super::{Page, cited};
use crate::policy::{EvidenceTerms, Signed};

pub(super) fn evidence(page: &mut Page, terms: &EvidenceTerms) {
    page.heading("Evidence");
    let cited = cited(&terms.clauses);
    if let Some(within) = &terms.recorded_within {
        let force = terms.force.word();
        page.wrapped("  ", &format!("An event is committed within {} ({force}).{cited}", within.value));
    }
    let signed: Vec<&str> = (terms.signed.iter())
        .map(|signed| match signed {
            Signed::Approvals => "approvals",
            Signed::Waivers => "waivers",
            Signed::Decisions => "decisions",
        })
        .collect();
    if !signed.is_empty() {
        page.wrapped("  ", &format!("Signed by whom they name: {}.{cited}", signed.join(", ")));
    }
}
