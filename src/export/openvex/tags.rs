//! Statements about the tagged versions of a repository, where an advisory names no package.

use super::super::{address, page};
use super::{Exported, Finding, Told};
use crate::advisory::Commits;
use crate::ecosystem::purl;
use crate::version::Version;

/// Returns a statement for each range of commits with affected tags. Nothing is said of others: the
/// tags are those that somebody listed.
pub(super) fn of<'a>(exported: &Exported<'a>) -> impl Iterator<Item = Told> + use<'a> {
    let Exported { project, advisory, .. } = *exported;
    let told = move |commits: &Commits| {
        let name = commits.package.as_deref().unwrap_or(&project.name.value);
        let version = move |tag: &String| project.tagged(tag).or_else(|| Version::parse(tag, project.order()).ok());
        let versions = commits.versions.iter().filter_map(version);
        let words = commits.in_words(advisory);
        Told {
            products: versions.map(|version| purl::generic(name, Some(&version))).collect(),
            finding: Finding::Affected {
                action_statement: format!("{words}\n\nSee {}.", address(project, &page(&advisory.id))),
            },
            notes: Some(words),
        }
    };
    let all = advisory.commits.iter().filter(move |_| advisory.affected.is_empty()).map(told);
    all.filter(|told| !told.products.is_empty())
}
