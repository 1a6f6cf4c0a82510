//! Conditions: the circumstances in which a path, step, mode or waiver applies.

use super::{Prose, length, spaced, title};
use crate::names::Name;
use crate::policy::{Condition, Disclosure, FactIs, LineKind, OwnFact, ReportSource};
use crate::source::Spanned;

impl Prose<'_> {
    /// Returns a condition as a phrase that follows "when"; `None` if it is always true.
    #[must_use]
    pub fn condition(self, condition: &Condition) -> Option<String> {
        let is = |set: Option<bool>, yes: &str, no: &str| set.map(|set| if set { yes } else { no }.to_owned());
        let private = self.choose("the vulnerability was reported in private", "the report is private");
        let score = self.choose("the CVSS score", "CVSS");
        let inner = |conditions: &[Condition]| -> Vec<String> {
            conditions.iter().filter_map(|inner| self.inner(inner)).collect()
        };
        let (any, all) = (inner(&condition.any), inner(&condition.all));
        let not_affects =
            if condition.affects.is_empty() { "the vulnerability does not affect" } else { "it does not affect" };
        let parts = [
            condition.disclosure.map(|disclosure| match disclosure {
                Disclosure::Private => private.to_owned(),
                Disclosure::Public => "the vulnerability is already public".to_owned(),
            }),
            (!condition.source.is_empty()).then(|| self.sources(&condition.source)),
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
            self.levels_are(&condition.level, ""),
            self.levels_are(condition.level_ge.as_slice(), " or higher"),
            self.lines(&condition.affects, self.choose("the vulnerability affects", "an affected line is")),
            self.lines(&condition.not_affects, self.choose(not_affects, "no affected line is")),
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
            (!all.is_empty()).then(|| self.list(&all, "and")),
            condition.not.as_ref().and_then(|not| self.inner(not)).map(|not| format!("it is not the case that {not}")),
        ];
        let facts = condition.facts.iter().map(|wanted| self.fact_is(wanted));
        let parts: Vec<String> = parts.into_iter().flatten().chain(facts).collect();
        (!parts.is_empty()).then(|| self.list(&parts, "and"))
    }

    /// Returns a condition inside another one, in brackets if it has several parts.
    fn inner(self, condition: &Condition) -> Option<String> {
        let words = self.condition(condition)?;
        // `7.0 or more` is one part.
        let parts = words.replace(" or more", "").replace(" or higher", "");
        Some(if parts.contains(" and ") || parts.contains(" or ") { format!("({words})") } else { words })
    }

    fn levels_are(self, levels: &[Spanned<Name>], or: &str) -> Option<String> {
        let level = |id: &str| self.policy.level(id).map_or_else(|| id.to_owned(), |level| title(&level.element));
        let name = |id: &Spanned<Name>| self.choose(format!("“{}”", level(id.as_str())), id.to_string());
        let levels: Vec<String> = levels.iter().map(name).collect();
        (!levels.is_empty()).then(|| format!("the severity is {}{or}", self.list(&levels, "or")))
    }

    fn sources(self, sources: &[ReportSource]) -> String {
        let source = |source: &ReportSource| match source {
            ReportSource::Own => self.choose("by the project itself", "own").to_owned(),
            ReportSource::Fuzzing => self.choose("by fuzzing", "fuzzing").to_owned(),
            ReportSource::Reporter => self.choose("by somebody outside the project", "reporter").to_owned(),
            ReportSource::Upstream => self.choose("by an upstream project", "upstream").to_owned(),
            ReportSource::Dependency => self.choose("in a dependency", "dependency").to_owned(),
        };
        let sources: Vec<String> = sources.iter().map(source).collect();
        let found = self.choose("the vulnerability was found", "the report’s source is");
        format!("{found} {}", self.list(&sources, "or"))
    }

    fn fact_is(self, wanted: &FactIs) -> String {
        let id = wanted.fact.as_str();
        let name = |value: &str| self.choose(format!("“{}”", spaced(value)), value.to_owned());
        let values: Vec<String> = wanted.values.iter().map(|value| name(value.as_str())).collect();
        let title = self.policy.fact(id).map_or_else(|| spaced(id), |fact| fact.element.label().to_owned());
        let fact = self.choose(format!("“{title}”"), id.to_owned());
        format!("{fact} is {}", self.list(&values, "or"))
    }

    /// Returns a fact of the policy: its values, who sets it, and whether it is published.
    pub(crate) fn about_fact(self, fact: &OwnFact) -> String {
        let values = super::names(&fact.values, ", ");
        let by = fact.by.as_ref().map_or_else(String::new, |by| format!("; set by {}", self.role(by.as_str())));
        let public = if fact.public { "; published with the advisory" } else { "" };
        format!("{values}{by}{public}")
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
