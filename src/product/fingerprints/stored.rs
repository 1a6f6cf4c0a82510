//! The cache format of fingerprints: a header, a record for each commit, and a checksum.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::git::{Format, Id};
use crate::product::patch::PathSet;

/// The magic bytes and the version of the algorithm. The object format follows.
const MAGIC: &[u8] = b"advisory fingerprints 1 ";
const CHECKSUM: usize = 32;
const HASH: usize = 8;

fn header(format: Format) -> Vec<u8> {
    [MAGIC, format.to_string().as_bytes(), b"\n"].concat()
}

/// Returns the bytes to cache. Zero stands for a commit without a fingerprint.
pub(super) fn write(format: Format, commits: impl Iterator<Item = (Id, Option<PathSet>)>) -> Vec<u8> {
    let mut bytes = header(format);
    for (id, paths) in commits {
        bytes.extend(id.as_bytes());
        bytes.extend(paths.map_or(0, |paths| paths.0).to_be_bytes());
    }
    let checksum = Sha256::digest(&bytes);
    bytes.extend(checksum);
    bytes
}

/// Parses a cache; empty when it is damaged or of another format.
pub(super) fn read(bytes: &[u8], format: Format) -> HashMap<Id, Option<PathSet>> {
    whole(bytes, format).unwrap_or_default()
}

fn whole(bytes: &[u8], format: Format) -> Option<HashMap<Id, Option<PathSet>>> {
    let (body, checksum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM)?)?;
    let records = body.strip_prefix(header(format).as_slice())?;
    let length = format.bytes() + HASH;
    if Sha256::digest(body).as_slice() != checksum || records.len() % length != 0 {
        return None;
    }
    let record = |record: &[u8]| {
        let (id, hash) = record.split_at_checked(format.bytes())?;
        let hash = u64::from_be_bytes(hash.try_into().ok()?);
        Some((Id::from_bytes(id)?, (hash != 0).then_some(PathSet(hash))))
    };
    records.chunks_exact(length).map(record).collect()
}
