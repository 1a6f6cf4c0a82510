//! Verifies SSH signatures with `ssh-keygen -Y` (OpenSSH 8.2 and later).

use std::ffi::OsStr;
use std::fmt::Write as _;

use super::sandbox::Sandbox;
use super::{Key, Verdict, of_owner};
use crate::git::CommitSignature;
use crate::time::Instant;

const PROGRAM: &str = "ssh-keygen";

/// Verifies a signature.
///
/// # Errors
/// When it could not be checked; with the reason.
pub(super) fn verify(
    sandbox: &Sandbox,
    keys: &[Key],
    signed: &CommitSignature,
    at: Instant,
) -> Result<Verdict, String> {
    let allowed = sandbox.file(allowed_signers(keys).as_bytes())?;
    let signature = sandbox.file(&signed.signature)?;
    let run = |action: &str, more: &[&str], input: &[u8]| {
        let files = [OsStr::new("-f"), allowed.as_os_str(), OsStr::new("-s"), signature.as_os_str()];
        let words = ["-Y", action].into_iter().chain(more.iter().copied()).map(OsStr::new);
        sandbox.run(PROGRAM, &words.chain(files).collect::<Vec<_>>(), input)
    };
    let found = run("find-principals", &[], &[])?;
    if !found.success {
        // What is no signature is told apart from one by an unknown key by what comes beside that
        // line.
        let lines: Vec<&str> = found.err.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        return match lines.as_slice() {
            ["No principal matched."] => Ok(Verdict::Stranger),
            [.., "No principal matched."] => Ok(Verdict::Bad),
            _ => Err(found.reason(PROGRAM)),
        };
    }
    let mut signers = Vec::new();
    for principal in found.out.lines().flat_map(|line| line.split(',')).map(str::trim) {
        let Some(key) = keys.iter().enumerate().find(|(n, _)| self::principal(*n) == principal) else { continue };
        let checked = run("verify", &["-n", "git", "-I", principal], &signed.payload)?;
        let good = checked.out.starts_with(&format!("Good \"git\" signature for {principal} with "));
        match (checked.success && good, checked.err.contains("incorrect signature")) {
            (true, _) => signers.push(key.1),
            (false, true) => return Ok(Verdict::Bad),
            (false, false) if checked.err.contains("namespace does not match") => return Ok(Verdict::Bad),
            (false, false) => return Err(checked.reason(PROGRAM)),
        }
    }
    // The same key may stand in the list again, for somebody else.
    let same: Vec<&Key> =
        keys.iter().filter(|key| signers.iter().any(|s| body(&s.public) == body(&key.public))).collect();
    of_owner(same, at)
}

/// Returns the allowed signers file of `ssh-keygen`. Each key is named by its index, so that no
/// name can be read as an option.
fn allowed_signers(keys: &[Key]) -> String {
    keys.iter().enumerate().fold(String::new(), |mut list, (n, key)| {
        let _infallible = writeln!(list, "{} namespaces=\"git\" {}", principal(n), body(&key.public));
        list
    })
}

fn principal(n: usize) -> String {
    format!("key-{n}")
}

/// Returns the key without its comment.
fn body(public: &str) -> String {
    public.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}
