//! Whether the release that users are told to upgrade to helps them.

use super::{Case, StepStatus};
use crate::fact::Fact;
use crate::incident::Affected;
use crate::policy::LineKind;
use crate::portfolio::Line;
use crate::version::Version;

/// Why users of unsupported releases should not be told to move to the release of `upgrade-to`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unfit<'p> {
    /// It is affected.
    Affected(&'p Affected),
    /// Its line gets no more releases.
    Unsupported(&'p Line),
    /// It is no release of any line of the project.
    Unknown,
}

impl<'p> Case<'p> {
    /// Returns why the release of `upgrade-to` does not help users: when they were told it or,
    /// before that, now. If nobody can say whether it is affected, it counts as fit.
    #[must_use]
    pub(crate) fn unfit_upgrade(&self) -> Option<Unfit<'p>> {
        let named = self.incident.scope.upgrade_to.as_ref()?;
        let project = &self.portfolio.project;
        let version = |order| Version::parse(&named.value, order).ok();
        let Some(own) = version(project.order()) else { return Some(Unfit::Unknown) };
        let is_on = |line: &Line| own.is_on(line.id.as_str());
        let line = project.lines.iter().find(|line| is_on(line) == Some(true));
        let is_comparable = project.lines.iter().any(|line| is_on(line).is_some());
        let is_affected = |affected: &&Affected| {
            let package = project.package_of(affected);
            // A package with numbers of its own has another number for this release.
            let is_comparable = affected.package.is_none() && package.is_none_or(|own| own.versions.is_none());
            let is_on_line = affected.line.as_ref().is_none_or(|on| line.is_some_and(|line| line.id.value == on.value));
            let range = affected.versions().filter(|_| is_comparable && is_on_line);
            let version = version(project.order_of(package));
            range.zip(version).is_some_and(|(range, version)| range.contains(&version))
        };
        let document = self.incident.document.iter();
        let affected = document.flat_map(|document| &document.affected).find(is_affected);
        let tells = |status: &&StepStatus<'_>| status.step.needs.iter().any(|need| need.fact.value == Fact::UpgradeTo);
        let told = self.steps.iter().filter(tells).filter_map(|status| status.done).map(|done| done.at.value).min();
        let unsupported = line.filter(|line| line.kind(told.unwrap_or(self.now)) == LineKind::Unsupported);
        let unknown = (is_comparable && line.is_none()).then_some(Unfit::Unknown);
        affected.map(Unfit::Affected).or(unsupported.map(Unfit::Unsupported)).or(unknown)
    }
}
