//! How the OSV schema's documentation has a version evaluated: written here from the documentation, and of nothing that the
//! program uses.

use std::cmp::Ordering;

use semver::Version;
use serde_json::Value;

/// What a record says of a version, by its list and by its ranges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) listed: bool,
    pub(crate) in_range: bool,
}

/// Evaluates a version of a package.
pub(crate) fn evaluate(record: &Value, package: &str, version: &str) -> Answer {
    let affected = record["affected"].as_array().into_iter().flatten().filter(|a| a["package"]["name"] == package);
    let mut answer = Answer { listed: false, in_range: false };
    for entry in affected {
        let versions = entry["versions"].as_array().into_iter().flatten();
        answer.listed |= versions.into_iter().any(|v| v == version);
        answer.in_range |=
            entry["ranges"].as_array().unwrap().iter().any(|r| r["type"] != "GIT" && included(r, version));
    }
    answer
}

/// Whether a range includes a version: events in the order of their versions, each of which that the version has reached
/// turning the answer.
fn included(range: &Value, version: &str) -> bool {
    let events = range["events"].as_array().unwrap();
    let mut events: Vec<(&str, &str)> = events
        .iter()
        .map(|event| {
            let (kind, version) = event.as_object().unwrap().iter().next().unwrap();
            (kind.as_str(), version.as_str().unwrap())
        })
        .collect();
    let written = events.clone();
    events.sort_by(|a, b| compare(a.1, b.1));
    assert_eq!(written, events, "events are sorted");
    let mut vulnerable = false;
    for (kind, at) in events {
        let order = compare(version, at);
        match kind {
            "introduced" if order.is_ge() => vulnerable = true,
            "fixed" if order.is_ge() => vulnerable = false,
            "last_affected" if order.is_gt() => vulnerable = false,
            "introduced" | "fixed" | "last_affected" => {}
            _ => panic!("{kind}"),
        }
    }
    vulnerable
}

/// The order of Semantic Versioning, with `0` before everything.
fn compare(a: &str, b: &str) -> Ordering {
    match (a, b) {
        ("0", "0") => Ordering::Equal,
        ("0", _) => Ordering::Less,
        (_, "0") => Ordering::Greater,
        _ => Version::parse(a).unwrap().cmp_precedence(&Version::parse(b).unwrap()),
    }
}
