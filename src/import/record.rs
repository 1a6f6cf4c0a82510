//! What one record of another database says, whatever its format.

use crate::ecosystem::Ecosystem;
use crate::time::Instant;
use crate::version::Order;

/// A record in the terms of this program's `advisory.md`. Only the types of its values are checked:
/// texts may contain anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Its id in the database it comes from.
    pub id: String,
    /// Other ids of the same vulnerability, such as CVE IDs; never its own.
    pub aliases: Vec<String>,
    /// Ids of other vulnerabilities that are related to it.
    pub related: Vec<String>,
    /// The title: one line of plain text.
    pub title: String,
    /// The text, in Markdown.
    pub details: String,
    /// When it was first published, if that is known.
    pub published: Option<Instant>,
    /// When it was last changed, if that is known.
    pub modified: Option<Instant>,
    /// Its withdrawal, if it was withdrawn.
    pub withdrawn: Option<Withdrawal>,
    /// CVSS vectors, unchecked.
    pub vectors: Vec<String>,
    /// The severity in a word, as the record has it.
    pub severity: Option<String>,
    /// CWE ids.
    pub cwe: Vec<String>,
    /// Affected ranges in the version numbers of their packages: each of one package, of no release
    /// line, and with at most one end.
    pub affected: Vec<Affected>,
    /// Versions of which the record says that nobody knows whether they are affected. Those that an
    /// affected range contains are affected.
    pub unknown: Vec<Affected>,
    /// Affected ranges in the project's own version numbers. Only records that this program wrote
    /// have them, and only for packages with a range that names its release line. They say the same
    /// about these packages as `affected` does, provided that the record was written for the same
    /// project with the same lines; any other project must use `affected`.
    pub lines: Vec<Affected>,
    /// Affected commits.
    pub commits: Vec<Commits>,
    /// Links.
    pub references: Vec<ImportedReference>,
    /// The people to thank.
    pub credits: Vec<ImportedCredit>,
    /// The public timeline.
    pub timeline: Vec<Dated>,
    /// What changed and when, as far as the format keeps a history.
    pub revisions: Vec<Dated>,
    /// What was guessed, dropped or malformed, in the order in which it was met.
    pub notes: Vec<Note>,
}

/// A range of affected versions of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    /// The ecosystem.
    pub ecosystem: Option<Ecosystem>,
    /// The package's name in the ecosystem.
    pub package: Option<String>,
    /// The first affected version; `None` if the range has no beginning.
    pub introduced: Option<String>,
    /// The first version that is not affected.
    pub fixed: Option<String>,
    /// Whether the record does not say that this first version has a fix: it calls it not affected,
    /// or no source names it as a release.
    pub ends_unfixed: bool,
    /// The last affected version, where no fixed one is known.
    pub last_affected: Option<String>,
    /// The release line that the range is limited to, if the record names one.
    pub line: Option<String>,
    /// How the record says that versions of the package are ordered, if it says so beside the
    /// ecosystem.
    pub order: Option<Order>,
    /// The package URL, without a version, if ecosystem and name do not say all of it.
    pub purl: Option<String>,
    /// Who makes the package, if it is in no ecosystem and the record says so.
    pub vendor: Option<String>,
}

/// Affected commits of a repository: all that have one of the first among their ancestors, or are
/// one of them, and none of the fixes. Where nothing is introduced, all commits without a fix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commits {
    /// The ecosystem of the package that the repository has the source of.
    pub ecosystem: Option<Ecosystem>,
    /// The package's name.
    pub package: Option<String>,
    /// The package URL, without a version, if ecosystem and name do not say all of it.
    pub purl: Option<String>,
    /// Who makes the package, if it is in no ecosystem and the record says so.
    pub vendor: Option<String>,
    /// The address of the repository.
    pub repository: Option<String>,
    /// The commits that introduced the flaw.
    pub introduced: Vec<String>,
    /// The commits that have the fix.
    pub fixed: Vec<String>,
    /// The last affected commits.
    pub last_affected: Vec<String>,
    /// Commits that no affected commit comes after.
    pub limit: Vec<String>,
    /// The affected versions as the repository's tags have them.
    pub versions: Vec<String>,
}

/// The withdrawal of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// When it was withdrawn, if that is known.
    pub at: Option<Instant>,
    /// Why, if the record says so.
    pub reason: Option<String>,
}

/// A link of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedReference {
    /// One of `names::REFERENCE_KINDS`.
    pub kind: Option<String>,
    /// The address.
    pub url: String,
    /// Its title.
    pub title: Option<String>,
}

/// A credit of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedCredit {
    /// The person's or organization's name.
    pub name: String,
    /// One of `names::CREDIT_ROLES`.
    pub role: Option<String>,
    /// Their web page.
    pub url: Option<String>,
}

/// A text with an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The instant.
    pub at: Instant,
    /// The text.
    pub text: String,
}

/// What whoever reviews an import should know about one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The path of the field in the record, such as `affected[0].ecosystem_specific.imports`.
    pub field: String,
    /// What became of it.
    pub fate: Fate,
    /// Why, or what was taken instead: the end of a sentence.
    pub reason: String,
}

/// What became of a field that was not simply taken over.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fate {
    /// Versions that it calls affected are not taken, so that nothing is said of them here.
    Lost,
    /// Its meaning was inferred, and may be wrong.
    Guessed,
    /// This program's files have no place for it.
    NoPlace,
    /// It is malformed by the rules of its format, and was ignored.
    Wrong,
}
