//! From the bytes of files to the entries of a batch.

use std::cell::Cell;
use std::collections::HashSet;

use serde::de::DeserializeSeed;

use super::fields::{Fields, Notes};
use super::limits::{Budget, ENTRIES, FILE, RANGES};
use super::node::{Node, Top};
use super::{Batch, Entry, Format, Place, Record, Refusal, Skipped, csaf, cve, ghsa, go, osv, rustsec, text, yaml};

/// Why a file gives no record.
#[derive(Debug)]
pub(super) enum Unread {
    /// It is one of the format's, and can't be read.
    Refused(Refusal),
    /// It is none of the format's: the end of a sentence says how that shows.
    Foreign(&'static str),
}

impl From<Refusal> for Unread {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// More than the limits allow: what is left is not read.
#[derive(Debug)]
pub(super) struct Full(pub(super) String);

/// Reads files one by one.
pub(super) struct Reading {
    format: Format,
    /// Whether somebody asked for this very file: then it is not passed over.
    is_named: bool,
    batch: Batch,
    budget: Budget,
    names: HashSet<String>,
}

impl Reading {
    pub(super) fn new(format: Format, is_named: bool) -> Self {
        Self { format, is_named, batch: Batch::default(), budget: Budget::new(), names: HashSet::new() }
    }

    /// What was read, sorted.
    pub(super) fn done(mut self) -> Batch {
        self.batch.entries.sort_by(|a, b| (&a.file, a.number).cmp(&(&b.file, b.number)));
        self.batch.skipped.sort_by(|a, b| a.file.cmp(&b.file));
        self.batch
    }

    /// Whether the bytes of a file of this name are wanted; if not, it is listed as passed over.
    pub(super) fn wants(&mut self, name: &str) -> bool {
        let wants = self.is_named || self.format.wants(name);
        if !wants {
            self.skip(name, "no record of this format has a name that ends so");
        }
        wants
    }

    pub(super) fn skip(&mut self, name: &str, reason: &'static str) {
        self.batch.skipped.push(Skipped { file: name.to_owned(), reason });
    }

    pub(super) fn refuse(&mut self, name: &str, message: impl Into<String>, help: &'static str) {
        self.entry(name, None, Err(Refusal { place: Place::File, message: message.into(), help }));
    }

    fn entry(&mut self, name: &str, number: Option<usize>, record: Result<Record, Refusal>) {
        self.batch.entries.push(Entry { file: name.to_owned(), number, record });
    }

    fn outcome(&mut self, name: &str, number: Option<usize>, outcome: Result<Record, Unread>) {
        match outcome {
            Ok(record) => self.entry(name, number, Ok(record)),
            Err(Unread::Refused(refusal)) => self.entry(name, number, Err(refusal)),
            Err(Unread::Foreign(reason)) if !self.is_named && number.is_none() => self.skip(name, reason),
            Err(Unread::Foreign(reason)) => {
                let message = format!("this is no {}: {reason}", self.format.name());
                let help = "name the format that it is in, or convert it";
                self.entry(name, number, Err(Refusal { place: Place::File, message, help }));
            }
        }
    }

    /// Another name of a folder or archive; false, with an entry that says so, where there was one like it.
    pub(super) fn is_new(&mut self, name: &str) -> bool {
        let is_new = self.names.insert(name.to_owned());
        if !is_new {
            self.refuse(name, "there is another file of this name", "keep one of the two");
        }
        is_new
    }

    /// Whether the batch may still grow.
    pub(super) fn check(&self) -> Result<(), Full> {
        if self.budget.is_exhausted() {
            return Err(Full("more values than a database of advisories has".to_owned()));
        }
        if self.batch.entries.len() + self.batch.skipped.len() > ENTRIES {
            return Err(Full(format!("more than {ENTRIES} files and records")));
        }
        Ok(())
    }

    /// Reads a file, unless it is too large: then it may have been cut off.
    pub(super) fn sized_file(&mut self, name: &str, bytes: &[u8]) -> Result<(), Full> {
        if bytes.len() as u64 <= FILE {
            return self.file(name, bytes);
        }
        let message = format!("it has more than {} MiB", FILE >> 20);
        self.refuse(name, message, "no advisory is so large; split a bulk file");
        Ok(())
    }

    fn file(&mut self, name: &str, bytes: &[u8]) -> Result<(), Full> {
        match text::decode(bytes) {
            Err(refusal) => self.outcome(name, None, Err(refusal.into())),
            Ok(text) if self.format == Format::RustSec => {
                let record = rustsec::read(text, &self.budget);
                self.outcome(name, None, record);
            }
            Ok(text) if name.ends_with(".yaml") || name.ends_with(".yml") => {
                self.budget.next_record();
                let record = yaml::read(text, &self.budget).map_err(Unread::Refused);
                let record = record.and_then(|node| self::record(self.format, name, node));
                self.outcome(name, None, record);
            }
            Ok(text) if name.ends_with(".jsonl") || name.ends_with(".ndjson") => self.lines(name, text)?,
            Ok(text) => self.json(name, text),
        }
        self.check()
    }

    /// One record a line.
    fn lines(&mut self, name: &str, text: &str) -> Result<(), Full> {
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let mut node = Node::Null;
            let is_list = Cell::new(false);
            let each = |item| {
                node = item;
                true
            };
            let read = json(line, Top { budget: &self.budget, each, is_list: &is_list }).map_err(|mut refusal| {
                if let Place::Line { line, .. } = &mut refusal.place {
                    *line = number + 1;
                }
                Unread::Refused(refusal)
            });
            let record = match read {
                Ok(()) if is_list.get() => Err(Unread::Foreign("it is a list")),
                Ok(()) => record(self.format, name, node),
                Err(unread) => Err(unread),
            };
            self.outcome(name, Some(number + 1), record);
            self.check()?;
        }
        Ok(())
    }

    /// A record, or a list of records.
    fn json(&mut self, name: &str, text: &str) {
        let is_list = Cell::new(false);
        let mut outcomes = Vec::new();
        let each = |item| {
            outcomes.push(record(self.format, name, item));
            outcomes.len() <= ENTRIES
        };
        let read = json(text, Top { budget: &self.budget, each, is_list: &is_list });
        let first_lost = outcomes.len() + 1;
        for (n, outcome) in outcomes.into_iter().enumerate() {
            // Where the file goes on with what is no record, it is not to be believed.
            if is_list.get() || read.is_ok() {
                self.outcome(name, is_list.get().then_some(n + 1), outcome);
            }
        }
        if let Err(refusal) = read {
            self.entry(name, is_list.get().then_some(first_lost), Err(refusal));
        }
    }
}

fn json<F: FnMut(Node) -> bool>(text: &str, top: Top<'_, F>) -> Result<(), Refusal> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    top.deserialize(&mut deserializer).and_then(|()| deserializer.end()).map_err(|e| {
        let message = text::plain(&e);
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        Refusal {
            // The reader counts from 0 what stands at the end of a line.
            place: Place::Line { line: e.line().max(1), column: e.column().max(1) },
            message: format!("the JSON can't be read: {message}"),
            help: "mend the JSON, or ask where the file came from",
        }
    })
}

/// Reads one record out of its tree. `name` is that of its file.
fn record(format: Format, name: &str, node: Node) -> Result<Record, Unread> {
    let notes = Notes::default();
    let mut record = of(format, name, node, &notes)?;
    record.notes = notes.into_inner();
    Ok(record)
}

fn of(format: Format, name: &str, node: Node, notes: &Notes) -> Result<Record, Unread> {
    let fields = Fields::of(node, notes).ok_or(Unread::Foreign("it is no table"))?;
    let name = name.rsplit('/').next().unwrap_or(name);
    let name = name.split_once('.').map_or(name, |(name, _)| name);
    let mut record = match format {
        Format::Osv => osv::read(fields),
        Format::Ghsa => ghsa::read(fields, name),
        Format::Go => go::read(fields, name),
        Format::Cve => cve::read(fields, name),
        Format::Csaf => csaf::read(fields),
        Format::RustSec => Err(Unread::Foreign("it is no Markdown")),
    }?;
    if record.affected.len() > RANGES {
        return Err(Unread::Refused(Refusal {
            place: Place::File,
            message: format!("it has more than {RANGES} ranges of affected versions"),
            help: "ask its publisher for ranges in the place of single versions",
        }));
    }
    for list in [&mut record.vectors, &mut record.cwe, &mut record.aliases, &mut record.related] {
        let mut seen = HashSet::new();
        list.retain(|item| seen.insert(item.clone()));
    }
    record.aliases.retain(|alias| *alias != record.id);
    Ok(record)
}
