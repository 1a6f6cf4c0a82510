//! Attribution of records: who committed a record, and what proves it.
//!
//! Anyone can type a name into a file; the commit shows who did. A signature with a member's key
//! proves it. Without one, the author of the commit is believed, unless the committer is another
//! member, who may have written in the author's name.

use super::Record;
use super::record::records;
use crate::git::{Commit, Person};
use crate::incident::Incident;
use crate::names::Name;
use crate::portfolio::{Member, Team};
use crate::signature::{CheckedCommit, Verdict};
use crate::source::FilePath;

/// What one commit wrote into one `incident.toml`.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The commit.
    pub commit: CheckedCommit,
    /// The file, by its name in that commit.
    pub file: FilePath,
    /// The incident in each parent of the commit that has it.
    pub before: Vec<Before>,
    /// The incident after the commit.
    pub after: Incident,
}

/// An incident in a parent of a commit.
#[derive(Clone, Debug)]
pub struct Before {
    /// The incident.
    pub incident: Incident,
    /// The path of its `incident.toml` there, if its folder was renamed.
    pub from: Option<FilePath>,
    /// Whether that parent is a commit of the change itself. A record that only an older
    /// commit has was reverted before the base, so a commit that restores it counts as adding it.
    pub is_own: bool,
}

/// Why a commit is not attributed to somebody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// The commit is by someone else, who is named.
    By(String),
    /// The commit is by someone who has no address of a member, and who is named.
    ByStranger(String),
    /// The author is right, but the committer is another member, who is named.
    MadeBy(String),
    /// It was signed with the key of another member.
    SignedBy(Name),
    /// The signature is not valid.
    Invalid(String),
    /// The policy requires a signature, and no member signed it.
    Unsigned,
    /// team.toml has no address and no key of the person, so no commit can be attributed to them.
    Unknown,
}

impl Edit {
    /// Returns the records that a merge dropped although a parent had them, by mixing lines of both
    /// sides or discarding one side.
    #[must_use]
    pub fn lost(&self) -> Vec<Record<'_>> {
        let has = |incident: &Incident, record: &Record<'_>| records(incident).iter().any(|there| there.tells(record));
        let sides = if self.before.len() > 1 { self.before.as_slice() } else { &[] };
        sides.iter().flat_map(|before| records(&before.incident)).filter(|record| !has(&self.after, record)).collect()
    }

    /// Returns whether the incident has this record after the commit.
    pub(super) fn has(&self, record: &Record<'_>) -> bool {
        has(&self.after, record)
    }
}

/// Returns whether an incident has this record.
pub(super) fn has(incident: &Incident, record: &Record<'_>) -> bool {
    records(incident).iter().any(|there| there.says_what(record))
}

/// Checks that a commit is attributed to this person, by the team in the base. A signature that
/// cannot be checked proves nothing, and neither does one that is not a member's, such as that of a
/// forge.
///
/// # Errors
/// The reason why it is not.
pub fn is_word_of(checked: &CheckedCommit, person: &str, team: &Team, must_be_signed: bool) -> Result<(), Doubt> {
    match checked.verdict.as_ref().unwrap_or(&Verdict::Unsigned) {
        Verdict::Good(signer) if signer.as_str() == person => return Ok(()),
        Verdict::Good(signer) => return Err(Doubt::SignedBy(signer.clone())),
        Verdict::Lapsed(_, why) => return Err(Doubt::Invalid((*why).to_owned())),
        Verdict::Bad => return Err(Doubt::Invalid("it does not match the commit".to_owned())),
        Verdict::Unsigned | Verdict::Stranger | Verdict::Unverified(_) if must_be_signed => {
            return Err(Doubt::Unsigned);
        }
        Verdict::Unsigned | Verdict::Stranger | Verdict::Unverified(_) => {}
    }
    let member = team.member(person).filter(|member| addresses(member).next().is_some()).ok_or(Doubt::Unknown)?;
    let Commit { author, committer, .. } = &checked.commit;
    if !is(member, author) {
        return Err(match who(team, author) {
            Some(_) => Doubt::By(author.words()),
            None => Doubt::ByStranger(author.words()),
        });
    }
    match who(team, committer) {
        Some(other) if other.id.value != member.id.value => Err(Doubt::MadeBy(committer.words())),
        _ => Ok(()),
    }
}

/// Returns the member with this address.
fn who<'t>(team: &'t Team, person: &Person) -> Option<&'t Member> {
    team.members.iter().find(|member| is(member, person))
}

fn is(member: &Member, person: &Person) -> bool {
    addresses(member).any(|address| address.eq_ignore_ascii_case(&person.email))
}

fn addresses(member: &Member) -> impl Iterator<Item = &str> {
    member.email.iter().chain(&member.emails).map(|address| address.as_str())
}
