//! An advisory's public data unchanged: the data of the page, for scripts.

use super::{ExportError, Format};
use crate::advisory::Advisory;
use crate::json;
use crate::portfolio::{Project, SiteFormat};

/// The format's line in the list.
pub const FORMAT: Format = Format {
    kind: SiteFormat::Json,
    label: "JSON",
    purpose: "this advisory's data, for scripts",
    path: |advisory| format!("{}.json", advisory.id),
    media_type: "application/json",
    covers: |_, _| true,
    write,
    hashed: false,
    bulk: false,
};

fn write(_project: &Project, advisory: &Advisory) -> Result<String, ExportError> {
    Ok(json::pretty(advisory)?)
}
