//! Conditions: the circumstances in which a path, step, mode or waiver applies.

use super::{Prose, length, spaced};
use crate::policy::{Condition, Disclosure, LineKind};

impl Prose<'_> {
    /// Returns a condition as a phrase that follows "when"; `None` if it is always true.
    #[must_use]
    pub fn condition(self, condition: &Condition) -> Option<String> {
        let is = |set: Option<bool>, yes: &str, no: &str| set.map(|set| if set { yes } else { no }.to_owned());
        let private = self.choose("the vulnerability was reported in private", "the report is private");
        let score = self.choose("the CVSS score", "CVSS");
        let any: Vec<String> = condition.any.iter().filter_map(|any| self.condition(any)).collect();
        let parts = [
            condition.disclosure.map(|disclosure| match disclosure {
                Disclosure::Private => private.to_owned(),
                Disclosure::Public => "the vulnerability is already public".to_owned(),
            }),
            is(
                condition.upstream,
                self.choose("the fix waits for another project’s disclosure", "the fix waits for an upstream project"),
                self.choose("the fix waits for no other project", "the fix waits for no upstream project"),
            ),
            is(
                condition.embargo_broken,
                self.choose("the embargo was broken", "the embargo is broken"),
                "the embargo holds",
            ),
            is(
                condition.exploited,
                self.choose("the vulnerability is known to be exploited", "exploitation is known"),
                "no exploitation is known",
            ),
            condition.cvss_lt.map(|limit| format!("{score} is {} {limit}", self.choose("below", "under"))),
            condition.cvss_ge.map(|limit| format!("{score} is {limit} or more")),
            self.lines(&condition.affects, self.choose("it affects", "an affected line is")),
            self.lines(&condition.not_affects, self.choose("it does not affect", "no affected line is")),
            (!condition.impact.is_empty()).then(|| {
                let name = |impact: &str| self.choose(spaced(impact), impact.to_owned());
                let impact: Vec<_> = condition.impact.iter().map(|impact| name(impact.as_str())).collect();
                format!("its impact is {}", self.list(&impact, "or"))
            }),
            condition.older_than.map(|age| {
                let older = self.choose("the flaw has been in the code for more than", "the flaw is older than");
                format!("{older} {}", length(age))
            }),
            (!any.is_empty()).then(|| self.choose(self.list(&any, "or"), any.join(", or "))),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| self.list(&parts, "and"))
    }

    fn lines(self, kinds: &[LineKind], verb: &str) -> Option<String> {
        let kind = |kind: &LineKind| match kind {
            LineKind::Development => self.choose("the development line", "in development").to_owned(),
            LineKind::Supported => self.choose("a supported release line", "supported").to_owned(),
            LineKind::Unsupported => self.choose("an unsupported release line", "unsupported").to_owned(),
        };
        let kinds: Vec<String> = kinds.iter().map(kind).collect();
        (!kinds.is_empty()).then(|| format!("{verb} {}", self.list(&kinds, "or")))
    }
}
