//! The facts that the board shows, and the shape of its JSON.
//!
//! Instants are RFC 3339 in UTC, lengths of time are seconds, ids are the policy's. `null` means
//! that there is none. What the reader's [`Audience`](super::Audience) may not see is `null` or
//! empty.

use std::collections::BTreeMap;

use serde::Serialize;

use super::approved::Approved;
use super::history::{Recorded, Touched};
use crate::case::Measures;
use crate::time::Instant;

/// `advisory status --format json`.
#[derive(Serialize)]
pub(super) struct Board {
    pub(super) now: Instant,
    pub(super) counts: Counts,
    pub(super) incidents: Vec<Incident>,
}

/// How many open incidents there are, and how many of them have a step that is due as soon as
/// possible or overdue.
#[derive(Serialize)]
pub(super) struct Counts {
    pub(super) open: usize,
    pub(super) asap: usize,
    pub(super) overdue: usize,
}

/// One incident on the board.
#[derive(Serialize)]
pub(super) struct Incident {
    pub(super) handle: String,
    /// What was reported, for the team.
    pub(super) summary: Option<String>,
    /// `embargoed`, `public report`, `forthcoming`, `published`, `withdrawn`, `rejected`.
    pub(super) state: &'static str,
    /// Whether nothing is left to do.
    pub(super) closed: bool,
    pub(super) policy: Policy,
    /// Who leads; empty: nobody.
    pub(super) lead: Vec<String>,
    /// Whether somebody leads, for readers who don't see who.
    pub(super) led: bool,
    pub(super) paths: Vec<Element>,
    pub(super) modes: Vec<Element>,
    pub(super) reported: Option<Instant>,
    /// Seconds since the report.
    pub(super) age: Option<i64>,
    pub(super) embargo: Embargo,
    pub(super) measures: Measured,
    /// Open steps: as soon as possible first, then by deadline.
    pub(super) open: Vec<Step>,
}

#[derive(Serialize)]
pub(super) struct Policy {
    pub(super) id: String,
    pub(super) revision: String,
}

/// An element of the policy: its id and what the project calls it.
#[derive(Serialize)]
pub(super) struct Element {
    pub(super) id: String,
    pub(super) title: String,
}

#[derive(Serialize)]
pub(super) struct Embargo {
    pub(super) until: Option<Instant>,
    pub(super) broken: Option<Instant>,
    /// When it was decided what to do about that.
    pub(super) decided: Option<Instant>,
    /// Whether nobody has decided yet whether the end stays.
    pub(super) in_question: bool,
}

/// What the process achieved.
#[derive(Serialize)]
pub(super) struct Measured {
    pub(super) time_to_fix: Option<i64>,
    /// `false`: `time_to_fix` still grows.
    pub(super) fixed: bool,
    pub(super) exposure: i64,
    /// `true`: `exposure` still grows.
    pub(super) exposed: bool,
}

impl From<Measures> for Measured {
    fn from(m: Measures) -> Self {
        Self { time_to_fix: m.time_to_fix, fixed: m.fixed, exposure: m.exposure, exposed: m.exposed }
    }
}

/// A step of the policy.
#[derive(Serialize)]
pub(super) struct Step {
    #[serde(flatten)]
    pub(super) element: Element,
    pub(super) role: String,
    /// Who holds the role in this incident.
    pub(super) who: Vec<String>,
    /// `due`, `overdue`, `blocked`, `blocked, overdue`, `waived`, `infeasible`, `done`, `done
    /// late`, `skipped`, `not applicable`.
    pub(super) standing: &'static str,
    pub(super) is_open: bool,
    pub(super) is_overdue: bool,
    pub(super) deadline: Deadline,
    /// The deadline in words.
    pub(super) words: String,
    pub(super) earliest: Option<Instant>,
    pub(super) done: Option<Instant>,
    pub(super) blocked_by: Vec<Blocker>,
    /// Facts it needs that nobody wrote down.
    pub(super) missing: Vec<&'static str>,
    /// Duties of this step that only people can keep, not acknowledged yet.
    pub(super) to_acknowledge: Vec<Duty>,
    pub(super) waiver: Option<Waiver>,
    /// Why it does not apply or was skipped.
    pub(super) why: Option<String>,
}

impl Step {
    /// Returns whether another step, an event or another project's date has to come first.
    pub(super) fn waits_for_others(&self) -> bool {
        self.blocked_by.iter().any(|blocker| ["step", "event", "date"].contains(&blocker.kind))
    }
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(super) enum Deadline {
    /// The policy sets none.
    None,
    /// It hangs on an event that has neither happened nor a planned date.
    Unanchored,
    Asap {
        since: Instant,
    },
    At {
        due: Instant,
        force: &'static str,
        /// Without waiver and floor.
        original: Instant,
    },
}

/// What a step waits for: `kind` is `step`, `event`, `date`, `fact`, `decision` or
/// `approvals`.
#[derive(Serialize)]
pub(super) struct Blocker {
    pub(super) kind: &'static str,
    /// The step's, events' or fact's ids.
    pub(super) ids: Vec<String>,
    pub(super) words: String,
}

#[derive(Serialize)]
pub(super) struct Duty {
    pub(super) id: String,
    pub(super) text: String,
    /// Whether the step counts as done without it.
    pub(super) required: bool,
}

#[derive(Serialize)]
pub(super) struct Waiver {
    pub(super) waiver: String,
    pub(super) steps: Vec<String>,
    pub(super) at: Option<Instant>,
    pub(super) until: Option<Instant>,
    pub(super) by: Vec<String>,
    pub(super) reason: Option<String>,
    pub(super) link: Option<String>,
}

/// `advisory status INCIDENT --format json`.
#[derive(Serialize)]
pub(super) struct Detail {
    pub(super) now: Instant,
    #[serde(flatten)]
    pub(super) incident: Incident,
    /// When the advisory became public.
    pub(super) published: Option<Instant>,
    /// Why it is not public.
    pub(super) withheld: Option<String>,
    /// The other incident whose advisory has the same public ID, if this one has to give it up.
    /// Left out where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) gives_up_id: Option<String>,
    /// When it becomes public, if nothing else holds it back.
    #[serde(skip)]
    pub(super) opens: Option<Instant>,
    /// Whether only time holds it back.
    #[serde(skip)]
    pub(super) is_approved: bool,
    pub(super) upstream: Option<Instant>,
    /// How the report came about. Left out where nobody recorded it, and in a log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<&'static str>,
    /// The severity level. Left out where there is none, and in a log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) level: Option<OwnLevel>,
    /// The facts that the policy declares. Left out where there are none, and in a log.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) facts: Vec<OwnFact>,
    /// Every step, in the policy's order.
    pub(super) steps: Vec<Step>,
    pub(super) waivers: Vec<Waiver>,
    /// Duties of the incident as a whole, not acknowledged yet.
    pub(super) to_acknowledge: Vec<Duty>,
    /// Every recorded event, oldest first: those in force, and those that were corrected.
    pub(super) timeline: Vec<Event>,
    /// The corrections, in the order of the file. Left out where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) amendments: Vec<Amendment>,
    /// The approvals of its content. Left out in a log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) approvals: Option<Vec<Approved>>,
    /// Commits that did more to the incident than to add events, oldest first. Left out where git
    /// says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) changes: Option<Vec<Touched>>,
}

/// The severity level that conditions read.
#[derive(Serialize)]
pub(super) struct OwnLevel {
    #[serde(flatten)]
    pub(super) element: Element,
    /// Who set it; empty if it follows from the score.
    pub(super) by: Vec<String>,
    pub(super) since: Option<Instant>,
}

/// A fact that the policy declares.
#[derive(Serialize)]
pub(super) struct OwnFact {
    #[serde(flatten)]
    pub(super) element: Element,
    /// Its value; `null`: nobody has set it.
    pub(super) value: Option<String>,
    /// Who set it.
    pub(super) by: Vec<String>,
    pub(super) since: Option<Instant>,
}

#[derive(Serialize)]
pub(super) struct Event {
    pub(super) at: Instant,
    pub(super) event: String,
    pub(super) by: Vec<String>,
    pub(super) note: Option<String>,
    /// Why it is no longer in force as it was written: `void` or `corrected`. Left out for all
    /// others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) amended: Option<&'static str>,
    /// The commit that first held it; `null`: it is not committed yet. Left out where git says
    /// nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) recorded: Option<Option<Recorded>>,
}

/// A correction of a record.
#[derive(Serialize)]
pub(super) struct Amendment {
    pub(super) at: Instant,
    /// The kind of the record: `event`, `waiver`, `decision` or `amendment`.
    pub(super) kind: &'static str,
    /// The event, the waiver, or the step that was decided on.
    pub(super) name: String,
    /// The instant of the record, as it was written.
    pub(super) recorded: Option<Instant>,
    /// The people whom the record names.
    pub(super) recorded_by: Vec<String>,
    pub(super) by: Vec<String>,
    pub(super) reason: Option<String>,
    /// The right values: key and value. Left out in a log.
    pub(super) instead: BTreeMap<&'static str, String>,
    /// `voids`, `corrects`, `repeats` (another one does the same), `void` (a later one voids it) or
    /// `nothing` (no record is meant, or another one contradicts it).
    pub(super) effect: &'static str,
}

impl Board {
    pub(super) fn new(now: Instant, incidents: Vec<Incident>) -> Self {
        let with = |test: fn(&Step) -> bool| incidents.iter().filter(|i| !i.closed && i.open.iter().any(test)).count();
        let counts = Counts {
            open: incidents.iter().filter(|i| !i.closed).count(),
            asap: with(|s| matches!(s.deadline, Deadline::Asap { .. })),
            overdue: with(|s| s.is_overdue),
        };
        Self { now, counts, incidents }
    }
}
