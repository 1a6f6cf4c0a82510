//! Whether a commit carries the reviews that the policy asks for.
//!
//! A trailer is a line of text that whoever made the commit could write. So a review counts only
//! from somebody in the right role at the time, and never from those who made the commit, however
//! they spell themselves.

use std::collections::BTreeSet;

use crate::case::{Act, Case};
use crate::git::{Commit, Person};
use crate::names::Name;
use crate::policy::{Approvals, Step};
use crate::portfolio::{Member, Team};
use crate::time::Instant;

/// A commit of the fix and who approved it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Review {
    /// The commit's id.
    pub commit: String,
    /// The first line of its message.
    pub subject: String,
    /// Who counts, in the order of the trailers.
    pub by: Vec<Name>,
    /// Who does not, and why.
    pub refused: Vec<Refused>,
}

/// Somebody whose review does not count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// As the trailer has them.
    pub who: String,
    /// Why.
    pub why: Why,
}

/// Why a review does not count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// They wrote the commit, or a part of it.
    Author,
    /// They made the commit, and nobody on the team is its author: author and reviewer may be one
    /// person.
    Committer,
    /// They had left by then.
    Left,
    /// They are on the team, without the role.
    WithoutRole,
    /// No member has that address.
    Stranger,
}

impl Why {
    /// In words, as they follow a name.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Author => "wrote the commit",
            Self::Committer => "committed it, and its author is not on the team",
            Self::Left => "had left by then",
            Self::WithoutRole => "does not hold the role",
            Self::Stranger => "is not in team.toml",
        }
    }
}

/// The reviews that the policy asks for: each of a step that is about the fix.
pub(super) fn asked<'p>(case: &Case<'p>) -> Vec<(&'p Step, &'p Approvals)> {
    case.policy.steps.iter().filter_map(|step| Some((step, step.approvals.as_ref()?))).collect()
}

/// What a commit's trailers are worth.
pub(super) fn review(case: &Case<'_>, asked: &Approvals, commit: &Commit) -> Review {
    let team = &case.portfolio.team;
    let trailers = commit.trailers();
    let co_authors = trailers.iter().filter(|(key, _)| key.eq_ignore_ascii_case("Co-authored-by"));
    let mut authors: Vec<Who> = co_authors.map(|(_, value)| Who::read(value)).collect();
    authors.push(Who::of(&commit.author));
    let committer = Who::of(&commit.committer);
    // Who made the commit may have written another name into it, unless that name is one of us. A
    // co-author's is no excuse.
    let disguised = Who::of(&commit.author).member(team).is_none_or(|m| committer.may_be(m));
    let at = commit.committer.at.unwrap_or_else(Instant::never);
    let judge = |who: &Who| -> Result<Name, Why> {
        let Some(member) = who.member(team) else {
            let is_author = authors.iter().any(|author| author.is(who));
            return Err(if is_author { Why::Author } else { Why::Stranger });
        };
        let id = &member.id.value;
        if authors.iter().any(|author| author.may_be(member)) {
            Err(Why::Author)
        } else if disguised && committer.may_be(member) {
            Err(Why::Committer)
        } else if !member.is_there(at) {
            Err(Why::Left)
        } else if !case.may(id.as_str(), Act::ApproveFix(asked), at) {
            Err(Why::WithoutRole)
        } else {
            Ok(id.clone())
        }
    };
    let (mut by, mut refused) = (Vec::new(), Vec::new());
    for (_, value) in trailers.iter().filter(|(key, _)| asked.counts(key)) {
        match judge(&Who::read(value)) {
            Ok(name) if by.contains(&name) => {}
            Ok(name) => by.push(name),
            Err(why) => refused.push(Refused { who: value.clone(), why }),
        }
    }
    Review { commit: commit.id.to_string(), subject: commit.subject().to_owned(), by, refused }
}

/// The members who wrote a commit, or a part of it.
pub(super) fn authors<'p>(team: &'p Team, commit: &Commit) -> Vec<&'p Member> {
    let co_authors = commit.trailer("Co-authored-by");
    let all: Vec<Who> = co_authors.iter().map(|c| Who::read(c)).chain([Who::of(&commit.author)]).collect();
    team.members.iter().filter(|member| all.iter().any(|who| who.may_be(member))).collect()
}

/// Somebody as git spells them.
struct Who {
    name: String,
    email: String,
}

impl Who {
    fn of(person: &Person) -> Self {
        Self { name: folded(&person.name), email: folded(&person.email) }
    }

    /// `Name <address>`, or either of them.
    fn read(value: &str) -> Self {
        let value = value.trim();
        match value.rsplit_once('<') {
            Some((name, rest)) => {
                Self { name: folded(name), email: folded(rest.split('>').next().unwrap_or_default()) }
            }
            None if value.contains('@') && !value.starts_with('@') && !value.contains(char::is_whitespace) => {
                Self { name: String::new(), email: folded(value) }
            }
            None => Self { name: folded(value.trim_start_matches('@')), email: String::new() },
        }
    }

    /// The one member whom this names for sure: by address or, where there is none, by id or whole
    /// name.
    fn member<'p>(&self, team: &'p Team) -> Option<&'p Member> {
        let names = |m: &&Member| folded(&m.name) == self.name || m.id.as_str() == self.name;
        let mut found = team
            .members
            .iter()
            .filter(|m| if self.email.is_empty() { !self.name.is_empty() && names(m) } else { self.has_address_of(m) });
        let member = found.next()?;
        found.next().is_none().then_some(member)
    }

    /// Whether this could be that member: by address, or by name or id however they are written.
    fn may_be(&self, member: &Member) -> bool {
        let own = words(&self.name);
        let is = |name: &str| !own.is_empty() && own == words(name);
        self.has_address_of(member) || is(&member.name) || is(member.id.as_str())
    }

    fn has_address_of(&self, member: &Member) -> bool {
        member.email.iter().chain(&member.emails).any(|email| folded(email) == self.email)
    }

    fn is(&self, other: &Self) -> bool {
        (!self.email.is_empty() && self.email == other.email) || (!self.name.is_empty() && self.name == other.name)
    }
}

/// Case and white space make no difference between two spellings.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The words of a name, in no order: without punctuation, what stands in parentheses, and what
/// nobody sees.
fn words(name: &str) -> BTreeSet<String> {
    let mut depth = 0_usize;
    let mut plain = String::new();
    for c in name.chars().filter(|c| !is_invisible(*c)) {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            c if c.is_alphanumeric() => plain.extend(c.to_lowercase()),
            _ => plain.push(' '),
        }
    }
    plain.split_whitespace().map(str::to_owned).collect()
}

/// Characters without a width: joiners, marks of direction, soft hyphens, selectors of variants,
/// fillers, tags.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
        || c.is_control()
}
