//! What an amendment corrects, and how, as far as a merge has to know.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{DocumentMut, Item, TableLike, Value};

use super::sections::Section;
use crate::key;
use crate::time::Instant;

/// The correction in a record of a file.
#[derive(Debug)]
pub(crate) struct Correction {
    kind: String,
    name: String,
    at: Option<String>,
    by: Option<BTreeSet<String>>,
    says: Option<BTreeMap<String, String>>,
    /// The right values; `None` if the record is void.
    instead: Option<BTreeMap<String, String>>,
}

impl Correction {
    /// Returns the correction in a section; `None` if it is not an amendment.
    pub(crate) fn of(section: &Section) -> Option<Self> {
        if section.path != key::AMENDMENT {
            return None;
        }
        let text: String = section.statements().map(|statement| format!("{}\n", statement.text)).collect();
        let document: DocumentMut = text.parse().ok()?;
        let record = document.get(key::AMENDMENT)?.as_array_of_tables()?.get(0)?;
        let amends = record.get(key::AMENDS)?.as_table_like()?;
        let text = |key: &str| amends.get(key).and_then(Item::as_value).map(spelled);
        let instead = record.get(key::INSTEAD).and_then(Item::as_table_like);
        Some(Self {
            kind: text(key::KIND)?,
            name: text(key::NAME)?,
            at: text(key::AT),
            by: amends.get(key::BY).and_then(Item::as_value).map(names),
            says: amends.get(key::WHERE).and_then(Item::as_table_like).map(values),
            instead: instead.map(values),
        })
    }

    /// Returns whether both may correct the same record, and in different ways.
    pub(crate) fn contradicts(&self, other: &Self) -> bool {
        fn agree<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
            one.is_none() || other.is_none() || one == other
        }
        let is_same = self.kind == other.kind && self.name == other.name;
        let is_same = is_same && agree(&self.at, &other.at) && agree(&self.by, &other.by);
        is_same && agree(&self.says, &other.says) && self.instead != other.instead
    }
}

fn values(table: &dyn TableLike) -> BTreeMap<String, String> {
    table
        .iter()
        .map(|(key, item)| (key.to_owned(), item.as_value().map_or_else(|| item.to_string(), spelled)))
        .collect()
}

/// Returns a value without its formatting. An instant is the same in any offset.
fn spelled(value: &Value) -> String {
    match value {
        Value::String(text) => text.value().clone(),
        Value::Datetime(at) => {
            let at = at.value().to_string();
            Instant::parse(&at).map_or(at, |at| at.to_string())
        }
        other => other.to_string().trim().to_owned(),
    }
}

fn names(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Array(names) => names.iter().map(spelled).collect(),
        one => BTreeSet::from([spelled(one)]),
    }
}
