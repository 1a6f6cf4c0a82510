//! The board for a terminal.

use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, LineStyle, Table};

use super::facts::{Board, Counts, Deadline, Incident, Step};
use super::words;

/// Narrower terminals get lines that wrap.
const NARROWEST: u16 = 40;

/// Steps shown for each incident, besides the next one.
const URGENT: usize = 3;

pub(super) fn board(board: &Board, width: u16) -> String {
    let mut out = format!("{}\n", headline(&board.counts, &board.now.spoken()));
    if board.incidents.is_empty() {
        return out;
    }
    out.push('\n');
    let mut table = plain(width);
    table.set_header(["", "Incident", "Step", "Due"]);
    for (nth, incident) in board.incidents.iter().enumerate() {
        if nth > 0 {
            table.add_row([""; 4]);
        }
        rows(&mut table, incident, board);
    }
    out.push_str(&trimmed(&table));
    out
}

/// A table without borders, a line under its header.
pub(super) fn plain(width: u16) -> Table {
    let mut table = Table::new();
    table
        .load_style(NOTHING.header_separator(LineStyle::none().fill('─').junction('─')))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width.max(NARROWEST));
    table
}

/// The table without the white space that fills its last column.
pub(super) fn trimmed(table: &Table) -> String {
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

pub(super) fn headline(counts: &Counts, at: &str) -> String {
    let mut line = match counts.open {
        0 => "No open incidents".to_owned(),
        1 => "1 open incident".to_owned(),
        n => format!("{n} open incidents"),
    };
    line.push_str(&format!(" at {at}"));
    let urgent: Vec<_> = [(counts.asap, "as soon as possible"), (counts.overdue, "overdue")]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!("{n} {what}"))
        .collect();
    if !urgent.is_empty() {
        line.push_str(&format!(": {}", urgent.join(", ")));
    }
    line
}

/// An incident: what it is on the left, line by line, and its steps on the right.
fn rows(table: &mut Table, incident: &Incident, board: &Board) {
    let mut left = vec![incident.handle.clone(), words::state(incident), format!("lead: {}", words::lead(incident))];
    left.extend(incident.embargo.until.map(|at| format!("embargo ends {}", words::relative(at, board.now))));
    let mut right = Vec::new();
    let shown = shown(incident);
    for step in &shown {
        right.push((step.element.title.clone(), step.words.clone(), step.is_overdue));
        right.extend(words::waits_for(step).map(|w| (format!("  waits for: {w}"), String::new(), false)));
    }
    let more = incident.open.len() - shown.len();
    if more > 0 {
        right.push((format!("and {more} more open"), String::new(), false));
    }
    let measures = words::measures(incident);
    if !measures.is_empty() {
        right.push((measures, String::new(), false));
    }
    for at in 0..left.len().max(right.len()) {
        let (step, due, late) = right.get(at).cloned().unwrap_or_default();
        let mark = if late { "!" } else { "" };
        table.add_row([mark, left.get(at).map_or("", String::as_str), &step, &due]);
    }
    if let Some(summary) = &incident.summary {
        table.add_row(["", "", summary, ""]);
    }
}

/// The next step, and those that are overdue or wanted as soon as possible.
fn shown(incident: &Incident) -> Vec<&Step> {
    let next = incident.next();
    let is_next = |s: &Step| next.is_some_and(|n| n.element.id == s.element.id);
    let urgent = incident
        .open
        .iter()
        .filter(|s| !is_next(s) && (s.is_overdue || matches!(s.deadline, Deadline::Asap { .. })))
        .take(URGENT);
    next.into_iter().chain(urgent).collect()
}
