//! An advisory's public data unchanged: the data of the page, for scripts.

use super::{ExportError, Exported, Format};
use crate::json;
use crate::portfolio::SiteFormat;

/// The format's line in the list.
pub const FORMAT: Format = Format {
    kind: SiteFormat::Json,
    label: "JSON",
    purpose: "this advisory's data, for scripts",
    path: |advisory| format!("{}.json", advisory.id),
    media_type: "application/json",
    covers: |_| true,
    write,
    hashed: false,
    bulk: false,
};

fn write(exported: &Exported<'_>) -> Result<String, ExportError> {
    Ok(json::pretty(exported.advisory)?)
}
