//! THE WALL: the public types, and the only functions that create them.
//!
//! Pages, feeds and exports accept only [`Advisory`] and [`Notice`], so everything they print was
//! let through here. [`Withheld`] gives the reason why something was not, without its content.

use serde::{Serialize, Serializer};

use crate::cvss::Rating;
use crate::ecosystem::Ecosystem;
use crate::names::{CveId, CweId, LineId, PublicId};
use crate::policy::prose::capitalize;
use crate::time::Instant;
use crate::version::{Bound, Range};

mod commits;
mod disclose;
mod notify;
mod severity;
mod unknown;
mod versions;

pub use crate::case::Withheld;
pub(crate) use disclose::credits;
pub use disclose::disclose;
pub(crate) use notify::mitigations_approved;
pub use notify::notify;
pub use severity::{PublicLevel, Severity, StatedSeverity};
pub use unknown::Unknown;
pub use versions::{PackageVersions, Standing, by_package};

/// A public advisory. Every field of it is public.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Advisory {
    /// The project's id for it.
    pub id: PublicId,
    /// Plain text.
    pub title: String,
    /// CVE IDs.
    pub cve: Vec<CveId>,
    /// Ids of the same vulnerability elsewhere.
    pub aliases: Vec<String>,
    /// The id under which another database published it before it was imported, if it is one of the
    /// ids here.
    pub origin: Option<String>,
    /// Whether the first version of a range introduced the flaw. Most databases only say that it is
    /// affected.
    #[serde(skip)]
    pub names_first_affected: bool,
    /// Ids of related vulnerabilities.
    pub related: Vec<String>,
    /// What it has to do with other public advisories of the project.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<PublicRelation>,
    /// CVE IDs that it had and that were rejected. They are among `aliases`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rejected_cve: Vec<PublicRejection>,
    /// Weaknesses.
    pub cwe: Vec<CweId>,
    /// The severity that counts, by the CVSS versions that the policy accepts.
    pub severity: Option<Severity>,
    /// The other vectors, in the order they were written.
    pub other_severities: Vec<Severity>,
    /// The severity that the database it was imported from gives in a word, if there is no vector.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_severity: Option<StatedSeverity>,
    /// The severity level, if the policy has levels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<PublicLevel>,
    /// The facts that the policy publishes, in its order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<PublicFact>,
    /// Affected ranges, one for each package and line.
    pub affected: Vec<Affected>,
    /// Versions of which nobody knows whether they are affected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Unknown>,
    /// Affected commits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub commits: Vec<Commits>,
    /// The people to thank.
    pub credits: Vec<PublicCredit>,
    /// Links.
    pub references: Vec<PublicReference>,
    /// The complete text: Markdown, as it was written.
    #[serde(skip)]
    pub text: String,
    /// The text, section by section, in the order it was written.
    pub sections: Vec<Section>,
    /// The public timeline.
    pub timeline: Vec<Dated>,
    /// What changed and when, oldest first.
    pub revisions: Vec<Dated>,
    /// When it was first published; `None` if it came from another database that does not say.
    pub published: Option<Instant>,
    /// The last revision, withdrawal or publication, whichever is latest.
    pub modified: Instant,
    /// The withdrawal, if it was withdrawn.
    pub withdrawn: Option<Dated>,
    /// When its documents changed beside its revisions, oldest first: because a release was listed,
    /// an advisory that it names became public, or a new version of this program writes another
    /// form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<Instant>,
}

impl Advisory {
    /// Returns its rating: that of its level or of the vector that counts, else the stated one;
    /// `None` if there is none.
    #[must_use]
    pub fn rating(&self) -> Option<Rating> {
        let stated = self.stated_severity.as_ref().map(|stated| stated.rating);
        let of_level = self.level.as_ref().and_then(|level| level.rating);
        of_level.or_else(|| self.severity.as_ref().map(Severity::rating)).or(stated)
    }

    /// Returns its severity in words: the project's level or else the rating; `None` if there is
    /// neither.
    #[must_use]
    pub fn severity_words(&self) -> Option<String> {
        let level = self.level.as_ref().map(|level| level.title.clone());
        level.or_else(|| self.rating().map(|rating| capitalize(rating.as_str())))
    }

    /// Returns when its documents changed last: at its last revision, withdrawal or publication, or
    /// beside these.
    #[must_use]
    pub fn documented(&self) -> Instant {
        self.changed.iter().copied().fold(self.modified, Instant::max)
    }

    /// Returns the earliest instant at which it is known to have been public: its publication, else
    /// its first revision, else its last change.
    #[must_use]
    pub fn since(&self) -> Instant {
        let first = self.revisions.iter().map(|revision| revision.at).min();
        self.published.or(first).unwrap_or(self.modified).min(self.modified)
    }
}

/// Affected versions of one package on one release line.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Affected {
    /// The ecosystem of the package.
    pub ecosystem: Option<Ecosystem>,
    /// The package.
    pub package: Option<String>,
    /// The release line.
    pub line: Option<LineId>,
    /// Whether that line was supported when the advisory became public: `development`, `supported`,
    /// `unsupported`.
    pub support: Option<&'static str>,
    /// The versions. A range without a beginning starts with the first release of the line.
    pub range: Range<Bound>,
    /// Whether nobody knows if the version that ends the range has the fix.
    pub is_end_unknown: bool,
    /// Whether the version that ends the range is not affected, but no fix.
    pub ends_unfixed: bool,
}

impl Affected {
    /// Returns the version that ends the range and has the fix.
    #[must_use]
    pub fn fixed(&self) -> Option<&Bound> {
        self.range.fixed().filter(|_| !self.is_end_unknown && !self.ends_unfixed)
    }

    /// Returns the version that ends the range, if nobody says that it has the fix.
    #[must_use]
    pub fn before(&self) -> Option<&Bound> {
        self.range.fixed().filter(|_| self.is_end_unknown || self.ends_unfixed)
    }
}

/// Affected commits of a repository: all that are one of the first affected ones or come after one
/// of them, and neither are nor come after a fix.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Commits {
    /// The ecosystem of the package that the repository has the source of.
    pub ecosystem: Option<Ecosystem>,
    /// The package.
    pub package: Option<String>,
    /// The address of the repository.
    pub repository: Option<String>,
    /// The first affected commits; if empty, the first of the repository.
    pub introduced: Vec<String>,
    /// The commits with the fix.
    pub fixed: Vec<String>,
    /// The last affected commits, where there is no fix.
    pub last_affected: Vec<String>,
    /// The commits that no affected one comes after.
    pub limit: Vec<String>,
    /// The affected versions, as the repository's tags have them.
    pub versions: Vec<String>,
}

/// The keys of a range in JSON and for templates.
#[derive(Serialize)]
struct Shown<'a> {
    ecosystem: Option<&'a Ecosystem>,
    package: Option<&'a str>,
    line: Option<&'a LineId>,
    support: Option<&'static str>,
    introduced: Option<&'a Bound>,
    fixed: Option<&'a Bound>,
    last_affected: Option<&'a Bound>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<&'a Bound>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_affected_from: Option<&'a Bound>,
}

impl Serialize for Affected {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shown = Shown {
            ecosystem: self.ecosystem.as_ref(),
            package: self.package.as_deref(),
            line: self.line.as_ref(),
            support: self.support,
            introduced: self.range.introduced.as_ref(),
            fixed: self.fixed(),
            last_affected: self.range.last_affected(),
            before: self.before(),
            not_affected_from: self.before().filter(|_| !self.is_end_unknown),
        };
        shown.serialize(serializer)
    }
}

/// A fact of the project's own.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PublicFact {
    /// Its id.
    pub id: String,
    /// What it is, in the project's words.
    pub title: String,
    /// Its value.
    pub value: String,
}

/// A credit for somebody who agreed to be named.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PublicCredit {
    /// The name.
    pub name: String,
    /// What they did.
    pub role: Option<String>,
    /// Their page.
    pub url: Option<String>,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PublicReference {
    /// OSV's reference type, in lower case.
    pub kind: String,
    /// Absolute http(s) URL.
    pub url: String,
    /// Its title, or the URL if it has none.
    pub title: String,
}

/// What an advisory has to do with another public one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PublicRelation {
    /// Its kind, one of [`RELATIONS`](crate::incident::RELATIONS).
    pub kind: String,
    /// The kind in words that the other one's id follows.
    pub words: &'static str,
    /// The other one's id.
    pub id: PublicId,
    /// The other one's title.
    pub title: String,
    /// The other one's CVE IDs.
    pub cve: Vec<CveId>,
    /// When the other one became public here.
    #[serde(skip)]
    pub since: Instant,
}

impl PublicRelation {
    /// Returns the relation in words, with the other one's id and title.
    #[must_use]
    pub fn described(&self) -> String {
        format!("{} {}: {}", self.words, self.id, self.title)
    }
}

/// A CVE ID that was rejected.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PublicRejection {
    /// The id.
    pub id: CveId,
    /// Why.
    pub reason: String,
    /// The id that replaces it.
    pub replaced_by: Option<CveId>,
}

/// A section of the text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Section {
    /// `summary`, `am-i-affected`, `mitigation`, `upgrade`, or a name made from the heading; `lead`
    /// for the text before the first heading.
    pub kind: String,
    /// The heading as plain text; empty for the text before the first heading.
    pub heading: String,
    /// The Markdown as written; `markdown::html` makes it safe.
    pub markdown: String,
}

/// A dated line of text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Dated {
    /// When.
    pub at: Instant,
    /// What.
    pub text: String,
}

/// A forthcoming release: what a public notice may say under the allow-list of its channel.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Notice {
    /// When the notice was published.
    pub announced: Instant,
    /// When the release is expected.
    pub release: Option<Instant>,
    /// Whether `release` is an estimate.
    pub estimated: bool,
    /// The date that the notice announced first, if it is another one now.
    pub was: Option<Instant>,
    /// Whether the day of `release` has passed.
    pub passed: bool,
    /// What users can do until then (Markdown), if publishing it was approved.
    pub mitigations: Option<String>,
}
