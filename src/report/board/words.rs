//! The phrases of the board.

use super::facts::{Incident, Step};
use crate::case::{Deadline, Standing, StepStatus};
use crate::fact::Fact;
use crate::time::{Instant, spoken_seconds};

/// What is left to do in an open incident without an open step: to record what was sent.
pub(super) const TO_RECORD: &str = "record the mails as sent";

/// Returns when a step is due, relative to `now`.
pub(super) fn due(status: &StepStatus<'_>, now: Instant) -> String {
    match &status.standing {
        Standing::NotApplicable(_) | Standing::Skipped(_) => status.standing.word().to_owned(),
        Standing::Done => status.done.map_or("done".to_owned(), |e| format!("done {}", e.at.short())),
        Standing::DoneLate(by) => format!("done {} late", spoken_seconds(*by)),
        Standing::DoneEarly(_) if status.earliest == Some(Instant::never()) => "done too early".to_owned(),
        Standing::DoneEarly(by) => format!("done {} early", spoken_seconds(*by)),
        Standing::Infeasible { floor, cap } => {
            format!("not before {}, but also not after {}", floor.short(), cap.short())
        }
        Standing::Overdue(_) if matches!(status.deadline, Deadline::Asap { .. }) => clock(&status.deadline, now),
        Standing::Overdue(by) => format!("{} overdue", spoken_seconds(*by)),
        Standing::Waived(_) | Standing::Due | Standing::Blocked { .. } => clock(&status.deadline, now),
    }
}

fn clock(deadline: &Deadline, now: Instant) -> String {
    match deadline {
        Deadline::None => "no deadline".to_owned(),
        Deadline::Unanchored => "no date yet".to_owned(),
        Deadline::Asap { since } => {
            format!("asap, {} old", spoken_seconds(now.seconds_since(*since).max(0)))
        }
        Deadline::At { due, .. } => ahead(*due, now),
    }
}

/// Returns `in 3 d 4 h` or `2 d overdue`.
fn ahead(due: Instant, now: Instant) -> String {
    match due.seconds_since(now) {
        left if left >= 0 => format!("in {}", spoken_seconds(left)),
        late => format!("{} overdue", spoken_seconds(late)),
    }
}

/// Returns `in 3 d 4 h` or `2 d ago`.
pub(super) fn relative(at: Instant, now: Instant) -> String {
    match at.seconds_since(now) {
        left if left > 0 => format!("in {}", spoken_seconds(left)),
        gone => format!("{} ago", spoken_seconds(gone)),
    }
}

/// Returns everything that a step waits for.
pub(super) fn waits_for(step: &Step) -> Option<String> {
    let words: Vec<_> = step.blocked_by.iter().map(|b| b.words.as_str()).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// Returns a fact that a step lacks, by the key that states it if there is one.
pub(super) fn missing(fact: &str) -> String {
    let key = fact.parse::<Fact>().ok().and_then(Fact::key);
    key.map_or_else(|| fact.to_owned(), |key| format!("`{key}`"))
}

/// Returns who leads.
pub(super) fn lead(incident: &Incident) -> String {
    match (incident.lead.is_empty(), incident.led) {
        (false, _) => incident.lead.join(", "),
        (true, true) => "somebody".to_owned(),
        (true, false) => "nobody".to_owned(),
    }
}

/// Returns the state and the modes.
pub(super) fn state(incident: &Incident) -> String {
    let modes: Vec<_> = incident.modes.iter().map(|m| m.id.as_str()).collect();
    if modes.is_empty() { incident.state.to_owned() } else { format!("{} · {}", incident.state, modes.join(", ")) }
}

/// Returns the time to fix and the exposure window; empty when there is neither.
pub(super) fn measures(incident: &Incident) -> String {
    let m = &incident.measures;
    let fix = m.time_to_fix.map(|s| {
        let what = if m.fixed { "fixed in" } else { "unfixed for" };
        format!("{what} {}", spoken_seconds(s))
    });
    let exposed = (m.exposure > 0 || m.exposed).then(|| {
        let what = if m.exposed { "users exposed for" } else { "users were exposed for" };
        format!("{what} {}", spoken_seconds(m.exposure))
    });
    fix.into_iter().chain(exposed).collect::<Vec<_>>().join(", ")
}

/// Says that an advisory has an id that it has to give up, and how.
pub(super) fn taken_id(handle: &str, other: &str) -> String {
    format!("its id is also that of {other}; `advisory publish {handle} --by MEMBER` gives it the next free one")
}
