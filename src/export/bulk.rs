//! One archive with all OSV records, and an index of the site for scripts.
//!
//! Both are assembled from the files of the advisories, so a record is the same everywhere. It is
//! repeated once: whoever wants the records of a year or a package finds their addresses in the
//! index. Until they are in the archive, the records are held compressed. Those of unchanged
//! advisories are copied from the archive of the earlier build.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Collection, ExportError, Published, address, put};
use crate::advisory::Advisory;
use crate::ecosystem::Ecosystem;
use crate::fingerprint::Fingerprint;
use crate::plan::{Group, Sink};
use crate::portfolio::{Project, SiteFormat};

mod archive;
mod index;

pub use archive::{Earlier, Record};

/// The line of these files in the list.
pub const COLLECTION: Collection = Collection { label: "bulk files", of: None, browsable: None, add };

/// The index's path below the site.
const INDEX: &str = "index.json";

/// The path of the archive below the site.
const ARCHIVE: &str = "osv/all.zip";

/// The archive, and the number of its records.
#[derive(Serialize)]
struct Archive {
    records: usize,
    zip: String,
}

/// A package, and the ids of the advisories whose records name it.
#[derive(Serialize)]
struct PackageRecords<'a> {
    ecosystem: &'a Ecosystem,
    name: &'a str,
    advisories: Vec<&'a str>,
}

fn add(sink: &dyn Sink, site: &Published<'_>) -> Result<(), ExportError> {
    let project = site.project;
    let mut sorted = site.advisories.to_vec();
    sorted.sort_by(|a, b| (a.id.parts(), &a.id).cmp(&(b.id.parts(), &b.id)));
    if !project.site.has(SiteFormat::Osv) {
        return put(sink, INDEX, index::write(site, &sorted, None)?);
    }
    let record = |advisory: &&Advisory| site.files.get(advisory.id.as_str())?.record.as_ref();
    let covered: Vec<&Advisory> = sorted.iter().copied().filter(|advisory| record(advisory).is_some()).collect();
    let all = Archive { records: covered.len(), zip: address(project, ARCHIVE) };
    let osv = index::Osv { all, packages: by_package(project, &covered) };
    put(sink, INDEX, index::write(site, &sorted, Some(osv))?)?;
    put(sink, ARCHIVE, archive::write(covered.iter().filter_map(record), site.earlier)?)?;
    sink.note(group(&[ARCHIVE.to_owned()]), Fingerprint::default());
    Ok(())
}

/// Returns the archive that an earlier build made, unless somebody changed it since.
pub fn earlier(sink: &dyn Sink) -> Option<Earlier> {
    Earlier::read(sink.earlier(group(&[ARCHIVE.to_owned()]))?)
}

/// The archive, as the only file that belongs to no single advisory and is used again.
fn group(files: &[String]) -> Group<'_> {
    Group { advisory: "", facts: Fingerprint::of([ARCHIVE]), page: None, files }
}

/// Returns the packages of advisory.toml that are in an ecosystem, in its order, with their
/// advisories. A package without
/// advisories is there too, so that scripts need not check.
fn by_package<'a>(project: &'a Project, advisories: &[&'a Advisory]) -> Vec<PackageRecords<'a>> {
    let mut of: BTreeMap<(&Ecosystem, &str), Vec<&'a str>> = BTreeMap::new();
    for &advisory in advisories {
        let named = advisory.affected.iter().filter_map(|a| Some((a.ecosystem.as_ref()?, a.package.as_deref()?)));
        for name in super::distinct(named) {
            of.entry(name).or_default().push(advisory.id.as_str());
        }
    }
    let records = |package: &'a crate::portfolio::Package| {
        let (ecosystem, name) = (package.ecosystem()?, package.name.as_str());
        let advisories = of.get(&(ecosystem, name)).cloned().unwrap_or_default();
        Some(PackageRecords { ecosystem, name, advisories })
    };
    project.packages.iter().filter_map(records).collect()
}
