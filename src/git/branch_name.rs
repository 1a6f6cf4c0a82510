//! Names of branches.

use gix::refs::FullName;

/// A valid name of a branch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct BranchName(FullName);

impl BranchName {
    /// Returns the name, unless `git branch` would refuse it or it could be read as an option or
    /// another ref.
    pub(crate) fn new(name: &str) -> Option<Self> {
        if name == "HEAD" || name.starts_with('-') || name.starts_with("refs/") {
            return None;
        }
        FullName::try_from(format!("refs/heads/{name}")).ok().map(Self)
    }

    pub(super) fn full(&self) -> &FullName {
        &self.0
    }
}
