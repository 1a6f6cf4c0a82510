//! `next`: prints the next instant at which the public output changes.

use clap::Args;

use super::{Context, Outcome, Stop};
use crate::app::{NextChange, NextOutcome};
use crate::report::{LogText, ShownNext};
use crate::time::{Calendar, Instant, Length, LengthError, Unit};

/// Print the next instant at which the public site changes by itself
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory next --within 5h         print an instant of the next five hours, and
                                    the seconds until then
  advisory next --within 4w --json  print the next one of the next four weeks as
                                    JSON

The site changes by itself when an embargo ends, a notice or a release is due,
or a release line is no longer supported. On the first day of a month,
security.txt gets another date at which it expires. A scheduled job can wait for
that instant and build then:

  next=$(advisory next --within 5h) && sleep \"${next#* }\" && advisory build …

An instant at which the build will fail or leave an advisory out is printed too:
then somebody has to act. `advisory check --ahead` says why.

Exit status: 0 if an instant was printed, 3 if there is none, 1 if the site
can't be built as it is now, 2 for a wrong command line or a failure.")]
pub(super) struct Next {
    /// How far to look ahead: hours, days or weeks, such as 5h, 7d or 4w; a year at most
    #[arg(long, value_name = "LENGTH", default_value = "24h", value_parser = within)]
    within: Length,
}

/// The longest time to look ahead. The site of each of its days is made.
const LONGEST: Length = Length { count: 366, unit: Unit::Days };

fn within(text: &str) -> Result<Length, String> {
    let wrong = || format!("`{text}` is not a length of time here: write hours, days or weeks, such as 5h, 7d or 4w");
    let length: Length = text.parse().map_err(|_: LengthError| wrong())?;
    let start = Instant::from_unix(0).ok_or("no instant to count from")?;
    let after = |length| Calendar::default().after(start, length);
    match length.unit {
        Unit::BusinessDays => Err(wrong()),
        _ if after(length) > after(LONGEST) => Err(format!("the longest is {LONGEST}")),
        _ => Ok(length),
    }
}

impl Next {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let workspace = context.open()?;
        let now = workspace.now();
        let until = Calendar::default().after(now, self.within);
        let progress = context.terminal.progress("building");
        let next = workspace.next_change(until);
        progress.finish_and_clear();
        let next = next?;
        context.terminal.show(&ShownNext { now, until, next })?;
        match next {
            None => {
                let text = LogText::new().words("the site does not change by itself until ").instant(until);
                context.terminal.note(&text);
                Err(Stop::Nothing)
            }
            Some(NextChange { outcome: NextOutcome::Changes, .. }) => Ok(()),
            Some(NextChange { outcome, at }) => {
                let what = match outcome {
                    NextOutcome::Fails => " fails",
                    _ => " leaves an advisory or a notice out",
                };
                let text = LogText::new().words("warning: the build of ").instant(at).words(what);
                context.terminal.note(&text.words("; `advisory check --ahead` says why"));
                Ok(())
            }
        }
    }
}
