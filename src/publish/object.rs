//! New objects, made in memory.

use super::error::{PublishError, git};
use crate::git::{Id, ObjectKind, Repository};

/// A new object that is not written yet.
pub(super) struct NewObject {
    pub(super) id: Id,
    pub(super) kind: ObjectKind,
    pub(super) bytes: Vec<u8>,
    /// Its path, or what it is.
    pub(super) place: String,
}

impl NewObject {
    pub(super) fn new(
        public: &Repository,
        kind: ObjectKind,
        bytes: Vec<u8>,
        place: &str,
    ) -> Result<Self, PublishError> {
        let id = kind.id(public.format(), &bytes).map_err(git)?;
        Ok(Self { id, kind, bytes, place: place.to_owned() })
    }
}
