//! Divides a TOML file into its tables, records and keys, as text, so that a merge can move them
//! without changing a byte of them.

use toml_edit::{Document, DocumentMut, Item, Table};

use super::without_mark;
use crate::key;
use crate::time::Instant;

/// A file, table by table.
#[derive(Debug, Default)]
pub(crate) struct Sections {
    /// The keys before the first header, then each table and record.
    pub(crate) all: Vec<Section>,
    /// What follows the last key: comments and empty lines.
    pub(crate) tail: String,
}

/// A table or a record, with the comments above it.
#[derive(Debug, Default)]
pub(crate) struct Section {
    /// Its header; `None` for the keys before the first one.
    pub(crate) header: Option<Statement>,
    /// The name in its header.
    pub(crate) path: String,
    /// Whether it is an element of an array of tables.
    pub(crate) is_record: bool,
    /// Its keys, in the order of the file. A record has those of its own tables too.
    pub(crate) keys: Vec<Statement>,
}

/// A header, or a key with its value.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    /// Comments and empty lines above it.
    pub(crate) lead: String,
    /// The key or the name, with dots.
    pub(crate) name: String,
    /// Its lines.
    pub(crate) text: String,
}

impl Sections {
    /// Divides a text; `None` if it is not TOML.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (_, text) = without_mark(text);
        let document = Document::parse(text).ok()?;
        let mut ends = Vec::new();
        collect_ends(document.as_table(), &mut ends);
        ends.sort_unstable();
        let mut sections = Self { all: vec![Section::default()], tail: String::new() };
        let mut at = 0;
        let mut lead = String::new();
        while let Some(line) = text.get(at..)?.split_inclusive('\n').next() {
            let start = line.trim_start();
            if start.trim_end().is_empty() || start.starts_with('#') {
                lead.push_str(line);
                at += line.len();
                continue;
            }
            let is_header = start.starts_with('[');
            let end = if is_header {
                at + line.len()
            } else {
                end_of_line(text, *ends.get(ends.partition_point(|end| *end <= at))?)
            };
            sections.add(std::mem::take(&mut lead), text.get(at..end)?, is_header)?;
            at = end;
        }
        sections.tail = lead;
        Some(sections)
    }

    fn add(&mut self, lead: String, text: &str, is_header: bool) -> Option<()> {
        let (name, is_record) = name(text)?;
        let statement = Statement { lead, name, text: text.to_owned() };
        let last = self.all.last_mut()?;
        let is_inside =
            last.is_record && statement.name.strip_prefix(&last.path).is_some_and(|rest| rest.starts_with('.'));
        if !is_header || is_inside {
            last.keys.push(statement);
        } else {
            let path = statement.name.clone();
            self.all.push(Section { path, is_record, header: Some(statement), keys: Vec::new() });
        }
        Some(())
    }
}

impl Section {
    /// Returns its header and its keys.
    pub(crate) fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.header.iter().chain(&self.keys)
    }

    /// Returns what it says, without empty lines, indentation and the form of line ends.
    pub(crate) fn content(&self) -> String {
        self.statements().map(Statement::content).collect()
    }

    /// Returns when the record was made, if it says so.
    pub(crate) fn at(&self) -> Option<Instant> {
        let statement = self.keys.iter().find(|statement| statement.name == key::AT)?;
        let document: DocumentMut = statement.text.parse().ok()?;
        Instant::parse(&document.get(key::AT)?.as_datetime()?.to_string()).ok()
    }
}

impl Statement {
    /// Returns what it says, without empty lines, indentation and the form of line ends.
    pub(crate) fn content(&self) -> String {
        let lines = self.lead.lines().chain(self.text.lines()).map(str::trim).filter(|line| !line.is_empty());
        lines.flat_map(|line| [line, "\n"]).collect()
    }
}

/// Collects where the value of each key ends.
fn collect_ends(table: &Table, ends: &mut Vec<usize>) {
    for (_, item) in table {
        match item {
            Item::Table(table) => collect_ends(table, ends),
            Item::ArrayOfTables(records) => records.iter().for_each(|record| collect_ends(record, ends)),
            other => ends.extend(other.span().map(|span| span.end)),
        }
    }
}

/// Returns where the line of an offset ends, behind its line end.
fn end_of_line(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |newline| at + newline + 1)
}

/// Returns the name that a header or a key gives, with dots, and whether it begins a record.
fn name(statement: &str) -> Option<(String, bool)> {
    let document: DocumentMut = statement.parse().ok()?;
    let mut names: Vec<String> = Vec::new();
    let mut table: &Table = document.as_table();
    let mut is_record = false;
    while let Some((name, item)) = table.iter().next() {
        names.push(name.to_owned());
        match item {
            Item::Table(inner) => table = inner,
            Item::ArrayOfTables(_) => {
                is_record = true;
                break;
            }
            _ => break,
        }
    }
    Some((names.join("."), is_record))
}
