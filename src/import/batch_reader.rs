//! Reads the bytes of files into the entries of a batch.

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::Arc;

use serde::de::DeserializeSeed;

use super::batch::{Batch, BatchEntry, Skipped};
use super::error::{LimitExceeded, NoRecord, Place, RecordError};
use super::fields::{Fields, Notes};
use super::format::Format;
use super::limits::{Budget, MAX_ENTRIES, MAX_FILE_BYTES, MAX_RANGES};
use super::node::{Node, RecordSeed};
use super::orders::Orders;
use super::record::Record;
use super::{csaf, cve, fenced, ghsa, go, hsec, mfsa, ossa, osv, rustsec, text, yaml};

/// A reader of files that collects what it finds.
pub(super) struct BatchReader {
    format: Format,
    /// Whether this very file was asked for, so that it is not skipped.
    is_named: bool,
    batch: Batch,
    budget: Budget,
    names: HashSet<String>,
    orders: Arc<Orders>,
}

impl BatchReader {
    pub(super) fn new(format: Format, is_named: bool, orders: &Orders) -> Self {
        Self {
            format,
            is_named,
            batch: Batch::default(),
            budget: Budget::new(),
            names: HashSet::new(),
            orders: Arc::new(orders.clone()),
        }
    }

    /// Returns what was read, sorted.
    pub(super) fn finish(mut self) -> Batch {
        self.batch.entries.sort_by(|a, b| (&a.file, a.number).cmp(&(&b.file, b.number)));
        self.batch.skipped.sort_by(|a, b| a.file.cmp(&b.file));
        self.batch
    }

    /// Returns whether a file of this name may hold records. If not, lists it as skipped.
    pub(super) fn accepts(&mut self, name: &str) -> bool {
        let is_accepted = self.is_named || self.format.accepts(name);
        if !is_accepted {
            self.skip(name, "records of this format do not have this file extension");
        }
        is_accepted
    }

    pub(super) fn skip(&mut self, name: &str, reason: &'static str) {
        self.batch.skipped.push(Skipped { file: name.to_owned(), reason });
    }

    pub(super) fn refuse(&mut self, name: &str, message: impl Into<String>, help: &'static str) {
        self.entry(name, None, Err(RecordError { place: Place::File, message: message.into(), help }));
    }

    fn entry(&mut self, name: &str, number: Option<usize>, record: Result<Record, RecordError>) {
        self.batch.entries.push(BatchEntry { file: name.to_owned(), number, record });
    }

    fn outcome(&mut self, name: &str, number: Option<usize>, outcome: Result<Vec<Record>, NoRecord>) {
        match outcome {
            Ok(records) => {
                let is_single = records.len() == 1;
                for (n, record) in records.into_iter().enumerate() {
                    let number = if is_single { number } else { Some(number.unwrap_or(n + 1)) };
                    self.entry(name, number, Ok(record));
                }
            }
            Err(NoRecord::Invalid(error)) => self.entry(name, number, Err(error)),
            Err(NoRecord::OtherFormat(reason)) if !self.is_named && number.is_none() => self.skip(name, reason),
            Err(NoRecord::OtherFormat(reason)) => {
                let message = format!("there is no {} here: {reason}", self.format.name());
                let help = "name the format of the file, or convert it";
                self.entry(name, number, Err(RecordError { place: Place::File, message, help }));
            }
        }
    }

    /// Registers the name of a file. Returns false, and adds an error, if there was a file of that
    /// name before.
    pub(super) fn is_new(&mut self, name: &str) -> bool {
        let is_new = self.names.insert(name.to_owned());
        if !is_new {
            self.refuse(name, "there is another file with this name", "keep one of the two");
        }
        is_new
    }

    /// Fails if the batch may not grow any more.
    pub(super) fn check_limits(&self) -> Result<(), LimitExceeded> {
        if self.budget.is_exhausted() {
            return Err(LimitExceeded("more values than any database of advisories has".to_owned()));
        }
        if self.batch.entries.len() + self.batch.skipped.len() > MAX_ENTRIES {
            return Err(LimitExceeded(format!("more than {MAX_ENTRIES} files and records")));
        }
        Ok(())
    }

    /// Reads a file. `bytes` may be cut off after the maximum size of a file, which makes it an
    /// error.
    pub(super) fn read_file(&mut self, name: &str, bytes: &[u8]) -> Result<(), LimitExceeded> {
        if bytes.len() as u64 <= MAX_FILE_BYTES {
            return self.read_bytes(name, bytes);
        }
        let message = format!("it has more than {} MiB", MAX_FILE_BYTES >> 20);
        self.refuse(name, message, "no advisory is that large; split a file with many records");
        Ok(())
    }

    fn read_bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), LimitExceeded> {
        let text = text::decode(bytes).map_err(NoRecord::from);
        match text.and_then(|text| self.other_text(text, name).map_or(Ok(text), Err)) {
            Err(error) => self.outcome(name, None, Err(error)),
            Ok(text) if self.format == Format::RustSec => {
                let record = rustsec::read(text, name, &self.budget);
                self.outcome(name, None, record.map(|record| vec![record]));
            }
            Ok(text) if self.format == Format::Hsec => {
                let record = hsec::read(text, &self.budget);
                self.outcome(name, None, record.map(|record| vec![record]));
            }
            Ok(text) if self.format == Format::Mfsa => {
                let record = mfsa::read(text, stem(name), &self.budget).and_then(within_limits);
                self.outcome(name, None, record.map(|record| vec![record]));
            }
            Ok(text) if name.ends_with(".yaml") || name.ends_with(".yml") => {
                self.budget.next_record();
                let record = yaml::read(text, &self.budget).map_err(NoRecord::Invalid);
                let record = record.and_then(|node| self::record(self.format, name, node, &self.orders));
                self.outcome(name, None, record);
            }
            Ok(text) if name.ends_with(".jsonl") || name.ends_with(".ndjson") => self.read_lines(name, text)?,
            Ok(text) => self.read_json(name, text),
        }
        self.check_limits()
    }

    /// Returns the error of a text that is clearly Markdown of another format.
    fn other_text(&self, text: &str, name: &str) -> Option<NoRecord> {
        let reads_toml = matches!(self.format, Format::RustSec | Format::Hsec);
        let (other, help) = match text.trim_start() {
            _ if reads_toml => return None,
            _ if fenced::is_fenced(text) => match fenced::read(text, &self.budget, &Notes::default()) {
                Ok((front, _)) if has_package(&front) => (Format::RustSec, "import it as `rustsec`"),
                _ => (Format::Hsec, "import it as `hsec`"),
            },
            text if text.starts_with("---") && name.ends_with(".md") && self.format != Format::Mfsa => {
                (Format::Mfsa, "import it as `mfsa`")
            }
            _ => return None,
        };
        let message = format!("this is another format: {}, not {}", other.name(), self.format.name());
        Some(NoRecord::invalid(message, help))
    }

    /// Reads one record from each line.
    fn read_lines(&mut self, name: &str, text: &str) -> Result<(), LimitExceeded> {
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let mut node = Node::Null;
            let is_list = Cell::new(false);
            let each = |item| {
                node = item;
                true
            };
            let read = json(line, RecordSeed { budget: &self.budget, each, is_list: &is_list }).map_err(|mut error| {
                if let Place::Line { line, .. } = &mut error.place {
                    *line = number + 1;
                }
                NoRecord::Invalid(error)
            });
            let record = match read {
                Ok(()) if is_list.get() => Err(NoRecord::OtherFormat("it is a list")),
                Ok(()) => record(self.format, name, node, &self.orders),
                Err(error) => Err(error),
            };
            self.outcome(name, Some(number + 1), record);
            self.check_limits()?;
        }
        Ok(())
    }

    /// Reads a record or a list of records.
    fn read_json(&mut self, name: &str, text: &str) {
        let is_list = Cell::new(false);
        let mut outcomes = Vec::new();
        let each = |item| {
            outcomes.push(record(self.format, name, item, &self.orders));
            outcomes.len() <= MAX_ENTRIES
        };
        let read = json(text, RecordSeed { budget: &self.budget, each, is_list: &is_list });
        let first_lost = outcomes.len() + 1;
        for (n, outcome) in outcomes.into_iter().enumerate() {
            // A single record with anything after it is not to be trusted.
            if is_list.get() || read.is_ok() {
                self.outcome(name, is_list.get().then_some(n + 1), outcome);
            }
        }
        if let Err(error) = read {
            self.entry(name, is_list.get().then_some(first_lost), Err(error));
        }
    }
}

fn json<F: FnMut(Node) -> bool>(text: &str, top: RecordSeed<'_, F>) -> Result<(), RecordError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    top.deserialize(&mut deserializer).and_then(|()| deserializer.end()).map_err(|e| {
        let message = text::one_line(&e);
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        RecordError {
            // The parser counts from 0 at the end of a line.
            place: Place::Line { line: e.line().max(1), column: e.column().max(1) },
            message: format!("the JSON can't be read: {message}"),
            help: "fix the JSON, or ask its publisher",
        }
    })
}

/// Reads the records of one tree; there are several only where a document is about several
/// vulnerabilities. `name` is the path of its file.
fn record(format: Format, name: &str, node: Node, orders: &Arc<Orders>) -> Result<Vec<Record>, NoRecord> {
    let of = other_format(&node).filter(|(other, _)| *other != format);
    match (of_node(format, name, node, orders), of) {
        // It is no stray file: it is what is to be imported, by another name.
        (Err(NoRecord::OtherFormat(_)), Some((other, help))) => {
            Err(NoRecord::invalid(format!("this is another format: {}, not {}", other.name(), format.name()), help))
        }
        (record, _) => record,
    }
}

/// Returns whether TOML has the name of a package, as RustSec writes it.
fn has_package(front: &Node) -> bool {
    let Node::Table(fields) = front else { return false };
    let of_advisory = |(key, value): &(String, Node)| {
        key == "advisory" && matches!(value, Node::Table(inner) if inner.iter().any(|(key, _)| key == "package"))
    };
    fields.iter().any(of_advisory)
}

/// Returns the format that a record is clearly in, and how to import it.
fn other_format(node: &Node) -> Option<(Format, &'static str)> {
    let Node::Table(fields) = node else { return None };
    let has = |key: &str| fields.iter().any(|(own, _)| own == key);
    let has_version = |(key, value): &(String, Node)| {
        key == "document" && matches!(value, Node::Table(inner) if inner.iter().any(|(key, _)| key == "csaf_version"))
    };
    if has("cveMetadata") {
        Some((Format::Cve, "import it as `cve`"))
    } else if fields.iter().any(has_version) {
        Some((Format::Csaf, "import it as `csaf`"))
    } else if has("ghsa_id") {
        Some((Format::Ghsa, "import it as `ghsa`"))
    } else if has("modules") && !has("affected") && !has("schema_version") {
        Some((Format::Go, "import it as `go`"))
    } else if has("affected-products") && has("vulnerabilities") {
        Some((Format::Ossa, "import it as `ossa`"))
    } else if has("announced") && has("fixed_in") {
        Some((Format::Mfsa, "import it as `mfsa`"))
    } else if has("modified") && has("id") && (has("affected") || has("schema_version")) {
        Some((Format::Osv, "import it as `osv`"))
    } else {
        None
    }
}

fn of_node(format: Format, name: &str, node: Node, orders: &Arc<Orders>) -> Result<Vec<Record>, NoRecord> {
    let notes = Notes::with_orders(orders);
    if format == Format::Csaf {
        let fields = Fields::new(node, &notes).ok_or(NoRecord::OtherFormat("it is not a table"))?;
        return csaf::read(fields, &notes)?.into_iter().map(within_limits).collect();
    }
    let mut record = of_format(format, name, node, &notes).and_then(within_limits)?;
    record.notes = notes.take()?;
    Ok(vec![record])
}

fn of_format(format: Format, name: &str, node: Node, notes: &Notes) -> Result<Record, NoRecord> {
    let fields = Fields::new(node, notes).ok_or(NoRecord::OtherFormat("it is not a table"))?;
    let name = stem(name);
    match format {
        Format::Ossa => ossa::read(fields),
        Format::Osv => osv::read(fields),
        Format::Ghsa => ghsa::read(fields, name),
        Format::Go => go::read(fields, name),
        Format::Cve => cve::read(fields, name),
        Format::RustSec | Format::Hsec | Format::Mfsa | Format::Csaf => {
            Err(NoRecord::OtherFormat("it is not Markdown"))
        }
    }
}

/// Returns the name of a file without its folders and extension.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split_once('.').map_or(name, |(name, _)| name)
}

/// Returns the record with each id once.
///
/// # Errors
/// When it has more ranges than a record may have.
fn within_limits(mut record: Record) -> Result<Record, NoRecord> {
    if record.affected.len() + record.unknown.len() > MAX_RANGES {
        return Err(NoRecord::invalid(
            format!("it has more than {MAX_RANGES} ranges of affected versions"),
            "ask its publisher for ranges instead of single versions",
        ));
    }
    for list in [&mut record.vectors, &mut record.cwe, &mut record.aliases, &mut record.related] {
        let mut seen = HashSet::new();
        list.retain(|item| seen.insert(item.clone()));
    }
    record.aliases.retain(|alias| *alias != record.id);
    Ok(record)
}
