//! The open incidents for a terminal, one line each, the most urgent first.

use comfy_table::ColumnConstraint::{ContentWidth, UpperBoundary};
use comfy_table::{Row, Table, Width};

use super::facts::{Board, Deadline, Incident};
use super::layout::{self, Tone};
use super::{table, words};
use crate::report::plain;

/// From this width on there is room for the title of a step; below, its ID is shown.
const WIDE: u16 = 110;
/// Below this width there is no room for the state and the lead.
const NARROW: u16 = 72;

pub(super) fn board(board: &Board, width: u16, color: bool) -> String {
    let head = layout::wrapped(table::headline(&board.counts, &board.now.spoken()), width);
    let (open, closed): (Vec<&Incident>, Vec<&Incident>) = board.incidents.iter().partition(|it| !it.closed);
    if board.incidents.is_empty() {
        return head;
    }
    let closed = closed.len();
    let foot = layout::wrapped(format!("{closed} closed (`advisory list`); -v shows the steps"), width);
    if open.is_empty() {
        return format!("{head}\n{foot}");
    }
    let mut table = Table::new();
    table.set_header(chosen(width, ["", "Incident", "State", "Lead", "Due", "Next step"]));
    for incident in &open {
        let step = incident.next();
        let name =
            step.map_or(words::TO_RECORD, |step| if width < WIDE { &step.element.id } else { &step.element.title });
        let due = step.map_or("", |step| step.words.as_str());
        let (state, lead) = (words::state(incident), words::lead(incident));
        let mark = if tone(incident) == Tone::Urgent { "!" } else { "·" };
        let cells = [mark, &incident.handle, &state, &lead, due, name];
        let cells = chosen(width, cells.map(|text| layout::cell(plain::line(text).as_ref())));
        table.add_row(Row::from(cells).max_height(1).clone());
    }
    // A date says nothing if it is cut off.
    let most = |width| UpperBoundary(Width::Fixed(width));
    let constraints = [most(1), most(24), most(24), most(16), ContentWidth, most(u16::MAX)];
    for (nth, constraint) in chosen(width, constraints).into_iter().enumerate() {
        if let Some(column) = table.column_mut(nth) {
            column.set_constraint(constraint);
        }
    }
    let rows = layout::painted(&layout::laid_out(table, width), color, open.iter().map(|incident| tone(incident)));
    format!("{head}\n{rows}\n{foot}")
}

/// Returns what there is room for, of one thing for each column.
fn chosen<T>(width: u16, columns: [T; 6]) -> Vec<T> {
    let has_room = |nth: usize| width >= NARROW || ![2, 3].contains(&nth);
    columns.into_iter().enumerate().filter(|(nth, _)| has_room(*nth)).map(|(_, column)| column).collect()
}

/// Returns how urgent an incident is.
pub(super) fn tone(incident: &Incident) -> Tone {
    let is_urgent = incident.open.iter().any(|s| s.is_overdue || matches!(s.deadline, Deadline::Asap { .. }));
    match (incident.closed, is_urgent) {
        (true, _) => Tone::Past,
        (false, true) => Tone::Urgent,
        (false, false) => Tone::Plain,
    }
}
