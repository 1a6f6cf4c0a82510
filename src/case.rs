//! A case is an incident, the policy it runs under, and one `now`: what every question about
//! deadlines is asked of.
//!
//! Everything here is derived. An incident's state is not a field that could disagree with its
//! events.

use crate::cvss::Score;
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::incident::{Decision, Event, Incident, Waiver};
use crate::names::Name;
use crate::policy::{Condition, Force, LineKind, Mode, Path, Policy, RoleSource, Step};
use crate::portfolio::{Portfolio, Team};
use crate::source::Spanned;
use crate::time::Instant;

mod condition;
mod deadline;
mod embargo;
mod facts;
mod gate;
mod measure;
mod rotation;
mod steps;

pub use embargo::EmbargoStatus;
pub use gate::Withheld;
pub use measure::Measures;
pub use rotation::{Absence, Last, Passed, Turn, next_lead};

/// An incident under its policy at one instant.
#[derive(Clone, Debug)]
pub struct Case<'p> {
    /// The portfolio it belongs to.
    pub portfolio: &'p Portfolio,
    /// The incident.
    pub incident: &'p Incident,
    /// The policy revision it runs under.
    pub policy: &'p Policy,
    /// The instant all of this holds at.
    pub now: Instant,
    /// When the clock started (`reported`); `None` when nobody recorded it.
    pub reported: Option<Instant>,
    /// The kinds of line it affects, judged when it was reported, sorted.
    pub kinds: Vec<LineKind>,
    /// The base score that thresholds read: the first 3.x vector's.
    pub score: Option<Score>,
    /// The paths that apply. Empty when the policy has none.
    pub paths: Vec<&'p Path>,
    /// The modes that are on.
    pub modes: Vec<&'p Mode>,
    /// Every step of the policy, in its order.
    pub steps: Vec<StepStatus<'p>>,
    /// The embargo.
    pub embargo: EmbargoStatus<'p>,
    /// When the advisory became public, or why it is not.
    pub publication: Result<Instant, Withheld>,
}

/// Where an incident stands in public.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Nobody outside may know.
    Embargoed,
    /// The vulnerability is public, the advisory is not yet.
    PublicReport,
    /// A notice says that a fix is coming.
    Forthcoming,
    /// The advisory is public.
    Published,
    /// The advisory is public and withdrawn.
    Withdrawn,
    /// It was no vulnerability.
    Rejected,
}

impl State {
    /// The word the board shows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Embargoed => "embargoed",
            Self::PublicReport => "public report",
            Self::Forthcoming => "forthcoming",
            Self::Published => "published",
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
    /// Where it stands.
    pub standing: Standing<'p>,
    /// Its clock; also of steps that are done.
    pub deadline: Deadline,
    /// Not expected to start before this.
    pub earliest: Option<Instant>,
    /// The event that completed it.
    pub done: Option<&'p Event>,
    /// The waiver that moved it.
    pub waiver: Option<&'p Waiver>,
    /// Required facts that are not there.
    pub missing: Vec<Fact>,
    /// Attestations of this step that nobody acknowledged, required ones and others.
    pub unattested: Vec<&'p crate::policy::Attestation>,
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
    /// The instant it is due, when it has one.
    #[must_use]
    pub fn due(&self) -> Option<Instant> {
        match self {
            Self::At { due, .. } => Some(*due),
            _ => None,
        }
    }
}

/// Where a step stands.
#[derive(Clone, Debug)]
pub enum Standing<'p> {
    /// It does not apply: why, in words.
    NotApplicable(String),
    /// A recorded decision skips it.
    Skipped(&'p Decision),
    /// Done in time, or without a clock.
    Done,
    /// Done this many seconds after its deadline.
    DoneLate(i64),
    /// Something has to happen first. It may be overdue all the same.
    Blocked {
        /// What.
        by: Vec<Blocker<'p>>,
        /// Whether its deadline has passed.
        overdue: bool,
    },
    /// It can be done now; its deadline lies ahead, or it has none.
    Due,
    /// Its deadline has passed.
    Overdue(i64),
    /// A waiver gave it a new date, which lies ahead.
    Waived(Instant),
    /// A floor lies after a cap: it can't be done in time.
    Infeasible {
        /// The floor: nothing may be public before.
        floor: Instant,
        /// The cap: nothing may be later.
        cap: Instant,
    },
}

impl Standing<'_> {
    /// The word the board shows.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::NotApplicable(_) => "not applicable",
            Self::Skipped(_) => "skipped",
            Self::Done => "done",
            Self::DoneLate(_) => "done late",
            Self::Blocked { overdue: false, .. } => "blocked",
            Self::Blocked { overdue: true, .. } => "blocked, overdue",
            Self::Due => "due",
            Self::Overdue(_) => "overdue",
            Self::Waived(_) => "waived",
            Self::Infeasible { .. } => "infeasible",
        }
    }

    /// Whether there is still something to do.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::NotApplicable(_) | Self::Skipped(_) | Self::Done | Self::DoneLate(_))
    }

    /// Whether its deadline has passed while it is open.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        matches!(self, Self::Overdue(_) | Self::Blocked { overdue: true, .. })
    }
}

/// What a blocked step waits for.
#[derive(Clone, Debug)]
pub enum Blocker<'p> {
    /// An earlier step.
    Step(&'p Step),
    /// One of these events.
    Event(&'p [Spanned<Name>]),
    /// A fact nobody wrote down.
    Fact(Fact),
    /// A decision whether to take this optional step.
    Decision,
    /// Approvals: how many are missing.
    Approvals(u32),
}

impl std::fmt::Display for Blocker<'_> {
    /// Writes what has to happen, in words. The label of a step stands as the policy has it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Step(step) => f.write_str(step.element.label()),
            Self::Event(events) => {
                let names: Vec<_> = events.iter().map(|e| format!("`{}`", e.as_str())).collect();
                write!(f, "{} to be recorded", names.join(" or "))
            }
            Self::Fact(fact) => write!(f, "{} (`{fact}`)", fact.meaning()),
            Self::Decision => f.write_str("a decision whether to take it"),
            Self::Approvals(1) => f.write_str("1 more approval"),
            Self::Approvals(n) => write!(f, "{n} more approvals"),
        }
    }
}

/// Whether a person could act in a role at an instant: by the roster as it was then, or by the
/// incident where the policy fills the role there.
fn may_act(policy: &Policy, team: &Team, incident: &Incident, person: &str, role: &str, at: Instant) -> bool {
    let rule = policy.role(role);
    match rule.and_then(|r| r.from.as_ref()) {
        None => team.holds(person, role, at),
        // Nobody is picked for it: it is open to all.
        Some(RoleSource::Anyone) if rule.is_some_and(|r| r.pick.is_none()) => true,
        Some(_) => incident.holders(role).iter().any(|holder| holder.value == person),
    }
}

impl<'p> Case<'p> {
    /// Works everything out. Costs one pass over the incident's events for each step.
    #[must_use]
    pub fn new(portfolio: &'p Portfolio, incident: &'p Incident, now: Instant) -> Self {
        steps::work_out(portfolio, incident, now)
    }

    /// Where it stands in public.
    #[must_use]
    pub fn state(&self) -> State {
        gate::state(self)
    }

    /// Whether nothing is left to do: closed, rejected, or published with no open step.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.happened(BuiltIn::Rejected).is_some()
            || self.happened(BuiltIn::Closed).is_some()
            || (self.publication.is_ok() && !self.steps.iter().any(|s| s.standing.is_open()))
    }

    /// The status of the step with this id.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&StepStatus<'p>> {
        self.steps.iter().find(|s| s.step.element.id.value == id)
    }

    /// Whether the incident's files give this fact.
    #[must_use]
    pub fn has(&self, fact: Fact) -> bool {
        facts::has(self.portfolio, self.incident, self.reported, fact)
    }

    /// Returns the first of these built-in events, once it has happened.
    #[must_use]
    pub fn happened(&self, event: BuiltIn) -> Option<&'p Event> {
        self.incident.first(event).filter(|e| e.at.value <= self.now)
    }

    /// Whether this person could act in a role at an instant: on the roster, or named in the
    /// incident for roles that incidents fill.
    #[must_use]
    pub fn may_act(&self, person: &str, role: &str, at: Instant) -> bool {
        may_act(self.policy, &self.portfolio.team, self.incident, person, role, at)
    }

    /// Whether this person could approve the publication at an instant: in the role that the policy
    /// asks for, else as anybody on the team.
    #[must_use]
    pub fn may_approve(&self, person: &str, at: Instant) -> bool {
        gate::may_approve(self.incident, self.policy, &self.portfolio.team, person, at)
    }

    /// Whether these events, maybe of another state of the incident, approve the publication: by
    /// this policy and team, and by the roles that this state gives.
    #[must_use]
    pub fn is_approved_by(&self, events: &[Event]) -> bool {
        gate::approved(events, self.incident, self.policy, &self.portfolio.team, self.now).is_some()
    }

    /// The instant to judge an undated act at, such as the approval of a commit: not before the
    /// report.
    #[must_use]
    pub fn undated(&self) -> Instant {
        self.reported.unwrap_or(self.now)
    }

    /// Whether the incident meets a condition of its policy.
    #[must_use]
    pub fn meets(&self, condition: &Condition, unscored_meets: bool) -> bool {
        let circumstances = condition::Circumstances {
            incident: self.incident,
            reported: self.reported,
            kinds: self.kinds.clone(),
            score: self.score,
            embargo_broken: self.embargo.broken.is_some(),
            exploited: self.happened(BuiltIn::Exploited).is_some(),
        };
        circumstances.meet(condition, unscored_meets)
    }

    /// Time to fix and exposure window.
    #[must_use]
    pub fn measures(&self) -> Measures {
        measure::measure(self)
    }

    /// The next open steps: overdue first, then "as soon as possible", then by deadline.
    #[must_use]
    pub fn next(&self) -> Vec<&StepStatus<'p>> {
        let mut open: Vec<_> = self.steps.iter().filter(|s| s.standing.is_open()).collect();
        open.sort_by_key(|s| {
            let blocked = matches!(s.standing, Standing::Blocked { .. });
            match s.deadline {
                Deadline::Asap { since } => (0, since.unix(), blocked),
                Deadline::At { due, .. } => (1, due.unix(), blocked),
                Deadline::None | Deadline::Unanchored => (2, 0, blocked),
            }
        });
        open
    }
}
