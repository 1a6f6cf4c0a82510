//! Hashes of words, for comparisons of much text.

use std::hash::Hasher;

/// An odd number without a pattern in its bits.
pub(crate) const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// A word's hash while it is read: of eight bytes at a time, wherever the reader cut them.
#[derive(Clone, Copy, Default)]
pub(crate) struct Hashing {
    hash: u64,
    bytes: u64,
    count: u32,
}

impl Hashing {
    /// Adds letters as [`Sink::letters`](super::Sink::letters) gets them.
    #[inline]
    pub(crate) fn add(&mut self, letters: u64, count: u32) {
        self.bytes |= letters << (8 * self.count);
        self.count += count;
        if self.count >= 8 {
            self.hash = mixed(self.hash ^ self.bytes);
            self.count -= 8;
            self.bytes = letters.checked_shr(8 * (count - self.count)).unwrap_or(0);
        }
    }

    /// Returns the hash of the word.
    #[inline]
    pub(crate) fn finish(&self) -> u64 {
        mixed(self.hash ^ self.bytes)
    }
}

/// Returns the hash of a word as a [`Sink`](super::Sink) spells it.
pub(crate) fn hash(word: &str) -> u64 {
    let mut hashing = Hashing::default();
    word.bytes().for_each(|byte| hashing.add(u64::from(byte), 1));
    hashing.finish()
}

/// Returns the hash of two neighbours.
#[inline]
pub(crate) fn of_pair(before: u64, word: u64) -> u64 {
    (before.rotate_left(21) ^ word).wrapping_mul(SPREAD)
}

/// Spreads a difference of few bits over all of them.
#[inline]
pub(crate) fn mixed(bits: u64) -> u64 {
    let high = (bits ^ (bits >> 32)).wrapping_mul(SPREAD);
    high ^ (high >> 29)
}

/// The hasher of a map whose keys are hashes already.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.0 = self.0.rotate_left(8) ^ u64::from(*b));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}
