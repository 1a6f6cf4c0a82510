//! Reading objects by their ids.

use std::fmt;

use gix::object::Kind;

use super::commit::Commit;
use super::error::Cause;
use super::format::Format;
use super::id::Id;
use super::repository::Repository;

/// The kind of an object. Displays as in git, such as `blob`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ObjectKind {
    /// The contents of a file.
    Blob,
    /// A folder.
    Tree,
    /// A commit.
    Commit,
    /// An annotated tag.
    Tag,
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.git().fmt(f)
    }
}

impl ObjectKind {
    pub(super) fn git(self) -> Kind {
        match self {
            Self::Blob => Kind::Blob,
            Self::Tree => Kind::Tree,
            Self::Commit => Kind::Commit,
            Self::Tag => Kind::Tag,
        }
    }

    pub(super) fn of(kind: Kind) -> Self {
        match kind {
            Kind::Blob => Self::Blob,
            Kind::Tree => Self::Tree,
            Kind::Commit => Self::Commit,
            Kind::Tag => Self::Tag,
        }
    }

    /// Returns the id of an object of this kind with these bytes.
    ///
    /// # Errors
    /// When the bytes are a known collision attack.
    pub(crate) fn id(self, format: Format, bytes: &[u8]) -> Result<Id, Cause> {
        Ok(Id(gix::objs::compute_hash(format.0, self.git(), bytes)?))
    }
}

/// Why an object could not be read.
#[derive(Debug)]
pub(crate) enum Unread {
    /// It is not there.
    Missing(Id),
    /// What git said.
    Damaged(Cause),
}

impl From<gix::Error> for Unread {
    fn from(error: gix::Error) -> Self {
        Self::Damaged(error.into())
    }
}

impl From<Cause> for Unread {
    fn from(error: Cause) -> Self {
        Self::Damaged(error)
    }
}

impl From<Unread> for Cause {
    fn from(error: Unread) -> Self {
        match error {
            Unread::Missing(id) => format!("object {id} is missing").into(),
            Unread::Damaged(cause) => cause,
        }
    }
}

/// The parts of a commit, borrowed from its bytes.
pub(crate) struct RawCommit<'a> {
    pub(crate) tree: Id,
    pub(crate) parents: Vec<Id>,
    pub(crate) message: &'a [u8],
}

impl Repository {
    /// Returns whether the repository has an object.
    pub(crate) fn has(&self, id: Id) -> bool {
        self.0.has_object(id.0)
    }

    /// Returns the kind of an object.
    ///
    /// # Errors
    /// When it is missing or damaged.
    pub(crate) fn kind(&self, id: Id) -> Result<ObjectKind, Unread> {
        let header = self.0.try_find_header(id.0)?.ok_or(Unread::Missing(id))?;
        Ok(ObjectKind::of(header.kind()))
    }

    /// Returns the size of an object in bytes.
    ///
    /// # Errors
    /// When it is missing or damaged.
    pub(crate) fn size(&self, id: Id) -> Result<u64, Unread> {
        Ok(self.0.try_find_header(id.0)?.ok_or(Unread::Missing(id))?.size())
    }

    /// Returns an object's kind and bytes.
    ///
    /// # Errors
    /// When it is missing or damaged.
    pub(crate) fn object(&self, id: Id) -> Result<(ObjectKind, Vec<u8>), Unread> {
        let object = self.find(id)?.detach();
        Ok((ObjectKind::of(object.kind), object.data))
    }

    /// Returns a commit.
    ///
    /// # Errors
    /// When it is missing or damaged, or not a commit.
    pub(crate) fn commit(&self, id: Id) -> Result<Commit, Unread> {
        Ok(Commit::read(id, &self.find(id)?.try_to_commit_ref()?))
    }

    /// Calls `look` with the parts of a commit, without copying its message.
    ///
    /// # Errors
    /// When it is missing or damaged, or no commit.
    pub(crate) fn with_commit<T>(&self, id: Id, look: impl FnOnce(RawCommit<'_>) -> T) -> Result<T, Unread> {
        let object = self.find(id)?;
        let commit = object.try_to_commit_ref()?;
        let parents = commit.parents().map(Id).collect();
        Ok(look(RawCommit { tree: Id(commit.tree()), parents, message: commit.message }))
    }

    /// Returns the top folder of a commit.
    ///
    /// # Errors
    /// When the commit is missing or damaged.
    pub(crate) fn tree_of(&self, commit: Id) -> Result<Id, Unread> {
        self.with_commit(commit, |commit| commit.tree)
    }

    /// Returns the ids of all objects, reachable or not.
    ///
    /// # Errors
    /// When a list of objects can't be read.
    pub(crate) fn ids(&self) -> Result<impl Iterator<Item = Result<Id, Cause>>, Cause> {
        Ok(self.0.objects.iter()?.map(|id| Ok(Id(id?))))
    }

    pub(super) fn find(&self, id: Id) -> Result<gix::Object<'_>, Unread> {
        self.0.try_find_object(id.0)?.ok_or(Unread::Missing(id))
    }
}
