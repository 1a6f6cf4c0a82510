//! Deadlines as an iCalendar file (RFC 5545), for the team's calendars.
//!
//! It contains only handles and the policy's step titles, because calendars are shared and
//! synchronised. Everything in it comes from the portfolio, so the same portfolio gives the same
//! bytes, and a moved deadline moves its entry.

use sha2::{Digest, Sha256};

use crate::case::{Case, Deadline};
use crate::portfolio::Project;
use crate::time::Instant;

/// Returns the open deadlines and embargo ends of the open incidents among `cases`. Lines end in CR
/// LF.
#[must_use]
pub fn calendar(cases: &[Case<'_>], project: &Project) -> String {
    let mut out = Out::default();
    out.line("BEGIN", "VCALENDAR");
    out.line("VERSION", "2.0");
    out.line("PRODID", concat!("-//", env!("CARGO_PKG_NAME"), "//deadlines//EN"));
    out.line("CALSCALE", "GREGORIAN");
    out.line("METHOD", "PUBLISH");
    out.line("X-WR-CALNAME", &text(&format!("{} security deadlines", project.name.value)));
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
    out.line("END", "VCALENDAR");
    out.0
}

/// An entry at an instant. `what` distinguishes the entries of one incident; it is empty for the
/// embargo's end.
fn entry(out: &mut Out, case: &Case<'_>, project: &Project, what: &str, at: Instant, summary: &str) {
    let key = format!("{}\0{}\0{what}", project.site.url.value, case.incident.handle);
    let uid: String = Sha256::digest(key).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    out.line("BEGIN", "VEVENT");
    out.line("UID", &uid);
    out.line("DTSTAMP", &instant(recorded(case).unwrap_or(at)));
    out.line("DTSTART", &instant(at));
    out.line("SUMMARY", &text(summary));
    out.line("CLASS", "PRIVATE");
    out.line("TRANSP", "TRANSPARENT");
    out.line("END", "VEVENT");
}

/// Returns when the incident last changed, according to its events.
fn recorded(case: &Case<'_>) -> Option<Instant> {
    case.incident.events.iter().map(|e| e.at.value).filter(|at| *at <= case.now).max()
}

fn instant(at: Instant) -> String {
    at.utc().format("%Y%m%dT%H%M%SZ").to_string()
}

/// RFC 5545 3.3.11: a text value. It can't contain control characters.
fn text(value: &str) -> String {
    let shown = super::plain::line(value);
    shown.chars().fold(String::new(), |mut out, c| {
        if matches!(c, '\\' | ';' | ',') {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

/// Content lines.
#[derive(Default)]
struct Out(String);

impl Out {
    /// RFC 5545 3.1: no line is longer than 75 octets without its line end; the rest continues on
    /// the next line after a space.
    fn line(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if octets + c.len_utf8() > 75 {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}
