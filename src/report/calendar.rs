//! Deadlines as an iCalendar file (RFC 5545), for the team's calendars.
//!
//! It contains only handles and the policy's step titles, because calendars are shared and
//! synchronised. Everything in it comes from the portfolio, so the same portfolio gives the same
//! bytes, and a moved deadline moves its entry.

use sha2::{Digest, Sha256};

use super::plain::line;
use crate::case::{Case, Deadline};
use crate::ical::{Calendar, instant, text};
use crate::portfolio::Project;
use crate::time::Instant;

/// Returns the open deadlines and embargo ends of the open incidents among `cases`. Lines end in CR
/// LF.
#[must_use]
pub fn calendar(cases: &[Case<'_>], project: &Project) -> String {
    let name = line(&format!("{} security deadlines", project.name.value)).into_owned();
    let mut out = Calendar::new("deadlines", &text(&name));
    for case in cases.iter().filter(|case| !case.is_closed()) {
        let handle = &case.incident.handle;
        for status in case.steps.iter().filter(|s| s.standing.is_open()) {
            if let Deadline::At { due, .. } = status.deadline {
                let step = &status.step.element;
                entry(&mut out, case, project, step.id.as_str(), due, &format!("{handle}: {}", step.label()));
            }
        }
        if let (Some(until), Err(_)) = (case.embargo.until, &case.publication) {
            entry(&mut out, case, project, "", until, &format!("{handle}: embargo ends"));
        }
    }
    out.finish()
}

/// An entry at an instant. `what` distinguishes the entries of one incident; it is empty for the
/// embargo's end.
fn entry(out: &mut Calendar, case: &Case<'_>, project: &Project, what: &str, at: Instant, summary: &str) {
    let key = format!("{}\0{}\0{what}", project.site.url.value, case.incident.handle);
    let uid: String = Sha256::digest(key).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    out.line("BEGIN", "VEVENT");
    out.line("UID", &uid);
    out.line("DTSTAMP", &instant(recorded(case).unwrap_or(at)));
    out.line("DTSTART", &instant(at));
    out.line("SUMMARY", &text(&line(summary)));
    out.line("CLASS", "PRIVATE");
    out.line("TRANSP", "TRANSPARENT");
    out.line("END", "VEVENT");
}

/// Returns when the incident last changed, according to its events.
fn recorded(case: &Case<'_>) -> Option<Instant> {
    case.incident.events.iter().map(|e| e.at.value).filter(|at| *at <= case.now).max()
}
