//! A record's fields as values that `advisory.md` accepts. Anything else is noted and left out.

use std::collections::BTreeSet;

use crate::app::edit::Value;
use crate::cvss::{Rating, Vector};
use crate::import::{Fate, Note, Record};
use crate::literal::without_blank_ends;
use crate::markdown::{hidden, is_web};
use crate::names::{CREDIT_ROLES, CveId, CweId, REFERENCE_KINDS};

/// The maximum number of characters of a line; a longer one is cut.
const LINE: usize = 1_000;

/// The keys of one table of a file.
pub(super) type Table = Vec<(&'static str, Value)>;

/// Collects notes on one record.
pub(super) struct Notes<'a>(pub(super) &'a mut Vec<Note>);

impl Notes<'_> {
    pub(super) fn add(&mut self, field: impl Into<String>, fate: Fate, reason: impl Into<String>) {
        self.0.push(Note { field: field.into(), fate, reason: reason.into() });
    }
}

/// Returns a text on one line: white space becomes one space, and invisible characters are removed.
/// `None` if nothing is left.
pub(super) fn line(text: &str) -> Option<String> {
    let unseen: BTreeSet<usize> = hidden(text).map(|(at, _)| at).collect();
    let seen = text.char_indices().filter(|(at, c)| c.is_whitespace() || !c.is_control() && !unseen.contains(at));
    let clean: String = seen.map(|(_, c)| if c.is_whitespace() { ' ' } else { c }).collect();
    let line = clean.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(LINE).collect();
    (!short.is_empty()).then_some(short)
}

/// Returns a text of several lines with `\n` as line ends and without control characters.
pub(super) fn text(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect::<String>();
    without_blank_ends(&text).to_owned()
}

/// Returns the record with its ids as they are compared and written: on one line, CVE IDs in
/// capital letters.
pub(super) fn with_clean_ids(mut record: Record) -> Record {
    let mut list = std::mem::take(&mut record.notes);
    let mut notes = Notes(&mut list);
    let mut clean = |field: &str, id: &str| {
        let line = line(id).unwrap_or_default();
        let capital = line.to_ascii_uppercase();
        let clean = if capital.parse::<CveId>().is_ok() { capital } else { line };
        if clean != id {
            notes.add(
                field,
                Fate::Wrong,
                "white space, invisible characters or lower-case letters in an ID were corrected",
            );
        }
        clean
    };
    record.id = clean("id", &record.id);
    for (field, ids) in [("aliases", &mut record.aliases), ("related", &mut record.related)] {
        for id in ids.iter_mut() {
            *id = clean(field, id);
        }
        ids.retain(|id| !id.is_empty());
    }
    record.notes = list;
    record
}

/// Returns the title: the record's own, or else the first line of its text, or else its ID.
pub(super) fn title(record: &Record, notes: &mut Notes<'_>) -> String {
    if let Some(title) = line(&record.title) {
        if hidden(&record.title).next().is_some() {
            notes.add("title", Fate::Wrong, "invisible characters were removed");
        }
        if title.chars().count() == LINE && record.title.chars().count() > LINE {
            notes.add("title", Fate::Wrong, format!("it was cut to {LINE} characters"));
        }
        return title;
    }
    notes.add("title", Fate::Guessed, "there is none, so the first line of the text is used");
    let plain = crate::markdown::unwrapped(&record.details);
    let first = plain.lines().find_map(line).map(|line| line.chars().take(120).collect::<String>());
    first.or_else(|| line(&record.id)).unwrap_or_else(|| "Without a title".to_owned())
}

/// Returns the IDs of the same vulnerability: CVE IDs, and others, each once; the record's own ID
/// is among them, its public ID here is not.
pub(super) fn ids(record: &Record, own: &str) -> (Vec<String>, Vec<String>) {
    let mut seen = BTreeSet::from([own]);
    let all = std::iter::once(&record.id).chain(&record.aliases).filter(|id| seen.insert(id.as_str()));
    all.cloned().partition(|id| id.parse::<CveId>().is_ok())
}

/// Returns the ids of other vulnerabilities, each once.
pub(super) fn related(record: &Record) -> Vec<String> {
    let mut seen = BTreeSet::new();
    record.related.iter().filter(|id| seen.insert(id.as_str())).cloned().collect()
}

/// Returns the CWE ids, each once.
pub(super) fn cwe(record: &Record, notes: &mut Notes<'_>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut good = Vec::new();
    for id in &record.cwe {
        match id.parse::<CweId>() {
            Ok(id) if seen.insert(id.clone()) => good.push(id.to_string()),
            Ok(_) => {}
            Err(error) => notes.add("cwe", Fate::Wrong, error.to_string()),
        }
    }
    good
}

/// Returns the well-formed CVSS vectors, each once.
pub(super) fn vectors(record: &Record, notes: &mut Notes<'_>) -> Vec<String> {
    let mut good: Vec<String> = Vec::new();
    for vector in &record.vectors {
        match vector.trim().parse::<Vector>() {
            Ok(vector) if !good.iter().any(|old| old == vector.as_str()) => good.push(vector.as_str().to_owned()),
            Ok(_) => {}
            Err(error) => notes.add("severity", Fate::Wrong, error.message),
        }
    }
    good
}

/// Returns the severity in a word, for a record without a vector.
pub(super) fn severity(record: &Record, notes: &mut Notes<'_>) -> Option<String> {
    let word = record.severity.as_deref()?;
    if record.vectors.iter().any(|vector| vector.trim().parse::<Vector>().is_ok()) {
        return None;
    }
    if Rating::of_word(word).is_none() {
        notes.add("severity", Fate::NoPlace, "the word is not a severity rating");
        return None;
    }
    Some(word.trim().to_lowercase())
}

/// A link: its kind, address and title.
pub(super) type Link = (Option<String>, String, Option<String>);

/// Returns the links to pages, each once. Links to `site`, where the advisory's own page will be,
/// are left out.
pub(super) fn references(record: &Record, site: &str, notes: &mut Notes<'_>) -> Vec<Link> {
    let mut seen = BTreeSet::new();
    let mut links = Vec::new();
    for reference in &record.references {
        let url = reference.url.trim();
        if !is_link(url) {
            notes.add("references", Fate::NoPlace, "a link is not a web address (http or https)");
        } else if url.starts_with(site) {
            notes.add("references", Fate::NoPlace, "a link leads to this project's site, which links its own page");
        } else if seen.insert(url.to_owned()) {
            let kind = reference.kind.clone().filter(|kind| REFERENCE_KINDS.contains(&kind.as_str()));
            links.push((kind, url.to_owned(), reference.title.as_deref().and_then(line)));
        } else {
            notes.add("references", Fate::NoPlace, "a link occurs twice");
        }
    }
    links
}

/// Returns whether `advisory.md` accepts it as a URL.
fn is_link(url: &str) -> bool {
    let bare = url.split_once("://").map_or("", |(_, rest)| rest);
    is_web(url)
        && bare.starts_with(|c: char| !"/?#".contains(c))
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c))
}

/// Returns the credits: name, role and page.
pub(super) fn credits(record: &Record, notes: &mut Notes<'_>) -> Vec<(String, Option<String>, Option<String>)> {
    let mut credits = Vec::new();
    for credit in &record.credits {
        let Some(name) = line(&credit.name) else {
            notes.add("credits", Fate::Wrong, "a credit has no name");
            continue;
        };
        if name != credit.name.trim() {
            notes.add("credits", Fate::Wrong, "a name was changed to one line without invisible characters");
        }
        let role = credit.role.clone().filter(|role| CREDIT_ROLES.contains(&role.as_str()));
        let url = credit.url.as_deref().map(str::trim).filter(|url| is_link(url)).map(str::to_owned);
        if credit.url.is_some() && url.is_none() {
            notes.add("credits", Fate::NoPlace, "a contact is not a web address (http or https)");
        }
        credits.push((name, role, url));
    }
    credits
}
