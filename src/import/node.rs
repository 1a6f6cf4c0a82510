//! A record as a tree of values, whether it was written in JSON, YAML or TOML.
//!
//! The tree is built under a budget, so that no input exhausts memory. A duplicate key is an error:
//! two readers might take different values.

use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::limits::{Budget, MAX_DEPTH};

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Null,
    Flag(bool),
    Number(f64),
    Text(String),
    List(Vec<Self>),
    Table(Vec<(String, Self)>),
}

impl Node {
    /// Returns what it is, to end a sentence that begins with "it is".
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Flag(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }

    /// Returns whether it is null or empty.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Flag(_) | Self::Number(_) => false,
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Table(entries) => entries.is_empty(),
        }
    }

    /// Returns the text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The key under which the TOML parser passes on a date.
const TOML_DATE: &str = "$__toml_private_datetime";

/// A builder of a [`Node`] from any value.
#[derive(Clone, Copy)]
pub(super) struct Builder<'b> {
    budget: &'b Budget,
    depth: usize,
}

impl<'b> Builder<'b> {
    pub(super) fn new(budget: &'b Budget) -> Self {
        Self { budget, depth: 0 }
    }

    fn deeper<E: Error>(self) -> Result<Self, E> {
        let depth = self.depth + 1;
        if depth > MAX_DEPTH { Err(E::custom(nesting_message())) } else { Ok(Self { depth, ..self }) }
    }

    fn spend<E: Error>(self) -> Result<(), E> {
        self.budget.spend(1).map_err(E::custom)
    }
}

/// Returns the message for lists and tables that are nested too deep.
pub(super) fn nesting_message() -> String {
    format!("more than {MAX_DEPTH} lists and tables are nested")
}

/// Returns the message for a duplicate key.
pub(super) fn duplicate_key_message(key: &str) -> String {
    format!("the key `{}` occurs twice in one table", excerpt(key))
}

/// Returns the beginning of a text, escaped, on one line.
pub(super) fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(64).flat_map(char::escape_debug).collect();
    if text.chars().nth(64).is_some() {
        short.push('…');
    }
    short
}

impl<'de> DeserializeSeed<'de> for Builder<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        self.spend()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Builder<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Node, E> {
        Ok(Node::Flag(flag))
    }

    // Precision does not matter: no field that is read has a number, and scores are computed from
    // vectors.
    #[allow(clippy::cast_precision_loss)]
    fn visit_i64<E: Error>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Number(number as f64))
    }

    #[allow(clippy::cast_precision_loss)]
    fn visit_u64<E: Error>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Number(number as f64))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Node, E> {
        Ok(Node::Number(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Node, E> {
        Ok(Node::Text(text))
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let inner = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let inner = self.deeper()?;
        let mut entries: Vec<(String, Node)> = Vec::new();
        let mut keys = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            let value = map.next_value_seed(inner)?;
            if key == TOML_DATE && entries.is_empty() {
                return Ok(value);
            }
            if !keys.insert(key.clone()) {
                return Err(A::Error::custom(duplicate_key_message(&key)));
            }
            entries.push((key, value));
        }
        Ok(Node::Table(entries))
    }
}

/// A builder of the value at the top of a JSON text, which passes on the items of a list one by
/// one.
pub(super) struct RecordSeed<'b, F> {
    /// The values that may still be read.
    pub(super) budget: &'b Budget,
    /// Receives an item, and returns whether more are wanted.
    pub(super) each: F,
    /// Whether the value is a list.
    pub(super) is_list: &'b Cell<bool>,
}

impl<'de, F: FnMut(Node) -> bool> DeserializeSeed<'de> for RecordSeed<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.budget.next_record();
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: FnMut(Node) -> bool> Visitor<'de> for RecordSeed<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record or a list of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        self.is_list.set(true);
        while let Some(item) = seq.next_element_seed(Builder::new(self.budget))? {
            if !(self.each)(item) {
                return Err(A::Error::custom("there are too many records"));
            }
            self.budget.next_record();
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, map: A) -> Result<(), A::Error> {
        let record = Builder::new(self.budget).visit_map(map)?;
        (self.each)(record);
        Ok(())
    }
}
