//! The files of a CSAF provider (sections 7.1.1 to 7.1.19 of the standard), as far as static files
//! can be one.
//!
//! A program starts at `provider-metadata.json`, which security.txt names, and continues with the
//! ROLIE feed or with the lists in the folder. There are no signatures, because a build has no key.

use serde::Serialize;
use sha2::{Digest as _, Sha256, Sha512};

use super::document::{Publisher, publisher};
use super::edition::{Edition, METADATA};
use super::tracking::dates;
use super::{relative, rolie};
use crate::advisory::Advisory;
use crate::export::{Collection, ExportError, Published, address, put};
use crate::json;
use crate::plan::Sink;
use crate::portfolio::{Project, SiteFormat};
use crate::time::Instant;

/// The schema of the metadata of 2.1.
const PROVIDER_2_1: &str = "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/provider.json";

/// The provider's line in the list. Its folder can be browsed, as section 7.1.14 asks for.
pub(in crate::export) const COLLECTION: Collection = Collection {
    label: "CSAF provider",
    of: Some(&[SiteFormat::Csaf, SiteFormat::Csaf21]),
    browsable: Some(".well-known/csaf"),
    add,
};

/// `provider-metadata.json`.
#[derive(Serialize)]
struct Metadata<'a> {
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    schema: Option<&'static str>,
    canonical_url: String,
    distributions: [Distribution; 2],
    last_updated: Instant,
    #[serde(rename = "list_on_CSAF_aggregators")]
    list: bool,
    metadata_version: &'static str,
    #[serde(rename = "mirror_on_CSAF_aggregators")]
    mirror: bool,
    publisher: Publisher<'a>,
    role: &'static str,
}

/// A way to find the documents.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Distribution {
    DirectoryUrl(String),
    Directory { tlp_label: &'static str, url: String },
    Rolie { categories: [String; 1], feeds: [Feed; 1], services: [String; 1] },
}

#[derive(Serialize)]
struct Feed {
    #[serde(skip_serializing_if = "Option::is_none")]
    last_updated: Option<Instant>,
    summary: String,
    tlp_label: &'static str,
    url: String,
}

/// Returns the paths of the metadata of every edition that the site has. The one that programs look
/// at first comes first.
pub(in crate::export) fn metadata_paths(project: &Project) -> Vec<&'static str> {
    let mut paths: Vec<_> = Edition::of(project).flat_map(|edition| edition.metadata(project)).collect();
    paths.sort_by_key(|path| *path != METADATA);
    paths
}

/// Makes all files of a provider other than the documents and their hashes. Without an advisory
/// there is no provider, because none of its files could have a date.
fn add(sink: &dyn Sink, site: &Published<'_>) -> Result<(), ExportError> {
    let Published { project, advisories, .. } = *site;
    let mut latest: Vec<_> = advisories.iter().map(|advisory| (dates(advisory).current, *advisory)).collect();
    latest.sort_by(|(at, a), (bt, b)| (bt, &b.id).cmp(&(at, &a.id)));
    let Some((updated, _)) = latest.first().copied() else { return Ok(()) };
    let newest: Vec<_> = latest.iter().map(|(_, advisory)| *advisory).collect();
    for edition in Edition::of(project) {
        let folder = edition.folder();
        put(sink, format!("{folder}/index.txt"), index(advisories))?;
        put(sink, format!("{folder}/changes.csv"), changes(&latest, edition))?;
        put(sink, edition.feed(), json::pretty(&rolie::feed(project, &newest, updated, edition))?)?;
        put(sink, edition.service(), json::pretty(&rolie::service(project, edition))?)?;
        put(sink, edition.categories(), json::pretty(&rolie::categories(project, &newest))?)?;
        let paths = edition.metadata(project);
        let Some(canonical) = paths.first() else { continue };
        let metadata = json::pretty(&metadata(project, updated, edition, canonical))?;
        paths.iter().try_for_each(|path| put(sink, path, &metadata))?;
    }
    Ok(())
}

fn metadata<'a>(project: &'a Project, last_updated: Instant, edition: Edition, canonical: &str) -> Metadata<'a> {
    let folder = address(project, &format!("{}/", edition.folder()));
    let tlp_label = edition.tlp();
    let (schema, directory, updated) = match edition {
        Edition::V2_0 => (None, Distribution::DirectoryUrl(folder), None),
        Edition::V2_1 => (Some(PROVIDER_2_1), Distribution::Directory { tlp_label, url: folder }, Some(last_updated)),
    };
    let feed = Feed {
        last_updated: updated,
        summary: format!("Every security advisory of {}.", project.name.value),
        tlp_label,
        url: address(project, edition.feed()),
    };
    Metadata {
        schema,
        canonical_url: address(project, canonical),
        distributions: [
            directory,
            Distribution::Rolie {
                categories: [address(project, edition.categories())],
                feeds: [feed],
                services: [address(project, edition.service())],
            },
        ],
        last_updated,
        list: true,
        metadata_version: edition.version(),
        mirror: true,
        publisher: publisher(project, edition),
        role: "csaf_provider",
    }
}

/// Returns the files with the hashes of a document, in the format of `sha256sum` and `sha512sum`.
pub(in crate::export) fn hashes(path: &str, document: &str) -> [(String, String); 2] {
    let (sha256, sha512) = (hex(&Sha256::digest(document)), hex(&Sha512::digest(document)));
    let name = path.rsplit('/').next().unwrap_or_default();
    let [first, second] = hash_paths(path);
    [(first, sha256), (second, sha512)].map(|(path, hash)| (path, format!("{hash}  {name}\n")))
}

/// Returns the paths of the files with the hashes of a document.
pub(in crate::export) fn hash_paths(path: &str) -> [String; 2] {
    ["sha256", "sha512"].map(|kind| format!("{path}.{kind}"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the path of each document below the folder, sorted.
fn index(advisories: &[&Advisory]) -> String {
    let mut paths: Vec<_> = advisories.iter().map(|advisory| relative(advisory) + "\n").collect();
    paths.sort();
    paths.concat()
}

/// Returns the same with the date of each current revision, newest first (RFC 4180). 2.0 requires
/// quotes, and 2.1 forbids them.
fn changes(latest: &[(Instant, &Advisory)], edition: Edition) -> String {
    let row = |(at, advisory): &(Instant, &Advisory)| match edition {
        Edition::V2_0 => format!("\"{}\",\"{at}\"\r\n", relative(advisory)),
        Edition::V2_1 => format!("{},{at}\r\n", relative(advisory)),
    };
    latest.iter().map(row).collect()
}
