//! How a repository counts its objects: the hash that names them.

use std::fmt;

use gix::hash::Kind;

use super::error::Cause;
use super::id::Id;

/// The hash of a repository. Displays as git names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Format(pub(super) Kind);

impl Format {
    /// The hash of repositories that name none.
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

/// The hash of a repository, at work.
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
    /// When they are an attack on the hash.
    pub(crate) fn finish(self) -> Result<Id, Cause> {
        Ok(Id(self.0.try_finalize()?))
    }
}
