//! Verifies OpenPGP signatures with `gpg` and a keyring that holds only the team's keys.
//!
//! gpg judges keys by the current time. It is given a time in the far future, so that every key
//! that ever expires has expired and gpg reports when. Whether that was before the commit is
//! decided here, so the result is the same on every day.

use std::ffi::OsStr;
use std::sync::OnceLock;

use super::sandbox::{Output, Sandbox};
use super::{Key, Verdict, of_owner};
use crate::git::CommitSignature;
use crate::time::Instant;

const PROGRAM: &str = "gpg";

/// The prefix of gpg's machine-readable status lines.
const STATUS: &str = "[GNUPG:] ";

/// The team's keys.
#[derive(Debug)]
pub(super) struct Keyring {
    keys: Vec<Key>,
    read: OnceLock<Result<Read, String>>,
}

/// What gpg read of the keys.
#[derive(Debug)]
struct Read {
    /// The index of a key and a fingerprint in its block.
    fingerprints: Vec<(usize, String)>,
    /// The fingerprints of revoked keys.
    revoked: Vec<String>,
}

impl Keyring {
    pub(super) fn new(keys: Vec<Key>) -> Self {
        Self { keys, read: OnceLock::new() }
    }

    /// Verifies a signature.
    ///
    /// # Errors
    /// When it could not be checked; with the reason.
    pub(super) fn verify(&self, sandbox: &Sandbox, signed: &CommitSignature, at: Instant) -> Result<Verdict, String> {
        let read = self.read.get_or_init(|| import(sandbox, &self.keys)).as_ref().map_err(Clone::clone)?;
        let signature = sandbox.file(&signed.signature)?;
        let args = [OsStr::new("--verify"), signature.as_os_str(), OsStr::new("-")];
        let output = gpg(sandbox, &args, &signed.payload)?;
        let status = |word: &str| lines_of(&output, word);
        if status("NEWSIG").len() > 1 {
            return Err("it holds more than one signature".to_owned());
        }
        if !status("BADSIG").is_empty() {
            return Ok(Verdict::Bad);
        }
        if !status("NO_PUBKEY").is_empty() {
            return Ok(Verdict::Stranger);
        }
        if !status("NODATA").is_empty() {
            return Ok(Verdict::Bad);
        }
        let valid = status("VALIDSIG");
        let [valid] = valid.as_slice() else { return Err(output.reason(PROGRAM)) };
        // The last word is the fingerprint of the key that the signing one belongs to.
        let primary = valid.split(' ').next_back().unwrap_or_default();
        let owned: Vec<&Key> =
            read.fingerprints.iter().filter(|(_, f)| f == primary).filter_map(|(n, _)| self.keys.get(*n)).collect();
        let verdict = of_owner(owned, at)?;
        let Verdict::Good(owner) = verdict else { return Ok(verdict) };
        let made = valid.split(' ').nth(2).and_then(unix);
        let ends = status("KEYEXPIRED").into_iter().map(unix).collect::<Option<Vec<_>>>();
        let (Some(made), Some(ends)) = (made, ends) else { return Err("gpg's answer can't be read".to_owned()) };
        // Of a key that is revoked and has expired, gpg says the latter alone.
        let signing = valid.split(' ').next().unwrap_or_default();
        let revoked = read.revoked.iter().any(|key| key == signing || key == primary);
        if revoked || !status("REVKEYSIG").is_empty() {
            return Ok(Verdict::Lapsed(owner, "the key is revoked"));
        }
        if !status("EXPSIG").is_empty() {
            return Ok(Verdict::Lapsed(owner, "the signature has expired"));
        }
        let expired = ends.into_iter().any(|end| end <= at || end <= made);
        if expired {
            return Ok(Verdict::Lapsed(owner, "the key had expired"));
        }
        let counts = !status("GOODSIG").is_empty() || !status("EXPKEYSIG").is_empty();
        if output.success && counts { Ok(Verdict::Good(owner)) } else { Err(output.reason(PROGRAM)) }
    }
}

/// Imports every key into the sandbox's keyring.
fn import(sandbox: &Sandbox, keys: &[Key]) -> Result<Read, String> {
    let mut fingerprints = Vec::new();
    for (n, key) in keys.iter().enumerate() {
        let output = gpg(sandbox, &[OsStr::new("--import")], key.public.as_bytes())?;
        let imported =
            lines_of(&output, "IMPORT_OK").into_iter().filter_map(|rest| rest.split(' ').nth(1).map(str::to_owned));
        let before = fingerprints.len();
        fingerprints.extend(imported.map(|fingerprint| (n, fingerprint)));
        if fingerprints.len() == before {
            return Err(format!("the key of `{}` in team.toml can't be read: {}", key.owner, output.reason(PROGRAM)));
        }
    }
    let listing = gpg(sandbox, &[OsStr::new("--with-colons"), OsStr::new("--list-keys")], &[])?;
    let mut revoked = Vec::new();
    let mut is_revoked = false;
    for fields in listing.out.lines().map(|line| line.split(':').collect::<Vec<_>>()) {
        match fields.as_slice() {
            ["pub" | "sub", validity, ..] => is_revoked = *validity == "r",
            ["fpr", .., fingerprint, _] if is_revoked => revoked.push((*fingerprint).to_owned()),
            _ => {}
        }
    }
    if listing.success { Ok(Read { fingerprints, revoked }) } else { Err(listing.reason(PROGRAM)) }
}

fn gpg(sandbox: &Sandbox, args: &[&OsStr], input: &[u8]) -> Result<Output, String> {
    let words = "--no-options --batch --no-tty --no-autostart --no-auto-key-retrieve --no-auto-key-locate \
                 --trust-model always --faked-system-time 20991231T235959 --status-fd 1";
    let home = [OsStr::new("--homedir"), sandbox.folder().as_os_str()];
    let args: Vec<&OsStr> =
        home.into_iter().chain(words.split_whitespace().map(OsStr::new)).chain(args.iter().copied()).collect();
    sandbox.run(PROGRAM, &args, input)
}

/// Returns the rest of each status line with this keyword.
fn lines_of<'s>(output: &'s Output, word: &str) -> Vec<&'s str> {
    let lines = output.out.lines().filter_map(|line| line.strip_prefix(STATUS)?.strip_prefix(word));
    lines.filter(|rest| rest.is_empty() || rest.starts_with(' ')).map(str::trim).collect()
}

fn unix(seconds: &str) -> Option<Instant> {
    Instant::from_unix(seconds.parse().ok()?)
}
