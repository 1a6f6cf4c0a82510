//! Digests of documents that were found to be right before, so that a check makes only the
//! documents of what has changed.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::advisory::Advisory;
use crate::build::inputs;
use crate::fingerprint::{Fingerprint, sealed};
use crate::names::Digest;
use crate::source::Tree;
use crate::time::Instant;

/// The first line of a cache.
const MAGIC: &[u8] = b"advisory documents 1\n";

/// Digests of documents, each with everything that the documents are made of.
#[derive(Debug)]
pub struct Known {
    /// What all documents are made of: the program, and the files that belong to no incident.
    project: Fingerprint,
    earlier: BTreeSet<Fingerprint>,
    met: Mutex<BTreeSet<Fingerprint>>,
}

impl Known {
    /// Reads what [`to_bytes`](Self::to_bytes) returned, for the documents of a portfolio. A
    /// damaged cache is an empty one.
    #[must_use]
    pub fn read(tree: &Tree, bytes: &[u8]) -> Self {
        let earlier = sealed::open(MAGIC, bytes).unwrap_or_default().into_iter().collect();
        Self { project: inputs::of_every_file(tree), earlier, met: Mutex::default() }
    }

    /// Returns whether the documents of an advisory at an instant have this digest: from memory, or
    /// by making them.
    ///
    /// # Errors
    /// When they can't be made.
    pub(super) fn is<E>(
        &self,
        (advisory, at): (&Advisory, Instant),
        digest: &Digest,
        make: impl FnOnce() -> Result<Digest, E>,
    ) -> Result<bool, E> {
        let facts = self.facts(advisory, at, digest);
        let is_right = self.earlier.contains(&facts) || make()? == *digest;
        if is_right {
            self.met.lock().unwrap_or_else(PoisonError::into_inner).insert(facts);
        }
        Ok(is_right)
    }

    /// Returns the bytes to cache; `None` if they are those that were read. They have hashes alone.
    #[must_use]
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        (*met != self.earlier).then(|| sealed::seal(MAGIC, met.iter().copied()))
    }

    fn facts(&self, advisory: &Advisory, at: Instant, digest: &Digest) -> Fingerprint {
        let mut hash = Hash(Sha256::new());
        // Writing into a hash can't fail.
        let _written = write!(hash, "{advisory:?}");
        let advisory: [u8; 32] = hash.0.finalize().into();
        let at = at.unix().to_be_bytes();
        Fingerprint::of([self.project.as_ref(), &advisory, &at, digest.as_str().as_bytes()])
    }
}

/// Hashes what is written into it.
struct Hash(Sha256);

impl fmt::Write for Hash {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}
