//! CSAF 2.0 (<https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html>) and 2.1
//! (<https://docs.oasis-open.org/csaf/csaf/v2.1/csaf-v2.1.html>): what security teams and their
//! tools read.
//!
//! Each advisory is one document. Its location, and the files by which programs find it, are those
//! of a CSAF provider (`provider`).

use serde::Serialize;

use edition::Edition;

use super::{ExportError, Exported, Format};
use crate::advisory::Advisory;
use crate::json;
use crate::portfolio::SiteFormat;

mod document;
mod edition;
mod products;
pub(super) mod provider;
mod remediation;
mod rolie;
mod score;
mod tracking;
mod tree;
mod vulnerability;

/// The line of 2.0 in the list.
pub const FORMAT: Format = Format {
    kind: SiteFormat::Csaf,
    label: "CSAF",
    purpose: "for security teams and their tools",
    path: |advisory| path(advisory, Edition::V2_0),
    media_type: "application/json",
    covers: |_| true,
    write: |exported| write(exported, Edition::V2_0),
    hashed: true,
    bulk: false,
};

/// The line of 2.1 in the list.
pub const FORMAT_2_1: Format = Format {
    kind: SiteFormat::Csaf21,
    label: "CSAF 2.1",
    purpose: "for tools that read the draft of the next edition",
    path: |advisory| path(advisory, Edition::V2_1),
    write: |exported| write(exported, Edition::V2_1),
    ..FORMAT
};

/// A document. Its keys are sorted, as the standard recommends: the fields of every struct here
/// are in alphabetical order.
#[derive(Serialize)]
struct Csaf<'a> {
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    schema: Option<&'static str>,
    document: document::Document<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    product_tree: Option<tree::Tree<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    vulnerabilities: Vec<vulnerability::Vulnerability<'a>>,
}

/// A text with its category.
#[derive(Serialize)]
struct Note<'a> {
    category: &'static str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
}

/// The document's path below the site.
fn path(advisory: &Advisory, edition: Edition) -> String {
    format!("{}/{}", edition.folder(), relative(advisory))
}

/// Returns its path below the folder: the year of the first release, and its ID in lower case. An
/// ID has no other characters that the standard replaces in file names (section 5.1).
fn relative(advisory: &Advisory) -> String {
    format!("{}/{}.json", tracking::dates(advisory).first.year(), advisory.id.as_str().to_ascii_lowercase())
}

fn write(exported: &Exported<'_>, edition: Edition) -> Result<String, ExportError> {
    let advisory = exported.advisory;
    // A withdrawn advisory and one without versions claim nothing about products, and a tree
    // without claims is not allowed.
    let claims = advisory.withdrawn.is_none() && !advisory.affected.is_empty();
    let products = claims.then(|| products::of(exported, edition));
    let profile = document::Profile::of(advisory, products.as_ref(), edition);
    let vulnerabilities = match profile.has_vulnerabilities() {
        true => vulnerability::of(exported, products.as_ref(), edition),
        false => Vec::new(),
    };
    Ok(json::pretty(&Csaf {
        schema: (edition == Edition::V2_1).then(|| edition.schema()),
        document: document::of(exported, profile, edition),
        vulnerabilities,
        product_tree: products.as_ref().map(|products| tree::of(products, edition)),
    })?)
}

/// Text on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
