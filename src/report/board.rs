//! The board: every open incident, who leads it, what is next, what is due, blocked and overdue.
//!
//! The facts are gathered once and every form prints the same ones, so that the table on a
//! terminal, the JSON of a script and the summary of a CI job can't disagree.

use serde::Serialize;

use crate::app::{self, ContentApproval};
use crate::case::{Case, Deadline};
use crate::evidence::Evidence;
use crate::json::JsonError;
use crate::time::Instant;

pub(in crate::report) mod approved;
mod brief;
mod detail;
mod facts;
mod gather;
mod history;
mod layout;
mod list;
mod markdown;
mod overview;
mod state;
mod table;
mod words;

use facts::{Board, Incident};

/// Who reads a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Audience {
    /// The team: everything.
    Team,
    /// Whoever can read a CI log: handles, the policy's own words, dates and counts. Nothing that
    /// somebody wrote about an incident, and no names of people.
    Log,
}

/// How the board is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BoardFormat {
    /// For a terminal of this many columns (at least 40 are used).
    Human {
        /// Columns.
        width: u16,
        /// Whether the rows of lists have colours.
        color: bool,
    },
    /// One JSON object; `src/report/board/facts.rs` describes its shape.
    Json,
    /// GitHub Markdown, for a job summary.
    Markdown,
}

/// Renders the incidents at `now`: as soon as possible first, then overdue, then by deadline,
/// closed ones last.
///
/// # Errors
/// JSON that can't be written.
pub fn board(cases: &[Case<'_>], now: Instant, format: BoardFormat, audience: Audience) -> Result<String, JsonError> {
    let board = gathered(cases, now, audience);
    Ok(match format {
        BoardFormat::Human { width, .. } => table::board(&board, width),
        BoardFormat::Json => super::pretty(&Report { schema: SCHEMA, content: board })?,
        BoardFormat::Markdown => markdown::board(&board),
    })
}

/// Renders the open incidents for people, one line each, in the same order.
pub(in crate::report) fn brief(
    cases: &[Case<'_>],
    now: Instant,
    width: u16,
    color: bool,
    audience: Audience,
) -> String {
    brief::board(&gathered(cases, now, audience), width, color)
}

fn gathered(cases: &[Case<'_>], now: Instant, audience: Audience) -> Board {
    let mut sorted: Vec<&Case<'_>> = cases.iter().collect();
    sorted.sort_by_cached_key(|case| (urgency(case), case.incident.handle.clone()));
    Board::new(now, sorted.into_iter().map(|case| gather::incident(case, audience)).collect())
}

/// Renders everything about one incident: every step, what it waits for, the timeline.
///
/// # Errors
/// JSON that can't be written.
pub fn incident(case: &Case<'_>, format: BoardFormat, audience: Audience) -> Result<String, JsonError> {
    incident_with(case, None, None, format, audience)
}

/// Renders the same with the evidence in git: who recorded what, and when; and with what each
/// approval covers, which a log does not get.
///
/// # Errors
/// JSON that can't be written.
pub fn incident_with(
    case: &Case<'_>,
    evidence: Option<&Evidence>,
    approvals: Option<&[ContentApproval]>,
    format: BoardFormat,
    audience: Audience,
) -> Result<String, JsonError> {
    let mut detail = gather::detail(case, evidence, audience);
    detail.approvals = approvals.filter(|_| audience == Audience::Team).map(approved::shown);
    Ok(match format {
        BoardFormat::Human { width, .. } => detail::human(&detail, width),
        BoardFormat::Json => super::pretty(&Report { schema: SCHEMA, content: detail })?,
        BoardFormat::Markdown => markdown::detail(&detail),
    })
}

/// Renders one incident on a screen.
///
/// # Errors
/// JSON that can't be written.
pub(in crate::report) fn overview(
    overview: &app::Overview<'_>,
    format: BoardFormat,
    audience: Audience,
) -> Result<String, JsonError> {
    let overview = overview::Overview::of(overview, audience);
    Ok(match format {
        BoardFormat::Human { width, .. } => overview::human(&overview, width),
        BoardFormat::Json => super::pretty(&Report { schema: SCHEMA, content: overview })?,
        BoardFormat::Markdown => markdown::detail(&overview.detail),
    })
}

/// Renders incidents, one line each.
///
/// # Errors
/// JSON that can't be written.
pub(in crate::report) fn list(
    cases: &[Case<'_>],
    now: Instant,
    format: BoardFormat,
    audience: Audience,
) -> Result<String, JsonError> {
    let list = list::List::of(cases, now, audience);
    Ok(match format {
        BoardFormat::Human { width, color } => list::human(&list, width, color),
        BoardFormat::Json => super::pretty(&Report { schema: SCHEMA, content: list })?,
        BoardFormat::Markdown => markdown::list(&list),
    })
}

/// Renders three lines for people: what the incident is now, what is due next, and when it becomes
/// public.
pub(in crate::report) fn state(case: &Case<'_>, width: u16, audience: Audience) -> String {
    state::human(&gather::detail(case, None, audience), width)
}

/// Keys are added to the JSON, never renamed or removed, while this stays the same.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Report<T> {
    schema: u32,
    #[serde(flatten)]
    content: T,
}

/// Returns a sort key, smaller for what is more urgent: a class, and the instant that orders within
/// it.
fn urgency(case: &Case<'_>) -> (u8, i64) {
    if case.is_closed() {
        return (4, 0);
    }
    let open = || case.steps.iter().filter(|s| s.standing.is_open());
    let asap = open().filter_map(|s| match s.deadline {
        Deadline::Asap { since } => Some(since.unix()),
        _ => None,
    });
    let overdue = open().filter(|s| s.standing.is_overdue()).filter_map(|s| s.deadline.due());
    let due = open().filter_map(|s| s.deadline.due());
    if let Some(since) = asap.min() {
        return (0, since);
    }
    if let Some(due) = overdue.min() {
        return (1, due.unix());
    }
    due.min().map_or((3, 0), |due| (2, due.unix()))
}

impl Incident {
    /// Returns the step to take now: the first that is overdue or that can be worked on, in the
    /// order of their deadlines. A step that only lacks facts, approvals or a decision can be.
    fn next(&self) -> Option<&facts::Step> {
        self.open.iter().find(|step| step.is_overdue || !step.waits_for_others()).or(self.open.first())
    }
}
