//! Many records in one file: all OSV records, those of a year and those of a package, each as one
//! JSON array and as one zip archive; and an index of the site for scripts.
//!
//! Everything is assembled from files that the plan has already, so a record is the same
//! everywhere. Each record is in as many of these files as it has years and packages, so they grow
//! linearly with the records.

use std::collections::BTreeMap;
use std::io;

use rayon::prelude::*;
use serde::Serialize;

use super::{Collection, ExportError, Published, address, osv};
use crate::advisory::Advisory;
use crate::ecosystem::Ecosystem;
use crate::plan::Plan;
use crate::portfolio::{Package, Project};

mod archive;
mod index;

/// The line of these files in the list.
pub const COLLECTION: Collection = Collection { label: "bulk files", browsable: None, add };

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

fn add(plan: &mut Plan, site: &Published<'_>) -> Result<(), ExportError> {
    let project = site.project;
    let mut sorted = site.advisories.to_vec();
    sorted.sort_by(|a, b| (a.id.parts(), &a.id).cmp(&(b.id.parts(), &b.id)));
    let covered: Vec<&Advisory> = sorted.iter().copied().filter(|advisory| (osv::FORMAT.covers)(advisory)).collect();

    let all = Set { path: ALL.to_owned(), records: covered.clone() };
    let (years, packages) = (by_year(&covered), by_package(project, &covered));
    let index = index::write(
        project,
        &sorted,
        files(project, &all),
        years.iter().map(|(year, set)| (*year, files(project, set))).collect(),
        packages.iter().map(|(package, set)| package_files(project, package, set)).collect(),
    )?;
    let years = years.into_iter().map(|(_, set)| set);
    let sets: Vec<Set<'_>> =
        std::iter::once(all).chain(years).chain(packages.into_iter().map(|(_, set)| set)).collect();
    let written: Vec<io::Result<_>> = sets.par_iter().map(|set| written(plan, set)).collect();
    for file in written {
        let (path, array, archive) = file?;
        plan.add(format!("{path}.json"), array);
        plan.add(format!("{path}.zip"), archive);
    }
    plan.add(INDEX, index);
    Ok(())
}

/// Returns the records of a set as an array and as an archive.
fn written<'s>(plan: &Plan, set: &'s Set<'_>) -> io::Result<(&'s str, Vec<u8>, Vec<u8>)> {
    let path = |advisory: &Advisory| (osv::FORMAT.path)(advisory);
    let records: Vec<(String, &[u8], &Advisory)> = (set.records.iter())
        .filter_map(|advisory| Some((path(advisory), plan.get(&path(advisory))?, *advisory)))
        .collect();
    let mut array = b"[".to_vec();
    for (number, (_, record, _)) in records.iter().enumerate() {
        array.extend_from_slice(if number == 0 { b"\n" } else { b",\n" });
        array.extend_from_slice(record.trim_ascii_end());
    }
    array.extend_from_slice(b"\n]\n");
    let entries = records.iter().map(|(path, record, advisory)| (path.as_str(), *record, advisory.modified));
    Ok((&set.path, array, archive::write(entries)?))
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
