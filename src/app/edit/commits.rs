//! Writes the affected commits of an advisory.md.

use toml_edit::{Item, TableLike, Value};

use super::{EditError, Result, list, parsed, put, record_front, with_front};
use crate::key;
use crate::verify::AffectedCommits;

/// Returns the text with these affected commits: in the entry at this position, or in a new one.
///
/// # Errors
/// When the text has no front matter, or `commits` is not a list of tables.
pub(crate) fn set_commits(text: &str, at: Option<usize>, commits: &AffectedCommits) -> Result<String> {
    let words = |items: &[String]| list(&items.iter().map(String::as_str).collect::<Vec<_>>());
    let lists =
        [(key::INTRODUCED, &commits.introduced), (key::FIXED, &commits.fixed), (key::VERSIONS, &commits.versions)];
    let Some(at) = at else {
        let entries: Vec<(&str, Value)> =
            lists.iter().filter(|(_, items)| !items.is_empty()).map(|(key, items)| (*key, words(items))).collect();
        return record_front(text, key::COMMITS, &entries);
    };
    with_front(text, |front| {
        let mut document = parsed(front)?;
        let entry: Option<&mut dyn TableLike> = match document.get_mut(key::COMMITS) {
            Some(Item::ArrayOfTables(tables)) => tables.get_mut(at).map(|table| table as &mut dyn TableLike),
            Some(Item::Value(Value::Array(tables))) => {
                let table = tables.get_mut(at).and_then(Value::as_inline_table_mut);
                table.map(|table| table as &mut dyn TableLike)
            }
            _ => None,
        };
        let entry = entry.ok_or(EditError::BadAffected)?;
        for (key, items) in lists {
            match items.as_slice() {
                [] => drop(entry.remove(key)),
                items => put(entry, key, words(items)),
            }
        }
        // What git tells has no such ends.
        [key::LAST_AFFECTED, key::LIMIT].into_iter().for_each(|key| drop(entry.remove(key)));
        Ok(document.to_string())
    })
}
