//! The standing of a step, and what a step waits for.

use crate::fact::Fact;
use crate::incident::Decision;
use crate::names::Name;
use crate::policy::Step;
use crate::source::Spanned;
use crate::time::Instant;

/// The standing of a step.
#[derive(Clone, Debug)]
pub enum Standing<'p> {
    /// It does not apply; the reason.
    NotApplicable(String),
    /// A recorded decision skips it.
    Skipped(&'p Decision),
    /// Done in time, or without a clock.
    Done,
    /// Done this many seconds too late.
    DoneLate(i64),
    /// Done this many seconds too early.
    DoneEarly(i64),
    /// Something must happen first. The step may be overdue at the same time.
    Blocked {
        /// What.
        by: Vec<Blocker<'p>>,
        /// Whether its deadline has passed.
        overdue: bool,
    },
    /// It can be done now, and its deadline has not passed or it has none.
    Due,
    /// Its deadline has passed.
    Overdue(i64),
    /// A waiver gave it a new date, which has not passed.
    Waived(Instant),
    /// A floor is later than the cap, so it cannot be done in time.
    Infeasible {
        /// The floor: nothing may be public before.
        floor: Instant,
        /// The cap: nothing may be later.
        cap: Instant,
    },
}

impl Standing<'_> {
    /// Returns the word that the board shows.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::NotApplicable(_) => "not applicable",
            Self::Skipped(_) => "skipped",
            Self::Done => "done",
            Self::DoneLate(_) => "done late",
            Self::DoneEarly(_) => "done early",
            Self::Blocked { overdue: false, .. } => "blocked",
            Self::Blocked { overdue: true, .. } => "blocked, overdue",
            Self::Due => "due",
            Self::Overdue(_) => "overdue",
            Self::Waived(_) => "waived",
            Self::Infeasible { .. } => "infeasible",
        }
    }

    /// Returns whether there is still something to do.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::NotApplicable(_) | Self::Skipped(_)) && !self.is_done()
    }

    /// Returns whether it is done, at whatever time.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done | Self::DoneLate(_) | Self::DoneEarly(_))
    }

    /// Returns whether it is open and its deadline has passed.
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
    /// The date of this event, which a mode waits for.
    Date(&'p Spanned<Name>),
    /// A fact that is not recorded.
    Fact(Fact),
    /// A decision whether to take this optional step.
    Decision,
    /// Approvals: how many are missing.
    Approvals(u32),
}

impl std::fmt::Display for Blocker<'_> {
    /// Describes what has to happen. The label of a step is written as the policy has it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Step(step) => f.write_str(step.element.label()),
            Self::Event(events) => {
                let names: Vec<_> = events.iter().map(|e| format!("`{}`", e.as_str())).collect();
                write!(f, "{} to be recorded", names.join(" or "))
            }
            Self::Date(event) => write!(f, "the date of `{}`", event.as_str()),
            Self::Fact(fact) => write!(f, "{} (`{fact}`)", fact.meaning()),
            Self::Decision => f.write_str("a decision on whether to take it"),
            Self::Approvals(1) => f.write_str("1 more approval"),
            Self::Approvals(n) => write!(f, "{n} more approvals"),
        }
    }
}
