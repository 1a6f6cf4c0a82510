//! One commit, as people wrote it.

use gix::objs::CommitRef;

use super::{CommitId, Incomplete, Product, ProductError};

/// Who did something, as the commit says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Name; empty when there is none.
    pub name: String,
    /// Mail address; empty when there is none.
    pub email: String,
    /// When, in seconds since 1970.
    pub time: i64,
}

/// A commit. Bytes that are no text are replaced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commit {
    /// Its id.
    pub id: CommitId,
    /// The commits that it builds upon; several for a merge.
    pub parents: Vec<CommitId>,
    /// Who wrote the change.
    pub author: Person,
    /// Who made the commit.
    pub committer: Person,
    /// All of the message.
    pub message: String,
}

impl Commit {
    /// The first line of the message.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }

    /// The trailers at the end of the message, as `git interpret-trailers --parse --no-divider` gives them: token and value,
    /// continuation lines joined, in their order.
    #[must_use]
    pub fn trailers(&self) -> Vec<(String, String)> {
        super::trailers::trailers(&self.message)
    }

    /// The values of all trailers of a token, upper or lower case.
    #[must_use]
    pub fn trailer(&self, token: &str) -> Vec<String> {
        let trailers = self.trailers().into_iter();
        trailers.filter(|(name, _)| name.eq_ignore_ascii_case(token)).map(|(_, value)| value).collect()
    }
}

impl Product {
    /// A commit of this repository, whether a branch leads to it or not.
    ///
    /// # Errors
    /// When it is not there or can't be read.
    pub fn commit(&self, id: CommitId) -> Result<Commit, ProductError> {
        let repository = self.shared.to_thread_local();
        let object = repository.try_find_object(id.0).map_err(|e| self.damaged(e))?;
        let object =
            object.ok_or_else(|| Incomplete::Missing { repository: self.folder.clone(), object: id.to_string() })?;
        let commit = object.try_to_commit_ref().map_err(|e| self.damaged(e))?;
        let CommitRef { author, committer, message, .. } = commit;
        Ok(Commit {
            id,
            parents: commit.parents().map(CommitId).collect(),
            author: person(author),
            committer: person(committer),
            message: String::from_utf8_lossy(message).into_owned(),
        })
    }
}

/// A line `Name <email> time offset`.
fn person(line: &[u8]) -> Person {
    let Ok(signature) = gix::actor::SignatureRef::from_bytes(line) else {
        return Person { name: String::new(), email: String::new(), time: 0 };
    };
    let signature = signature.trim();
    Person { name: signature.name.to_string(), email: signature.email.to_string(), time: signature.seconds() }
}
