//! The board for a terminal.

use comfy_table::ColumnConstraint::UpperBoundary;
use comfy_table::{Table, Width};

use super::facts::{Board, Counts, Deadline, Incident, Step};
use super::layout::{cell, indented, laid_out, wrapped};
use super::words;

/// From this width on there is room for columns.
const COLUMNS: u16 = 90;

/// Steps shown for each incident, besides the next one.
const URGENT: usize = 3;

pub(super) fn board(board: &Board, width: u16) -> String {
    let mut out = wrapped(headline(&board.counts, &board.now.spoken()), width);
    if board.incidents.is_empty() {
        return out;
    }
    out.push('\n');
    if width < COLUMNS {
        for incident in &board.incidents {
            out.push_str(&card(incident, board, width));
        }
    } else {
        let mut table = Table::new();
        table.set_header(["Incident", "State", "Lead", "Step", "Due"]);
        board.incidents.iter().for_each(|incident| rows(&mut table, incident, board));
        for (column, most) in [(0, 22), (1, 20), (2, 14), (4, 22)] {
            if let Some(column) = table.column_mut(column) {
                column.set_constraint(UpperBoundary(Width::Fixed(most)));
            }
        }
        out.push_str(&laid_out(table, width));
    }
    out
}

pub(super) fn headline(counts: &Counts, at: &str) -> String {
    let mut line = match counts.open {
        0 => "No open incidents".to_owned(),
        1 => "1 open incident".to_owned(),
        n => format!("{n} open incidents"),
    };
    line.push_str(&format!(" at {at}"));
    let urgent: Vec<_> = [(counts.asap, "due as soon as possible"), (counts.overdue, "overdue")]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!("{n} {what}"))
        .collect();
    if !urgent.is_empty() {
        line.push_str(&format!(": {}", urgent.join(", ")));
    }
    line
}

/// Adds the rows of an incident: what it is on the left, its steps on the right, and a blank line.
fn rows(table: &mut Table, incident: &Incident, board: &Board) {
    let mut state = vec![incident.state.to_owned()];
    state.extend(incident.modes.iter().map(|m| format!("mode {}", m.id)));
    let steps = steps(incident, board);
    for at in 0..state.len().max(steps.len()) {
        let (step, due) = steps.get(at).map_or(("", ""), |(step, due)| (step, due));
        let (handle, lead) =
            if at == 0 { (incident.handle.clone(), words::lead(incident)) } else { Default::default() };
        table.add_row([handle.as_str(), state.get(at).map_or("", String::as_str), lead.as_str(), step, due].map(cell));
    }
    table.add_row([""; 5]);
}

/// Renders the same below each other.
fn card(incident: &Incident, board: &Board, width: u16) -> String {
    let mut table = Table::new();
    for (step, due) in steps(incident, board) {
        let words = if due.is_empty() { step } else { format!("{step}: {due}") };
        table.add_row([String::new(), cell(&words)]);
    }
    let text = if table.is_empty() { String::new() } else { indented(table, width) };
    let head = format!("{}  {}  lead: {}", incident.handle, words::state(incident), words::lead(incident));
    format!("{}{text}\n", wrapped(head, width))
}

fn embargo(incident: &Incident, board: &Board) -> Option<String> {
    let until = incident.embargo.until.filter(|at| *at > board.now)?;
    Some(format!("embargo ends {}", words::relative(until, board.now)))
}

/// Returns the next step, and those that are overdue or wanted as soon as possible, each with its
/// clock; then how many more there are, the embargo, and the two measures.
fn steps(incident: &Incident, board: &Board) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let shown = shown(incident);
    for step in &shown {
        let mark = if step.is_overdue { "! " } else { "" };
        lines.push((format!("{mark}{}", step.element.title), step.words.clone()));
        lines.extend(words::waits_for(step).map(|w| (format!("↳ waits for: {w}"), String::new())));
    }
    let more = incident.open.len() - shown.len();
    if more > 0 && !shown.is_empty() {
        lines.push((format!("and {more} more open"), String::new()));
    }
    if incident.open.is_empty() && !incident.closed {
        lines.push((words::TO_RECORD.to_owned(), String::new()));
    }
    let measures = Some(words::measures(incident)).filter(|m| !m.is_empty());
    lines.extend(embargo(incident, board).into_iter().chain(measures).map(|words| (words, String::new())));
    lines
}

/// Returns the next step, and those that are overdue or wanted as soon as possible.
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
