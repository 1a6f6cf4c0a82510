//! Gives an incident another name in the files of others.

use std::collections::BTreeMap;

use toml_edit::{DocumentMut, Item, TableLike, Value};

use super::{Result, parsed, without_mark};
use crate::key;

/// What was recorded is never edited.
const RECORDS: [&str; 4] = [key::EVENT, key::WAIVER, key::DECISION, key::AMENDMENT];

/// Returns the text with each string that is one of these names replaced, except in records; `None`
/// if there is none.
///
/// # Errors
/// When the text is not TOML.
pub(crate) fn with_names(text: &str, names: &[(String, String)]) -> Result<Option<String>> {
    if !names.iter().any(|(was, _)| text.contains(was.as_str())) {
        return Ok(None);
    }
    let (mark, text) = without_mark(text);
    let mut document: DocumentMut = parsed(text)?;
    let mut is_changed = false;
    for (key, item) in document.iter_mut() {
        if !RECORDS.contains(&key.get()) {
            is_changed |= item_names(item, names);
        }
    }
    Ok(is_changed.then(|| format!("{mark}{document}")))
}

/// Returns the names below each key of a table.
///
/// # Errors
/// When the text is not TOML.
pub(crate) fn names_below(text: &str, table: &str) -> Result<BTreeMap<String, Vec<String>>> {
    let (_, text) = without_mark(text);
    let document: DocumentMut = parsed(text)?;
    let entries = document.get(table).and_then(Item::as_table_like).into_iter().flat_map(TableLike::iter);
    Ok(entries.map(|(key, item)| (key.to_owned(), names_of(item))).collect())
}

fn names_of(item: &Item) -> Vec<String> {
    let one = item.as_str().map(str::to_owned);
    let many = item.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    one.into_iter().chain(many).collect()
}

fn item_names(item: &mut Item, names: &[(String, String)]) -> bool {
    match item {
        Item::Value(value) => value_names(value, names),
        Item::Table(table) => table_names(table, names),
        Item::ArrayOfTables(tables) => {
            tables.iter_mut().fold(false, |is_changed, table| table_names(table, names) | is_changed)
        }
        Item::None => false,
    }
}

fn table_names(table: &mut dyn TableLike, names: &[(String, String)]) -> bool {
    table.iter_mut().fold(false, |is_changed, (_, item)| item_names(item, names) | is_changed)
}

fn value_names(value: &mut Value, names: &[(String, String)]) -> bool {
    match value {
        Value::String(text) => {
            let Some((_, is)) = names.iter().find(|(was, _)| was == text.value()) else { return false };
            let decor = value.decor().clone();
            *value = Value::from(is.as_str());
            *value.decor_mut() = decor;
            true
        }
        Value::Array(values) => {
            values.iter_mut().fold(false, |is_changed, value| value_names(value, names) | is_changed)
        }
        Value::InlineTable(table) => table_names(table, names),
        _ => false,
    }
}
