//! The form of each file, declared once.
//!
//! A [`Schema`] is used by `check`, which reports deviations; by `schema`, which prints it as JSON
//! Schema for editors; and by the decoders, which see only what `check` accepts.

use super::format::Format;
use super::limit;
use crate::key;

pub(super) mod advisory;
pub(super) mod distributors;
mod element;
pub(super) mod front_matter;
pub(super) mod incident;
pub(super) mod policy;
pub(super) mod step;
pub(super) mod team;
pub(super) mod terms;

/// A table: its keys, and the constraints between them.
#[derive(Debug)]
pub(super) struct Schema {
    /// The name of the table, with its article: `a release line`.
    pub(super) what: &'static str,
    /// Its keys, in groups that several schemas share.
    pub(super) keys: &'static [&'static [Key]],
    /// The constraint between its keys.
    pub(super) constraint: Constraint,
}

/// A key of a table.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
    /// One line for editors.
    pub(super) doc: &'static str,
}

/// The type of a key's value.
#[derive(Debug)]
pub(super) enum Kind {
    /// The number of the schema that this version reads.
    Schema,
    Bool,
    /// A whole number from 1.
    Count,
    /// A CVSS score, 0.0 to 10.0.
    Score,
    Instant,
    Date,
    /// A text of some form.
    Text(Format),
    /// One of these words.
    Word(&'static [&'static str]),
    List(&'static Kind),
    /// A list, or a single entry.
    OneOrMany(&'static Kind),
    Table(&'static Schema),
    /// A list of tables.
    Tables(&'static Schema),
    /// A list, or a list of tables, that may have more entries than others.
    Long(&'static Kind),
    /// This word, or a table.
    WordOrTable(&'static str, &'static Schema),
    /// User-defined keys, and the type of their values.
    Map(Format, &'static Kind),
}

/// A constraint between the keys of a table.
#[derive(Debug, Clone, Copy)]
pub(super) enum Constraint {
    /// Nothing.
    Free,
    /// A window: one anchor, and a minimum that is not longer than the maximum.
    Window,
    /// The first date is not later than the second.
    Ordered(&'static str, &'static str),
}

impl Kind {
    /// Returns the type itself, and the most entries that it has if it is a list.
    pub(super) fn limited(&self) -> (&Self, usize) {
        if let Self::Long(kind) = self { (kind, limit::LONG) } else { (self, limit::ENTRIES) }
    }
}

impl Schema {
    /// Creates a table without constraints between its keys.
    pub(super) const fn free(what: &'static str, keys: &'static [&'static [Key]]) -> Self {
        Self { what, keys, constraint: Constraint::Free }
    }

    /// Returns every key.
    pub(super) fn all(&self) -> impl Iterator<Item = &'static Key> + use<> {
        self.keys.iter().copied().flatten()
    }

    /// Returns the key of this name.
    pub(super) fn key(&self, name: &str) -> Option<&'static Key> {
        self.all().find(|k| k.name == name)
    }
}

/// Creates a required key.
const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, required: true, doc }
}

/// Creates an optional key.
const fn optional(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, required: false, doc }
}

/// Any string that is not empty.
const TEXT: Kind = Kind::Text(Format::Text);
/// A string of one line.
const LINE: Kind = Kind::Text(Format::Line);
const NAME: Kind = Kind::Text(Format::Name);
const DIGEST: Kind = Kind::Text(Format::Digest);
const MESSAGE_ID: Kind = Kind::Text(Format::MessageId);
const LINE_ID: Kind = Kind::Text(Format::LineId);
const URL: Kind = Kind::Text(Format::Url);
const EMAIL: Kind = Kind::Text(Format::Email);
const LINES: Kind = Kind::List(&LINE);
const NAMES: Kind = Kind::OneOrMany(&NAME);
const LINE_IDS: Kind = Kind::OneOrMany(&LINE_ID);
const SCHEMA: Key = required(key::SCHEMA, Kind::Schema, "The version of the file format: 1.");
