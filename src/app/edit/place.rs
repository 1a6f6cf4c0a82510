//! Where a record goes in incident.toml: behind the last one of its kind.
//!
//! Git merges two branches line by line. What both add at one place conflicts, so what differs in
//! kind goes to places of its own: decisions and waivers behind theirs, or before the timeline, and
//! events at the timeline's end.

use toml_edit::{Document, Item, Table};

use super::{Value, line_end, without_mark};
use crate::key;

/// The text with `[[name]]` and these keys, in the place of its kind.
pub(crate) fn record(text: &str, name: &str, entries: &[(&str, Value)]) -> String {
    let eol = line_end(text);
    let block = super::block(eol, name, entries);
    match place(text, name).and_then(|at| text.split_at_checked(at)) {
        Some((before, after)) if !after.trim().is_empty() => {
            let before = before.trim_end();
            let begin = if before.is_empty() { String::new() } else { format!("{before}{eol}{eol}") };
            format!("{begin}{block}{eol}{}", after.trim_start_matches(['\r', '\n']))
        }
        _ => super::append(text, name, entries),
    }
}

/// The byte that what follows the record begins at; `None`: nothing follows.
fn place(text: &str, name: &str) -> Option<usize> {
    let (mark, text) = without_mark(text);
    let document = Document::parse(text).ok()?;
    let tables = |name: &str| document.get(name).and_then(Item::as_array_of_tables);
    let at = match tables(name).and_then(|tables| tables.iter().last()) {
        Some(last) => {
            let end = end(last)?;
            end + text.get(end..)?.find('\n').map_or_else(|| text.len() - end, |at| at + 1)
        }
        None => {
            let header = tables(key::EVENT)?.iter().next()?.span()?.start;
            let mut at = text.get(..header)?.rfind('\n').map_or(0, |at| at + 1);
            // A comment right above belongs to what it stands above.
            while let Some(above) =
                text.get(..at)?.lines().next_back().filter(|line| line.trim_start().starts_with('#'))
            {
                at = text.get(..at)?.rfind(above)?;
            }
            at
        }
    };
    Some(mark.len() + at)
}

/// The last byte of a table's header and values.
fn end(table: &Table) -> Option<usize> {
    let items = table.iter().filter_map(|(_, item)| match item {
        Item::Table(table) => end(table),
        other => other.span().map(|span| span.end),
    });
    items.chain(table.span().map(|span| span.end)).max()
}
