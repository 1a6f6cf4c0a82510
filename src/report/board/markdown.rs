//! The board for the summary of a CI job.

use super::facts::{Board, Detail, Incident, Step};
use super::list::{self, List};
use super::{detail, table, words};

pub(super) fn board(board: &Board) -> String {
    let mut out = format!("### {}\n", table::headline(&board.counts, &board.now.spoken()));
    if board.incidents.is_empty() {
        return out;
    }
    out.push_str(
        "\n| Incident | State | Lead | Next | Due | Also overdue | Measured |\n|---|---|---|---|---|---|---|\n",
    );
    for incident in &board.incidents {
        out.push_str(&row(&[
            format!("`{}`", incident.handle),
            escape(&words::state(incident)),
            escape(&words::lead(incident)),
            incident.next().map(next).unwrap_or_default(),
            incident.next().map(due).unwrap_or_default(),
            overdue(incident),
            escape(&words::measures(incident)),
        ]));
    }
    out
}

pub(super) fn list(list: &List) -> String {
    let mut out = String::from("| Incident | State | ID | Public | What |\n|---|---|---|---|---|\n");
    for listed in &list.incidents {
        out.push_str(&row(&[
            format!("`{}`", listed.incident.handle),
            escape(&words::state(&listed.incident)),
            listed.id.clone().unwrap_or_default(),
            list::public(listed, list.now),
            escape(list::what(listed)),
        ]));
    }
    out
}

pub(super) fn detail(detail: &Detail) -> String {
    let incident = &detail.incident;
    let mut out = format!("### `{}`: {}\n\n", incident.handle, escape(&words::state(incident)));
    out.push_str("| Step | Status | Due | Waits for |\n|---|---|---|---|\n");
    for step in detail.steps.iter().filter(|s| s.standing != "not applicable") {
        let waits = words::waits_for(step).unwrap_or_default();
        out.push_str(&row(&[escape(&step.element.title), step.standing.to_owned(), due(step), escape(&waits)]));
    }
    if let Some(changes) = &detail.changes {
        out.push_str("\n| When | What | Committed | Commit |\n|---|---|---|---|\n");
        for event in &detail.timeline {
            let [committed, who] = detail::committed(event);
            let name = escape(&event.event);
            let name = if event.amended.is_some() { format!("~~{name}~~") } else { name };
            out.push_str(&row(&[event.at.short(), name, escape(&committed), escape(&who)]));
        }
        for touched in changes {
            let (what, when) = (escape(&touched.changed.join(", ")), escape(&touched.recorded.when()));
            out.push_str(&row(&[String::new(), what, when, escape(&touched.recorded.who())]));
        }
    }
    out
}

fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn next(step: &Step) -> String {
    let title = escape(&step.element.title);
    words::waits_for(step).map_or(title.clone(), |waits| format!("{title}<br>waits for: {}", escape(&waits)))
}

fn due(step: &Step) -> String {
    let words = escape(&step.words);
    if step.is_overdue { format!("**{words}**") } else { words }
}

fn overdue(incident: &Incident) -> String {
    let next = incident.next().map(|s| &s.element.id);
    let others = incident.open.iter().filter(|s| s.is_overdue && Some(&s.element.id) != next);
    let late: Vec<_> = others.map(|s| escape(&s.element.title)).collect();
    late.join("<br>")
}

/// Escapes text for a cell of a Markdown table.
fn escape(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("&#64;"), // no mention
            '\\' | '|' | '*' | '_' | '[' | ']' | '#' | '~' | '!' => out.extend(['\\', c]),
            c => out.push(c),
        }
        out
    })
}
