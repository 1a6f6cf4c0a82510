//! The incidents, one line each.

use comfy_table::ColumnConstraint::{ContentWidth, UpperBoundary};
use comfy_table::{Row, Table, Width};
use serde::Serialize;

use super::facts::Incident;
use super::{Audience, brief, gather, layout};
use crate::case::Case;
use crate::report::plain;
use crate::time::Instant;

/// From this width on there is room for the ID and the next step.
const WIDE: u16 = 120;

/// Below this width there is room for the states and dates alone.
const NARROW: u16 = 70;

/// The most columns of a handle that are shown.
const LONGEST_HANDLE: u16 = 24;

/// `advisory list --format json`.
#[derive(Serialize)]
pub(super) struct List {
    pub(super) now: Instant,
    pub(super) incidents: Vec<Listed>,
}

#[derive(Serialize)]
pub(super) struct Listed {
    #[serde(flatten)]
    pub(super) incident: Incident,
    /// The public ID. `null` in a log until the advisory is public.
    pub(super) id: Option<String>,
    /// The title of a public advisory.
    title: Option<String>,
    /// When the advisory became public.
    published: Option<Instant>,
}

impl List {
    pub(super) fn of(cases: &[Case<'_>], now: Instant, audience: Audience) -> Self {
        Self { now, incidents: cases.iter().map(|case| listed(case, audience)).collect() }
    }
}

fn listed(case: &Case<'_>, audience: Audience) -> Listed {
    let is_shown = case.publication.is_ok();
    let document = case.incident.document.as_ref();
    let id = document.and_then(|d| d.id.as_ref()).filter(|_| audience == Audience::Team || is_shown);
    let title = document.and_then(|d| d.title.as_ref()).filter(|_| is_shown);
    Listed {
        incident: gather::incident(case, audience),
        id: id.map(|id| id.value.to_string()),
        title: gather::private(title, audience),
        published: case.public_since(),
    }
}

pub(super) fn human(list: &List, width: u16, color: bool) -> String {
    let count = match list.incidents.len() {
        0 => return "No incidents\n".to_owned(),
        1 => "1 incident".to_owned(),
        n => format!("{n} incidents"),
    };
    let open = list.incidents.iter().filter(|listed| !listed.incident.closed).count();
    let mut table = Table::new();
    let mut columns = vec!["", "Incident", "State", "Public"];
    columns.extend((width >= WIDE).then_some(["ID", "Next"]).into_iter().flatten());
    columns.extend((width >= NARROW).then_some("What"));
    table.set_header(columns.clone());
    for listed in &list.incidents {
        let incident = &listed.incident;
        let mut cells = vec![
            mark(incident).to_owned(),
            incident.handle.clone(),
            incident.state.to_owned(),
            public(listed, list.now),
        ];
        let (id, what) = (listed.id.clone().unwrap_or_default(), what(listed));
        if width >= WIDE {
            cells.extend([id, next(incident), what.to_owned()]);
        } else if width >= NARROW {
            cells.push(format!("{id} {what}").trim().to_owned());
        }
        let mut row = Row::from(cells.iter().map(|text| layout::cell(plain::line(text).as_ref())));
        table.add_row(row.max_height(1).clone());
    }
    // The last column gets what the others leave, and the handle no more than it needs.
    for nth in 0..columns.len().saturating_sub(usize::from(width >= NARROW)) {
        if let Some(column) = table.column_mut(nth) {
            column.set_constraint(if nth == 1 { UpperBoundary(Width::Fixed(LONGEST_HANDLE)) } else { ContentWidth });
        }
    }
    let tones = list.incidents.iter().map(|listed| brief::tone(&listed.incident));
    let rows = layout::painted(&layout::laid_out(table, width), color, tones);
    format!("{rows}\n{count}, {open} open\n")
}

/// Returns `!` for an incident with an overdue step, `·` for another open one.
fn mark(incident: &Incident) -> &'static str {
    match (incident.closed, incident.open.iter().any(|step| step.is_overdue)) {
        (true, _) => "",
        (false, true) => "!",
        (false, false) => "·",
    }
}

/// Returns the day since which it is public, or the end of the embargo.
pub(super) fn public(listed: &Listed, now: Instant) -> String {
    let day = |at: Instant| at.date().to_string();
    let end = listed.incident.embargo.until.filter(|until| *until > now);
    listed.published.map(day).or(end.map(|end| format!("from {}", day(end)))).unwrap_or_default()
}

/// Returns the title of a public advisory, or else what was reported.
pub(super) fn what(listed: &Listed) -> &str {
    listed.title.as_ref().or(listed.incident.summary.as_ref()).map_or("", String::as_str)
}

fn next(incident: &Incident) -> String {
    incident.next().map_or_else(String::new, |step| format!("{}: {}", step.element.id, step.words))
}
