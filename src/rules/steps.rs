//! Rules about the steps of the process: deadlines, prerequisites, decisions and waivers.

use crate::case::{Case, StepStatus};
use crate::event::BuiltIn;
use crate::source::Span;

pub(super) mod decision_not_optional;
pub(super) mod decision_repeated;
pub(super) mod decision_unexplained;
pub(super) mod decision_without_right;
pub(super) mod expected_step_skipped;
pub(super) mod optional_step_undecided;
pub(super) mod release_outside_window;
pub(super) mod release_time;
pub(super) mod skipped_yet_done;
pub(super) mod step_after_its_time;
pub(super) mod step_asap_overdue;
pub(super) mod step_before_prerequisite;
pub(super) mod step_blocked_overdue;
pub(super) mod step_done_early;
pub(super) mod step_done_late;
pub(super) mod step_infeasible;
pub(super) mod step_not_applicable;
pub(super) mod step_overdue;
pub(super) mod step_unattested;
pub(super) mod step_without_facts;
pub(super) mod step_without_right;
pub(super) mod waiver_condition;
pub(super) mod waiver_date;
pub(super) mod waiver_late;
pub(super) mod waiver_too_far;
pub(super) mod waiver_without_evidence;
pub(super) mod waiver_without_right;
pub(super) mod waiver_wrong_step;

/// Returns the place of the instant at which a step was done. The publication has no event of its
/// own, so it is that of the last approval.
fn done_at(case: &Case<'_>, status: &StepStatus<'_>) -> Option<Span> {
    let event = status.done.or_else(|| case.incident.last(BuiltIn::Approved));
    event.filter(|_| status.standing.is_done()).map(|event| event.at.span)
}
