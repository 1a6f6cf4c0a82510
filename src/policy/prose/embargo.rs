//! Embargo terms, and the requirements for members of a private list.

use super::{Prose, Sentence, names, title};
use crate::policy::{Criterion, Proof};

impl<'p> Prose<'p> {
    /// Returns the terms of an embargo.
    pub(crate) fn embargo(self) -> Vec<Sentence<'p>> {
        let terms = &self.policy.embargo;
        let allowed =
            if terms.allowed { "Third parties may be told early." } else { "Nobody outside the team is told early." };
        let mut sentences = vec![Sentence::new(allowed, &terms.clauses)];
        sentences.extend(
            terms
                .agreed_by
                .as_ref()
                .map(|list| Sentence::new(format!("Its end is agreed on by the list {}.", list.value), &[])),
        );
        sentences.extend(
            terms
                .early_with
                .as_ref()
                .map(|approval| Sentence::new(format!("Earlier disclosure requires {}.", approval.value), &[])),
        );
        sentences.extend(terms.on_break.as_ref().map(|broken| {
            let (by, choices, default) = (&broken.by.value, names(&broken.choices, " or "), &broken.default.value);
            let text = format!("If it is broken, {by} decides: {choices}. Until then: {default}.");
            Sentence::new(text, &broken.clauses)
        }));
        sentences.extend(terms.leak_report.as_ref().map(|leak| {
            let (to, force) = (&leak.to.value, self.force(leak.force));
            let text = format!("A leak is reported to {to} at once: what, and to whom ({force}).");
            Sentence::new(text, &leak.clauses)
        }));
        sentences
    }

    /// Returns a criterion or duty of a list's members, and what proves it.
    pub(crate) fn criterion(self, criterion: &Criterion) -> String {
        let proof = match criterion.proof {
            None => "",
            Some(Proof::Vouch) => self.choose(" (a present member vouches)", " (a member vouches)"),
            Some(Proof::Embargo) => self.choose(" (accepted in writing)", " (with a date)"),
        };
        let for_public = || title(&criterion.element).trim_end_matches('.').to_owned();
        let label = self.choose(for_public(), criterion.element.label().to_owned());
        format!("{label}{proof}")
    }
}
