//! Who signed a commit, judged by the keys that team.toml gives its members and by nothing else.
//!
//! `ssh-keygen` and `gpg` check the signatures, each in an empty room of its own: neither the
//! configuration nor the keyring nor the agent of whoever runs the program can make a stranger's
//! key a member's. What could not be checked is said as such, and never counts as signed.

use std::ffi::OsStr;

use crate::git::{Commit, CommitSignature};
use crate::names::Name;
use crate::portfolio::Team;
use crate::time::Instant;

mod openpgp;
mod sandbox;
mod ssh;

use sandbox::Sandbox;

/// What a signature says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// There is none.
    Unsigned,
    /// It is by a key that this member had then.
    Good(Name),
    /// It is by a key of this member that did not count then: why, in words.
    Lapsed(Name, &'static str),
    /// It is by a key that no member has.
    Stranger,
    /// It does not sign this commit, or is no signature.
    Bad,
    /// Nobody could tell: why, in words.
    Unverified(String),
}

impl Verdict {
    /// One word for programs.
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

    /// Whose valid signature it is.
    #[must_use]
    pub fn signer(&self) -> Option<&Name> {
        match self {
            Self::Good(member) => Some(member),
            _ => None,
        }
    }
}

/// A commit, and what the check of its signature found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckedCommit {
    /// The commit.
    pub commit: Commit,
    /// When it was made: its own date, but no earlier than that of any commit it builds upon, for
    /// it can't be older. `None`: it has no date that can be read.
    pub at: Option<Instant>,
    /// Whose signature is under it, where that was asked for.
    pub verdict: Option<Verdict>,
}

impl CheckedCommit {
    /// Whether it is signed with a key of this member.
    #[must_use]
    pub fn is_signed_by(&self, member: &str) -> bool {
        self.verdict.as_ref().and_then(Verdict::signer).is_some_and(|signer| signer == member)
    }
}

/// A key as the checks see it.
#[derive(Clone, Debug)]
struct Key {
    owner: Name,
    public: String,
    from: Option<Instant>,
    until: Option<Instant>,
}

impl Key {
    /// What it says of a commit that was made at an instant.
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

/// The keys of a team, ready to check signatures with.
#[derive(Debug)]
pub struct Keys {
    sandbox: Result<Sandbox, String>,
    ssh: Vec<Key>,
    openpgp: openpgp::Keyring,
}

impl Keys {
    /// The keys of everybody who is or was on the team; those of who left count until their last
    /// day. `search_path` is where programs are found, as in `PATH`.
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

    /// Who signed a commit that was made at this instant; `None`: it is not known when, and no key
    /// is known to have counted.
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

/// What keys that match say together. A key that two members share says nothing of either.
fn of_owner<'k>(keys: impl IntoIterator<Item = &'k Key>, at: Instant) -> Result<Verdict, String> {
    let keys: Vec<&Key> = keys.into_iter().collect();
    let Some(first) = keys.first() else { return Ok(Verdict::Stranger) };
    if keys.iter().any(|key| key.owner != first.owner) {
        return Err("its key is listed for two members".to_owned());
    }
    let verdicts = || keys.iter().map(|key| key.at(at));
    Ok(verdicts().find(|verdict| verdict.signer().is_some()).unwrap_or_else(|| first.at(at)))
}
