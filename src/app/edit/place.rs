//! Finds the place of a new record in incident.toml: after the last record of its kind.
//!
//! Git merges branches line by line, and two additions at the same place conflict. So each kind of
//! record has its own place: decisions and waivers go after the last of their kind, or else before
//! the timeline; events go at the end of the timeline.

use toml_edit::{Document, Item, Table};

use super::{Value, line_end, without_mark};
use crate::key;

/// Returns the text with `[[name]]` and these keys inserted at the place for its kind.
pub(crate) fn record(text: &str, name: &str, entries: &[(&str, Value)]) -> String {
    inserted(text, name, &super::block(line_end(text), name, entries))
}

/// Returns the text with an empty table `[name]` before the timeline, if it has no such key.
///
/// # Errors
/// When the text is not TOML.
pub(super) fn with_table(text: &str, name: &str) -> super::Result<String> {
    let (_, unmarked) = without_mark(text);
    let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !is_plain || super::parsed(unmarked)?.contains_key(name) {
        return Ok(text.to_owned());
    }
    Ok(inserted(text, name, &format!("[{name}]{}", line_end(text))))
}

/// Returns the text with a block inserted at the place for its kind.
fn inserted(text: &str, name: &str, block: &str) -> String {
    let eol = line_end(text);
    match place(text, name).and_then(|at| text.split_at_checked(at)) {
        Some((before, after)) if !after.trim().is_empty() => {
            let before = before.trim_end();
            let begin = if before.is_empty() { String::new() } else { format!("{before}{eol}{eol}") };
            format!("{begin}{block}{eol}{}", after.trim_start_matches(['\r', '\n']))
        }
        _ => super::appended(text, block),
    }
}

/// Returns the byte offset at which to insert the record; `None`: at the end.
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
            // A comment directly above the header belongs to it.
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

/// Returns the end of a table's header and values, as a byte offset.
fn end(table: &Table) -> Option<usize> {
    let items = table.iter().filter_map(|(_, item)| match item {
        Item::Table(table) => end(table),
        other => other.span().map(|span| span.end),
    });
    items.chain(table.span().map(|span| span.end)).max()
}
