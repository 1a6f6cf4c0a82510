//! The status of a version as the CVE schema's documentation has it worked out: written here from the documentation, and
//! of nothing that the program uses.

use std::cmp::Ordering;

use semver::Version;
use serde_json::Value;

/// The status of a version of a product.
pub(crate) fn status<'v>(product: &'v Value, version: &str) -> &'v str {
    let text = |value: &'v Value| value.as_str();
    for entry in product["versions"].as_array().into_iter().flatten() {
        let from = entry["version"].as_str().unwrap();
        let status = text(&entry["status"]);
        match (text(&entry["lessThan"]), text(&entry["lessThanOrEqual"])) {
            (None, None) if from == version => return status.unwrap(),
            (Some(end), None) if compare(from, version).is_le() && compare(version, end).is_lt() => {
                return status.unwrap();
            }
            (None, Some(end)) if compare(from, version).is_le() && compare(version, end).is_le() => {
                return status.unwrap();
            }
            (Some(_), Some(_)) => panic!("two ends: {entry}"),
            _ => {}
        }
        assert!(entry.get("changes").is_none());
    }
    product["defaultStatus"].as_str().unwrap_or("unknown")
}

/// The order of Semantic Versioning, with `0` before everything and `*` after it.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    match (a, b) {
        ("0", "0") | ("*", "*") => Ordering::Equal,
        ("0", _) | (_, "*") => Ordering::Less,
        (_, "0") | ("*", _) => Ordering::Greater,
        _ => Version::parse(a).unwrap().cmp_precedence(&Version::parse(b).unwrap()),
    }
}

/// Where ranges begin and end: they are sorted, and apart.
pub(super) fn is_sorted_and_apart(product: &Value) -> bool {
    let entries: Vec<_> = product["versions"].as_array().into_iter().flatten().collect();
    entries.windows(2).all(|pair| {
        let end = pair[0].get("lessThan").or(pair[0].get("lessThanOrEqual")).unwrap().as_str().unwrap();
        compare(end, pair[1]["version"].as_str().unwrap()).is_lt()
    })
}
