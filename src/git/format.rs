//! The hash function that names the objects of a repository.

use std::fmt;

use gix::hash::Kind;

use super::error::Cause;
use super::id::Id;

/// The object format of a repository. Displays as in git: `sha1` or `sha256`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Format(pub(super) Kind);

impl Format {
    /// The default format.
    pub(crate) const SHA1: Self = Self(Kind::Sha1);

    /// Returns how many bytes an id has.
    pub(crate) fn bytes(self) -> usize {
        self.0.len_in_bytes()
    }

    /// Returns how many hexadecimal digits an id has.
    pub(crate) fn digits(self) -> usize {
        self.0.len_in_hex()
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

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
