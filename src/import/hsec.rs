//! Reads the advisories of Haskell's Security Response Team: Markdown with TOML in a fence in front
//! (<https://github.com/haskell/security-advisories>).

use super::error::{NoRecord, Place, RecordError};
use super::fenced;
use super::fields::{Fields, Notes};
use super::limits::Budget;
use super::node::Node;
use super::ranges;
use super::record::{Affected, ImportedReference, Record};
use super::rustsec::day;
use crate::ecosystem::Ecosystem;
use crate::literal::without_blank_ends;
use crate::names::REFERENCE_KINDS;
use crate::time::Instant;

/// Reads an advisory.
pub(super) fn read(text: &str, budget: &Budget) -> Result<Record, NoRecord> {
    let notes = Notes::default();
    let (front, body) = fenced::read(text, budget, &notes)?;
    let mut record = self::record(front, &notes)?;
    let (title, details) = fenced::heading(&body);
    record.title = title.unwrap_or_default();
    record.details = without_blank_ends(details).to_owned();
    record.notes = notes.take()?;
    Ok(record)
}

fn record(front: Node, notes: &Notes) -> Result<Record, NoRecord> {
    let invalid = |message: &str, help| {
        let place = Place::Line { line: 1, column: 1 };
        NoRecord::Invalid(RecordError { place, message: message.to_owned(), help })
    };
    let mut front = Fields::new(front, notes).ok_or(NoRecord::OtherFormat("its TOML is not a table"))?;
    let Some(mut advisory) = front.table("advisory") else {
        return Err(invalid("the TOML has no table `advisory`", "see the format of Haskell's advisories"));
    };
    let Some(id) = advisory.non_empty("id") else {
        return Err(invalid("the advisory has no `id`", "add its ID in the database"));
    };
    if advisory.has("package") {
        return Err(invalid("this is an advisory of RustSec", "import it as `rustsec`"));
    }
    let mut record = Record {
        id,
        published: instant(&mut advisory, "date"),
        modified: instant(&mut advisory, "modified"),
        aliases: advisory.text_list("aliases"),
        related: advisory.text_list("related"),
        cwe: advisory.list("cwe").into_iter().filter_map(|(_, item)| weakness(&item)).collect(),
        ..Record::default()
    };
    advisory.discard("keywords", "advisories here have no keywords");
    advisory.discard("capec", "advisories here have no attack patterns, only CWE IDs");
    drop(advisory);
    for package in front.tables("affected") {
        affected(package, &mut record);
    }
    record.affected = ranges::merge_overlapping(std::mem::take(&mut record.affected), notes);
    for mut reference in front.tables("references") {
        let kind = reference.one_of("type", &REFERENCE_KINDS);
        let Some(url) = reference.non_empty("url") else {
            notes.wrong(reference.own_path(), "it has no URL");
            continue;
        };
        record.references.push(ImportedReference { kind, url, title: None });
    }
    Ok(record)
}

/// Takes a day, or an instant.
fn instant(advisory: &mut Fields<'_>, key: &str) -> Option<Instant> {
    if advisory.peek(key).is_some_and(|text| text.contains(['T', 't', ':'])) {
        return advisory.instant(key);
    }
    day(advisory, key)
}

/// Returns the CWE id of a number, or of an id.
fn weakness(item: &Node) -> Option<String> {
    match item {
        Node::Number(number) => Some(format!("CWE-{number}")),
        item => item.text().map(|text| if text.starts_with("CWE-") { text.to_owned() } else { format!("CWE-{text}") }),
    }
}

/// Adds the ranges and the vector of a package, or of a part of the compiler.
fn affected(mut package: Fields<'_>, record: &mut Record) {
    let (ecosystem, name) = match (package.name("package"), package.name("ghc-component")) {
        (None, Some(component)) => ("GHC", Some(component)),
        (package, _) => ("Hackage", package),
    };
    record.vectors.extend(package.non_empty("cvss"));
    for (key, reason) in [
        ("declarations", "ranges here are for packages, not for functions"),
        ("os", "ranges here are for packages on every system"),
        ("arch", "ranges here are for packages on every processor"),
    ] {
        package.discard(key, reason);
    }
    let versions = package.tables("versions");
    if versions.is_empty() {
        package.notes().guessed(package.own_path(), "it names no version, so it says nothing about any");
    }
    for mut range in versions {
        record.affected.push(Affected {
            ecosystem: Some(Ecosystem::from(ecosystem)),
            package: name.clone(),
            introduced: range.bound("introduced").filter(|version| version != "0"),
            fixed: range.bound("fixed"),
            ..Affected::default()
        });
        range.require_all_taken();
    }
}
