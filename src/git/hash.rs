//! Hashes in the object format of a repository.

use super::error::Cause;
use super::format::Format;
use super::id::Id;

/// A running hash in the format of a repository.
pub(crate) struct Hasher(gix::hash::Hasher);

impl Hasher {
    pub(crate) fn new(format: Format) -> Self {
        Self(gix::hash::hasher(format.0))
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns the hash of all the bytes.
    ///
    /// # Errors
    /// When they are a known collision attack.
    pub(crate) fn finish(self) -> Result<Id, Cause> {
        Ok(Id(self.0.try_finalize()?))
    }
}
