//! CSAF 2.0 (<https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html>): what security
//! teams and their tools read.
//!
//! Each advisory is one document. Its location, and the files by which programs find it, are those
//! of a CSAF provider (`provider`).

use serde::Serialize;

use super::{ExportError, Format};
use crate::advisory::Advisory;
use crate::json;
use crate::portfolio::{Project, SiteFormat};

mod document;
mod products;
pub(super) mod provider;
mod remediation;
mod rolie;
mod score;
mod tracking;
mod tree;
mod vulnerability;

/// The format's line in the list.
pub const FORMAT: Format = Format {
    kind: SiteFormat::Csaf,
    label: "CSAF",
    purpose: "for security teams and their tools",
    path,
    media_type: "application/json",
    covers: |_, _| true,
    write,
    hashed: true,
    bulk: false,
};

/// The version of the standard.
pub const VERSION: &str = "2.0";

/// The folder of all public documents (`TLP:WHITE`). There are no others.
const WHITE: &str = ".well-known/csaf/white";

/// A document. Its keys are sorted when it is serialised, as the standard recommends.
#[derive(Serialize)]
struct Csaf<'a> {
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
fn path(advisory: &Advisory) -> String {
    format!("{WHITE}/{}", relative(advisory))
}

/// Returns its path below the folder: the year of the first release, and its ID in lower case. An
/// ID has no other characters that the standard replaces in file names (section 5.1).
fn relative(advisory: &Advisory) -> String {
    format!("{}/{}.json", tracking::dates(advisory).first.year(), advisory.id.as_str().to_ascii_lowercase())
}

fn write(project: &Project, advisory: &Advisory) -> Result<String, ExportError> {
    // A withdrawn advisory and one without versions claim nothing about products, and a tree
    // without claims is not allowed.
    let claims = advisory.withdrawn.is_none() && !advisory.affected.is_empty();
    let products = claims.then(|| products::of(project, advisory));
    Ok(json::sorted(&Csaf {
        document: document::of(project, advisory),
        vulnerabilities: vulnerability::of(project, advisory, products.as_ref()),
        product_tree: products.as_ref().map(tree::of),
    })?)
}

/// Text on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
