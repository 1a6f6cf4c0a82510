//! The fields of a record, which readers take one by one.
//!
//! Nothing is lost silently: a field of the wrong type is noted, and so is every field that nobody
//! has taken when its table is dropped.

use std::cell::RefCell;
use std::sync::Arc;

use super::error::NoRecord;
use super::limits::MAX_NAME_BYTES;
use super::node::{Node, excerpt};
use super::orders::Orders;
use super::record::{Fate, Note};
use crate::time::{Date, Instant, InstantError};
use crate::version::Order;

/// Keys of fields that decide which versions are affected. What can't be read of them refuses the
/// record: without it, the others would be wrong.
const DECIDING: [&str; 37] = [
    "affected",
    "affected-products",
    "at",
    "branches",
    "changes",
    "defaultStatus",
    "ecosystem",
    "events",
    "first_affected",
    "first_fixed",
    "first_patched_version",
    "fixed",
    "fixed_in",
    "introduced",
    "known_affected",
    "known_not_affected",
    "last_affected",
    "lessThan",
    "lessThanOrEqual",
    "limit",
    "modules",
    "package",
    "packageName",
    "patched",
    "patched_versions",
    "product",
    "product_status",
    "product_tree",
    "ranges",
    "status",
    "type",
    "unaffected",
    "under_investigation",
    "version",
    "versions",
    "vulnerable_version_range",
    "vulnerabilities",
];

/// Returns whether the field at a path decides which versions are affected.
fn decides(path: &str) -> bool {
    let mut keys = path.split('.').map(|key| key.split('[').next().unwrap_or(key));
    if ["document", "references", "credits"].contains(&keys.next().unwrap_or_default()) {
        return false;
    }
    let mut last = path.rsplit('.').map(|key| key.split('[').next().unwrap_or(key));
    match (last.next(), last.next()) {
        (Some("name"), parent) => parent == Some("package"),
        // `type` is that of a range; many other things have one.
        (Some("type"), parent) => parent == Some("ranges"),
        (key, _) => key.is_some_and(|key| DECIDING.contains(&key)),
    }
}

/// The notes on the fields of one record, in the order in which they were made.
#[derive(Default)]
pub(super) struct Notes {
    all: RefCell<Vec<Note>>,
    /// What could not be read, and decides which versions are affected: a sentence.
    undecided: RefCell<Option<String>>,
    /// How advisory.toml orders versions.
    orders: Arc<Orders>,
}

impl Notes {
    pub(super) fn with_orders(orders: &Arc<Orders>) -> Self {
        Self { orders: Arc::clone(orders), ..Self::default() }
    }

    /// Returns how advisory.toml orders the versions of a package that is in no ecosystem.
    pub(super) fn order(&self, package: Option<&str>, vendor: Option<&str>) -> Option<Order> {
        self.orders.of(package, vendor)
    }

    pub(super) fn add(&self, fate: Fate, field: impl Into<String>, reason: impl Into<String>) {
        self.all.borrow_mut().push(Note { field: field.into(), fate, reason: reason.into() });
    }

    pub(super) fn lost(&self, field: impl Into<String>, reason: impl Into<String>) {
        self.add(Fate::Lost, field, reason);
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

    /// Notes that a field can't be read. If it decides which versions are affected, the record is
    /// refused.
    pub(super) fn unreadable(&self, field: &str, reason: &str) {
        if decides(field) {
            self.undecided.borrow_mut().get_or_insert_with(|| format!("`{field}` can't be read: {reason}"));
        }
        self.wrong(field, reason);
    }

    /// Returns the notes so far, and forgets them.
    ///
    /// # Errors
    /// When something could not be read that decides which versions are affected.
    pub(super) fn take(&self) -> Result<Vec<Note>, NoRecord> {
        let help = "correct the record, or write the incident by hand";
        match self.undecided.take() {
            Some(message) => Err(NoRecord::invalid(message, help)),
            None => Ok(self.all.take()),
        }
    }
}

/// The fields of a table that nobody has taken yet.
pub(super) struct Fields<'n> {
    path: String,
    left: Vec<(String, Node)>,
    notes: &'n Notes,
}

impl<'n> Fields<'n> {
    /// Returns the fields of a whole record; `None` if it is no table.
    pub(super) fn new(record: Node, notes: &'n Notes) -> Option<Self> {
        match record {
            Node::Table(left) => Some(Self { path: String::new(), left, notes }),
            _ => None,
        }
    }

    /// Returns where to add notes.
    pub(super) fn notes(&self) -> &'n Notes {
        self.notes
    }

    /// Returns the path of a field.
    pub(super) fn path(&self, key: &str) -> String {
        let key = excerpt(key);
        if self.path.is_empty() { key } else { format!("{}.{key}", self.path) }
    }

    /// Returns the path of this table.
    pub(super) fn own_path(&self) -> &str {
        &self.path
    }

    /// Returns whether the field is there, is not empty, and has not been taken yet.
    pub(super) fn has(&self, key: &str) -> bool {
        self.left.iter().any(|(k, value)| k == key && !value.is_empty())
    }

    /// Returns a text without taking it.
    pub(super) fn peek(&self, key: &str) -> Option<&str> {
        self.left.iter().find(|(k, _)| k == key).and_then(|(_, value)| value.text())
    }

    /// Takes a field; `None` if it is missing or null.
    pub(super) fn take(&mut self, key: &str) -> Option<Node> {
        let at = self.left.iter().position(|(k, _)| k == key)?;
        Some(self.left.remove(at).1).filter(|value| *value != Node::Null)
    }

    /// Takes a text.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        let value = self.take(key)?;
        self.as_text(value, &self.path(key))
    }

    /// Takes a text, unless it is empty.
    pub(super) fn non_empty(&mut self, key: &str) -> Option<String> {
        self.text(key).filter(|text| !text.trim().is_empty())
    }

    /// Takes the bound of a range. An empty one and null are unreadable, because nobody knows which
    /// one is meant.
    pub(super) fn bound(&mut self, key: &str) -> Option<String> {
        if self.left.iter().any(|(k, value)| k == key && *value == Node::Null) {
            self.notes.unreadable(&self.path(key), "it is null");
        }
        let text = self.text(key)?;
        if text.trim().is_empty() {
            self.notes.unreadable(&self.path(key), "it is empty");
            return None;
        }
        Some(text)
    }

    /// Takes a name: a text that is not empty, and not longer than a name may be.
    pub(super) fn name(&mut self, key: &str) -> Option<String> {
        let name = self.non_empty(key)?;
        if name.len() > MAX_NAME_BYTES {
            let reason = format!("it has more than {MAX_NAME_BYTES} bytes, which is too long for a name");
            self.notes.unreadable(&self.path(key), &reason);
            return None;
        }
        Some(name)
    }

    /// Takes a word of a vocabulary, in the vocabulary's spelling; `None`, with a note, if it is
    /// none of them.
    pub(super) fn one_of(&mut self, key: &str, words: &[&str]) -> Option<String> {
        let given = self.non_empty(key)?;
        let word = given.trim().to_lowercase().replace(['_', ' '], "-");
        if words.contains(&word.as_str()) {
            return Some(word);
        }
        self.notes.wrong(self.path(key), format!("`{}` is not an allowed value", excerpt(&given)));
        None
    }

    fn as_text(&self, value: Node, path: &str) -> Option<String> {
        match value {
            Node::Text(text) if text.contains('\0') => {
                self.notes.unreadable(path, "it contains NUL characters, which are left out");
                Some(text.replace('\0', ""))
            }
            Node::Text(text) => Some(text),
            other => {
                self.note_type(path, &other, "text");
                None
            }
        }
    }

    fn note_type(&self, path: &str, value: &Node, expected: &str) {
        if *value != Node::Null {
            self.notes.unreadable(path, &format!("it should be {expected}, but is {}", value.kind()));
        }
    }

    /// Takes a list of texts, without those that are empty.
    pub(super) fn text_list(&mut self, key: &str) -> Vec<String> {
        let items = self.list(key);
        let text = |(path, item): (String, Node)| {
            let text = self.as_text(item, &path)?;
            if text.trim().is_empty() {
                if decides(&path) {
                    self.notes.unreadable(&path, "it is empty");
                }
                return None;
            }
            Some(text)
        };
        items.into_iter().filter_map(text).collect()
    }

    /// Requires that all fields of the table have been taken: those that are left could decide
    /// which versions are affected.
    pub(super) fn require_all_taken(&self) {
        if let Some((key, _)) = self.left.iter().find(|(_, value)| !value.is_empty()) {
            self.notes.unreadable(&self.path, &format!("`{}` is not known here", excerpt(key)));
        }
    }

    /// Takes a list, each item with its path.
    pub(super) fn list(&mut self, key: &str) -> Vec<(String, Node)> {
        let path = self.path(key);
        match self.take(key) {
            Some(Node::List(items)) => {
                items.into_iter().enumerate().map(|(n, item)| (format!("{path}[{n}]"), item)).collect()
            }
            Some(other) => {
                self.note_type(&path, &other, "a list");
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

    /// Returns copies of the tables of a list, and leaves the list in its place.
    pub(super) fn copied_tables(&self, key: &str) -> Vec<Self> {
        let Some((_, Node::List(items))) = self.left.iter().find(|(name, _)| name == key) else { return Vec::new() };
        let table = |item: &Node| match item {
            Node::Table(left) => Some(Self { path: self.path(key), left: left.clone(), notes: self.notes }),
            _ => None,
        };
        items.iter().filter_map(table).collect()
    }

    /// Returns the fields of a value at a path; `None`, with a note, if it is no table.
    pub(super) fn as_table(&self, path: String, value: Node) -> Option<Self> {
        match value {
            Node::Table(left) => Some(Self { path, left, notes: self.notes }),
            other => {
                self.note_type(&path, &other, "a table");
                None
            }
        }
    }

    /// Takes every field that is left, each with its key and its path, for a table whose keys are
    /// data.
    pub(super) fn entries(mut self) -> Vec<(String, String, Node)> {
        let left = std::mem::take(&mut self.left);
        left.into_iter().map(|(key, value)| (key.clone(), self.path(&key), value)).collect()
    }

    /// Takes an instant. Some programs write the year 0 or 1 for an instant that they don't know.
    pub(super) fn instant(&mut self, key: &str) -> Option<Instant> {
        let text = self.non_empty(key)?;
        let path = self.path(key);
        let at = match Instant::parse(&text) {
            Ok(at) => Some(at),
            Err(InstantError::NoOffset(_)) => {
                let utc = Instant::parse(&format!("{text}Z")).ok();
                let at = utc.or_else(|| text.parse::<Date>().ok().map(Date::start));
                if at.is_some() {
                    self.notes.guessed(&path, "it has no offset from UTC, so it is read as UTC");
                }
                at
            }
            Err(InstantError::NoSuchTime(_) | InstantError::Malformed(_)) => None,
        };
        if at.is_none() {
            self.notes.wrong(path, format!("`{}` is not an instant", excerpt(&text)));
        }
        at.filter(|at| at.year() > 1)
    }

    /// Discards a field, with a note that says why.
    pub(super) fn discard(&mut self, key: &str, reason: &str) {
        if self.take(key).is_some_and(|value| !value.is_empty()) {
            self.notes.no_place(self.path(key), reason);
        }
    }

    /// Ignores a field that only repeats what other fields say.
    pub(super) fn ignore(&mut self, key: &str) {
        self.take(key);
    }

    /// Ignores all fields that are left: they only repeat what others say.
    pub(super) fn ignore_rest(mut self) {
        self.left.clear();
    }

    /// Discards all fields that are left, with notes that say why.
    pub(super) fn discard_rest(mut self, reason: &str) {
        for (key, _) in std::mem::take(&mut self.left).into_iter().filter(|(_, value)| !value.is_empty()) {
            self.notes.no_place(self.path(&key), reason);
        }
    }
}

impl Drop for Fields<'_> {
    fn drop(&mut self) {
        for (key, _) in std::mem::take(&mut self.left).into_iter().filter(|(_, value)| !value.is_empty()) {
            self.notes.no_place(self.path(&key), "this field is not known");
        }
    }
}
