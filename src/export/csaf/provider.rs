//! The files of a CSAF provider (sections 7.1.1 to 7.1.19 of the standard), as far as static files
//! can be one.
//!
//! A program starts at `provider-metadata.json`, which security.txt names, and continues with the
//! ROLIE feed or with the lists in the folder. There are no signatures, because a build has no key.

use serde::Serialize;
use sha2::{Digest as _, Sha256, Sha512};

use super::document::{Publisher, publisher};
use super::tracking::dates;
use super::{VERSION, WHITE, relative, rolie};
use crate::advisory::Advisory;
use crate::export::{Collection, ExportError, Published, address, put};
use crate::json;
use crate::plan::Sink;
use crate::portfolio::{Project, SiteFormat};
use crate::time::Instant;

/// The provider's line in the list. Its folder can be browsed, as section 7.1.14 asks for.
pub(in crate::export) const COLLECTION: Collection =
    Collection { label: "CSAF provider", of: Some(SiteFormat::Csaf), browsable: Some(".well-known/csaf"), add };

/// The starting point of programs, below the site.
pub(in crate::export) const METADATA: &str = ".well-known/csaf/provider-metadata.json";

/// `provider-metadata.json`.
#[derive(Serialize)]
struct Metadata<'a> {
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
    Rolie { categories: [String; 1], feeds: [Feed; 1], services: [String; 1] },
}

#[derive(Serialize)]
struct Feed {
    summary: String,
    tlp_label: &'static str,
    url: String,
}

/// Makes all files of a provider other than the documents and their hashes. Without an advisory
/// there is no provider, because none of its files could have a date.
fn add(sink: &dyn Sink, site: &Published<'_>) -> Result<(), ExportError> {
    let Published { project, advisories, .. } = *site;
    let mut latest: Vec<_> = advisories.iter().map(|advisory| (dates(advisory).current, *advisory)).collect();
    latest.sort_by(|(at, a), (bt, b)| (bt, &b.id).cmp(&(at, &a.id)));
    let Some((updated, _)) = latest.first().copied() else { return Ok(()) };
    put(sink, format!("{WHITE}/index.txt"), index(advisories))?;
    put(sink, format!("{WHITE}/changes.csv"), changes(&latest))?;
    let advisories: Vec<_> = latest.into_iter().map(|(_, advisory)| advisory).collect();
    put(sink, rolie::FEED, json::sorted(&rolie::feed(project, &advisories, updated))?)?;
    put(sink, rolie::SERVICE, json::sorted(&rolie::service(project))?)?;
    put(sink, rolie::CATEGORIES, json::sorted(&rolie::categories(project, &advisories))?)?;
    put(sink, METADATA, json::sorted(&metadata(project, updated))?)?;
    Ok(())
}

fn metadata(project: &Project, last_updated: Instant) -> Metadata<'_> {
    let feed = Feed {
        summary: format!("Every security advisory of {}.", project.name.value),
        tlp_label: "WHITE",
        url: address(project, rolie::FEED),
    };
    Metadata {
        canonical_url: address(project, METADATA),
        distributions: [
            Distribution::DirectoryUrl(address(project, &format!("{WHITE}/"))),
            Distribution::Rolie {
                categories: [address(project, rolie::CATEGORIES)],
                feeds: [feed],
                services: [address(project, rolie::SERVICE)],
            },
        ],
        last_updated,
        list: true,
        metadata_version: VERSION,
        mirror: true,
        publisher: publisher(project),
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

/// Returns the same with the date of each current revision, newest first (RFC 4180).
fn changes(latest: &[(Instant, &Advisory)]) -> String {
    latest.iter().map(|(at, advisory)| format!("\"{}\",\"{at}\"\r\n", relative(advisory))).collect()
}
