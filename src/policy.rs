//! The policy: a project's security release process as data.
//!
//! Nothing here knows any project. A policy that is read is a [`Policy`]; what it means for one incident at one
//! instant is worked out by `case`. The language is described in `docs/policy-language.md`.

use std::collections::BTreeMap;

use crate::cvss;
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::names::Name;
use crate::source::{FilePath, Spanned};
use crate::time::{Date, Instant, Length};

mod clock;
mod embargo;
mod evidence;
pub mod presets;
pub mod prose;

pub use clock::{Anchor, Condition, Disclosure, Effect, Grant, Limit, LineKind, Mode, Prefer, WaiverRule, Window};
pub use embargo::{BreakTerms, Criterion, DistributorList, EmbargoTerms, LeakTerms, Proof};
pub use evidence::{EvidenceTerms, Signed};

/// One revision of a policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The file it was read from.
    pub file: FilePath,
    /// The policy's own name.
    pub id: Spanned<Name>,
    /// Which revision; incidents name the one in force when they were reported.
    pub revision: Spanned<String>,
    /// From when on it is in force.
    pub effective: Spanned<Instant>,
    /// The prose it carries out, for people (a path or URL).
    pub source: Option<Spanned<String>>,
    /// Clauses that speak of the policy as a whole.
    pub clauses: Vec<Spanned<String>>,
    /// One paragraph for the public policy page.
    pub summary: Option<Spanned<String>>,
    /// Force of a window that names none.
    pub force: Force,
    /// Holidays for business days, besides the project's own.
    pub holidays: Vec<Date>,
    /// What a release date is precise to.
    pub release_precision: Precision,
    /// Clauses of `[time]`.
    pub time_clauses: Vec<Spanned<String>>,
    /// Accepted CVSS versions: a vector of one of these counts, for thresholds and for readers.
    pub cvss_versions: Vec<Spanned<cvss::Version>>,
    /// Clauses of `[severity]`.
    pub severity_clauses: Vec<Spanned<String>>,
    /// Who.
    pub roles: Vec<Role>,
    /// Where announcements go.
    pub channels: Vec<Channel>,
    /// How reports come in.
    pub intake: Option<Intake>,
    /// Which steps apply to which affected lines; empty: every step always.
    pub paths: Vec<Path>,
    /// What is asked for.
    pub steps: Vec<Step>,
    /// What changes the clocks.
    pub modes: Vec<Mode>,
    /// Permitted departures.
    pub waivers: Vec<WaiverRule>,
    /// Embargo terms.
    pub embargo: EmbargoTerms,
    /// Private early-disclosure lists.
    pub lists: Vec<DistributorList>,
    /// Duties that only people can keep.
    pub attestations: Vec<Attestation>,
    /// Events of this policy beyond the built-in ones and the steps' own.
    pub events: Vec<EventRule>,
    /// What publication asks for.
    pub publication: Publication,
    /// What git has to show.
    pub evidence: Option<EvidenceTerms>,
    /// What the prose leaves open.
    pub gaps: Vec<Gap>,
}

/// How strictly a window binds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Force {
    /// A goal: missing it is a warning.
    Target,
    /// A duty: missing it is an error.
    Must,
    /// A limit that nothing moves, not even an upstream's date.
    Cap,
}

/// What a release date is precise to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Precision {
    /// A day is enough.
    Day,
    /// Hour and minute are announced.
    Minute,
}

/// What every element of a policy carries: its id, the clauses of the prose it stands for, and words for people.
#[derive(Clone, Debug)]
pub struct Element {
    /// Its id, unique among its kind.
    pub id: Spanned<Name>,
    /// Clause ids of the prose (`R37`), for citations.
    pub clauses: Vec<Spanned<String>>,
    /// What it is, in the project's own words.
    pub title: Option<Spanned<String>>,
    /// Set when the prose does not say this outright: shown as the project's reading.
    pub inferred: bool,
}

impl Element {
    /// The title, or the id where there is none.
    #[must_use]
    pub fn label(&self) -> &str {
        self.title.as_ref().map_or(self.id.as_str(), |t| t.value.as_str())
    }
}

/// A role: who may hold it and how it is filled.
#[derive(Clone, Debug)]
pub struct Role {
    /// Id, clauses, title.
    pub element: Element,
    /// The role its holders come from; `None`: the roster in team.toml.
    pub from: Option<RoleSource>,
    /// How a holder is picked for an incident.
    pub pick: Option<Pick>,
    /// How many hold it in one incident; `None`: any number.
    pub count: Option<u32>,
    /// Representation that the roster must give.
    pub cover: Option<Cover>,
    /// Force of `pick` and `cover`.
    pub force: Force,
}

/// Where a role's holders come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleSource {
    /// Anybody, on the roster or not.
    Anyone,
    /// Holders of another role.
    Role(Spanned<Name>),
}

/// How a holder is picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// In turn, by team.toml's order and the incidents' history.
    RoundRobin,
    /// Whoever steps forward.
    Volunteer,
    /// Named by the holder of another role.
    Appointed,
}

/// "Every X with maturity Y has a representative."
#[derive(Clone, Debug)]
pub struct Cover {
    /// The kind of component in team.toml.
    pub each: Spanned<Name>,
    /// Only components of these maturities; empty: all.
    pub maturity: Vec<Spanned<Name>>,
    /// How many representatives each needs.
    pub min: u32,
}

/// A channel: where announcements go, and what it may carry.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Id, clauses, title.
    pub element: Element,
    /// Mail, issue, chat or form.
    pub kind: ChannelKind,
    /// Addresses, repository or room. May be empty where the prose names none.
    pub to: Vec<Spanned<String>>,
    /// Who can read it.
    pub exposure: Exposure,
    /// What it may carry before the advisory is public.
    pub fields: Fields,
    /// What it may carry afterwards.
    pub fields_after_public: Fields,
}

/// What kind of draft a channel takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChannelKind {
    /// RFC 5322 mail.
    Email,
    /// An issue in a tracker.
    Issue,
    /// A line in a chat room.
    Chat,
    /// A form somebody fills in by hand (a CVE request).
    Form,
}

/// Who can read a channel.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Exposure {
    /// The response team.
    Team,
    /// Third parties under embargo.
    Embargoed,
    /// Everybody.
    Public,
}

/// An allow-list of facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fields {
    /// `["*"]`.
    All,
    /// These only.
    Only(Vec<Spanned<Fact>>),
}

impl Fields {
    /// Whether the list lets this fact pass.
    #[must_use]
    pub fn allow(&self, fact: Fact) -> bool {
        match self {
            Self::All => true,
            Self::Only(facts) => facts.iter().any(|f| f.value == fact),
        }
    }
}

/// How reports come in.
#[derive(Clone, Debug)]
pub struct Intake {
    /// Clauses.
    pub clauses: Vec<Spanned<String>>,
    /// Where private reports go: a channel's id, or an address or page.
    pub private: Spanned<String>,
    /// Where news of a public disclosure goes.
    pub public: Spanned<String>,
    /// What a report should say.
    pub ask: Vec<Spanned<String>>,
    /// Whether reporters are thanked in public.
    pub thanks: bool,
}

/// Which steps apply to which affected lines. Every matching path applies.
#[derive(Clone, Debug)]
pub struct Path {
    /// Id, clauses, title.
    pub element: Element,
    /// When it applies.
    pub when: Condition,
    /// Its steps.
    pub steps: Vec<Spanned<Name>>,
    /// Whether a fix is made. Without one, publication asks for no fixed versions.
    pub fix: bool,
}

/// What the policy asks for.
#[derive(Clone, Debug)]
pub struct Step {
    /// Id, clauses, title.
    pub element: Element,
    /// A heading to show it under.
    pub group: Option<Spanned<Name>>,
    /// Who does it.
    pub role: Spanned<Name>,
    /// When it applies at all.
    pub when: Condition,
    /// Its clock.
    pub window: Option<Window>,
    /// The event that says it is done. Defaults to the step's id.
    pub event: Spanned<Name>,
    /// Steps that come before it.
    pub requires: Vec<Spanned<Name>>,
    /// Events, one of which must have happened.
    pub after_any: Vec<Spanned<Name>>,
    /// Steps that must not happen before it.
    pub before: Vec<Spanned<Name>>,
    /// Facts it needs, or would like.
    pub needs: Vec<Need>,
    /// Approvals it needs.
    pub approvals: Option<Approvals>,
    /// Channels it tells.
    pub to: Vec<Spanned<Name>>,
    /// The announcement's template.
    pub template: Option<Spanned<Name>>,
    /// What lets it be skipped by a recorded decision; `None`: nothing.
    pub optional: Option<Spanned<String>>,
    /// When an optional step is expected to be taken.
    pub expected: Option<Condition>,
    /// Which release lines it speaks of.
    pub lines: Option<Lines>,
}

/// A needed fact; `?` after its word makes it a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Which.
    pub fact: Spanned<Fact>,
    /// Refuse without it?
    pub required: bool,
}

/// Approvals that a step or the publication needs.
#[derive(Clone, Debug)]
pub struct Approvals {
    /// Whose.
    pub role: Spanned<Name>,
    /// How many.
    pub count: u32,
    /// On every commit of the fix, rather than on the whole.
    pub per_commit: bool,
    /// Keys of the trailers of a commit that are an approval; empty: [`Approvals::TRAILERS`].
    pub trailers: Vec<Spanned<String>>,
    /// Set when the prose gives no number or no role and the project chose these.
    pub inferred: bool,
}

/// Which release lines a step speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// Releases on top of the latest release.
    Latest,
    /// Every affected supported line.
    SupportedAffected,
}

/// A duty that only people can keep. Shown at its step, acknowledged by an event, never passed by the tool.
#[derive(Clone, Debug)]
pub struct Attestation {
    /// Id, clauses, title.
    pub element: Element,
    /// The step it is shown at; `None`: the incident as a whole.
    pub step: Option<Spanned<Name>>,
    /// The list it binds, for duties of list members.
    pub list: Option<Spanned<Name>>,
    /// Who acknowledges it.
    pub role: Option<Spanned<Name>>,
    /// What is to be kept.
    pub text: Spanned<String>,
    /// Must it be acknowledged before its step counts as done?
    pub required: bool,
}

/// An event of this policy.
#[derive(Clone, Debug)]
pub struct EventRule {
    /// Id, clauses, title.
    pub element: Element,
}

/// Something the prose leaves open: shown wherever the policy is, so that nobody takes a setting for a promise.
#[derive(Clone, Debug)]
pub struct Gap {
    /// Id, clauses, title.
    pub element: Element,
    /// What is open, and what this policy does until it is settled.
    pub text: Spanned<String>,
}

/// What publication asks for.
#[derive(Clone, Debug)]
pub struct Publication {
    /// Clauses.
    pub clauses: Vec<Spanned<String>>,
    /// Approvals.
    pub approvals: Option<Approvals>,
    /// Sections the advisory's text needs (`summary`, `am-i-affected`, `mitigation`, `upgrade`).
    pub sections: Vec<Spanned<Name>>,
    /// Longest time between an embargo's agreement and its end.
    pub longest_embargo: Option<Spanned<Length>>,
}

impl Step {
    /// Returns whether this built-in event says that the step is done.
    #[must_use]
    pub fn is_done_by(&self, event: BuiltIn) -> bool {
        BuiltIn::named(self.event.as_str()) == Some(event)
    }
}

impl Approvals {
    /// The trailers that are an approval where the policy names none. `Signed-off-by` says who passed a commit on, not who
    /// looked at it.
    pub const TRAILERS: [&str; 5] = ["Reviewed-by", "Acked-by", "Approved-by", "LGTM", "Lgtm-by"];

    /// Whether a trailer with this key is an approval. Case makes no difference, as in git.
    #[must_use]
    pub fn counts(&self, key: &str) -> bool {
        let same = |known: &str| known.eq_ignore_ascii_case(key);
        match self.trailers.as_slice() {
            [] => Self::TRAILERS.into_iter().any(same),
            named => named.iter().any(|n| same(&n.value)),
        }
    }
}

impl Publication {
    /// How many approvals it takes: at least one.
    #[must_use]
    pub fn approvals_needed(&self) -> usize {
        self.approvals.as_ref().map_or(1, |a| a.count).max(1) as usize
    }
}

impl Policy {
    /// The step with this id.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|s| s.element.id.value == id)
    }

    /// The channel with this id.
    #[must_use]
    pub fn channel(&self, id: &str) -> Option<&Channel> {
        self.channels.iter().find(|c| c.element.id.value == id)
    }

    /// The role with this id.
    #[must_use]
    pub fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|r| r.element.id.value == id)
    }

    /// The waiver rule with this id.
    #[must_use]
    pub fn waiver(&self, id: &str) -> Option<&WaiverRule> {
        self.waivers.iter().find(|w| w.element.id.value == id)
    }

    /// Every event that may stand in a timeline under this policy, with what it means.
    #[must_use]
    pub fn vocabulary(&self) -> BTreeMap<&str, &str> {
        let built_in = BuiltIn::ALL.iter().map(|e| (e.name(), e.meaning()));
        let steps = self.steps.iter().map(|s| (s.event.as_str(), s.element.label()));
        let own = self.events.iter().map(|e| (e.element.id.as_str(), e.element.label()));
        steps.chain(own).chain(built_in).collect()
    }
}
