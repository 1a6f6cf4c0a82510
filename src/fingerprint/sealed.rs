//! Files of fingerprints, for caches: magic bytes, the fingerprints, and a hash of all that.

use super::Fingerprint;

/// Returns the bytes of a file of fingerprints.
#[must_use]
pub fn seal(magic: &[u8], fingerprints: impl IntoIterator<Item = Fingerprint>) -> Vec<u8> {
    let mut bytes = magic.to_vec();
    for fingerprint in fingerprints {
        bytes.extend(fingerprint.bytes());
    }
    let checksum = Fingerprint::of([&bytes]);
    bytes.extend(checksum.bytes());
    bytes
}

/// Returns the fingerprints of a file; `None` if it is damaged or begins with other magic bytes.
#[must_use]
pub fn open(magic: &[u8], bytes: &[u8]) -> Option<Vec<Fingerprint>> {
    let (body, checksum) = bytes.split_at_checked(bytes.len().checked_sub(Fingerprint::BYTES)?)?;
    let all = body.strip_prefix(magic)?;
    if Fingerprint::of([body]).bytes() != checksum || all.len() % Fingerprint::BYTES != 0 {
        return None;
    }
    Some(all.chunks_exact(Fingerprint::BYTES).filter_map(Fingerprint::from_bytes).collect())
}
