//! Changes one table of a list, such as a `[[member]]`, and writes tables on one line.

use toml_edit::{InlineTable, Item, TableLike, Value};

use super::{EditError, Result, parsed, put, without_mark};

/// Converts keys to a TOML table on one line.
pub(crate) fn inline(entries: &[(&str, Value)]) -> Value {
    Value::InlineTable(entries.iter().map(|(key, value)| (*key, value.clone())).collect::<InlineTable>())
}

/// Returns the text with a key of the nth table of a list set.
///
/// # Errors
/// When the text is not TOML, or has no such table.
pub(crate) fn set_in(text: &str, list: &str, nth: usize, key: &str, value: Value) -> Result<String> {
    let (mark, text) = without_mark(text);
    let mut document = parsed(text)?;
    let missing = || EditError::NoTable { list: list.to_owned(), nth };
    let table: &mut dyn TableLike = match document.get_mut(list) {
        Some(Item::ArrayOfTables(tables)) => tables.get_mut(nth).ok_or_else(missing)?,
        Some(Item::Value(Value::Array(tables))) => {
            tables.get_mut(nth).and_then(Value::as_inline_table_mut).ok_or_else(missing)?
        }
        _ => return Err(missing()),
    };
    put(table, key, value);
    Ok(format!("{mark}{document}"))
}

/// Returns the text without these keys of a table. A table that is empty then goes too.
///
/// # Errors
/// When the text is not TOML.
pub(crate) fn unset(text: &str, table: &str, keys: &[&str]) -> Result<String> {
    let (mark, text) = without_mark(text);
    let mut document = parsed(text)?;
    let Some(there) = document.get_mut(table).and_then(Item::as_table_like_mut) else {
        return Ok(format!("{mark}{text}"));
    };
    keys.iter().for_each(|key| drop(there.remove(key)));
    if there.is_empty() {
        document.remove(table);
    }
    Ok(format!("{mark}{document}"))
}
