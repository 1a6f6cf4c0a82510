//! Whose word a record is: who committed it, and what proves that it was them.
//!
//! An approval is worth what stands behind it. The name in the file was typed by somebody, and the commit says by whom. A signature
//! by a member's key is that member's word. Without one, the commit's author is taken at their word, as long as the
//! one who made the commit is not another member: then that one wrote it in the author's name.

use super::Record;
use super::record::records;
use crate::incident::Incident;
use crate::names::Name;
use crate::portfolio::{Member, Team};
use crate::source::FilePath;

/// Somebody, as a commit names them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub email: String,
}

/// Who made a commit, as far as it can be proven.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commit {
    /// Its id, short enough for people.
    pub id: String,
    /// Who wrote the change.
    pub author: Person,
    /// Who made the commit.
    pub committer: Person,
    /// What its signature proves.
    pub proof: Proof,
}

/// What a commit's signature proves, by the keys that team.toml had at the base.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Proof {
    /// It has none, or one of somebody who is no member, such as a forge's.
    None,
    /// It is this member's.
    Signed(Name),
    /// It is not valid: why, in words.
    Invalid(String),
}

/// What one commit wrote into one `incident.toml`.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The commit.
    pub commit: Commit,
    /// The file, by its name in that commit.
    pub file: FilePath,
    /// As each parent of the commit had it, where it had it.
    pub before: Vec<Before>,
    /// As the commit left it.
    pub after: Incident,
}

/// An incident as a parent of a commit had it.
#[derive(Clone, Debug)]
pub struct Before {
    /// The incident.
    pub incident: Incident,
    /// By its name there, where its folder was renamed.
    pub from: Option<FilePath>,
    /// Whether that parent is a commit of the change itself. What an older one had and the base has not was taken back, and
    /// whoever brings it back puts it there.
    pub is_own: bool,
}

/// Why a commit is not somebody's word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// The commit is by somebody else, whom the words name.
    By(String),
    /// Another member made the commit, though its author is the right one.
    MadeBy(String),
    /// A key of this other member signed it.
    SignedBy(Name),
    /// The signature is not valid.
    Invalid(String),
    /// The policy asks for a signature, and there is none of a member.
    Unsigned,
    /// team.toml gives the person no address and no key, so nothing can prove their word.
    Unknown,
}

impl Edit {
    /// What a merge left out though a parent had it: lines of both sides that were mixed, or a side that was not taken.
    #[must_use]
    pub fn lost(&self) -> Vec<Record<'_>> {
        let has = |incident: &Incident, record: &Record<'_>| records(incident).iter().any(|there| there.tells(record));
        let sides = if self.before.len() > 1 { self.before.as_slice() } else { &[] };
        sides.iter().flat_map(|before| records(&before.incident)).filter(|record| !has(&self.after, record)).collect()
    }

    /// Whether the commit left it with this record.
    pub(super) fn has(&self, record: &Record<'_>) -> bool {
        has(&self.after, record)
    }
}

/// Whether an incident has this record.
pub(super) fn has(incident: &Incident, record: &Record<'_>) -> bool {
    records(incident).iter().any(|there| there.says_what(record))
}

impl Commit {
    /// Whether the commit is the word of this person, by a team as it was before the change.
    ///
    /// # Errors
    /// Why it is not.
    pub fn is_word_of(&self, person: &str, team: &Team, must_be_signed: bool) -> Result<(), Doubt> {
        match &self.proof {
            Proof::Signed(signer) if signer.as_str() == person => return Ok(()),
            Proof::Signed(signer) => return Err(Doubt::SignedBy(signer.clone())),
            Proof::Invalid(why) => return Err(Doubt::Invalid(why.clone())),
            Proof::None if must_be_signed => return Err(Doubt::Unsigned),
            Proof::None => {}
        }
        let member = team.member(person).filter(|member| addresses(member).next().is_some()).ok_or(Doubt::Unknown)?;
        if !is(member, &self.author) {
            return Err(Doubt::By(self.author.words()));
        }
        match who(team, &self.committer) {
            Some(other) if other.id.value != member.id.value => Err(Doubt::MadeBy(self.committer.words())),
            _ => Ok(()),
        }
    }
}

impl Person {
    /// For people: name and address.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{} <{}>", self.name, self.email)
    }
}

/// The member who has this address.
fn who<'t>(team: &'t Team, person: &Person) -> Option<&'t Member> {
    team.members.iter().find(|member| is(member, person))
}

fn is(member: &Member, person: &Person) -> bool {
    addresses(member).any(|address| address.eq_ignore_ascii_case(&person.email))
}

fn addresses(member: &Member) -> impl Iterator<Item = &str> {
    member.email.iter().chain(&member.emails).map(|address| address.as_str())
}
