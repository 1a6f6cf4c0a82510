//! The hash function that names the objects of a repository.

use std::fmt;

use gix::hash::Kind;

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
