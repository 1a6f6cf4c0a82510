//! The fields of a record, taken one by one.
//!
//! Nothing is lost silently: a field that is not what it should be is noted, and so is every field that nobody took when a
//! table is done with.

use std::cell::RefCell;

use super::limits::NAME;
use super::node::{Node, clipped};
use super::{Fate, Note};
use crate::time::{Date, Instant, InstantError};

/// What is said of the fields of one record, in the order it was met.
#[derive(Default)]
pub(super) struct Notes(RefCell<Vec<Note>>);

impl Notes {
    pub(super) fn add(&self, fate: Fate, field: impl Into<String>, reason: impl Into<String>) {
        self.0.borrow_mut().push(Note { field: field.into(), fate, reason: reason.into() });
    }

    pub(super) fn guessed(&self, field: impl Into<String>, reason: impl Into<String>) {
        self.add(Fate::Guessed, field, reason);
    }

    pub(super) fn no_place(&self, field: impl Into<String>, reason: impl Into<String>) {
        self.add(Fate::NoPlace, field, reason);
    }

    pub(super) fn wrong(&self, field: impl Into<String>, reason: impl Into<String>) {
        self.add(Fate::Wrong, field, reason);
    }

    pub(super) fn into_inner(self) -> Vec<Note> {
        self.0.into_inner()
    }
}

/// The fields of a table that nobody took yet.
pub(super) struct Fields<'n> {
    path: String,
    left: Vec<(String, Node)>,
    notes: &'n Notes,
}

impl<'n> Fields<'n> {
    /// The fields of a whole record; `None` where it is no table.
    pub(super) fn of(record: Node, notes: &'n Notes) -> Option<Self> {
        match record {
            Node::Table(left) => Some(Self { path: String::new(), left, notes }),
            _ => None,
        }
    }

    /// Where to say something.
    pub(super) fn notes(&self) -> &'n Notes {
        self.notes
    }

    /// The path of a field.
    pub(super) fn path(&self, key: &str) -> String {
        let key = clipped(key);
        if self.path.is_empty() { key } else { format!("{}.{key}", self.path) }
    }

    /// The path of this table.
    pub(super) fn here(&self) -> &str {
        &self.path
    }

    /// Whether nobody took this field yet.
    pub(super) fn has(&self, key: &str) -> bool {
        self.left.iter().any(|(k, value)| k == key && !value.is_empty())
    }

    /// Looks at a text without taking it.
    pub(super) fn peek(&self, key: &str) -> Option<&str> {
        self.left.iter().find(|(k, _)| k == key).and_then(|(_, value)| value.text())
    }

    /// Takes a field; `None` where there is none, or null.
    pub(super) fn take(&mut self, key: &str) -> Option<Node> {
        let at = self.left.iter().position(|(k, _)| k == key)?;
        Some(self.left.remove(at).1).filter(|value| *value != Node::Null)
    }

    /// Takes a text.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        let value = self.take(key)?;
        self.as_text(value, &self.path(key))
    }

    /// Takes a text that is not empty.
    pub(super) fn words(&mut self, key: &str) -> Option<String> {
        self.text(key).filter(|text| !text.trim().is_empty())
    }

    /// Takes a name: a text that is not empty, nor longer than any name is.
    pub(super) fn name(&mut self, key: &str) -> Option<String> {
        let name = self.words(key)?;
        if name.len() > NAME {
            self.notes.wrong(self.path(key), format!("it has more than {NAME} bytes, which is no name"));
            return None;
        }
        Some(name)
    }

    fn as_text(&self, value: Node, path: &str) -> Option<String> {
        match value {
            Node::Text(text) if text.contains('\0') => {
                self.notes.wrong(path, "it holds characters of number 0, which are left out");
                Some(text.replace('\0', ""))
            }
            Node::Text(text) => Some(text),
            other => {
                self.unlike(path, &other, "text");
                None
            }
        }
    }

    fn unlike(&self, path: &str, value: &Node, expected: &str) {
        if *value != Node::Null {
            self.notes.wrong(path, format!("it should be {expected}, and is {}", value.kind()));
        }
    }

    /// Takes a list of texts, without those that are empty.
    pub(super) fn texts(&mut self, key: &str) -> Vec<String> {
        let items = self.list(key).into_iter();
        items.filter_map(|(path, item)| self.as_text(item, &path)).filter(|text| !text.trim().is_empty()).collect()
    }

    /// Takes a list, each item with its path.
    pub(super) fn list(&mut self, key: &str) -> Vec<(String, Node)> {
        let path = self.path(key);
        match self.take(key) {
            Some(Node::List(items)) => {
                items.into_iter().enumerate().map(|(n, item)| (format!("{path}[{n}]"), item)).collect()
            }
            Some(other) => {
                self.unlike(&path, &other, "a list");
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// Takes a table.
    pub(super) fn table(&mut self, key: &str) -> Option<Self> {
        let value = self.take(key)?;
        self.as_table(self.path(key), value)
    }

    /// Takes a list of tables.
    pub(super) fn tables(&mut self, key: &str) -> Vec<Self> {
        let items = self.list(key).into_iter();
        items.filter_map(|(path, item)| self.as_table(path, item)).collect()
    }

    /// The fields of a value at a path.
    pub(super) fn as_table(&self, path: String, value: Node) -> Option<Self> {
        match value {
            Node::Table(left) => Some(Self { path, left, notes: self.notes }),
            other => {
                self.unlike(&path, &other, "a table");
                None
            }
        }
    }

    /// Takes an instant. The years 0 and 1 are how some programs write that they don't know.
    pub(super) fn instant(&mut self, key: &str) -> Option<Instant> {
        let text = self.words(key)?;
        let path = self.path(key);
        let at = match Instant::parse(&text) {
            Ok(at) => Some(at),
            Err(InstantError::NoOffset(_)) => {
                let utc = Instant::parse(&format!("{text}Z")).ok();
                let at = utc.or_else(|| text.parse::<Date>().ok().map(Date::start));
                if at.is_some() {
                    self.notes.guessed(&path, "it has no offset from UTC, and is read as UTC");
                }
                at
            }
            Err(InstantError::Malformed(_)) => None,
        };
        if at.is_none() {
            self.notes.wrong(path, format!("`{}` is not an instant", clipped(&text)));
        }
        at.filter(|at| at.year() > 1)
    }

    /// Leaves a field behind, and says why.
    pub(super) fn no_place(&mut self, key: &str, reason: &str) {
        if self.take(key).is_some_and(|value| !value.is_empty()) {
            self.notes.no_place(self.path(key), reason);
        }
    }

    /// Leaves a field behind that says nothing which the record does not say elsewhere.
    pub(super) fn says_nothing(&mut self, key: &str) {
        self.take(key);
    }

    /// Leaves all that is left behind: it says nothing that was not taken.
    pub(super) fn forget(mut self) {
        self.left.clear();
    }

    /// Leaves all that is left behind, and says why.
    pub(super) fn rest(mut self, reason: &str) {
        for (key, _) in std::mem::take(&mut self.left).into_iter().filter(|(_, value)| !value.is_empty()) {
            self.notes.no_place(self.path(&key), reason);
        }
    }
}

impl Drop for Fields<'_> {
    fn drop(&mut self) {
        for (key, _) in std::mem::take(&mut self.left).into_iter().filter(|(_, value)| !value.is_empty()) {
            self.notes.no_place(self.path(&key), "no field of this name is known here");
        }
    }
}
