//! Merges files: the tables and records of one version, in its order, with what the other one
//! changed and added.

use std::collections::BTreeSet;

use super::Merged;
use super::records::{self, Merged as Record};
use crate::app::edit::sections::{Section, Sections, Statement};

/// A part of the merged file.
struct Part<'s> {
    /// The section of our version that it stands for.
    ours: Option<&'s Section>,
    /// The section of their version that it stands for.
    theirs: Option<&'s Section>,
    text: String,
}

/// A file that is being merged.
struct Merger<'s> {
    base: &'s Sections,
    ours: &'s Sections,
    theirs: &'s Sections,
    parts: Vec<Part<'s>>,
    conflicts: usize,
}

/// Merges two versions; `None` if one of the three is not TOML.
pub(super) fn merge(base: &str, ours: &str, theirs: &str) -> Option<Merged> {
    let is_windows = |text: &str| text.contains("\r\n");
    // A side that changed the line ends of the whole file wins, as with any other change.
    let eol = if is_windows(if is_windows(ours) == is_windows(base) { theirs } else { ours }) { "\r\n" } else { "\n" };
    let plain = |text: &str| Sections::read(&text.replace("\r\n", "\n"));
    let (base, ours, theirs) = (plain(base)?, plain(ours)?, plain(theirs)?);
    let mut merger = Merger { base: &base, ours: &ours, theirs: &theirs, parts: Vec::new(), conflicts: 0 };
    merger.tables();
    for path in merger.record_paths() {
        merger.records(&path);
    }
    let tail = if ours.tail.trim() == base.tail.trim() { &theirs.tail } else { &ours.tail };
    let mut text = String::new();
    merger.parts.iter().for_each(|part| push(&mut text, &part.text));
    text.push_str(tail);
    let text = format!("{}\n", text.trim_end());
    Some(Merged { text: if eol == "\n" { text } else { text.replace('\n', eol) }, conflicts: merger.conflicts })
}

/// Returns the two versions as one conflict, without the lines that both begin and end with.
pub(super) fn undivided(ours: &str, theirs: &str) -> Merged {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (mut ours, mut theirs) = (lines(ours), lines(theirs));
    let first = ours.iter().zip(&theirs).take_while(|(one, other)| one == other).count();
    let begin: Vec<String> = ours.drain(..first).collect();
    theirs.drain(..first);
    let last = ours.iter().rev().zip(theirs.iter().rev()).take_while(|(one, other)| one == other).count();
    let end = ours.split_off(ours.len() - last);
    theirs.truncate(theirs.len() - last);
    let text = |lines: &[String]| lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect::<String>();
    let text = [text(&begin), conflict(&text(&ours), &text(&theirs)), text(&end)].concat();
    Merged { text, conflicts: 1 }
}

/// Returns two texts between git's markers.
fn conflict(ours: &str, theirs: &str) -> String {
    let end = |text: &str| if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("<<<<<<< ours\n{ours}{}=======\n{theirs}{}>>>>>>> theirs\n", end(ours), end(theirs))
}

/// Appends a text that ends with a line end. A part with a header has an empty line above it.
fn push(text: &mut String, more: &str) {
    if more.starts_with('[') && !text.is_empty() && !text.ends_with("\n\n") {
        text.push('\n');
    }
    text.push_str(if text.is_empty() { more.trim_start_matches('\n') } else { more });
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

fn whole(section: &Section) -> String {
    section.statements().fold(String::new(), |mut text, statement| {
        push_statement(&mut text, statement);
        text
    })
}

fn push_statement(text: &mut String, statement: &Statement) {
    text.push_str(&statement.lead);
    text.push_str(&statement.text);
    if !text.ends_with('\n') {
        text.push('\n');
    }
}

/// Returns what two sides agree on; an error if both changed it. `Some(None)` means that it is
/// removed.
fn agree<T>(base: Option<&T>, ours: Option<T>, theirs: Option<T>) -> Result<Option<T>, (Option<T>, Option<T>)>
where
    T: Contents,
{
    let content = |side: Option<&T>| side.map(Contents::contents);
    let (was, is, other) = (content(base), content(ours.as_ref()), content(theirs.as_ref()));
    if is == other || other == was {
        Ok(ours)
    } else if is == was {
        Ok(theirs)
    } else {
        Err((ours, theirs))
    }
}

/// Something that can be compared by what it says.
trait Contents {
    fn contents(&self) -> String;
}

impl Contents for &Statement {
    fn contents(&self) -> String {
        self.content()
    }
}

impl Contents for &Section {
    fn contents(&self) -> String {
        self.content()
    }
}

impl<'s> Merger<'s> {
    /// Merges the tables, and places those that only their side has.
    fn tables(&mut self) {
        for ours in &self.ours.all {
            if ours.is_record {
                self.parts.push(Part { ours: Some(ours), theirs: None, text: whole(ours) });
                continue;
            }
            let (base, theirs) = (table(self.base, &ours.path), table(self.theirs, &ours.path));
            let text = match theirs {
                Some(theirs) => Some(self.keys(base, ours, theirs)),
                None => self.settle(agree(base.as_ref(), Some(ours), None)),
            };
            self.parts.extend(text.map(|text| Part { ours: Some(ours), theirs, text }));
        }
        for theirs in &self.theirs.all {
            if theirs.is_record || table(self.ours, &theirs.path).is_some() {
                continue;
            }
            let settled = agree(table(self.base, &theirs.path).as_ref(), None, Some(theirs));
            if let Some(text) = self.settle(settled) {
                let place = self.place_of_theirs(theirs);
                self.parts.insert(place, Part { ours: None, theirs: Some(theirs), text });
            }
        }
    }

    fn settle(&mut self, settled: Result<Option<&Section>, (Option<&Section>, Option<&Section>)>) -> Option<String> {
        match settled {
            Ok(section) => section.map(whole),
            Err((ours, theirs)) => {
                self.conflicts += 1;
                let text = |side: Option<&Section>| side.map(whole).unwrap_or_default();
                Some(format!("\n{}", conflict(text(ours).trim_start(), text(theirs).trim_start())))
            }
        }
    }

    /// Merges a table that both sides have, key by key.
    fn keys(&mut self, base: Option<&Section>, ours: &Section, theirs: &Section) -> String {
        let mut text = String::new();
        let header = agree(base.and_then(|b| b.header.as_ref()).as_ref(), ours.header.as_ref(), theirs.header.as_ref());
        // A header can only differ in the comments above it.
        if let Ok(Some(header)) | Err((Some(header), _)) = header {
            push_statement(&mut text, header);
        }
        let find = |section: Option<&'_ Section>, name: &str| -> Option<Statement> {
            section?.keys.iter().find(|key| key.name == name).cloned()
        };
        for name in ordered(&ours.keys, &theirs.keys) {
            let (was, is, other) = (find(base, name), find(Some(ours), name), find(Some(theirs), name));
            match agree(was.as_ref().as_ref(), is.as_ref(), other.as_ref()) {
                Ok(statement) => statement.into_iter().for_each(|statement| push_statement(&mut text, statement)),
                Err((is, other)) => {
                    self.conflicts += 1;
                    let side =
                        |side: Option<&Statement>| side.map(|s| format!("{}{}", s.lead, s.text)).unwrap_or_default();
                    text.push_str(&conflict(&side(is), &side(other)));
                }
            }
        }
        text
    }

    /// Returns where a section goes that only their side has: behind the one before it there.
    fn place_of_theirs(&self, section: &Section) -> usize {
        let before = self.theirs.all.iter().take_while(|other| !std::ptr::eq(*other, section));
        let before: Vec<&Section> = before.collect();
        let is = |part: &Part<'_>, other: &Section| part.theirs.is_some_and(|theirs| std::ptr::eq(theirs, other));
        let found = before.iter().rev().find_map(|other| self.parts.iter().rposition(|part| is(part, other)));
        found.map_or(0, |at| at + 1)
    }

    /// Returns the names of the records that the three versions have.
    fn record_paths(&self) -> BTreeSet<String> {
        let all = [self.base, self.ours, self.theirs].into_iter().flat_map(|sections| &sections.all);
        all.filter(|section| section.is_record).map(|section| section.path.clone()).collect()
    }

    /// Merges the records of one name.
    fn records(&mut self, path: &str) {
        let of = |sections: &'s Sections| -> Vec<&'s Section> {
            sections.all.iter().filter(|section| section.is_record && section.path == path).collect()
        };
        let merged = records::merge(&of(self.base), &of(self.ours), &of(self.theirs));
        let mut parts: Vec<Part<'s>> = Vec::new();
        for record in merged {
            let (ours, theirs, text) = match record {
                Record::Ours(ours, taken) => (Some(ours), Some(taken), whole(taken)),
                Record::Theirs(theirs) => (None, Some(theirs), whole(theirs)),
                Record::Conflict(ours, theirs) => (ours, theirs, self.settle(Err((ours, theirs))).unwrap_or_default()),
            };
            parts.push(Part { ours, theirs, text });
        }
        let is_of = |part: &Part<'_>| part.ours.is_some_and(|ours| ours.is_record && ours.path == path);
        let place = self.parts.iter().position(is_of);
        let place = place
            .unwrap_or_else(|| of(self.theirs).first().map_or(self.parts.len(), |first| self.place_of_theirs(first)));
        self.parts.retain(|part| !is_of(part));
        self.parts.splice(place..place, parts);
    }
}

fn table<'s>(sections: &'s Sections, path: &str) -> Option<&'s Section> {
    sections.all.iter().find(|section| !section.is_record && section.path == path)
}

/// Returns the names of two lists of keys: ours in their order, each of the others behind the one
/// before it.
fn ordered<'k>(ours: &'k [Statement], theirs: &'k [Statement]) -> Vec<&'k str> {
    let mut names: Vec<&str> = ours.iter().map(|key| key.name.as_str()).collect();
    let mut place = 0;
    for key in theirs {
        match names.iter().position(|name| *name == key.name) {
            Some(at) => place = at + 1,
            None => {
                names.insert(place, &key.name);
                place += 1;
            }
        }
    }
    names
}
