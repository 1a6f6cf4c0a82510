//! Advisories of other databases, read as they stand: one file for each format.
//!
//! Reading knows nothing of a project or of this program's files. It makes a [`Record`] of every record, and says of
//! each part of it that was guessed at or left behind; what becomes of a record here is the importing command's
//! business. Whatever is read was written by somebody else: sizes and depths are bounded, and no text is believed.

use crate::ecosystem::Ecosystem;
use crate::time::Instant;

mod archive;
mod batch;
mod constraint;
mod csaf;
mod cve;
mod fields;
mod folder;
mod format;
mod ghsa;
mod go;
mod limits;
mod node;
mod osv;
mod ranges;
mod reading;
mod rustsec;
mod text;
mod yaml;

pub use batch::{Batch, Entry, Place, ReadError, Refusal, Skipped, read, read_from};
pub use format::Format;

/// What one record says, in the words of this program's `advisory.md`. Nothing in it is checked beyond its type: texts may
/// hold anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Its id in the database it comes from.
    pub id: String,
    /// Other ids of the same vulnerability, CVE ids among them; never its own.
    pub aliases: Vec<String>,
    /// Ids of other vulnerabilities that have to do with it.
    pub related: Vec<String>,
    /// One line of plain text.
    pub title: String,
    /// The text: Markdown.
    pub details: String,
    /// When it was first published; `None`: not known.
    pub published: Option<Instant>,
    /// When it was last changed; `None`: not known.
    pub modified: Option<Instant>,
    /// Its withdrawal.
    pub withdrawn: Option<Withdrawal>,
    /// CVSS vectors as they stand.
    pub vectors: Vec<String>,
    /// CWE ids.
    pub cwe: Vec<String>,
    /// Affected ranges in the numbers of their packages, each of one package, of no line and with one end at most.
    pub affected: Vec<Affected>,
    /// Affected ranges in the project's own numbers, each of one package: only where this program wrote the record, and of
    /// packages with a range that names its release line. They say the same as `affected` does of these packages, if the
    /// project is the one that the record was written for; whoever has another, or other lines, goes by `affected`.
    pub lines: Vec<Affected>,
    /// Links.
    pub references: Vec<Reference>,
    /// Whom to thank.
    pub credits: Vec<Credit>,
    /// The public timeline.
    pub timeline: Vec<Dated>,
    /// What changed and when, as far as the format keeps a history.
    pub revisions: Vec<Dated>,
    /// What was guessed, and what had no place, in the order it was met.
    pub notes: Vec<Note>,
}

/// Affected versions of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    /// The ecosystem.
    pub ecosystem: Option<Ecosystem>,
    /// The package's name there.
    pub package: Option<String>,
    /// The first affected version; `None`: from the first on.
    pub introduced: Option<String>,
    /// The first version that is not affected.
    pub fixed: Option<String>,
    /// The last affected version, where there is no fixed one.
    pub last_affected: Option<String>,
    /// The release line this speaks of, where the record names one.
    pub line: Option<String>,
}

/// A withdrawal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// When; `None`: not known.
    pub at: Option<Instant>,
    /// Why, if it says so.
    pub reason: Option<String>,
}

/// A link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// One of `names::REFERENCE_KINDS`.
    pub kind: Option<String>,
    /// Where.
    pub url: String,
    /// What to call it.
    pub title: Option<String>,
}

/// A credit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credit {
    /// Who.
    pub name: String,
    /// One of `names::CREDIT_ROLES`.
    pub role: Option<String>,
    /// Their page.
    pub url: Option<String>,
}

/// A dated line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// When.
    pub at: Instant,
    /// What.
    pub text: String,
}

/// What the reader of an import should know of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The field, by its path in the record: `affected[0].ecosystem_specific.imports`.
    pub field: String,
    /// What became of it.
    pub fate: Fate,
    /// Why, or what instead: the end of a sentence.
    pub reason: String,
}

/// What became of a field that was not simply taken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fate {
    /// Its meaning here was worked out and may be wrong.
    Guessed,
    /// This program's files have no place for it.
    NoPlace,
    /// It is not what its format asks for, and was passed over.
    Wrong,
}
