//! iCalendar files (RFC 5545), line by line.

use crate::time::Instant;

/// A calendar that is being written.
#[derive(Debug)]
pub(crate) struct Calendar(String);

impl Calendar {
    /// Begins a calendar. `kind` says what this program put into it, and `name` is a
    /// [`text`] for people.
    pub(crate) fn new(kind: &str, name: &str) -> Self {
        let mut calendar = Self(String::new());
        calendar.line("BEGIN", "VCALENDAR");
        calendar.line("VERSION", "2.0");
        calendar.line("PRODID", &format!("-//{}//{kind}//EN", env!("CARGO_PKG_NAME")));
        calendar.line("CALSCALE", "GREGORIAN");
        calendar.line("METHOD", "PUBLISH");
        calendar.line("X-WR-CALNAME", name);
        calendar
    }

    /// RFC 5545 3.1: no line is longer than 75 octets without its line end; the rest continues on
    /// the next line after a space.
    pub(crate) fn line(&mut self, name: &str, value: &str) {
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

    /// Ends the calendar, and returns its text. Lines end in CR LF.
    pub(crate) fn finish(mut self) -> String {
        self.line("END", "VCALENDAR");
        self.0
    }
}

/// Returns an instant as a value.
pub(crate) fn instant(at: Instant) -> String {
    at.utc().format("%Y%m%dT%H%M%SZ").to_string()
}

/// RFC 5545 3.3.11: a text value. It must not contain control characters.
pub(crate) fn text(shown: &str) -> String {
    shown.chars().fold(String::new(), |mut out, c| {
        if matches!(c, '\\' | ';' | ',') {
            out.push('\\');
        }
        out.push(c);
        out
    })
}
