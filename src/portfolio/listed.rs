//! The releases that are listed by an instant.

use std::borrow::Cow;

use super::{Line, Project};
use crate::source::Spanned;
use crate::time::Instant;

impl Project {
    /// Returns the project with the releases that are listed by an instant. If the latest one of a
    /// line is listed later, the newest of the others is the latest.
    #[must_use]
    pub fn as_of(&self, now: Instant) -> Cow<'_, Self> {
        let is_ahead = |line: &Line, release: &str| line.listed.get(release).is_some_and(|at| at.value > now);
        if !self.lines.iter().any(|line| line.listed().any(|at| at > now)) {
            return Cow::Borrowed(self);
        }
        let mut project = self.clone();
        for (line, all) in project.lines.iter_mut().zip(&self.lines) {
            line.releases.retain(|release| !is_ahead(all, &release.value.to_string()));
            if line.latest.as_ref().is_some_and(|latest| is_ahead(all, &latest.value)) {
                let newest = line.releases.iter().max_by(|one, other| one.value.cmp(&other.value));
                line.latest = newest.map(|newest| Spanned::new(newest.value.to_string(), newest.span));
            }
            line.listed.retain(|_, at| at.value <= now);
        }
        Cow::Owned(project)
    }
}

impl Line {
    /// Returns the instants at which releases were listed.
    pub fn listed(&self) -> impl Iterator<Item = Instant> {
        self.listed.values().map(|at| at.value)
    }
}
