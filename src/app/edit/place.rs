//! Finds the place of a new record in incident.toml: after the last record of its kind.
//!
//! Git merges branches line by line, and two additions at the same place conflict. So each kind of
//! record has its own place: decisions and waivers go after the last of their kind, or else before
//! the timeline. An event goes behind those that happened before it: people read the timeline from
//! top to bottom, also if the team hears of an event late. One that plans a date goes at the end.

use toml_edit::{Document, Item, Table};

use super::{Value, line_end, without_mark};
use crate::key;
use crate::time::Instant;

/// Returns the text with `[[name]]` and these keys inserted at the place for its kind.
pub(crate) fn record(text: &str, name: &str, entries: &[(&str, Value)]) -> String {
    let of = |wanted: &str| entries.iter().find(|(key, _)| *key == wanted).map(|(_, value)| value);
    // Of two records that plan one date, the order in which they were written counts too.
    let is_by_time = name == key::EVENT && of(key::UNTIL).is_none();
    let at = of(key::AT).filter(|_| is_by_time).and_then(instant);
    inserted(text, name, at, &super::block(line_end(text), name, entries))
}

fn instant(value: &Value) -> Option<Instant> {
    Instant::parse(&value.as_datetime()?.to_string()).ok()
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
    Ok(inserted(text, name, None, &format!("[{name}]{}", line_end(text))))
}

/// Returns the text with a block inserted at the place for its kind.
fn inserted(text: &str, name: &str, at: Option<Instant>, block: &str) -> String {
    let eol = line_end(text);
    match place(text, name, at).and_then(|at| text.split_at_checked(at)) {
        Some((before, after)) if !after.trim().is_empty() => {
            let before = before.trim_end();
            let begin = if before.is_empty() { String::new() } else { format!("{before}{eol}{eol}") };
            format!("{begin}{block}{eol}{}", after.trim_start_matches(['\r', '\n']))
        }
        _ => super::appended(text, block),
    }
}

/// Returns the byte offset at which to insert a record that happened at an instant, if that decides
/// on its place; `None`: at the end.
fn place(text: &str, name: &str, at: Option<Instant>) -> Option<usize> {
    let (mark, text) = without_mark(text);
    let document = Document::parse(text).ok()?;
    let tables = |name: &str| document.get(name).and_then(Item::as_array_of_tables);
    let is_before = |table: &&Table| {
        let own = table.get(key::AT).and_then(Item::as_value).and_then(instant);
        at.zip(own).is_none_or(|(at, own)| own <= at)
    };
    let at = match tables(name).and_then(|tables| tables.iter().filter(is_before).last()) {
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
