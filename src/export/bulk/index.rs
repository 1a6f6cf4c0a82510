//! The index: everything that a script needs to find advisories and their files, in one small file.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::super::{FORMATS, Published, address, page};
use super::{Archive, PackageRecords};
use crate::advisory::Advisory;
use crate::cvss::{Rating, Score, Vector};
use crate::json::{self, JsonError};
use crate::time::Instant;

/// The version of the index format.
const SCHEMA: u32 = 2;

/// Everything but the advisories, which follow, one on each line.
#[derive(Serialize)]
struct Head<'a> {
    schema: u32,
    project: &'a str,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    osv: Option<Osv<'a>>,
}

/// The OSV records of all advisories.
#[derive(Serialize)]
pub(super) struct Osv<'a> {
    pub(super) all: Archive,
    pub(super) packages: Vec<PackageRecords<'a>>,
}

#[derive(Serialize)]
struct IndexEntry<'a> {
    id: &'a str,
    aliases: Vec<&'a str>,
    title: &'a str,
    severity: Option<Severity<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'a str>,
    published: Option<Instant>,
    modified: Instant,
    withdrawn: Option<Instant>,
    url: String,
    formats: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Severity<'a> {
    rating: Rating,
    score: Score,
    vector: &'a Vector,
}

/// Returns the index of these advisories.
pub(super) fn write(site: &Published<'_>, advisories: &[&Advisory], osv: Option<Osv<'_>>) -> Result<String, JsonError> {
    let project = site.project;
    let head = Head { schema: SCHEMA, project: &project.name.value, url: address(project, ""), osv };
    let head = json::pretty(&head)?;
    let mut text = head.trim_end_matches("\n}\n").to_owned();
    text.push_str(",\n  \"advisories\": [");
    let entries = advisories.par_iter().map(|advisory| json::compact(&entry(site, advisory)));
    for (number, entry) in entries.collect::<Result<Vec<_>, _>>()?.iter().enumerate() {
        text.push_str(if number == 0 { "\n    " } else { ",\n    " });
        text.push_str(entry);
    }
    text.push_str(if advisories.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
    Ok(text)
}

fn entry<'a>(site: &Published<'_>, advisory: &'a Advisory) -> IndexEntry<'a> {
    let project = site.project;
    let files = site.files.get(advisory.id.as_str());
    let formats = FORMATS.iter().filter(|format| files.is_some_and(|files| files.formats.contains(&format.kind)));
    IndexEntry {
        id: advisory.id.as_str(),
        aliases: super::super::distinct(
            advisory.cve.iter().map(|id| id.as_str()).chain(advisory.aliases.iter().map(String::as_str)),
        ),
        title: &advisory.title,
        severity: advisory.severity.as_ref().map(|severity| Severity {
            rating: severity.rating(),
            score: severity.score(),
            vector: severity.vector(),
        }),
        level: advisory.level.as_ref().map(|level| level.title.as_str()),
        published: advisory.published,
        modified: advisory.documented(),
        withdrawn: advisory.withdrawn.as_ref().map(|withdrawn| withdrawn.at),
        url: address(project, &page(&advisory.id)),
        formats: formats
            .map(|format| (format.label.to_lowercase(), address(project, &(format.path)(advisory))))
            .collect(),
    }
}
