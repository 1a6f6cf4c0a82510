//! Fingerprints of facts: equal facts have equal fingerprints, and nobody can find different facts
//! with the same one.

use std::fmt;

use sha2::{Digest as _, Sha256};

pub mod sealed;

/// The SHA-256 of facts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fingerprint([u8; Self::BYTES]);

impl Fingerprint {
    /// Its size.
    pub(crate) const BYTES: usize = 32;

    /// Returns the fingerprint of these parts, in this order.
    pub fn of<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            let part = part.as_ref();
            // With its length before it, no part can pass for two.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    /// Returns the fingerprint of the same facts together with others.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::of([self.0, other.0])
    }

    /// Returns its bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the fingerprint with these bytes; `None` if they are too few or too many.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl AsRef<[u8]> for Fingerprint {
    fn as_ref(&self) -> &[u8] {
        self.bytes()
    }
}

/// Hexadecimal digits in lower case.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
