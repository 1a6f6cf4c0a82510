//! The private model of one incident, from report to retrospective.
//!
//! An [`Incident`] has no `Serialize`, so no template can reach it. Only `advisory::disclose` turns
//! it into something public.

use std::collections::BTreeMap;

use crate::cvss::{Ranking, Score, Vector};
use crate::event::BuiltIn;
use crate::names::{CveId, CweId, Digest, Handle, LineId, Name, PublicId};
use crate::policy::{Disclosure, Level, Policy, ReportSource};
use crate::source::{FilePath, Span, Spanned};
use crate::time::Instant;

mod affected;
mod amendment;
mod content;
mod event;
mod handover;
mod mention;
mod moves;
mod notice;
mod outcome;
mod person;
mod publication;
mod redecided;
mod relation;
mod repeat;
mod silent_reporter;

pub use affected::{Affected, Commits};
pub(crate) use amendment::Written;
pub use amendment::{Amendment, Correctable, Effect, RecordKind, Replacement, Target};
pub use content::Content;
pub use event::{Detail, Details, Event, EventKind};
pub use handover::Handovers;
pub(crate) use mention::{joined, joined_id};
pub use notice::NO_MITIGATIONS;
pub use outcome::Outcome;
pub(crate) use redecided::{Decisions, Redecided};
pub use relation::{RELATIONS, RejectedCve, Relation};
pub(crate) use repeat::{Repeat, RepeatKind, Repeats, said_before};
pub(crate) use silent_reporter::SilentReporter;

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
    /// Its earlier publication elsewhere, if it was imported.
    pub imported: Option<Imported>,
    /// What it affects.
    pub scope: Scope,
    /// Who holds which role.
    pub roles: BTreeMap<Name, Vec<Spanned<Name>>>,
    /// Who held it before, as the events say.
    pub(crate) handovers: Handovers,
    /// The fix.
    pub fix: Fix,
    /// The content of a notice of a forthcoming fix, and the release date.
    pub notice: Notice,
    /// The embargo as first agreed.
    pub embargo: Option<Embargo>,
    /// The upstream project whose disclosure date this waits for.
    pub upstream: Option<Upstream>,
    /// Recorded exceptions, as amended.
    pub waivers: Vec<Waiver>,
    /// Decisions on optional steps, as amended.
    pub decisions: Vec<Decision>,
    /// The timeline as amended, in the order of the file.
    pub events: Vec<Event>,
    /// Corrections of the three above, in the order of the file.
    pub amendments: Vec<Amendment>,
    /// The three as they were written, if anything is amended.
    pub(crate) written: Option<Box<Written>>,
    /// `advisory.md`.
    pub document: Option<Document>,
    /// Files under `patches/`, sorted.
    pub patches: Vec<FilePath>,
    /// Whether all of its files were read without an error. A build publishes no incident that was
    /// read only in part.
    pub whole: bool,
}

/// What was reported. Private.
#[derive(Clone, Debug)]
pub struct Report {
    /// A one-line summary.
    pub summary: Option<Spanned<String>>,
    /// Whether it was reported in private or is public.
    pub disclosure: Spanned<Disclosure>,
    /// How it came about.
    pub source: Option<Spanned<ReportSource>>,
    /// Where it is public, if it is.
    pub url: Option<Spanned<String>>,
    /// Its id where it arrived: a GHSA ID, the number of a report, the Message-ID of a mail.
    pub id: Option<Spanned<String>>,
    /// Who reported it.
    pub reporter: Option<Reporter>,
    /// Answers to the questions of the intake (`location`, `impact`, `reproduction`,
    /// `suggested-fix`).
    pub answers: BTreeMap<Name, Spanned<String>>,
}

/// The reporter. Private; public credit needs [`Reporter::consent`].
#[derive(Clone, Debug)]
pub struct Reporter {
    /// Name.
    pub name: Option<Spanned<String>>,
    /// Mail address.
    pub email: Option<Spanned<String>>,
    /// Whether they agreed to be named; `None` if they were not asked yet.
    pub consent: Option<Spanned<bool>>,
    /// Its location in the file.
    pub span: Span,
}

/// An advisory's publication elsewhere, before it was imported. Public: the steps of the policy
/// were not followed for it here, and its dates are those of the other database.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The database or format it came from, such as `rustsec` or `osv`.
    pub from: Spanned<Name>,
    /// Its id there.
    pub id: Spanned<String>,
    /// When it was first published; `None` if that is not known.
    pub published: Option<Spanned<Instant>>,
    /// Its severity there, in a word, for an advisory without a CVSS vector.
    pub severity: Option<Spanned<Name>>,
    /// Its location in the file.
    pub span: Span,
}

/// What the incident affects.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Affected release lines.
    pub lines: Vec<Spanned<LineId>>,
    /// Affected components of team.toml.
    pub components: Vec<Spanned<Name>>,
    /// What an attacker gains (`remote`, `privilege-escalation`, …).
    pub impact: Vec<Spanned<Name>>,
    /// When the flaw was introduced.
    pub since: Option<Spanned<Instant>>,
    /// The release that users of an unsupported line should move to.
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
    /// The commit that the fix is based on: all later commits up to those of the fix belong to the
    /// fix.
    pub base: Option<Spanned<String>>,
    /// Commits that introduced the flaw.
    pub introduced: Vec<Spanned<String>>,
    /// The fixed release of each line.
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

/// The content of a notice of a forthcoming fix. It becomes public with the notice.
#[derive(Clone, Debug, Default)]
pub struct Notice {
    /// The estimated release date. It does not gate publication.
    pub release_estimate: Option<Spanned<Instant>>,
    /// The release date, to the minute. It does not gate publication.
    pub release_date: Option<Spanned<Instant>>,
    /// What users can do until the release (Markdown), or [`NO_MITIGATIONS`].
    pub mitigations: Option<Spanned<String>>,
    /// Who approved announcing the mitigations before the fix.
    pub mitigations_approved_by: Vec<Spanned<Name>>,
    /// When they were approved, if that is known. Those who got the notice before do not know them.
    pub mitigations_approved_at: Option<Spanned<Instant>>,
    /// The digest of the mitigations that were approved.
    pub mitigations_covers: Option<Spanned<Digest>>,
}

/// The embargo as first agreed. [`Event`]s may move its end.
#[derive(Clone, Debug)]
pub struct Embargo {
    /// The only instant that gates publication.
    pub until: Option<Spanned<Instant>>,
    /// Who agreed (lists, people), in free text.
    pub agreed_by: Vec<Spanned<String>>,
    /// Its location in the file.
    pub span: Span,
}

/// The upstream project.
#[derive(Clone, Debug)]
pub struct Upstream {
    /// Its name.
    pub project: Option<Spanned<String>>,
    /// When it publishes the vulnerability.
    pub public: Option<Spanned<Instant>>,
    /// Since when the team knows of it, if not since the report.
    pub since: Option<Spanned<Instant>>,
    /// Where to read about it.
    pub url: Option<Spanned<String>>,
    /// Its location in the file.
    pub span: Span,
}

/// A recorded exception from the policy.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The waiver of the policy that it uses.
    pub waiver: Spanned<Name>,
    /// The steps it moves.
    pub steps: Vec<Spanned<Name>>,
    /// When it was granted.
    pub at: Option<Spanned<Instant>>,
    /// By whom.
    pub by: Vec<Spanned<Name>>,
    /// Why.
    pub reason: Option<Spanned<String>>,
    /// A link to the discussion, as evidence.
    pub link: Option<Spanned<String>>,
    /// The new date.
    pub until: Option<Spanned<Instant>>,
    /// Its location in the file.
    pub span: Span,
}

/// A decision on an optional step.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Which step.
    pub step: Spanned<Name>,
    /// Whether to take the step; `false` skips it.
    pub take: Spanned<bool>,
    /// When.
    pub at: Option<Spanned<Instant>>,
    /// By whom.
    pub by: Vec<Spanned<Name>>,
    /// Why.
    pub reason: Option<Spanned<String>>,
    /// Its location in the file.
    pub span: Span,
}

/// The content of `advisory.md`: all of it becomes public once it is approved and the embargo has
/// ended, and nothing else does.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub file: FilePath,
    /// The public ID, which `advisory publish` assigns.
    pub id: Option<Spanned<PublicId>>,
    /// The title, as plain text.
    pub title: Option<Spanned<String>>,
    /// CVE IDs.
    pub cve: Vec<Spanned<CveId>>,
    /// Other ids of the same vulnerability (GHSA, GO, …).
    pub aliases: Vec<Spanned<String>>,
    /// Ids of related vulnerabilities.
    pub related: Vec<Spanned<String>>,
    /// What it has to do with other advisories of the project.
    pub relations: Vec<Relation>,
    /// CVE IDs that it had and that were rejected.
    pub rejected_cve: Vec<RejectedCve>,
    /// Weaknesses.
    pub cwe: Vec<Spanned<CweId>>,
    /// CVSS vectors, with the scores written beside them.
    pub cvss: Vec<Cvss>,
    /// The severity level, one of the policy.
    pub level: Option<Spanned<Name>>,
    /// The values of the facts that the policy publishes.
    pub facts: BTreeMap<Name, Spanned<Name>>,
    /// Affected ranges.
    pub affected: Vec<Affected>,
    /// Versions of which nobody knows whether they are affected: ranges of no line. What an
    /// affected range contains is affected all the same.
    pub unknown: Vec<Affected>,
    /// Affected commits.
    pub commits: Vec<Commits>,
    /// The people to thank.
    pub credits: Vec<DocumentCredit>,
    /// Links.
    pub references: Vec<DocumentReference>,
    /// The changes after the first publication. The first entry can stand for that publication; see
    /// [`Incident::first_publication`].
    pub revisions: Vec<Revision>,
    /// The public timeline.
    pub timeline: Vec<Revision>,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<Spanned<String>>,
    /// The Markdown body.
    pub body: Spanned<String>,
    /// Its sections by heading.
    pub sections: Vec<Section>,
    /// The location of the front matter.
    pub front: Span,
}

/// A CVSS vector and the score written beside it.
#[derive(Clone, Debug)]
pub struct Cvss {
    /// The vector.
    pub vector: Spanned<Vector>,
    /// The score beside it.
    pub score: Option<Spanned<Score>>,
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
    /// OSV's reference type in lower case: advisory, article, fix, report, web, …
    pub kind: Option<Spanned<Name>>,
    /// Absolute URL.
    pub url: Spanned<String>,
    /// Its title.
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

/// A section of the text: a heading of level 1 or 2 and what follows it.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its kind, determined by its heading: `summary`, `am-i-affected`, `mitigation`, `upgrade`, or
    /// the heading as a name; `lead` for the text before the first heading.
    pub kind: String,
    /// The heading's text.
    pub heading: Spanned<String>,
    /// The Markdown below the heading, and its location.
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

    /// Returns the first event of a built-in or custom name, by instant.
    #[must_use]
    pub(crate) fn first_named(&self, name: &str) -> Option<&Event> {
        self.events.iter().filter(|e| e.name() == name).min_by_key(|e| e.at.value)
    }

    /// Returns the events that acknowledge a duty.
    pub(crate) fn acknowledgements(&self, duty: &Name) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(move |event| match &event.kind.value {
            EventKind::Attested { attestation } => attestation.as_ref().is_some_and(|a| a.value == *duty),
            _ => false,
        })
    }

    /// Returns the leaks by members of a list up to an instant, or all of them: each with the
    /// member and the place of its name. A leak and the break of the embargo that it led to are
    /// one.
    pub(crate) fn leaks_of_members(&self, until: Option<Instant>) -> impl Iterator<Item = (&Name, Span)> {
        let told = |event: &Event| (event.at.value, event.leaked().map(|what| what.value.trim().to_owned()));
        let leaks = self.events.iter().filter(|event| event.is(BuiltIn::Leaked));
        let leaks: Vec<_> = leaks.filter_map(|event| Some((event.distributor()?.value.clone(), told(event)))).collect();
        let is_told = move |member: &Name, event: &Event| {
            let (at, what) = told(event);
            let is_same = |(earlier, (leaked_at, leaked)): &(Name, (Instant, Option<String>))| {
                earlier == member && *leaked_at <= at && (*leaked_at == at || what.is_none() || *leaked == what)
            };
            leaks.iter().any(is_same)
        };
        let happened = move |event: &&Event| until.is_none_or(|until| event.at.value <= until);
        self.events.iter().filter(happened).filter_map(move |event| {
            let member = event.distributor()?;
            let is_leak =
                event.is(BuiltIn::Leaked) || event.is(BuiltIn::EmbargoBroken) && !is_told(&member.value, event);
            is_leak.then_some((&member.value, member.span))
        })
    }

    /// Returns the credits that become public: all but those that could name a reporter who did not
    /// agree to be named.
    pub fn public_credits(&self) -> impl Iterator<Item = &DocumentCredit> {
        let silent = self.silent_reporter();
        let credits = self.document.iter().flat_map(|document| &document.credits);
        credits.filter(move |credit| silent.as_ref().is_none_or(|silent| !silent.is_in(&credit.name.value)))
    }

    /// Returns the reporter, unless they agreed to be named.
    #[must_use]
    pub(crate) fn silent_reporter(&self) -> Option<SilentReporter> {
        self.report.reporter.as_ref().and_then(SilentReporter::new)
    }

    /// Returns who leads: the holders of the roles that the policy says do.
    pub fn leads<'i>(&'i self, policy: &'i Policy) -> impl Iterator<Item = &'i Spanned<Name>> + use<'i> {
        policy.leading().flat_map(|role| self.holders(role.element.id.as_str()))
    }

    /// Returns who develops the fix: the holders of the roles that the policy says do.
    pub fn developers<'i>(&'i self, policy: &'i Policy) -> impl Iterator<Item = &'i Spanned<Name>> + use<'i> {
        policy.developing().flat_map(|role| self.holders(role.element.id.as_str()))
    }

    /// Returns the holders of a role.
    #[must_use]
    pub fn holders(&self, role: &str) -> &[Spanned<Name>] {
        self.roles.get(role).map_or(&[], Vec::as_slice)
    }
}

impl Document {
    /// Ranks the vectors under a policy; only this determines which one counts. Returns `None` if
    /// there is no vector.
    #[must_use]
    pub(crate) fn ranking(&self, policy: &Policy) -> Option<Ranking<'_>> {
        let accepted = policy.cvss_versions.iter().map(|version| version.value);
        Ranking::new(self.cvss.iter().map(|cvss| &cvss.vector.value), accepted)
    }

    /// Returns the score that thresholds read.
    #[must_use]
    pub(crate) fn score(&self, policy: &Policy) -> Option<Score> {
        self.ranking(policy)?.threshold_score()
    }

    /// Returns the severity level under a policy: the one that is written or, without it, that of
    /// the score.
    #[must_use]
    pub(crate) fn level<'p>(&self, policy: &'p Policy) -> Option<&'p Level> {
        let written = self.level.as_ref().and_then(|level| policy.level(level.as_str()));
        written.or_else(|| policy.level_of(self.score(policy)?))
    }

    /// Returns the section of this kind.
    #[must_use]
    pub fn section(&self, kind: &str) -> Option<&Section> {
        self.sections.iter().find(|s| s.kind == kind)
    }
}
