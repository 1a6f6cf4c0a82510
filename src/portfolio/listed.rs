//! The releases that are listed by an instant.

use std::borrow::Cow;

use super::{Line, Project};
use crate::names::LineId;
use crate::source::Spanned;
use crate::time::Instant;
use crate::version::Version;

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

    /// Returns whether a version of a line is a listed release. `None` if that is not known: the
    /// line lists no releases, or it is the development line, whose next release is on a line of
    /// its own.
    #[must_use]
    pub fn lists(&self, line: &LineId, version: &Version) -> Option<bool> {
        let has_list = |own: &&Line| own.id.value == *line && !own.development && !own.releases.is_empty();
        self.lines.iter().find(has_list)?;
        let version = version.in_order(self.order())?;
        Some(self.lines.iter().flat_map(|line| &line.releases).any(|release| release.value == version))
    }

    /// Returns the listed releases of all lines, sorted, each once.
    #[must_use]
    pub fn releases(&self) -> Vec<&Version> {
        let mut releases: Vec<_> = self.lines.iter().flat_map(|line| &line.releases).map(|it| &it.value).collect();
        releases.sort();
        releases.dedup();
        releases
    }
}

impl Line {
    /// Returns the instants at which releases were listed.
    pub fn listed(&self) -> impl Iterator<Item = Instant> {
        self.listed.values().map(|at| at.value)
    }
}
