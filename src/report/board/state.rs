//! Three lines on an incident after an edit: what it is now, what is next, when it becomes public.

use comfy_table::Table;

use super::facts::{Detail, Incident, Step};
use super::{layout, words};

pub(super) fn human(detail: &Detail, width: u16) -> String {
    let mut table = Table::new();
    for (key, value) in [("now", now(detail)), ("next", next(&detail.incident)), ("public", public(detail))] {
        table.add_row([key.to_owned(), layout::cell(&value)]);
    }
    layout::laid_out(table, width)
}

fn now(detail: &Detail) -> String {
    let incident = &detail.incident;
    let closed = if incident.closed { ", closed" } else { "" };
    format!("{}{closed}, lead: {}", words::state(incident), words::lead(incident))
}

/// Returns the step to take now, by whom, and its deadline.
fn next(incident: &Incident) -> String {
    let Some(step) = incident.next() else { return "nothing is open".to_owned() };
    let who = if step.who.is_empty() { step.role.clone() } else { step.who.join(", ") };
    let waits = words::waits_for(step).map_or_else(String::new, |words| format!("; waits for {words}"));
    format!("{} ({who}): {}{}{waits}", step.element.id, step.words, due(step))
}

fn due(step: &Step) -> String {
    match step.deadline {
        super::facts::Deadline::At { due, .. } => format!(", due {}", due.spoken()),
        _ => String::new(),
    }
}

/// Returns when the advisory became public or will, and what holds it back.
pub(super) fn public(detail: &Detail) -> String {
    let dated = |at: crate::time::Instant| format!("{}, {}", at.spoken(), words::relative(at, detail.now));
    if let Some(published) = detail.published {
        return dated(published);
    }
    let question = if detail.incident.embargo.in_question { "; this end may change" } else { "" };
    if let Some(other) = &detail.gives_up_id {
        return format!("no: {}", words::taken_id(&detail.incident.handle, other));
    }
    let end = detail.opens.filter(|at| *at > detail.now).map(dated);
    match (&detail.withheld, end) {
        (Some(why), Some(end)) if detail.is_approved => format!("{end}: {why}{question}"),
        (Some(why), Some(end)) => format!("not before {end}: {why}{question}"),
        (Some(why), None) => format!("no: {why}"),
        (None, _) => String::new(),
    }
}
