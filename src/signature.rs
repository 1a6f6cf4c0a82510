//! Verifies who signed a commit, using only the keys of the members in team.toml.
//!
//! `ssh-keygen` and `gpg` check the signatures, each in an empty sandbox, so that the user's
//! configuration, keyring and agent can't make a stranger's key count as a member's. A signature
//! that could not be checked is reported as such and never counts as valid.

use std::ffi::OsStr;

use crate::git::{Commit, CommitSignature};
use crate::names::Name;
use crate::portfolio::Team;
use crate::time::Instant;

mod openpgp;
mod sandbox;
mod ssh;

use sandbox::Sandbox;

/// The result of verifying a signature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// There is none.
    Unsigned,
    /// It is valid, by a key that this member had at that time.
    Good(Name),
    /// It is by a key of this member that was not valid at that time; with the reason.
    Lapsed(Name, &'static str),
    /// It is by a key of no member.
    Stranger,
    /// It does not match the commit, or is malformed.
    Bad,
    /// It could not be checked; with the reason.
    Unverified(String),
}

impl Verdict {
    /// Returns one word for machine-readable output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Good(_) => "good",
            Self::Lapsed(..) => "lapsed",
            Self::Stranger => "stranger",
            Self::Bad => "bad",
            Self::Unverified(_) => "unverified",
        }
    }

    /// Returns the member whose valid signature it is.
    #[must_use]
    pub fn signer(&self) -> Option<&Name> {
        match self {
            Self::Good(member) => Some(member),
            _ => None,
        }
    }
}

/// A commit with the result of verifying its signature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckedCommit {
    /// The commit.
    pub commit: Commit,
    /// When it was made: its own date, or the latest date of its ancestors if that is later. `None`
    /// when the date can't be parsed.
    pub at: Option<Instant>,
    /// The verdict on its signature; `None` when it was not checked.
    pub verdict: Option<Verdict>,
}

impl CheckedCommit {
    /// Returns whether this member validly signed it.
    #[must_use]
    pub fn is_signed_by(&self, member: &str) -> bool {
        self.verdict.as_ref().and_then(Verdict::signer).is_some_and(|signer| signer == member)
    }
}

/// A key of a member and the time in which it is valid.
#[derive(Clone, Debug)]
struct Key {
    owner: Name,
    public: String,
    from: Option<Instant>,
    until: Option<Instant>,
}

impl Key {
    /// Returns the verdict on a matching signature made at an instant.
    fn at(&self, at: Instant) -> Verdict {
        if self.from.is_some_and(|from| at < from) {
            Verdict::Lapsed(self.owner.clone(), "the key was not in use yet")
        } else if self.until.is_some_and(|until| at >= until) {
            Verdict::Lapsed(self.owner.clone(), "the key was no longer in use")
        } else {
            Verdict::Good(self.owner.clone())
        }
    }
}

/// Verifies signatures with the keys of a team.
#[derive(Debug)]
pub struct Keys {
    sandbox: Result<Sandbox, String>,
    ssh: Vec<Key>,
    openpgp: openpgp::Keyring,
}

impl Keys {
    /// Takes the keys of all present and former members; those of former members are valid until
    /// their last day. `search_path` is where programs are looked for, as in `PATH`.
    #[must_use]
    pub fn new(team: &Team, search_path: Option<&OsStr>) -> Self {
        let keys = team.members.iter().flat_map(|member| {
            member.keys.iter().map(|key| {
                let ends = [&key.until, &member.left].into_iter().flatten().map(|day| day.end());
                Key {
                    owner: member.id.value.clone(),
                    public: key.public.value.clone(),
                    from: key.since.as_ref().map(|day| day.start()),
                    until: ends.min(),
                }
            })
        });
        let (openpgp, ssh): (Vec<Key>, Vec<Key>) = keys.partition(|key| key.public.starts_with("-----BEGIN PGP "));
        let sandbox = Sandbox::new(search_path).map_err(|error| format!("no temporary folder: {error}"));
        Self { sandbox, ssh, openpgp: openpgp::Keyring::new(openpgp) }
    }

    /// Verifies the signature of a commit made at `at`. Without an instant no key is known to have
    /// been valid.
    #[must_use]
    pub fn verify(&self, signed: Option<&CommitSignature>, at: Option<Instant>) -> Verdict {
        let Some(signed) = signed else { return Verdict::Unsigned };
        let Some(at) = at else { return Verdict::Unverified("the commit has no date that can be read".to_owned()) };
        let sandbox = match &self.sandbox {
            Ok(sandbox) => sandbox,
            Err(error) => return Verdict::Unverified(error.clone()),
        };
        let starts = |text: &str| signed.signature.starts_with(text.as_bytes());
        let verdict = if starts("-----BEGIN SSH SIGNATURE-----") {
            ssh::verify(sandbox, &self.ssh, signed, at)
        } else if starts("-----BEGIN PGP SIGNATURE-----") || starts("-----BEGIN PGP MESSAGE-----") {
            self.openpgp.verify(sandbox, signed, at)
        } else {
            Err("its form is neither SSH nor OpenPGP".to_owned())
        };
        verdict.unwrap_or_else(Verdict::Unverified)
    }
}

/// Returns the joint verdict of all keys that match. A key listed for two members identifies
/// neither.
fn of_owner<'k>(keys: impl IntoIterator<Item = &'k Key>, at: Instant) -> Result<Verdict, String> {
    let keys: Vec<&Key> = keys.into_iter().collect();
    let Some(first) = keys.first() else { return Ok(Verdict::Stranger) };
    if keys.iter().any(|key| key.owner != first.owner) {
        return Err("its key is listed for two members".to_owned());
    }
    let verdicts = || keys.iter().map(|key| key.at(at));
    Ok(verdicts().find(|verdict| verdict.signer().is_some()).unwrap_or_else(|| first.at(at)))
}
