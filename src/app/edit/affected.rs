//! The affected ranges of an advisory.md, put right.

use toml_edit::{ArrayOfTables, InlineTable, Item, Table, TableLike, Value};

use super::{EditError, Result, parsed, put, with_front};
use crate::verify::AffectedEntry;

/// The text with these ranges: of each line its name, the entries that it has now (by their order
/// in the file), and those that it should have.
///
/// # Errors
/// When the text has no front matter, or `affected` is no list of tables.
pub(crate) fn set_affected<'e>(
    text: &str,
    lines: impl Iterator<Item = (&'e str, &'e [usize], &'e [AffectedEntry])>,
) -> Result<String> {
    with_front(text, |front| {
        let mut document = parsed(front)?;
        let list = document.entry("affected").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        // Places hold until something is taken out, so that comes last.
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
            table.insert("line", Value::from(line));
            fill(&mut table, entry);
            tables.push(table);
        }
        Item::ArrayOfTables(tables) => {
            let mut table = Table::new();
            table.insert("line", Item::Value(Value::from(line)));
            fill(&mut table, entry);
            table.decor_mut().set_prefix("\n");
            tables.push(table);
        }
        _ => {}
    }
}

fn fill(table: &mut dyn TableLike, entry: &AffectedEntry) {
    let keys = [("introduced", &entry.introduced), ("fixed", &entry.fixed), ("last-affected", &entry.last_affected)];
    for (key, value) in keys {
        match value {
            // What says the same stays as it was written.
            Some(value) if table.get(key).and_then(Item::as_str) == Some(value) => {}
            Some(value) => put(table, key, Value::from(value.as_str())),
            None => {
                table.remove(key);
            }
        }
    }
}
