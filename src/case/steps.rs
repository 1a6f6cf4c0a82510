//! From incident, policy and now to the status of every step.

use super::{Case, EmbargoStatus, Withheld};
use crate::incident::Incident;
use crate::portfolio::Portfolio;
use crate::time::Instant;

pub(super) fn work_out<'p>(portfolio: &'p Portfolio, incident: &'p Incident, now: Instant) -> Case<'p> {
    Case {
        portfolio,
        incident,
        policy: portfolio.policy_of(incident),
        now,
        reported: None,
        kinds: Vec::new(),
        score: None,
        paths: Vec::new(),
        modes: Vec::new(),
        steps: Vec::new(),
        embargo: EmbargoStatus::default(),
        publication: Err(Withheld::Unapproved),
    }
}
