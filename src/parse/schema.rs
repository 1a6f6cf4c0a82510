//! What each file may say, declared once.
//!
//! A [`Schema`] is read three times: by `check`, which reports what a file says otherwise; by
//! `schema`, which prints it as JSON Schema for editors; and by the decoders, which meet only what
//! `check` let pass.

use super::format::Format;
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

/// A table: its keys, and what they have to do with each other.
#[derive(Debug)]
pub(super) struct Schema {
    /// What the table is, with its article: `a release line`.
    pub(super) what: &'static str,
    /// Its keys, in groups that several schemas share.
    pub(super) keys: &'static [&'static [Key]],
    /// What holds between its keys.
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

/// What a key takes.
#[derive(Debug)]
pub(super) enum Kind {
    /// The number of the form this version reads.
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
    /// A list, or one of its entries alone.
    OneOrMany(&'static Kind),
    Table(&'static Schema),
    /// A list of tables.
    Tables(&'static Schema),
    /// This word, or a table.
    WordOrTable(&'static str, &'static Schema),
    /// Keys of one's own, and what each takes.
    Map(Format, &'static Kind),
}

/// What holds between the keys of a table.
#[derive(Debug, Clone, Copy)]
pub(super) enum Constraint {
    /// Nothing.
    Free,
    /// A window: one anchor, a minimum no longer than the maximum.
    Window,
    /// The first date is no later than the second.
    Ordered(&'static str, &'static str),
}

impl Schema {
    /// A table whose keys have nothing to do with each other.
    pub(super) const fn free(what: &'static str, keys: &'static [&'static [Key]]) -> Self {
        Self { what, keys, constraint: Constraint::Free }
    }

    /// Every key.
    pub(super) fn all(&self) -> impl Iterator<Item = &'static Key> + use<> {
        self.keys.iter().copied().flatten()
    }

    /// The key of this name.
    pub(super) fn key(&self, name: &str) -> Option<&'static Key> {
        self.all().find(|k| k.name == name)
    }
}

/// A key that has to be there.
const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, required: true, doc }
}

/// A key that may be there.
const fn optional(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, required: false, doc }
}

/// Any text that says something.
const TEXT: Kind = Kind::Text(Format::Text);
/// A text on one line.
const LINE: Kind = Kind::Text(Format::Line);
const NAME: Kind = Kind::Text(Format::Name);
const LINE_ID: Kind = Kind::Text(Format::LineId);
const URL: Kind = Kind::Text(Format::Url);
const EMAIL: Kind = Kind::Text(Format::Email);
const LINES: Kind = Kind::List(&LINE);
const NAMES: Kind = Kind::OneOrMany(&NAME);
const LINE_IDS: Kind = Kind::OneOrMany(&LINE_ID);
const SCHEMA: Key = required(key::SCHEMA, Kind::Schema, "The form of this file: 1.");
