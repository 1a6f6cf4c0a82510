//! Checks everything in a workspace.

use std::path::Path;

use super::approved;
use super::compare::Comparison;
use super::evidence;
use super::workspace::Workspace;
use crate::build::documents::{self, Known};
use crate::case::Case;
use crate::finding::{Finding, has_errors, sort_and_dedup};
use crate::output;

/// What a check found.
#[derive(Debug)]
pub struct Checked<'w> {
    /// Everything that is wrong, sorted, each once.
    pub findings: Vec<Finding>,
    /// One case for each incident.
    pub cases: Vec<Case<'w>>,
}

impl Checked<'_> {
    /// Adds what a comparison found.
    pub fn add(&mut self, comparison: &Comparison) {
        self.findings.extend(comparison.findings.iter().cloned());
        sort_and_dedup(&mut self.findings);
    }

    /// Adds what will stop a coming build. What is found at a place today already is said once,
    /// with the build that it will stop.
    pub fn predict(&mut self, ahead: Vec<Finding>) {
        let is_said = |finding: &Finding| {
            ahead.iter().any(|it| it.rule == finding.rule && it.primary.location == finding.primary.location)
        };
        self.findings.retain(|finding| !is_said(finding));
        self.findings.extend(ahead);
        sort_and_dedup(&mut self.findings);
    }

    /// Drops the findings about incidents that a change does not touch.
    pub fn keep_concerned(&mut self, comparison: &Comparison) {
        self.findings.retain(|finding| comparison.concerns(finding));
    }

    /// Returns whether any finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        has_errors(&self.findings)
    }

    /// Returns whether a step of any incident is overdue.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        is_overdue(&self.cases)
    }
}

/// Returns whether a step of any of these incidents is overdue.
pub(super) fn is_overdue(cases: &[Case<'_>]) -> bool {
    cases.iter().any(|case| case.steps.iter().any(|step| step.standing.is_overdue()))
}

impl Workspace {
    /// Checks the files, the rules, the page templates, and the evidence that the policy asks for.
    ///
    /// ```
    /// # use advisory::{Workspace, time::Instant};
    /// let workspace = Workspace::open(".", Instant::parse("2026-11-20T12:00:00Z")?)?;
    /// let checked = workspace.check();
    /// assert!(!checked.has_errors());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn check(&self) -> Checked<'_> {
        self.check_with(None)
    }

    /// Does the same with a file that keeps what an earlier check found right. The file saves work
    /// and changes no result. It is written anew; a file that can't be read or written is ignored.
    #[must_use]
    pub fn check_with(&self, cache: Option<&Path>) -> Checked<'_> {
        let cases = self.cases();
        let mut findings = self.unsorted_review(&cases);
        findings.extend(evidence::findings(self, &cases));
        let known = cache.map(|cache| Known::read(self.tree(), &std::fs::read(cache).unwrap_or_default()));
        findings.extend(documents::findings(&cases, known.as_ref()));
        if let (Some(cache), Some(bytes)) = (cache, known.and_then(|known| known.to_bytes())) {
            let _unkept = output::private_file(cache, &bytes);
        }
        approved::add_differences(self, &cases, &mut findings);
        sort_and_dedup(&mut findings);
        Checked { findings, cases }
    }
}
