//! Affected commits in words, and what is known of others.

use super::{Advisory, Commits};
use crate::ecosystem::purl;
use crate::portfolio::Project;
use crate::version::Range;

impl Commits {
    /// Returns the URL of the package that the repository has the source of, without a version.
    pub(crate) fn purl(&self, project: &Project) -> Option<String> {
        let (ecosystem, package) = (self.ecosystem.as_ref(), self.package.as_deref()?);
        let listed = project.package(Some(package), ecosystem).and_then(|listed| listed.purl.as_ref());
        listed.map(|url| url.value.clone()).or_else(|| purl::purl(ecosystem?, package, None))
    }

    /// Returns the range in words: where it begins, with which commits it ends, and whether others
    /// are unknown.
    #[must_use]
    pub fn in_words(&self, advisory: &Advisory) -> String {
        let list = |ids: &[String]| ids.join(", ");
        let from = match self.introduced.as_slice() {
            [] => "from the first commit on".to_owned(),
            some => format!("introduced in {}", list(some)),
        };
        let ends = [("fixed in", &self.fixed), ("last affected:", &self.last_affected), ("not after", &self.limit)];
        let ends =
            ends.into_iter().filter(|(_, ids)| !ids.is_empty()).map(|(what, ids)| format!("{what} {}", list(ids)));
        let said: Vec<String> = std::iter::once(from).chain(ends).collect();
        let others = if advisory.has_unknown_others(self) { " Whether others are affected is not known." } else { "" };
        let of = self.repository.as_ref().map(|repository| format!(" of {repository}")).unwrap_or_default();
        let package = self.package.as_ref().map(|package| format!(", the source of {package}")).unwrap_or_default();
        format!("Affected commits{of}{package}: {}.{others}", said.join("; "))
    }
}

impl Advisory {
    /// Returns whether nobody knows of the commits of a package that none of its ranges contains.
    #[must_use]
    pub fn has_unknown_others(&self, commits: &Commits) -> bool {
        let is_its = |of: &&super::Unknown| (&of.ecosystem, &of.package) == (&commits.ecosystem, &commits.package);
        self.unknown.iter().filter(is_its).any(|of| of.range == Range::new(None, None, None))
    }
}
