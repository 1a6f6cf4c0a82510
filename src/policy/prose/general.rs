//! General parts of the process: its identity, how reports are received, and what publication
//! requires.

use super::{Prose, Sentence, capitalize, names, spaced, title};
use crate::event::BuiltIn;
use crate::policy::{Level, Path, Precision};

impl<'p> Prose<'p> {
    /// Returns the identity of the process: its name, when it is in force, and what it implements.
    pub(crate) fn identity(self) -> Vec<Sentence<'p>> {
        let policy = self.policy;
        let (id, revision, effective) = (&policy.id.value, &policy.revision.value, policy.effective.short());
        let text = format!("Security release process `{id}`, revision {revision}, in force from {effective}.");
        let source = policy.source.as_ref().map(|source| format!("It implements {}.", source.value));
        let source = source.map(|text| Sentence::new(text, &[]));
        [Sentence::new(text, &policy.clauses)].into_iter().chain(source).collect()
    }

    /// Returns how precise dates are, and which scores count.
    pub(crate) fn measures(self) -> Vec<Sentence<'p>> {
        let policy = self.policy;
        let precision = match policy.release_precision {
            Precision::Day => "the day",
            Precision::Minute => "the minute",
        };
        let versions: Vec<&str> = policy.cvss_versions.iter().map(|version| version.value.as_str()).collect();
        let versions = if versions.is_empty() { "3.0, 3.1".to_owned() } else { versions.join(", ") };
        [
            Sentence::new(format!("Release dates are given to {precision}."), &policy.time_clauses),
            Sentence::new(format!("Thresholds use CVSS {versions}."), &policy.severity.clauses),
        ]
        .into_iter()
        .chain(self.levels())
        .collect()
    }

    /// Returns the severity levels of the project's own, the lowest first; `None` if it has none.
    pub(crate) fn levels(self) -> Option<Sentence<'p>> {
        let terms = &self.policy.severity;
        let level = |level: &Level| {
            let from = level.cvss_ge.as_ref().map(|from| format!(" (CVSS {} or more)", from.value));
            format!("{}{}", title(&level.element), from.unwrap_or_default())
        };
        let levels: Vec<String> = terms.levels.iter().map(level).collect();
        let by = terms.by.as_ref().map(|by| format!(" The {} sets the level.", self.role(by.as_str())));
        let text = format!("Severity levels: {}.{}", levels.join(", "), by.unwrap_or_default());
        (!levels.is_empty()).then(|| Sentence::new(text, &terms.clauses))
    }

    /// Returns how reports are received; `None` if the policy does not say.
    pub(crate) fn intake(self) -> Option<Vec<Sentence<'p>>> {
        let intake = self.policy.intake.as_ref()?;
        let (private, public) = (&intake.private.value, &intake.public.value);
        let mut sentences = vec![Sentence::new(format!("In private: {private}. Already public: {public}."), &[])];
        if !intake.ask.is_empty() {
            sentences.push(Sentence::new(format!("A report should say: {}.", names(&intake.ask, ", ")), &[]));
        }
        let thanks = if intake.thanks { "Reporters are thanked in public." } else { "" };
        sentences.push(Sentence::new(thanks, &intake.clauses));
        Some(sentences)
    }

    /// Returns what a report should contain, one item each.
    pub(crate) fn asked(self) -> Vec<String> {
        let asked = |word: &str| match word.trim_end_matches('?') {
            "location" => "Where the vulnerability is: component, file, version".to_owned(),
            "impact" => "What an attacker could do with it".to_owned(),
            "reproduction" => "How to reproduce it, step by step".to_owned(),
            "suggested-fix" => "A fix or a mitigation, if you have one".to_owned(),
            other => capitalize(&spaced(other)),
        };
        self.policy.intake.iter().flat_map(|intake| &intake.ask).map(|word| asked(word.as_str())).collect()
    }

    /// Returns whether a path leads to a fix, and whether the fix is released. For the team, which
    /// sees the steps of the path, it says so only if there is none.
    pub(crate) fn fix(self, path: &Path) -> &'static str {
        let mut steps = path.steps.iter().filter_map(|id| self.policy.step(id.as_str()));
        match path.fix {
            true if steps.any(|step| step.is_done_by(BuiltIn::Released)) => {
                self.choose("A fix is made and released.", "")
            }
            true => self.choose("A fix is made.", ""),
            false => self.choose("No fix is made.", "none is made"),
        }
    }

    /// Returns what publication requires and which sections an advisory has.
    pub(crate) fn publication(self) -> Vec<Sentence<'p>> {
        let publication = &self.policy.publication;
        let approval =
            publication.approvals.as_ref().map_or_else(|| "one of the team".to_owned(), |a| self.approvals(a));
        let text = format!("Approval: {approval}, and the embargo has ended.");
        let mut sentences = vec![Sentence::new(text, &publication.clauses)];
        sentences.extend(publication.revisions.as_ref().map(|revisions| {
            Sentence::new(format!("Approval of each correction after publication: {}.", self.approvals(revisions)), &[])
        }));
        if !publication.sections.is_empty() {
            sentences.push(Sentence::new(format!("An advisory says: {}.", names(&publication.sections, ", ")), &[]));
        }
        sentences.extend(publication.longest_embargo.as_ref().map(|longest| {
            let from = publication.longest_embargo_from.as_ref();
            let from = from.map(|from| format!(", counted from {}", self.moment(from.as_str()))).unwrap_or_default();
            Sentence::new(format!("No embargo is longer than {}{from}.", longest.value), &[])
        }));
        sentences
    }
}
