//! The keys that the elements of a policy share.

use super::{Key, Kind, LINE, LINES, NAME, optional, required};
use crate::key;

pub(super) const ID: Key = required(key::ID, NAME, "Its ID, which no other element of its kind has.");
pub(super) const CLAUSES: Key =
    optional(key::CLAUSES, LINES, "IDs of the clauses of the written policy that it implements.");
pub(super) const INFERRED: Key = optional(key::INFERRED, Kind::Bool, "The written policy does not say this outright.");

/// The keys that every element of a policy has.
pub(super) const ELEMENT: &[Key] =
    &[ID, optional(key::TITLE, LINE, "What it is, in the project's own words."), CLAUSES, INFERRED];
