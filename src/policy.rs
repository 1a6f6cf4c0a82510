//! The policy: a project's security release process as data.
//!
//! No project is named in code. A parsed policy is a [`Policy`]; `case` derives what it means for
//! one incident at one instant. The language is described in `docs/policy-language.md`.

use std::collections::BTreeMap;

use crate::cvss;
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::names::Name;
use crate::source::{FilePath, Spanned};
use crate::time::{Date, Instant, Length};

mod channel;
mod clock;
mod condition;
mod embargo;
mod evidence;
mod fact;
mod place;
pub mod presets;
mod private;
pub mod prose;
mod role;
mod severity;
mod step;

pub use channel::{Channel, ChannelKind, Exposure, Fields};
pub use clock::{Anchor, Effect, Grant, Limit, Mode, Prefer, WaiverRule, Window};
pub use condition::{Condition, Disclosure, FactIs, LineKind, ReportSource};
pub use embargo::{BreakTerms, Criterion, DistributorList, EmbargoTerms, LeakTerms, Proof};
pub(crate) use embargo::{CONTINUE, RELEASE_EARLY};
pub use evidence::{EvidenceTerms, Signed};
pub use fact::OwnFact;
pub(crate) use place::{Place, Places};
pub use private::PrivateUse;
pub use role::{Cover, Pick, Role, RoleSource};
pub use severity::{Level, SeverityTerms};
pub use step::{Approvals, Attestation, Lines, Need, Path, Step};

/// One revision of a policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The file it was read from.
    pub file: FilePath,
    /// The policy's own name.
    pub id: Spanned<Name>,
    /// The revision. Incidents name the one that was in force when they were reported.
    pub revision: Spanned<String>,
    /// The instant from which it is in force.
    pub effective: Spanned<Instant>,
    /// The written policy that it implements, for people (a path or URL).
    pub source: Option<Spanned<String>>,
    /// Ids of the clauses about the policy as a whole.
    pub clauses: Vec<Spanned<String>>,
    /// One paragraph for the public policy page.
    pub summary: Option<Spanned<String>>,
    /// The force of windows that specify none.
    pub force: Force,
    /// Days that are not business days, in addition to the project's.
    pub holidays: Vec<Date>,
    /// How precise a release date is.
    pub release_precision: Precision,
    /// Clauses of `[time]`.
    pub time_clauses: Vec<Spanned<String>>,
    /// The accepted CVSS versions. Only a vector of one of these counts for thresholds and readers.
    pub cvss_versions: Vec<Spanned<cvss::Version>>,
    /// Clauses of `[severity]`, and the levels of the project's own.
    pub severity: SeverityTerms,
    /// The roles.
    pub roles: Vec<Role>,
    /// The channels for announcements.
    pub channels: Vec<Channel>,
    /// How reports come in.
    pub intake: Option<Intake>,
    /// The facts of the project's own.
    pub facts: Vec<OwnFact>,
    /// The paths: which steps apply to which affected lines. Without paths every step applies.
    pub paths: Vec<Path>,
    /// The steps.
    pub steps: Vec<Step>,
    /// The modes, which change deadlines.
    pub modes: Vec<Mode>,
    /// The permitted exceptions.
    pub waivers: Vec<WaiverRule>,
    /// Embargo terms.
    pub embargo: EmbargoTerms,
    /// The private early-disclosure lists.
    pub lists: Vec<DistributorList>,
    /// The duties that only people can fulfill.
    pub attestations: Vec<Attestation>,
    /// The events of this policy besides the built-in ones and those of its steps.
    pub events: Vec<EventRule>,
    /// What publication requires.
    pub publication: Publication,
    /// The evidence that is required from git.
    pub evidence: Option<EvidenceTerms>,
    /// The questions that the prose leaves open.
    pub gaps: Vec<Gap>,
}

/// How strictly a window binds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Force {
    /// A target: missing it is a warning.
    Target,
    /// A duty: missing it is an error.
    Must,
    /// A hard limit: it never moves, not even for an upstream's date.
    Cap,
}

/// How precise a release date is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Precision {
    /// A day is enough.
    Day,
    /// Hour and minute are announced.
    Minute,
}

/// The data that every element of a policy has.
#[derive(Clone, Debug)]
pub struct Element {
    /// Its id, unique among its kind.
    pub id: Spanned<Name>,
    /// Ids of the clauses of the prose that it implements (`R37`), for citations.
    pub clauses: Vec<Spanned<String>>,
    /// What it is, in the project's own words.
    pub title: Option<Spanned<String>>,
    /// Whether the prose does not say this outright. It is then shown as the project's reading.
    pub inferred: bool,
}

impl Element {
    /// Returns the title, or the id if there is none.
    #[must_use]
    pub fn label(&self) -> &str {
        self.title.as_ref().map_or(self.id.as_str(), |t| t.value.as_str())
    }
}

/// How reports come in.
#[derive(Clone, Debug)]
pub struct Intake {
    /// Clauses.
    pub clauses: Vec<Spanned<String>>,
    /// Where private reports go: a channel's id, or an address or page.
    pub private: Spanned<String>,
    /// Where public disclosures are reported.
    pub public: Spanned<String>,
    /// What a report should say.
    pub ask: Vec<Spanned<String>>,
    /// Whether reporters are thanked in public.
    pub thanks: bool,
}

/// An event of this policy.
#[derive(Clone, Debug)]
pub struct EventRule {
    /// Id, clauses, title.
    pub element: Element,
}

/// A question that the prose leaves open. It is shown with the policy, so that nobody takes a
/// setting for a promise.
#[derive(Clone, Debug)]
pub struct Gap {
    /// Id, clauses, title.
    pub element: Element,
    /// The open question, and what this policy does until it is settled.
    pub text: Spanned<String>,
    /// The embargo terms that it leaves open: `on-break`, `leak-report`.
    pub leaves_open: Vec<Spanned<String>>,
}

/// What publication requires.
#[derive(Clone, Debug)]
pub struct Publication {
    /// Clauses.
    pub clauses: Vec<Spanned<String>>,
    /// Approvals.
    pub approvals: Option<Approvals>,
    /// The approvals that each correction of a published advisory needs; `None` if it needs none.
    pub revisions: Option<Approvals>,
    /// Sections that the advisory's text needs (`summary`, `am-i-affected`, `mitigation`,
    /// `upgrade`).
    pub sections: Vec<Spanned<Name>>,
    /// The longest time until the end of an embargo.
    pub longest_embargo: Option<Spanned<Length>>,
    /// The event from which it counts; `None`: the agreement or, if none is recorded, the report.
    pub longest_embargo_from: Option<Spanned<Name>>,
}

impl Step {
    /// Returns whether the step is done by this built-in event.
    #[must_use]
    pub fn is_done_by(&self, event: BuiltIn) -> bool {
        self.event.as_str() == event.name()
    }

    /// Returns whether the step asks for a CVE ID: its message is the built-in request.
    #[must_use]
    pub(crate) fn asks_for_cve(&self) -> bool {
        self.template.as_ref().is_some_and(|template| template.as_str() == "cve-request")
    }

    /// Returns whether the event that completes the step also starts its clock. Such a step asks
    /// something of people who report, so the team can neither do it nor be late.
    #[must_use]
    pub fn asks_others(&self) -> bool {
        self.window.as_ref().is_some_and(|window| window.anchor.event().as_str() == self.event.as_str())
    }
}

impl Publication {
    /// Returns how many approvals are needed: at least one.
    #[must_use]
    pub(crate) fn approvals_needed(&self) -> usize {
        self.approvals.as_ref().map_or(1, |a| a.count).max(1) as usize
    }
}

impl Policy {
    /// Returns the step with this id.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|s| s.element.id.value == id)
    }

    /// Returns the channel with this id.
    #[must_use]
    pub fn channel(&self, id: &str) -> Option<&Channel> {
        self.channels.iter().find(|c| c.element.id.value == id)
    }

    /// Returns the role with this id.
    #[must_use]
    pub fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|r| r.element.id.value == id)
    }

    /// Returns the roles whose holders lead an incident: those with `lead = true`. If there are
    /// none, it is the role that has the name of the fact.
    pub fn leading(&self) -> impl Iterator<Item = &Role> {
        self.roles_for(Fact::FixLead, |role| role.lead)
    }

    /// Returns the roles whose holders develop the fix: those with `develops = true`. If there are
    /// none, it is the role that has the name of the fact.
    pub fn developing(&self) -> impl Iterator<Item = &Role> {
        self.roles_for(Fact::FixTeam, |role| role.develops)
    }

    /// Returns the roles whose holders accept, reject and close reports: those with `triages =
    /// true`. If there are none, it is those that lead an incident or can be picked to, and those
    /// that acknowledge a report.
    pub fn triaging(&self) -> impl Iterator<Item = &Role> {
        let by_default = !self.roles.iter().any(|role| role.triages);
        let acknowledges = |role: &Role| {
            let mut steps = self.steps.iter().filter(|step| step.is_done_by(BuiltIn::Acknowledged));
            steps.any(|step| step.role.value == role.element.id.value)
        };
        let leads = move |role: &Role| {
            let id = &role.element.id.value;
            self.leading().any(|lead| {
                let is_source = matches!(&lead.from, Some(RoleSource::Role(from)) if from.value == *id);
                lead.element.id.value == *id || is_source
            })
        };
        self.roles.iter().filter(move |role| role.triages || by_default && (leads(role) || acknowledges(role)))
    }

    fn roles_for(&self, fact: Fact, says_so: fn(&Role) -> bool) -> impl Iterator<Item = &Role> {
        let named = !self.roles.iter().any(says_so);
        self.roles.iter().filter(move |role| says_so(role) || named && role.element.id.value == fact.word())
    }

    /// Returns the waiver rule with this id.
    #[must_use]
    pub fn waiver(&self, id: &str) -> Option<&WaiverRule> {
        self.waivers.iter().find(|w| w.element.id.value == id)
    }

    /// Returns whether a step makes a vulnerability public: it releases or announces the fix, or
    /// follows the publication.
    #[must_use]
    pub(crate) fn reveals(&self, step: &Step) -> bool {
        let is_done_by = |event| step.is_done_by(event);
        // A notice says that a fix is coming, and no more, whatever its channel may carry.
        is_done_by(BuiltIn::Released)
            || is_done_by(BuiltIn::Announced)
            || (self.follows_publication(step) || self.tells_all(step)) && !is_done_by(BuiltIn::NoticePublished)
    }

    /// Returns whether a step tells everybody what the vulnerability is, before the advisory is
    /// public.
    #[must_use]
    pub(crate) fn tells_all(&self, step: &Step) -> bool {
        let told = |channel: &Channel| {
            let tells = |fact: &Fact| channel.fields.allow(*fact) && step.needs.iter().any(|it| it.fact.value == *fact);
            channel.exposure == Exposure::Public && Fact::OF_THE_VULNERABILITY.iter().any(tells)
        };
        step.to.iter().filter_map(|id| self.channel(id.as_str())).any(told)
    }

    /// Returns whether a step tells everybody what its channel may carry only once the advisory is
    /// public.
    #[must_use]
    pub(crate) fn follows_publication(&self, step: &Step) -> bool {
        let needed = || step.needs.iter().filter(|need| need.required).map(|need| need.fact.value);
        let exceeds = |channel: &Channel| match &channel.fields {
            _ if channel.exposure != Exposure::Public => false,
            Fields::All => true,
            Fields::Only(allowed) => allowed.is_empty() || !needed().all(|fact| channel.fields.allow(fact)),
        };
        step.to.iter().filter_map(|id| self.channel(id.as_str())).any(exceeds)
    }

    /// Returns every condition of the policy, without those inside others.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let steps = self.steps.iter().flat_map(|step| std::iter::once(&step.when).chain(&step.expected));
        let modes = self.modes.iter().map(|mode| &mode.when);
        let waivers = self.waivers.iter().map(|waiver| &waiver.when);
        self.paths.iter().map(|path| &path.when).chain(steps).chain(modes).chain(waivers)
    }

    /// Returns the name of every event that a timeline may have under this policy. Names may
    /// repeat.
    pub(crate) fn event_names(&self) -> impl Iterator<Item = &str> + Clone {
        let steps = self.steps.iter().map(|s| s.event.as_str());
        let own = self.events.iter().map(|e| e.element.id.as_str());
        steps.chain(own).chain(BuiltIn::ALL.iter().map(|e| e.name()))
    }

    /// Returns every event that a timeline may have under this policy, with its meaning.
    #[must_use]
    pub(crate) fn vocabulary(&self) -> BTreeMap<&str, &str> {
        let built_in = BuiltIn::ALL.iter().map(|e| (e.name(), e.meaning()));
        let steps = self.steps.iter().map(|s| (s.event.as_str(), s.element.label()));
        let own = self.events.iter().map(|e| (e.element.id.as_str(), e.element.label()));
        steps.chain(own).chain(built_in).collect()
    }
}
