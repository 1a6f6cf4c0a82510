//! Writes objects, and moves a branch to a new commit.

use gix::objs::{Write as _, WriteTo as _};
use gix::refs::Target;
use gix::refs::transaction::{Change, LogChange, PreviousValue, RefEdit, RefLog};

use super::branch_name::BranchName;
use super::error::Cause;
use super::id::Id;
use super::object::ObjectKind;
use super::repository::Repository;
use crate::time::Instant;

/// The author and committer of a new commit. The time is written in UTC.
pub(crate) struct Signature<'a> {
    pub(crate) name: &'a str,
    pub(crate) email: &'a str,
    pub(crate) at: Instant,
}

impl Signature<'_> {
    fn git(&self) -> gix::actor::Signature {
        let time = gix::date::Time { seconds: self.at.unix(), offset: 0 };
        gix::actor::Signature { name: self.name.into(), email: self.email.into(), time }
    }
}

/// Returns the bytes of a commit.
///
/// # Errors
/// When git does not allow the name or the address.
pub(crate) fn encode_commit(
    tree: Id,
    parent: Option<Id>,
    by: &Signature<'_>,
    message: String,
) -> Result<Vec<u8>, Cause> {
    let commit = gix::objs::Commit {
        tree: tree.0,
        parents: parent.into_iter().map(|id| id.0).collect(),
        author: by.git(),
        committer: by.git(),
        encoding: None,
        message: message.into(),
        extra_headers: Vec::new(),
    };
    let mut bytes = Vec::new();
    commit.write_to(&mut bytes)?;
    Ok(bytes)
}

impl Repository {
    /// Writes an object.
    ///
    /// # Errors
    /// When it can't be written.
    pub(crate) fn write(&self, kind: ObjectKind, bytes: &[u8]) -> Result<(), Cause> {
        self.0.objects.write_buf(kind.git(), bytes)?;
        Ok(())
    }

    /// Moves a branch by compare and swap: only if it still stands at `from`, or still doesn't
    /// exist.
    ///
    /// # Errors
    /// When somebody else moved it, or it can't be written.
    pub(crate) fn move_branch(
        &self,
        branch: &BranchName,
        from: Option<Id>,
        to: Id,
        by: &Signature<'_>,
        reason: &str,
    ) -> Result<(), Cause> {
        let expected =
            from.map_or(PreviousValue::MustNotExist, |id| PreviousValue::MustExistAndMatch(Target::Object(id.0)));
        let log = LogChange { mode: RefLog::AndReference, force_create_reflog: false, message: reason.into() };
        let change = Change::Update { log, expected, new: Target::Object(to.0) };
        let edit = RefEdit { change, name: branch.full().clone(), deref: false };
        let (by, mut time) = (by.git(), gix::date::parse::TimeBuf::default());
        self.0.edit_references_as([edit], Some(by.to_ref(&mut time)))?;
        Ok(())
    }
}
