//! Corrects the affected ranges of an advisory.md.

use toml_edit::{ArrayOfTables, InlineTable, Item, Table, TableLike, Value};

use super::{EditError, Result, parsed, put, with_front};
use crate::key;
use crate::verify::AffectedEntry;

/// Returns the text with these ranges. Each line is given by its name, the positions of the entries
/// that it has now, and the entries that it should have.
///
/// # Errors
/// When the text has no front matter, or `affected` is not a list of tables.
pub(crate) fn set_affected<'e>(
    text: &str,
    lines: impl Iterator<Item = (&'e str, &'e [usize], &'e [AffectedEntry])>,
) -> Result<String> {
    with_front(text, |front| {
        let mut document = parsed(front)?;
        let list = document.entry(key::AFFECTED).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        // Removing an entry moves those after it, so removals come last.
        let mut gone = Vec::new();
        for (line, own, entries) in lines {
            for (at, entry) in own.iter().zip(entries) {
                fill(at_place(list, *at).ok_or(EditError::BadAffected)?, entry);
            }
            gone.extend(own.iter().skip(entries.len()).copied());
            entries.iter().skip(own.len()).for_each(|entry| add(list, line, entry));
        }
        gone.sort_unstable();
        for at in gone.into_iter().rev() {
            match list {
                Item::ArrayOfTables(tables) => drop(tables.remove(at)),
                Item::Value(Value::Array(tables)) => drop(tables.remove(at)),
                _ => {}
            }
        }
        Ok(document.to_string())
    })
}

fn at_place(list: &mut Item, at: usize) -> Option<&mut dyn TableLike> {
    match list {
        Item::ArrayOfTables(tables) => tables.get_mut(at).map(|table| table as &mut dyn TableLike),
        Item::Value(Value::Array(tables)) => {
            tables.get_mut(at)?.as_inline_table_mut().map(|table| table as &mut dyn TableLike)
        }
        _ => None,
    }
}

fn add(list: &mut Item, line: &str, entry: &AffectedEntry) {
    match list {
        Item::Value(Value::Array(tables)) => {
            let mut table = InlineTable::new();
            table.insert(key::LINE, Value::from(line));
            fill(&mut table, entry);
            tables.push(table);
        }
        Item::ArrayOfTables(tables) => {
            let mut table = Table::new();
            table.insert(key::LINE, Item::Value(Value::from(line)));
            fill(&mut table, entry);
            table.decor_mut().set_prefix("\n");
            tables.push(table);
        }
        _ => {}
    }
}

fn fill(table: &mut dyn TableLike, entry: &AffectedEntry) {
    let keys =
        [(key::INTRODUCED, &entry.introduced), (key::FIXED, &entry.fixed), (key::LAST_AFFECTED, &entry.last_affected)];
    if entry.fixed.is_some() || entry.last_affected.is_some() {
        table.remove(key::BEFORE);
    }
    for (key, value) in keys {
        match value {
            // An equal value keeps its formatting.
            Some(value) if table.get(key).and_then(Item::as_str) == Some(value) => {}
            Some(value) => put(table, key, Value::from(value.as_str())),
            None => {
                table.remove(key);
            }
        }
    }
}
