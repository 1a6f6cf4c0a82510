//! What a branch can be called.

use gix::refs::FullName;

/// The name of a branch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct BranchName(FullName);

impl BranchName {
    /// Returns the name of a branch as git lets people make one: what reads as an option or as another ref is no name.
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
