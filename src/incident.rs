//! The private model: one incident, from report to retrospective.
//!
//! An [`Incident`] has no `Serialize` and no accessor that a template could reach. What becomes
//! public is made of it by `advisory::disclose` and by nothing else.

use std::collections::BTreeMap;

use crate::cvss::{Ranking, Score, Vector};
use crate::event::BuiltIn;
use crate::names::{CveId, CweId, Handle, LineId, Name, PublicId};
use crate::policy::{Disclosure, Policy};
use crate::source::{FilePath, Span, Spanned};
use crate::time::Instant;
use crate::version::{Bound, Range};

mod event;

pub use event::{Detail, Details, Event, EventKind};

/// One incident.
#[derive(Clone, Debug)]
pub struct Incident {
    /// Its folder's name.
    pub handle: Handle,
    /// Its folder, `incidents/2026/<handle>`.
    pub folder: FilePath,
    /// `<folder>/incident.toml`.
    pub file: FilePath,
    /// The policy revision in force when it was reported.
    pub policy: Option<Spanned<String>>,
    /// What was reported.
    pub report: Report,
    /// Where it was published before it came here.
    pub imported: Option<Imported>,
    /// What it touches.
    pub scope: Scope,
    /// Who holds which role.
    pub roles: BTreeMap<Name, Vec<Spanned<Name>>>,
    /// The fix.
    pub fix: Fix,
    /// What the notice of a forthcoming fix may say, and when the release is.
    pub notice: Notice,
    /// The embargo as first agreed.
    pub embargo: Option<Embargo>,
    /// The upstream project whose date this waits for.
    pub upstream: Option<Upstream>,
    /// Departures.
    pub waivers: Vec<Waiver>,
    /// Decisions on optional steps.
    pub decisions: Vec<Decision>,
    /// The timeline, as written (the order of the file).
    pub events: Vec<Event>,
    /// `advisory.md`.
    pub document: Option<Document>,
    /// Files under `patches/`, sorted.
    pub patches: Vec<FilePath>,
    /// Whether every file of it was read without an error. A build never publishes what was read in
    /// part.
    pub whole: bool,
}

/// What was reported. Private.
#[derive(Clone, Debug)]
pub struct Report {
    /// One line.
    pub summary: Option<Spanned<String>>,
    /// Private or public.
    pub disclosure: Spanned<Disclosure>,
    /// Where it is public, when it is.
    pub url: Option<Spanned<String>>,
    /// Who.
    pub reporter: Option<Reporter>,
    /// Answers to what the intake asks (`location`, `impact`, `reproduction`, `suggested-fix`).
    pub answers: BTreeMap<Name, Spanned<String>>,
}

/// Who reported. Private; public credit needs [`Reporter::consent`].
#[derive(Clone, Debug)]
pub struct Reporter {
    /// Name.
    pub name: Option<Spanned<String>>,
    /// Mail address.
    pub email: Option<Spanned<String>>,
    /// Whether they agreed to be named; `None`: not asked yet.
    pub consent: Option<Spanned<bool>>,
    /// Where it stands.
    pub span: Span,
}

/// An advisory that was published elsewhere before it came here. Public: the policy's steps were
/// not followed for it here, and its dates are those of the other database.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The database or format it came from, such as `rustsec` or `osv`.
    pub from: Spanned<Name>,
    /// Its id there.
    pub id: Spanned<String>,
    /// When it was first published; `None`: nobody knows.
    pub published: Option<Spanned<Instant>>,
    /// Where it stands.
    pub span: Span,
}

/// What the incident touches.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Affected release lines.
    pub lines: Vec<Spanned<LineId>>,
    /// Affected components of team.toml.
    pub components: Vec<Spanned<Name>>,
    /// What an attacker gains (`remote`, `privilege-escalation`, …).
    pub impact: Vec<Spanned<Name>>,
    /// Since when the flaw has been in the code.
    pub since: Option<Spanned<Instant>>,
    /// Where users of an unsupported line should go.
    pub upgrade_to: Option<Spanned<String>>,
}

/// The fix, private until publication.
#[derive(Clone, Debug, Default)]
pub struct Fix {
    /// The disclosure thread.
    pub thread: Option<Spanned<String>>,
    /// The private repository.
    pub repository: Option<Spanned<String>>,
    /// Merged pull requests.
    pub pull_requests: Vec<Spanned<String>>,
    /// Commits, each on a line.
    pub commits: Vec<FixCommit>,
    /// The commit that the fix was begun on: every later one up to those of the fix belongs to it.
    pub base: Option<Spanned<String>>,
    /// Commits that brought the flaw in.
    pub introduced: Vec<Spanned<String>>,
    /// Fixed release for each line.
    pub releases: BTreeMap<LineId, Spanned<String>>,
}

/// A commit of the fix.
#[derive(Clone, Debug)]
pub struct FixCommit {
    /// Its id (7 to 64 hex digits).
    pub id: Spanned<String>,
    /// The line it is on.
    pub line: Spanned<LineId>,
    /// Who wrote it.
    pub author: Option<Spanned<Name>>,
    /// Who approved it.
    pub approved_by: Vec<Spanned<Name>>,
}

/// What a notice of a forthcoming fix may say. Public once a notice is.
#[derive(Clone, Debug, Default)]
pub struct Notice {
    /// Estimated release; gates nothing.
    pub release_estimate: Option<Spanned<Instant>>,
    /// The release date, to the minute; gates nothing.
    pub release_date: Option<Spanned<Instant>>,
    /// What users can do until then (Markdown).
    pub mitigations: Option<Spanned<String>>,
    /// Who approved that the mitigations are told before the fix.
    pub mitigations_approved_by: Vec<Spanned<Name>>,
}

/// The embargo as first agreed; [`Event`]s move it.
#[derive(Clone, Debug)]
pub struct Embargo {
    /// The only instant that gates publication.
    pub until: Option<Spanned<Instant>>,
    /// Who agreed (lists, people), in words.
    pub agreed_by: Vec<Spanned<String>>,
    /// Where it stands.
    pub span: Span,
}

/// The upstream project.
#[derive(Clone, Debug)]
pub struct Upstream {
    /// Its name.
    pub project: Option<Spanned<String>>,
    /// When it goes public.
    pub public: Option<Spanned<Instant>>,
    /// Where to read about it.
    pub url: Option<Spanned<String>>,
    /// Where it stands.
    pub span: Span,
}

/// A recorded departure.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The policy's waiver it uses.
    pub waiver: Spanned<Name>,
    /// The steps it moves.
    pub steps: Vec<Spanned<Name>>,
    /// When it was granted.
    pub at: Option<Spanned<Instant>>,
    /// By whom.
    pub by: Vec<Spanned<Name>>,
    /// Why.
    pub reason: Option<Spanned<String>>,
    /// Evidence: a link to the discussion.
    pub link: Option<Spanned<String>>,
    /// The new date.
    pub until: Option<Spanned<Instant>>,
    /// Where it stands.
    pub span: Span,
}

/// A decision on an optional step.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Which step.
    pub step: Spanned<Name>,
    /// Take it or skip it.
    pub take: Spanned<bool>,
    /// When.
    pub at: Option<Spanned<Instant>>,
    /// By whom.
    pub by: Vec<Spanned<Name>>,
    /// Why.
    pub reason: Option<Spanned<String>>,
    /// Where it stands.
    pub span: Span,
}

/// `advisory.md`: what becomes public on release, and nothing else does.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub file: FilePath,
    /// Assigned by `advisory publish`.
    pub id: Option<Spanned<PublicId>>,
    /// Title, plain text.
    pub title: Option<Spanned<String>>,
    /// CVE ids.
    pub cve: Vec<Spanned<CveId>>,
    /// Other ids of the same vulnerability (GHSA, GO …).
    pub aliases: Vec<Spanned<String>>,
    /// Ids of other vulnerabilities that have to do with it.
    pub related: Vec<Spanned<String>>,
    /// Weaknesses.
    pub cwe: Vec<Spanned<CweId>>,
    /// CVSS vectors with the scores somebody wrote down.
    pub cvss: Vec<Cvss>,
    /// Affected ranges.
    pub affected: Vec<Affected>,
    /// Whom to thank.
    pub credits: Vec<DocumentCredit>,
    /// Links.
    pub references: Vec<DocumentReference>,
    /// Changes after publication, and the first one.
    pub revisions: Vec<Revision>,
    /// The public timeline.
    pub timeline: Vec<Revision>,
    /// Why it was withdrawn, when it was.
    pub withdrawn: Option<Spanned<String>>,
    /// The Markdown body.
    pub body: Spanned<String>,
    /// Its sections by heading.
    pub sections: Vec<Section>,
    /// Where the front matter stands.
    pub front: Span,
}

/// A CVSS vector and the score written beside it.
#[derive(Clone, Debug)]
pub struct Cvss {
    /// The vector, checked for form.
    pub vector: Spanned<Vector>,
    /// The score somebody wrote.
    pub score: Option<Spanned<Score>>,
}

/// Affected versions of one package on one release line.
#[derive(Clone, Debug)]
pub struct Affected {
    /// The package; `None`: the project's own.
    pub package: Option<Spanned<String>>,
    /// The line.
    pub line: Option<Spanned<LineId>>,
    /// The versions. Without a beginning it begins with the line; an open end says that there is no
    /// fix on this line.
    pub range: Range<Spanned<Bound>>,
    /// A last affected version beside a fixed one: the range has an end already, and `check`
    /// reports this one.
    pub second_end: Option<Spanned<Bound>>,
    /// Where it stands.
    pub span: Span,
}

/// A credit.
#[derive(Clone, Debug)]
pub struct DocumentCredit {
    /// The name as they want it.
    pub name: Spanned<String>,
    /// What they did (CVE's credit types: finder, reporter, remediation-developer …).
    pub role: Option<Spanned<Name>>,
    /// Their page.
    pub url: Option<Spanned<String>>,
}

/// A link.
#[derive(Clone, Debug)]
pub struct DocumentReference {
    /// OSV's reference types in lower case: advisory, article, fix, report, web …
    pub kind: Option<Spanned<Name>>,
    /// Absolute URL.
    pub url: Spanned<String>,
    /// What to call it.
    pub title: Option<Spanned<String>>,
}

/// A dated line of text.
#[derive(Clone, Debug)]
pub struct Revision {
    /// When.
    pub at: Spanned<Instant>,
    /// What.
    pub text: Spanned<String>,
}

/// A section of the text: a level 2 heading and what follows.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its kind by its heading: `summary`, `am-i-affected`, `mitigation`, `upgrade`, or the heading
    /// as a name.
    pub kind: String,
    /// The heading's text.
    pub heading: Spanned<String>,
    /// The Markdown below it, and where.
    pub body: Spanned<String>,
}

impl Incident {
    /// Returns the first of these built-in events, by instant.
    #[must_use]
    pub fn first(&self, event: BuiltIn) -> Option<&Event> {
        self.events.iter().filter(|e| e.is(event)).min_by_key(|e| e.at.value)
    }

    /// Returns the last of these built-in events, by instant.
    #[must_use]
    pub fn last(&self, event: BuiltIn) -> Option<&Event> {
        self.events.iter().filter(|e| e.is(event)).max_by_key(|e| e.at.value)
    }

    /// Returns the first event of a name that the policy gives, by instant: a built-in one or one
    /// of its own.
    #[must_use]
    pub fn first_named(&self, name: &str) -> Option<&Event> {
        self.events.iter().filter(|e| e.name() == name).min_by_key(|e| e.at.value)
    }

    /// The decision on a step that holds at `now`: the last one in the file that was made by then.
    /// One without a date always was.
    #[must_use]
    pub fn decision(&self, step: &Name, now: Instant) -> Option<&Decision> {
        let made = |d: &Decision| d.at.as_ref().is_none_or(|at| at.value <= now);
        self.decisions.iter().rfind(|d| d.step.value == *step && made(d))
    }

    /// Returns whether somebody has acknowledged this attestation by `now`.
    #[must_use]
    pub fn has_acknowledged(&self, duty: &Name, now: Instant) -> bool {
        self.events.iter().filter(|e| e.at.value <= now).any(|event| match &event.kind.value {
            EventKind::Attested { attestation } => attestation.as_ref().is_some_and(|a| a.value == *duty),
            _ => false,
        })
    }

    /// The holders of a role.
    #[must_use]
    pub fn holders(&self, role: &str) -> &[Spanned<Name>] {
        self.roles.get(role).map_or(&[], Vec::as_slice)
    }
}

impl Affected {
    /// The entry that three keys of a table make.
    #[must_use]
    pub fn new(
        introduced: Option<Spanned<Bound>>,
        fixed: Option<Spanned<Bound>>,
        last_affected: Option<Spanned<Bound>>,
        span: Span,
    ) -> Self {
        let second_end = last_affected.clone().filter(|_| fixed.is_some());
        Self { package: None, line: None, range: Range::new(introduced, fixed, last_affected), second_end, span }
    }

    /// Returns the last affected version, wherever the range ends.
    #[must_use]
    pub fn last_affected(&self) -> Option<&Spanned<Bound>> {
        self.range.last_affected().or(self.second_end.as_ref())
    }

    /// Returns every bound, in the order in which files have them.
    pub fn bounds(&self) -> impl Iterator<Item = &Spanned<Bound>> {
        [self.range.introduced.as_ref(), self.range.fixed(), self.last_affected()].into_iter().flatten()
    }

    /// Returns the versions, where there is a bound and each bound is a version. Without bounds
    /// nothing is said about versions: such an entry names a line only.
    #[must_use]
    pub fn versions(&self) -> Option<Range> {
        let is_readable = self.bounds().all(|bound| bound.version().is_some());
        let version = |bound: Option<&Spanned<Bound>>| bound?.version().cloned();
        (is_readable && self.bounds().next().is_some()).then(|| {
            let introduced = version(self.range.introduced.as_ref());
            Range::new(introduced, version(self.range.fixed()), version(self.last_affected()))
        })
    }
}

impl Document {
    /// Ranks the vectors under a policy: which one counts is decided here and nowhere else. `None`
    /// where there is no vector.
    #[must_use]
    pub fn ranking(&self, policy: &Policy) -> Option<Ranking<'_>> {
        let accepted = policy.cvss_versions.iter().map(|version| version.value);
        Ranking::new(self.cvss.iter().map(|cvss| &cvss.vector.value), accepted)
    }

    /// The section of this kind.
    #[must_use]
    pub fn section(&self, kind: &str) -> Option<&Section> {
        self.sections.iter().find(|s| s.kind == kind)
    }
}
