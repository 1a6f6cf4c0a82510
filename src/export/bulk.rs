//! Many records in one file: all OSV records, those of a year and those of a package, each as one
//! JSON array and as one zip archive; and an index of the site for scripts.
//!
//! Everything is assembled from the files of the advisories, so a record is the same everywhere.
//! Each record is in as many of these files as it has years and packages, so they grow linearly
//! with the records. They are held compressed until then.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use rayon::prelude::*;
use serde::Serialize;

use super::{Collection, ExportError, Published, address, put};
use crate::advisory::Advisory;
use crate::ecosystem::Ecosystem;
use crate::plan::{Content, Sink};
use crate::portfolio::{Package, Project, SiteFormat};

mod archive;
mod index;

pub use archive::Record;

/// The records that bulk files repeat, by the ids of their advisories.
pub type Records<'a> = HashMap<&'a str, Record>;

/// The line of these files in the list.
pub const COLLECTION: Collection = Collection { label: "bulk files", of: None, browsable: None, add };

/// The index's path below the site.
const INDEX: &str = "index.json";

/// The path of the files with all records below the site, without the extension.
const ALL: &str = "osv/all";

/// The maximum number of characters of a package's name in the name of its files.
const LONGEST_NAME: usize = 80;

/// A file with many records: its content, in order.
struct Set<'a> {
    /// Its path below the site, without the extension.
    path: String,
    records: Vec<&'a Advisory>,
}

/// The files of a set, and the number of their records.
#[derive(Serialize)]
struct Files {
    records: usize,
    json: String,
    zip: String,
}

/// The files of a package.
#[derive(Serialize)]
struct PackageFiles<'a> {
    ecosystem: &'a Ecosystem,
    name: &'a str,
    #[serde(flatten)]
    files: Files,
}

fn add(sink: &dyn Sink, site: &Published<'_>) -> Result<(), ExportError> {
    let project = site.project;
    let mut sorted = site.advisories.to_vec();
    sorted.sort_by(|a, b| (a.id.parts(), &a.id).cmp(&(b.id.parts(), &b.id)));
    if !project.site.has(SiteFormat::Osv) {
        return put(sink, INDEX, index::write(project, &sorted, None)?);
    }
    let has_record = |advisory: &&Advisory| site.records.contains_key(advisory.id.as_str());
    let covered: Vec<&Advisory> = sorted.iter().copied().filter(has_record).collect();

    let all = Set { path: ALL.to_owned(), records: covered.clone() };
    let (years, packages) = (by_year(&covered), by_package(project, &covered));
    let osv = index::Osv {
        all: files(project, &all),
        years: years.iter().map(|(year, set)| (*year, files(project, set))).collect(),
        packages: packages.iter().map(|(package, set)| package_files(project, package, set)).collect(),
    };
    put(sink, INDEX, index::write(project, &sorted, Some(osv))?)?;
    let years = years.into_iter().map(|(_, set)| set);
    let sets: Vec<Set<'_>> =
        std::iter::once(all).chain(years).chain(packages.into_iter().map(|(_, set)| set)).collect();
    sets.par_iter().try_for_each(|set| written(sink, site, set))
}

/// Makes the files of a set: its records as an array and as an archive.
fn written(sink: &dyn Sink, site: &Published<'_>, set: &Set<'_>) -> Result<(), ExportError> {
    let records = || set.records.iter().filter_map(|advisory| site.records.get(advisory.id.as_str()));
    let array = |out: &mut dyn Write| -> io::Result<()> {
        out.write_all(b"[")?;
        for (number, record) in records().enumerate() {
            out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
            out.write_all(record.text()?.trim_ascii_end())?;
        }
        out.write_all(b"\n]\n")
    };
    sink.take(&format!("{}.json", set.path), Content::Repeated(&array))?;
    put(sink, format!("{}.zip", set.path), archive::write(records())?)
}

fn files(project: &Project, set: &Set<'_>) -> Files {
    let address = |ending: &str| address(project, &format!("{}.{ending}", set.path));
    Files { records: set.records.len(), json: address("json"), zip: address("zip") }
}

fn package_files<'a>(project: &Project, package: &'a Package, set: &Set<'_>) -> PackageFiles<'a> {
    PackageFiles { ecosystem: &package.ecosystem.value, name: &package.name.value, files: files(project, set) }
}

/// Returns the sets by the year of first publication.
fn by_year<'a>(advisories: &[&'a Advisory]) -> Vec<(i32, Set<'a>)> {
    let mut years: BTreeMap<i32, Vec<&Advisory>> = BTreeMap::new();
    for advisory in advisories {
        years.entry(advisory.since().year()).or_default().push(advisory);
    }
    years.into_iter().map(|(year, records)| (year, Set { path: format!("osv/{year}"), records })).collect()
}

/// Returns the sets by the packages of advisory.toml, in its order. A package without advisories
/// has files too, so that scripts need not check.
fn by_package<'a, 'p>(project: &'p Project, advisories: &[&'a Advisory]) -> Vec<(&'p Package, Set<'a>)> {
    let mut of: BTreeMap<(&Ecosystem, &str), Vec<&'a Advisory>> = BTreeMap::new();
    for &advisory in advisories {
        let named = advisory.affected.iter().filter_map(|a| Some((a.ecosystem.as_ref()?, a.package.as_deref()?)));
        for name in super::distinct(named) {
            of.entry(name).or_default().push(advisory);
        }
    }
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut set = |package: &'p Package| {
        let key = (&package.ecosystem.value, package.name.as_str());
        let name = slug(&format!("{} {}", key.0, key.1));
        let count = taken.entry(name.clone()).and_modify(|count| *count += 1).or_insert(1);
        let name = if *count == 1 { name } else { format!("{name}~{count}") };
        let records = of.get(&key).cloned().unwrap_or_default();
        (package, Set { path: format!("osv/package/{name}"), records })
    };
    project.packages.iter().map(&mut set).collect()
}

/// Returns a name that every file system and URL accepts: lower-case letters, digits, dots and
/// hyphens, and `_` for the rest.
fn slug(name: &str) -> String {
    let plain =
        |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c.to_ascii_lowercase() } else { '_' };
    name.chars().map(plain).take(LONGEST_NAME).collect()
}
