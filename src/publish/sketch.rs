//! Finds a file in another form: one that differs from it in few bytes.
//!
//! A file is the set of its runs of six bytes. Two files are alike if at least half of the runs
//! that either has are in both. Of a large file, only the runs with the smallest hashes are kept,
//! which gives the same ratio with a small error.
//!
//! A text is its words, so that case, white space and encoding make no difference.

use std::collections::BTreeSet;

use crate::words;

/// The length of a run. One changed byte changes as many runs.
const RUN: usize = 6;
/// How many runs of a file are kept.
const KEPT: usize = 256;
/// The fewest runs of a file to compare: those of 23 bytes, of which one may have changed.
const FEWEST: usize = 18;

/// The runs of a file with the smallest hashes.
#[derive(Debug)]
pub(crate) struct Sketch(BTreeSet<u64>);

impl Sketch {
    /// Returns the sketches of a private file: of its bytes, and of its words. There is none of a
    /// file that is too short to be compared.
    pub(crate) fn of_text(bytes: &[u8]) -> Vec<Self> {
        [Self::of(bytes), Self::of_words(bytes)].into_iter().flatten().collect()
    }

    /// Returns the sketches of a public file, and of every text in it that is in Base64 or
    /// hexadecimal digits.
    pub(crate) fn of_all_forms(bytes: &[u8]) -> Vec<Self> {
        let decoded = words::decoded(bytes).filter_map(|reading| Self::of_words(&reading.text));
        Self::of_text(bytes).into_iter().chain(decoded).collect()
    }

    fn of_words(bytes: &[u8]) -> Option<Self> {
        Self::of(words::spelled(bytes).words.join(" ").as_bytes())
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        let mut kept = BTreeSet::new();
        for run in bytes.windows(RUN) {
            let hash = hash(run);
            if kept.len() < KEPT || kept.last().is_some_and(|last| hash < *last) {
                kept.insert(hash);
                if kept.len() > KEPT {
                    kept.pop_last();
                }
            }
        }
        (kept.len() >= FEWEST).then_some(Self(kept))
    }

    /// Returns whether the two files are alike.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let both = self.0.union(&other.0).take(KEPT);
        let (mut all, mut shared) = (0_usize, 0_usize);
        for hash in both {
            all = all.saturating_add(1);
            shared = shared.saturating_add(usize::from(self.0.contains(hash) && other.0.contains(hash)));
        }
        shared.saturating_mul(2) >= all
    }
}

/// Returns a hash whose every bit depends on every byte.
fn hash(run: &[u8]) -> u64 {
    let mut hash = run.iter().fold(0_u64, |hash, byte| hash << 8 | u64::from(*byte));
    for multiplier in [0xff51_afd7_ed55_8ccd_u64, 0xc4ce_b9fe_1a85_ec53] {
        hash = (hash ^ hash >> 33).wrapping_mul(multiplier);
    }
    hash ^ hash >> 33
}
