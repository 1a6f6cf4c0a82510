//! Public keys that commits are signed with. Messages never repeat a key: it may be a private one.

use super::Malformed;
use crate::parse::rule;

const BEGIN: &str = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
const END: &str = "-----END PGP PUBLIC KEY BLOCK-----";

/// OpenSSH's names for the types of keys that it can sign with.
const KINDS: &[&str] = &[
    "ssh-ed25519",
    "ssh-rsa",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
];

/// A regular expression for what [`check`] accepts.
pub(super) const PATTERN: &str = concat!(
    r"^((ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)",
    r" AAAA[A-Za-z0-9+/]+={0,3}( [^\x00-\x1f\x7f-\x9f]*)?",
    r"|-----BEGIN PGP PUBLIC KEY BLOCK-----(-?[^-])*-----END PGP PUBLIC KEY BLOCK-----\n?)$",
);

/// Checks that a string has the form of a public key of either kind.
pub(super) fn check(text: &str) -> Result<(), Malformed> {
    if ssh(text) || openpgp(text) {
        return Ok(());
    }
    let bad = |message: &str| Malformed::new(rule::BAD_VALUE, message);
    if text.contains("PRIVATE KEY") {
        return Err(bad("this is a private key").help(
            "remove it at once and create a new key: anyone who can read the repository or its history can sign with it",
        ));
    }
    Err(bad("this is not a public key").help(
        "write the line of an OpenSSH `.pub` file (`ssh-ed25519 AAAA…`), or the output of `gpg --armor --export ADDRESS`",
    ))
}

fn ssh(text: &str) -> bool {
    let mut words = text.splitn(3, ' ');
    let kind = words.next().is_some_and(|kind| KINDS.contains(&kind));
    let body = words.next().is_some_and(|body| {
        let digits = body.trim_end_matches('=');
        let base64 = |b: u8| b.is_ascii_alphanumeric() || b == b'+' || b == b'/';
        digits.len() > 4 && digits.starts_with("AAAA") && digits.bytes().all(base64) && body.len() - digits.len() <= 3
    });
    kind && body && words.next().is_none_or(|comment| !comment.contains(char::is_control))
}

fn openpgp(text: &str) -> bool {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let inner = text.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END));
    inner.is_some_and(|inner| !inner.contains("--") && !inner.ends_with('-'))
}
