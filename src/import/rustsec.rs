//! Reads RustSec advisories, version 3: Markdown with TOML in a fence in front
//! (<https://github.com/rustsec/advisory-db/blob/main/README.md>).

use std::collections::HashSet;

use semver::VersionReq;

use super::error::{NoRecord, Place, RecordError};
use super::fenced;
use super::fields::{Fields, Notes};
use super::limits::Budget;
use super::node::{Node, excerpt};
use super::record::{Affected, ImportedReference, Record, Withdrawal};
use super::text::one_line;
use crate::ecosystem::Ecosystem;
use crate::literal::without_blank_ends;
use crate::time::{Date, Instant};

mod ranges;

/// Reads an advisory. `file` is the path of its file: the database has a folder for what is not on
/// crates.io.
pub(super) fn read(text: &str, file: &str, budget: &Budget) -> Result<Record, NoRecord> {
    let notes = Notes::default();
    let (front, body) = fenced::read(text, budget, &notes)?;
    let mut record = self::record(front, is_of_rust(file), &notes)?;
    let (title, details) = fenced::heading(&body);
    if let Some(title) = title {
        if record.title.is_empty() {
            record.title = title;
        } else if record.title != title {
            notes.guessed("text", "its heading differs from `advisory.title`, which is used as the title");
        }
    }
    if record.details.is_empty() {
        record.details = without_blank_ends(details).to_owned();
    } else if !details.trim().is_empty() {
        record.details = format!("{}\n\n{}", record.details, details.trim());
        notes.guessed("text", "it follows `advisory.description`");
    }
    record.notes = notes.take()?;
    Ok(record)
}

/// Returns whether a file is of the collection of Rust's own libraries and tools, by its folders.
fn is_of_rust(file: &str) -> bool {
    file.rsplit('/').nth(2) == Some(RUST)
}

/// The collection of what comes with Rust, and is not on crates.io.
const RUST: &str = "rust";

fn record(front: Node, is_of_rust: bool, notes: &Notes) -> Result<Record, NoRecord> {
    let invalid = |message: String, help| {
        NoRecord::Invalid(RecordError { place: Place::Line { line: 1, column: 1 }, message, help })
    };
    let mut front = Fields::new(front, notes).ok_or(NoRecord::OtherFormat("its TOML is not a table"))?;
    let Some(mut advisory) = front.table("advisory") else {
        return Err(invalid("the TOML has no table `advisory`".to_owned(), "see the format of RustSec advisories"));
    };
    let Some(id) = advisory.non_empty("id") else {
        return Err(invalid("the advisory has no `id`".to_owned(), "add its ID in the database"));
    };
    let collection = advisory.non_empty("collection");
    let is_of_rust = collection.map_or(is_of_rust, |collection| collection == RUST);
    let package = advisory.name("package");
    if is_of_rust {
        notes.no_place("advisory.package", "it comes with Rust, and is no package of an ecosystem");
    } else if package.is_none() {
        let message = "the advisory names no package, so it is none of RustSec's".to_owned();
        return Err(invalid(message, "import Haskell's advisories as `hsec`, or name the crate"));
    }
    let mut record = Record {
        id,
        published: day(&mut advisory, "date"),
        withdrawn: advisory.has("withdrawn").then(|| Withdrawal { at: day(&mut advisory, "withdrawn"), reason: None }),
        title: advisory.non_empty("title").unwrap_or_default(),
        details: advisory.non_empty("description").unwrap_or_default(),
        aliases: advisory.text_list("aliases"),
        related: advisory.text_list("related"),
        vectors: advisory.non_empty("cvss").into_iter().collect(),
        references: references(&mut advisory),
        ..Record::default()
    };
    if advisory.peek("license").is_some_and(|license| license == "CC0-1.0") {
        advisory.ignore("license");
    }
    for (key, reason) in [
        ("informational", "a notice about an unmaintained or unsound crate becomes an ordinary advisory here"),
        ("license", "the text has this licence, which must be named wherever the text is shown"),
        ("keywords", "advisories here have no keywords"),
        ("categories", "advisories here have no categories; CWE IDs are more exact"),
        ("expect-deleted", "advisories here do not say whether the crate is still on crates.io"),
    ] {
        advisory.discard(key, reason);
    }
    drop(advisory);
    if let Some(mut scope) = front.table("affected") {
        for (key, reason) in [
            ("functions", "ranges here are for packages, not for functions"),
            ("os", "ranges here are for packages on every system"),
            ("arch", "ranges here are for packages on every processor"),
        ] {
            scope.discard(key, reason);
        }
    }
    let Requirements { patched, unaffected } = requirements(front.table("versions"), notes)?;
    let fixes: HashSet<semver::Version> = patched.iter().filter_map(ranges::first).collect();
    let affected = ranges::affected(patched.iter().chain(&unaffected))
        .map_err(|e| invalid(e.to_string(), "write the requirement with a version that exists"))?;
    let text = |version: Option<semver::Version>| version.map(|version| version.to_string());
    record.affected = affected
        .into_iter()
        .map(|range| Affected {
            ecosystem: (!is_of_rust).then_some(Ecosystem::CratesIo),
            package: package.clone(),
            introduced: text(range.introduced),
            ends_unfixed: range.fixed.as_ref().is_some_and(|end| !fixes.contains(end)),
            fixed: text(range.fixed),
            last_affected: text(range.last_affected),
            ..Affected::default()
        })
        .collect();
    if record.affected.is_empty() {
        notes.guessed("versions", "every version is patched or unaffected, so none is affected");
    }
    Ok(record)
}

fn references(advisory: &mut Fields<'_>) -> Vec<ImportedReference> {
    let link = |kind: &str, url| ImportedReference { kind: Some(kind.to_owned()), url, title: None };
    let first = advisory.non_empty("url").map(|url| link("advisory", url));
    first.into_iter().chain(advisory.text_list("references").into_iter().map(|url| link("web", url))).collect()
}

/// Takes a day, as its first instant.
pub(super) fn day(fields: &mut Fields<'_>, key: &str) -> Option<Instant> {
    let text = fields.non_empty(key)?;
    let day = text.parse::<Date>().ok();
    if day.is_none() {
        fields.notes().wrong(fields.path(key), format!("`{}` is not a date such as 2026-03-01", excerpt(&text)));
    }
    day.map(Date::start)
}

/// The requirements for versions that are not affected.
#[derive(Default)]
struct Requirements {
    /// Those with the fix.
    patched: Vec<VersionReq>,
    /// Those that never had the flaw.
    unaffected: Vec<VersionReq>,
}

/// Takes all requirements for versions that are not affected.
fn requirements(versions: Option<Fields<'_>>, notes: &Notes) -> Result<Requirements, NoRecord> {
    let Some(mut versions) = versions else {
        notes.guessed("versions", "no versions are named, so all are affected");
        return Ok(Requirements::default());
    };
    let read = |text: &String| {
        VersionReq::parse(text).map_err(|e| {
            NoRecord::invalid(
                format!("`{}` is not a version requirement: {}", excerpt(text), one_line(&e)),
                "write a Cargo version requirement, such as `>= 1.2.3`",
            )
        })
    };
    let mut of = |key| versions.text_list(key).iter().map(read).collect::<Result<Vec<_>, _>>();
    Ok(Requirements { patched: of("patched")?, unaffected: of("unaffected")? })
}
