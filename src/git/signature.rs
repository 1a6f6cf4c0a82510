//! Extracts the signature of a commit and the bytes that it signs, without verifying it.

/// The signature of a commit and what it signs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommitSignature {
    /// The ASCII-armoured signature.
    pub signature: Vec<u8>,
    /// What it signs: the commit without its signatures.
    pub payload: Vec<u8>,
}

/// Splits a commit as git does. The lines of the signature header are the signature; all other
/// header lines, except those of other signatures, and the whole message are the payload.
pub(super) fn split(commit: &[u8], header: &str) -> Option<CommitSignature> {
    let (mut signature, mut payload) = (Vec::new(), Vec::with_capacity(commit.len()));
    // Whether the header that a line goes on is the signature, another signature, or neither.
    let (mut within, mut skipped) = (false, false);
    let mut lines = commit.split_inclusive(|byte| *byte == b'\n');
    for line in lines.by_ref() {
        if line == b"\n" {
            payload.extend_from_slice(line);
            break;
        }
        if let Some(rest) = line.strip_prefix(b" ") {
            match (within, skipped) {
                (true, _) => signature.extend_from_slice(rest),
                (_, true) => {}
                _ => payload.extend_from_slice(line),
            }
            continue;
        }
        within = line.starts_with(header.as_bytes());
        skipped = line.starts_with(b"gpgsig");
        if within {
            signature.extend_from_slice(line.get(header.len()..).unwrap_or_default());
        } else if !skipped {
            payload.extend_from_slice(line);
        }
    }
    lines.for_each(|line| payload.extend_from_slice(line));
    (!signature.is_empty()).then_some(CommitSignature { signature, payload })
}
