//! Ranges of commits, and the versions that are in them as tags.

use super::{Event, Events, Name};
use crate::advisory::{Commits, PackageVersions};
use crate::portfolio::Project;
use crate::version::BEGINNING;

/// Returns the range of some commits.
pub(super) fn range(commits: &Commits) -> Events {
    let introduced = match commits.introduced.as_slice() {
        [] => vec![BEGINNING.to_owned()],
        some => some.to_vec(),
    };
    let events = introduced.into_iter().map(Event::Introduced);
    let events = events.chain(commits.fixed.iter().cloned().map(Event::Fixed));
    // A range has one kind of ends.
    let last = commits.last_affected.iter().filter(|_| commits.fixed.is_empty());
    let events = events.chain(last.cloned().map(Event::LastAffected));
    let events = events.chain(commits.limit.iter().cloned().map(Event::Limit));
    Events { kind: "GIT", repo: commits.repository.clone(), events: events.collect() }
}

/// Returns the package that a repository has the source of, if OSV has names for it.
pub(super) fn package<'a>(project: &Project, commits: &'a Commits) -> Option<Name<'a>> {
    let ecosystem = commits.ecosystem.as_ref().filter(|ecosystem| ecosystem.is_in_osv())?;
    Some(Name { ecosystem: ecosystem.to_string(), name: commits.package.as_deref()?, purl: commits.purl(project) })
}

/// Returns the tags of the affected releases of the project.
pub(super) fn tags(project: &Project, packages: &[PackageVersions<'_>]) -> Vec<String> {
    let own = packages.iter().find(|versions| versions.is_first());
    own.map(|versions| versions.affected_releases().into_iter().map(|release| project.tag(release)).collect())
        .unwrap_or_default()
}
