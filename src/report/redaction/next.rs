//! The next instant at which the public output changes. It has dates and fixed words alone, so a
//! public log shows all of it.

use serde::Serialize;

use super::{LogText, Show, Style};
use crate::app::{NextChange, NextOutcome};
use crate::json::JsonError;
use crate::report::{self, Format};
use crate::time::Instant;

/// The next instant at which the public output changes.
#[derive(Clone, Copy, Debug)]
pub struct ShownNext {
    /// The instant from which was looked.
    pub now: Instant,
    /// The last instant that was looked at.
    pub until: Instant,
    /// The change, if there is one until then.
    pub next: Option<NextChange>,
}

#[derive(Serialize)]
struct Document {
    schema: u32,
    now: Instant,
    until: Instant,
    next: Option<Next>,
}

#[derive(Serialize)]
struct Next {
    at: Instant,
    seconds: i64,
    outcome: &'static str,
}

impl ShownNext {
    fn text(&self, format: Format) -> Result<String, JsonError> {
        let Self { now, until, next } = *self;
        let next = next.map(|next| Next {
            at: next.at,
            seconds: next.at.seconds_since(now),
            outcome: match next.outcome {
                NextOutcome::Changes => "changes",
                NextOutcome::LeavesOut => "leaves-out",
                NextOutcome::Fails => "fails",
            },
        });
        match format {
            Format::Json | Format::Sarif => report::pretty(&Document { schema: 1, now, until, next }),
            Format::Human | Format::Github => {
                Ok(next.map(|next| format!("{} {}\n", next.at, next.seconds)).unwrap_or_default())
            }
        }
    }
}

impl Show for ShownNext {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        self.text(style.format)
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        self.text(style.format).map(LogText)
    }
}
