//! Notes beside records what they were written in spite of.

use toml_edit::{Item, Table, Value};

use super::{Result, parsed, put, without_mark};
use crate::event::BuiltIn;
use crate::key;

/// The lists of records, and the key of each for words of the team. Of a request that is accepted,
/// the new member says it: the reply may quote the reason of the decision.
const WORDS: [(&str, &str); 6] = [
    (key::EVENT, key::NOTE),
    (key::DECISION, key::REASON),
    (key::WAIVER, key::REASON),
    (key::AMENDMENT, key::REASON),
    (key::MEMBER, key::NOTE),
    (key::REQUEST, key::NOTE),
];

/// Returns an edited text with a note in the first record that the edit added, or in the first
/// event of a kind; unchanged if it added none.
///
/// # Errors
/// When one of the texts is not TOML.
pub(crate) fn with_note(before: &str, after: &str, event: Option<BuiltIn>, note: &str) -> Result<String> {
    let (mark, text) = without_mark(after);
    let (before, mut document) = (parsed(without_mark(before).1)?, parsed(text)?);
    for (list, word) in WORDS {
        let tables = |item: Option<&Item>| -> Vec<String> {
            let tables = item.and_then(Item::as_array_of_tables);
            tables.into_iter().flat_map(|tables| tables.iter().map(content)).collect()
        };
        let mut known = tables(before.get(list));
        let Some(records) = document.get_mut(list).and_then(Item::as_array_of_tables_mut) else { continue };
        let is_new = |record: &&mut Table| match known.iter().position(|known| *known == content(record)) {
            Some(place) => {
                known.swap_remove(place);
                false
            }
            None => true,
        };
        let name = event.map(BuiltIn::name);
        let is_meant = |record: &&mut Table| name.is_none() || record.get(key::EVENT).and_then(Item::as_str) == name;
        let Some(record) = records.iter_mut().filter(is_new).find(is_meant) else { continue };
        let words = match record.get(word).and_then(Item::as_str) {
            Some(words) => format!("{}; {note}", words.trim_end().trim_end_matches('.')),
            None => note.to_owned(),
        };
        put(record, word, Value::from(words));
        break;
    }
    Ok(format!("{mark}{document}"))
}

fn content(record: &Table) -> String {
    record.to_string().trim().to_owned()
}
