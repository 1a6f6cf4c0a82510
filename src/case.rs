//! A case: an incident evaluated under its policy at one instant.
//!
//! Everything here is derived from the incident's events. Its state is not a stored field, so the
//! two cannot disagree.

use crate::cvss::Score;
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::incident::{Content, Event, Incident, Waiver};
use crate::policy::{Attestation, Condition, Effect, Force, Level, LineKind, Mode, Path, Policy, Step};
use crate::portfolio::Portfolio;
use crate::time::Instant;

mod admission;
mod approval;
mod authority;
mod condition;
mod deadline;
mod doubt;
mod duplicate;
mod embargo;
mod facts;
mod gate;
mod left;
mod measure;
mod moved;
mod opening;
mod over;
mod own;
mod plan;
mod rotation;
mod standing;
mod steps;
mod unsent;
mod upgrade;
mod when;
mod withdrawal;

pub(crate) use admission::doubt_of_member;
pub(crate) use approval::is_bound as has_to_be_covered;
pub use authority::Act;
pub(crate) use authority::may_admit;
pub use embargo::EmbargoStatus;
pub use gate::Withheld;
pub(crate) use left::LeftOver;
pub use measure::Measures;
pub(crate) use moved::DATES;
pub use moved::{MissedDate, Reopened, Restored};
pub use own::{SetFact, SetLevel};
pub use plan::Miss;
pub use rotation::{Absence, Last, Passed, Turn, counts_for_rotation, next_lead};
pub use standing::{Blocker, Standing};
pub(crate) use upgrade::Unfit;
pub use when::When;

/// An incident evaluated under its policy at one instant.
#[derive(Clone, Debug)]
pub struct Case<'p> {
    /// The portfolio it belongs to.
    pub portfolio: &'p Portfolio,
    /// The incident.
    pub incident: &'p Incident,
    /// The policy revision it runs under.
    pub policy: &'p Policy,
    /// The instant at which the case was evaluated.
    pub now: Instant,
    /// When the clock started (the `reported` event); `None` if it is not recorded.
    pub reported: Option<Instant>,
    /// The kinds of release line it affects, as of the report, sorted.
    pub kinds: Vec<LineKind>,
    /// The score that thresholds read: that of the first CVSS vector of an accepted version, if the
    /// team agreed on it.
    pub score: Option<Score>,
    /// The severity level that conditions read.
    pub level: Option<SetLevel<'p>>,
    /// The facts of the policy that have a value, in its order.
    pub facts: Vec<SetFact<'p>>,
    /// The paths that apply. Empty when the policy has none.
    pub paths: Vec<&'p Path>,
    /// The modes in effect.
    pub modes: Vec<&'p Mode>,
    /// Every step of the policy, in its order.
    pub steps: Vec<StepStatus<'p>>,
    /// Whether a waiver permits a fix where the policy makes none.
    pub excepted: bool,
    /// The embargo.
    pub embargo: EmbargoStatus<'p>,
    /// When the advisory became public, or why it is not.
    pub publication: Result<Instant, Withheld>,
    /// Whether it was public before its present files closed the gate.
    pub past: Past,
}

/// What git shows of the past of an advisory whose present files close the gate, although its gate
/// would be open for the content that was approved.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Past {
    /// Nothing: there is no complete history, or nobody asked for it.
    #[default]
    Unknown,
    /// At no instant was a state committed whose gate was open.
    Private,
    /// At some instant, such a state was committed.
    Public,
}

/// The public state of an incident.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// The vulnerability must not be known outside.
    Embargoed,
    /// The vulnerability is public, the advisory is not yet.
    PublicReport,
    /// A notice says that a fix is coming.
    Forthcoming,
    /// The advisory is public.
    Published,
    /// The advisory is public, and the site waits for an approval of its present content.
    Edited,
    /// The same, if it was public before its content changed: nothing shows that.
    Unclear,
    /// The advisory is public and withdrawn.
    Withdrawn,
    /// The report was rejected: not a vulnerability.
    Rejected,
}

impl State {
    /// Returns the word that the board shows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Embargoed => "embargoed",
            Self::PublicReport => "public report",
            Self::Forthcoming => "forthcoming",
            Self::Published => "published",
            Self::Edited => "published, edited",
            Self::Unclear => "edited, perhaps public",
            Self::Withdrawn => "withdrawn",
            Self::Rejected => "rejected",
        }
    }
}

/// A step of the policy in one case.
#[derive(Clone, Debug)]
pub struct StepStatus<'p> {
    /// The step.
    pub step: &'p Step,
    /// Its location in the file.
    pub standing: Standing<'p>,
    /// Its clock, also if the step is done.
    pub deadline: Deadline,
    /// The first instant at which it is in time, if it has one.
    pub earliest: Option<Instant>,
    /// The last instant at which it is in time, if it has one: its deadline, or when its age is a
    /// finding because it is due as soon as possible.
    pub latest: Option<Instant>,
    /// The last instant to which a waiver may move it; `None` if its window is not a cap.
    pub limit: Option<Instant>,
    /// Whether its deadline follows the planned date of the release, and no window of the policy.
    pub follows_plan: bool,
    /// What it must not come before, whatever its window says.
    pub floor: Option<Floor>,
    /// The event that completed it.
    pub done: Option<&'p Event>,
    /// The waiver that moved it.
    pub waiver: Option<&'p Waiver>,
    /// A waiver that was granted after it was done, which does not move it.
    pub excused: Option<&'p Waiver>,
    /// Required facts that are missing.
    pub missing: Vec<Fact>,
    /// How many approvals of the fix it lacks: on each commit, or on the fix as a whole.
    pub unapproved: u32,
    /// Attestations of this step that are not acknowledged, whether required or not.
    pub unattested: Vec<&'p Attestation>,
    /// Why no path of the incident has the step. It may be done all the same.
    pub off_path: Option<String>,
}

/// A step's clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deadline {
    /// The policy sets no time.
    None,
    /// Its anchor has not happened and no date is planned for it.
    Unanchored,
    /// As soon as possible, since this instant.
    Asap {
        /// When the clock started.
        since: Instant,
    },
    /// Due at this instant.
    At {
        /// The instant.
        due: Instant,
        /// How strictly.
        force: Force,
        /// What it would be without waiver and floor.
        original: Instant,
    },
}

impl Deadline {
    /// Returns the instant it is due, if it has one.
    #[must_use]
    pub fn due(&self) -> Option<Instant> {
        match self {
            Self::At { due, .. } => Some(*due),
            _ => None,
        }
    }
}

/// An instant before which a step must not be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Floor {
    /// The instant.
    pub at: Instant,
    /// Where it comes from.
    pub reason: FloorReason,
}

/// Where a [`Floor`] comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FloorReason {
    /// A mode, such as an upstream project's date.
    Mode,
    /// The end of the embargo.
    Embargo,
}

/// How good the claim of an advisory to its public ID is, the best one first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    /// It is public, or was, since then.
    Public(Instant),
    /// It is approved, and becomes public.
    Approved,
    /// The ID is only in its file.
    Written,
}

impl<'p> Case<'p> {
    /// Evaluates an incident. This takes one pass over its events for each step.
    #[must_use]
    pub fn new(portfolio: &'p Portfolio, incident: &'p Incident, now: Instant) -> Self {
        steps::work_out(portfolio, incident, now)
    }

    /// Returns the case of the same incident in a portfolio with the same files of the project and
    /// fewer incidents. An evaluation reads no other incidents, so it stays the same.
    #[must_use]
    pub(crate) fn within(self, portfolio: &'p Portfolio) -> Self {
        Self { portfolio, ..self }
    }

    /// Returns its public state.
    #[must_use]
    pub fn state(&self) -> State {
        gate::state(self)
    }

    /// Returns the status of the step with this id.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&StepStatus<'p>> {
        self.steps.iter().find(|s| s.step.element.id.value == id)
    }

    /// Returns the severity level that readers see: that of advisory.md or, without it, the one
    /// that conditions read.
    #[must_use]
    pub(crate) fn shown_level(&self) -> Option<&'p Level> {
        let document = self.incident.document.as_ref();
        let stated = document.and_then(|document| document.level(self.policy));
        stated.or_else(|| self.level.map(|set| set.level))
    }

    /// Returns whether the incident's files give this fact.
    #[must_use]
    pub fn has(&self, fact: Fact) -> bool {
        facts::has(self.portfolio, self.incident, self.reported, fact)
    }

    /// Returns the first built-in event of this kind, if it has happened.
    #[must_use]
    pub fn happened(&self, event: BuiltIn) -> Option<&'p Event> {
        self.incident.first(event).filter(|e| e.at.value <= self.now)
    }

    /// Returns whether another state of this incident has the approvals that its content needs,
    /// under this case's policy, team and roles.
    #[must_use]
    pub(crate) fn is_approved_in(&self, other: &Incident) -> bool {
        approval::Approvals::of(other, self.incident, self.policy, &self.portfolio.team, self.now).are_enough()
    }

    /// Returns when the gate opened for the content with which the advisory became public, even if
    /// the present content closes it again.
    #[must_use]
    pub(crate) fn opened(&self) -> Option<Instant> {
        self.approvals().opened(self.incident, self.embargo.until)
    }

    /// Returns when the advisory became public, even if its present content is not approved and
    /// keeps it from the site. Where nothing shows whether it was public, it counts as public.
    #[must_use]
    pub(crate) fn was_public(&self) -> Option<Instant> {
        self.publication.ok().or_else(|| self.was_due().filter(|_| self.past != Past::Private))
    }

    /// Returns when an advisory that is withheld was to become public with the content that was
    /// approved, if that instant has passed.
    #[must_use]
    pub(crate) fn was_due(&self) -> Option<Instant> {
        if self.publication.is_ok() {
            return None;
        }
        self.opened().filter(|opened| *opened <= self.now)
    }

    /// Returns since when the advisory is public, also if the site waits for an approval of its
    /// present content.
    #[must_use]
    pub(crate) fn public_since(&self) -> Option<Instant> {
        match self.publication {
            Ok(since) => Some(since),
            Err(Withheld::Changed) => self.was_public(),
            Err(_) => None,
        }
    }

    /// Returns whether the site waits for an approval of a correction of the published advisory.
    #[must_use]
    pub(crate) fn awaits_correction(&self) -> bool {
        self.approvals().await_correction(self.incident, self.embargo.until, self.now)
    }

    /// Returns whether the public content changed since it was approved, and no `[[revision]]`
    /// tells readers so. Of an imported advisory, the other database tells them.
    #[must_use]
    pub(crate) fn lacks_revision(&self) -> bool {
        let Some(published) = self.was_public().filter(|_| self.publication == Err(Withheld::Changed)) else {
            return false;
        };
        let incident = self.incident;
        let others = incident.events.iter().filter(|e| e.is(BuiltIn::Approved) && e.at.value <= self.now);
        let last = others.filter(|e| !self.approval_covers_content(e)).map(|e| e.at.value).max();
        let since = last.map_or(published, |last| last.max(published));
        let is_told = incident.corrections(published).any(|it| it.at.value > since && it.at.value <= self.now);
        incident.imported.is_none() && !is_told
    }

    /// Returns whether the content that is public was approved as a first publication, after other
    /// content was to be public.
    #[must_use]
    pub(crate) fn is_published_anew(&self) -> bool {
        let opened = self.opened();
        self.incident.imported.is_none() && self.publication.is_ok_and(|since| opened.is_some_and(|at| at < since))
    }

    fn approvals(&self) -> approval::Approvals {
        approval::Approvals::of(self.incident, self.incident, self.policy, &self.portfolio.team, self.now)
    }

    /// Returns whether an approval of the publication covers the present content, or does not say
    /// what it covers.
    #[must_use]
    pub(crate) fn approval_covers_content(&self, approval: &Event) -> bool {
        let present = || Content::of(self.incident);
        approval.covers().is_none_or(|covers| present().is_none_or(|present| present.is(&covers.value)))
    }

    /// Returns whether the approval of the mitigations covers the present ones. An approval that
    /// does not say what it covers counts for notices that were published before approvals had to.
    #[must_use]
    pub(crate) fn approval_covers_mitigations(&self) -> bool {
        let notice = &self.incident.notice;
        match (&notice.mitigations_covers, Content::of_mitigations(notice)) {
            (Some(covers), Some(mitigations)) => mitigations.is(&covers.value),
            (Some(_), None) => true,
            (None, _) => self.happened(BuiltIn::NoticePublished).is_some_and(|e| !approval::is_bound(e.at.value)),
        }
    }

    /// Returns the instant to use for an undated act, such as the approval of a commit: the report,
    /// or now if no report is recorded.
    #[must_use]
    pub(crate) fn undated(&self) -> When {
        When::Undated(self.reported.unwrap_or(self.now))
    }

    /// Returns whether the incident meets a condition of its policy.
    #[must_use]
    pub(crate) fn meets(&self, condition: &Condition, unscored_meets: bool) -> bool {
        let circumstances = condition::Circumstances {
            incident: self.incident,
            disclosure: self.incident.report.disclosure.value,
            reported: self.reported,
            kinds: self.kinds.clone(),
            score: self.score,
            level: self.level,
            policy: self.policy,
            facts: self.facts.clone(),
            embargo_broken: self.embargo.broken.map(|e| e.at.value),
            exploited: self.exploited(),
        };
        circumstances.meet(condition, unscored_meets)
    }

    /// Returns the modes that still change something. One that waits for an event does not, once
    /// the event has happened.
    pub(crate) fn effective_modes(&self) -> impl Iterator<Item = &'p Mode> {
        let waits = |mode: &Mode| match &mode.effect {
            Effect::Floor { event, .. } => {
                let happened = self.incident.first_named(event.as_str());
                happened.is_none_or(|happened| happened.at.value > self.now)
            }
            Effect::Asap => true,
        };
        self.modes.iter().copied().filter(move |mode| waits(mode))
    }

    /// Returns whether the mode is on in which the policy asks for a duty.
    #[must_use]
    pub(crate) fn asks_for(&self, duty: &Attestation) -> bool {
        duty.mode.as_ref().is_none_or(|on| self.modes.iter().any(|mode| mode.element.id.value == on.value))
    }

    /// Returns the other incident whose advisory has the same public ID, if this advisory has to
    /// give it up: readers know the ID as that of the advisory that was public first. Before that,
    /// an approval decides.
    #[must_use]
    pub fn gives_up_id(&self) -> Option<&'p Incident> {
        let id = |incident: &'p Incident| incident.document.as_ref()?.id.as_ref().map(|id| &id.value);
        let own = id(self.incident)?;
        let is_other = |other: &&Incident| other.file != self.incident.file;
        let mut others =
            self.portfolio.incidents.iter().map(|it| &**it).filter(is_other).filter(|other| id(other) == Some(own));
        let claim = self.claim();
        others.find(|other| claim >= Self::new(self.portfolio, other, self.now).claim())
    }

    /// Returns how good its claim to its public ID is.
    fn claim(&self) -> Claim {
        match (self.was_public(), &self.publication) {
            (Some(since), _) => Claim::Public(since),
            (None, Err(Withheld::Embargoed | Withheld::Upstream)) => Claim::Approved,
            _ => Claim::Written,
        }
    }

    /// Returns the time to fix and the exposure window.
    #[must_use]
    pub fn measures(&self) -> Measures {
        measure::measure(self)
    }

    /// Returns the open steps: first those that are due as soon as possible, then those with a
    /// deadline, then the rest. Those that are late first come first; of two with the same time,
    /// one that is not blocked.
    #[must_use]
    pub fn next(&self) -> Vec<&StepStatus<'p>> {
        let mut open: Vec<_> = self.steps.iter().filter(|s| s.standing.is_open()).collect();
        open.sort_by_key(|s| {
            let blocked = matches!(s.standing, Standing::Blocked { .. });
            match s.deadline {
                Deadline::Asap { since } => (0, s.latest.unwrap_or(since).unix(), blocked),
                Deadline::At { due, .. } => (1, due.unix(), blocked),
                Deadline::None | Deadline::Unanchored => (2, 0, blocked),
            }
        });
        open
    }
}
