//! Predicts the builds of the coming instants.
//!
//! A build changes by itself when an embargo ends or another date of an incident's files comes.
//! What will stop it then, or leave an advisory out, can be found today.

use std::collections::BTreeSet;

use super::workspace::Workspace;
use crate::build;
use crate::change;
use crate::finding::{Finding, Severity, sort_and_dedup};
use crate::incident::Incident;
use crate::rules;
use crate::time::Instant;

impl Workspace {
    /// Returns the later instants at which something about an incident changes by itself.
    #[must_use]
    pub fn coming(&self) -> BTreeSet<Instant> {
        self.coming_of(|_| true)
    }

    /// Returns the later instants at which something about these incidents changes by itself.
    pub(super) fn coming_of(&self, is_one: impl Fn(&Incident) -> bool) -> BTreeSet<Instant> {
        let incidents = self.portfolio().incidents.iter().filter(|incident| is_one(incident));
        incidents.flat_map(|i| change::instants(i, self.now())).filter(|at| *at > self.now()).collect()
    }

    /// Returns what stops the site at an instant, or leaves an incident out of it.
    #[must_use]
    pub fn obstacles(&self, at: Instant) -> Vec<Finding> {
        build::obstacles(self.portfolio().clone(), self.findings().to_vec(), at)
    }

    /// Returns the embargoed text that stops the site at an instant.
    #[must_use]
    pub fn leaks(&self, at: Instant) -> Vec<Finding> {
        build::leaks(self.portfolio().clone(), self.findings().to_vec(), at, &self.known(&[]))
    }

    /// Returns what stops the site at an instant while its files are made.
    fn stops(&self, at: Instant) -> Vec<Finding> {
        build::stops(self.portfolio().clone(), self.findings().to_vec(), at, &self.known(&[]))
    }

    /// Returns the findings that will stop the site at a coming instant or leave an incident out of
    /// it, and do not do so now, and the embargoed text that stops it now or then. Each names the
    /// first instant at which it does. An error of today stays one of today.
    #[must_use]
    pub fn ahead(&self) -> Vec<Finding> {
        let today = self.review(&self.cases());
        let of_today = |finding: &Finding| {
            today.iter().find(|said| (said.rule, &said.primary) == (finding.rule, &finding.primary))
        };
        let foretold = |at: Instant, finding: Finding| match of_today(&finding) {
            Some(said) if said.severity == Severity::Error => {
                let message = format!("{}; it also concerns the build of {}", said.message, at.short());
                Finding { message, ..said.clone() }
            }
            // What is to be done today about what stops a later build.
            said => {
                let help = said.map_or(finding.help.clone(), |said| said.help.clone());
                let message = format!("in the build of {}: {}", at.short(), finding.message);
                Finding { message, help, ..finding }
            }
        };
        let mut known = self.obstacles(self.now());
        let mut found = Vec::new();
        for at in self.coming() {
            for finding in self.obstacles(at) {
                if known.iter().any(|old| (old.rule, &old.primary) == (finding.rule, &finding.primary)) {
                    continue;
                }
                known.push(finding.clone());
                found.push(foretold(at, finding));
            }
        }
        let mut leaked: Vec<Finding> = Vec::new();
        for at in std::iter::once(self.now()).chain(self.coming()) {
            for finding in self.stops(at) {
                let is_known = if finding.rule == rules::EMBARGOED_TEXT {
                    let is_known =
                        leaked.iter().any(|old| (&old.primary, &old.help) == (&finding.primary, &finding.help));
                    leaked.push(finding.clone());
                    is_known
                } else {
                    let is_known = known.iter().any(|old| (old.rule, &old.primary) == (finding.rule, &finding.primary));
                    known.push(finding.clone());
                    // `build` reports what stops it now.
                    is_known || at == self.now()
                };
                if is_known {
                    continue;
                }
                let message = format!("in the build of {}: {}", at.short(), finding.message);
                found.push(Finding { message, ..finding });
            }
        }
        sort_and_dedup(&mut found);
        found
    }
}
