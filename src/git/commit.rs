//! The model of a commit that all modules share.

use gix::objs::CommitRef;

use super::id::Id;
use super::trailers::trailers;
use crate::time::Instant;

/// A person and a time, as given in a commit. Untrusted: anyone can write any name there.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Person {
    /// The name; empty when there is none.
    pub name: String,
    /// The mail address; empty when there is none.
    pub email: String,
    /// The time; `None` when it can't be parsed.
    pub at: Option<Instant>,
    /// The offset of their clock from UTC, in seconds.
    pub offset: i32,
}

impl Person {
    /// Reads a line `Name <email> seconds offset` of a commit.
    fn read(line: &[u8]) -> Self {
        let Ok(signature) = gix::actor::SignatureRef::from_bytes(line) else { return Self::default() };
        let (signature, time) = (signature.trim(), signature.time().ok());
        Self {
            name: signature.name.to_string(),
            email: signature.email.to_string(),
            at: time.and_then(|time| Instant::from_unix(time.seconds)),
            offset: time.map_or(0, |time| time.offset),
        }
    }

    /// Returns `name <address>`, for display.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{} <{}>", self.name, self.email)
    }
}

/// A commit. Bytes that are not UTF-8 are replaced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commit {
    /// Its id.
    pub id: Id,
    /// Its parents, in order; a merge has several.
    pub parents: Vec<Id>,
    /// Who wrote the change.
    pub author: Person,
    /// Who made the commit.
    pub committer: Person,
    /// The whole message.
    pub message: String,
}

impl Commit {
    pub(super) fn read(id: Id, commit: &CommitRef<'_>) -> Self {
        Self {
            id,
            parents: commit.parents().map(Id).collect(),
            author: Person::read(commit.author),
            committer: Person::read(commit.committer),
            message: String::from_utf8_lossy(commit.message).into_owned(),
        }
    }

    /// Returns the first line of the message.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }

    /// Returns the trailers at the end of the message, as `git interpret-trailers --parse
    /// --no-divider` gives them: token and value, continuation lines joined, in their order.
    #[must_use]
    pub fn trailers(&self) -> Vec<(String, String)> {
        trailers(&self.message)
    }

    /// Returns the values of all trailers with this token, ignoring case.
    #[must_use]
    pub fn trailer(&self, token: &str) -> Vec<String> {
        let trailers = self.trailers().into_iter();
        trailers.filter(|(name, _)| name.eq_ignore_ascii_case(token)).map(|(_, value)| value).collect()
    }
}
