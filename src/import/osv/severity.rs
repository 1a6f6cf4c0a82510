//! Reads the severities of a record, or of one package in it.

use super::super::fields::Fields;
use super::super::node::excerpt;

/// Takes the CVSS vectors of `severity`.
pub(super) fn vectors(fields: &mut Fields<'_>) -> Vec<String> {
    let mut vectors = Vec::new();
    for mut severity in fields.tables("severity") {
        match severity.non_empty("type").as_deref() {
            Some("CVSS_V2" | "CVSS_V3" | "CVSS_V4") => vectors.extend(severity.non_empty("score")),
            kind => {
                let kind = excerpt(kind.unwrap_or_default());
                severity.discard("score", &format!("severities here are CVSS vectors, and not of the kind `{kind}`"));
            }
        }
    }
    vectors
}
