//! A CVSS vector as the JSON objects of FIRST (<https://www.first.org/cvss/data-representations>), which CVE records and
//! CSAF documents hold.

use serde_json::{Map, Value, json};

use crate::advisory::Severity;
use crate::cvss::{Metric, NamedScore};

/// Properties that begin with a capital letter, against the custom of all the others.
const CAPITALISED: &[&str] = &["Automatable", "Recovery", "Safety"];

/// The full object of a vector: every metric that it has, its scores and their ratings.
pub(super) fn object(severity: &Severity) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("version".to_owned(), json!(severity.version));
    object.insert("vectorString".to_owned(), json!(severity.vector));
    object.extend(severity.metrics.iter().map(|metric| (property(metric), json!(value(&severity.version, metric)))));
    object.insert("baseScore".to_owned(), json!(severity.score.parse::<f64>().unwrap_or_default()));
    let further = severity.scores.iter().filter(|score| ["Temporal", "Environmental"].contains(&score.name));
    object.extend(further.clone().map(|score| (property_of(score, "Score"), json!(f64::from(score.score.0) / 10.0))));
    // The objects of 2.0 have no rating.
    if severity.version != "2.0" {
        object.insert("baseSeverity".to_owned(), json!(severity.rating.to_uppercase()));
        object.extend(further.map(|score| (property_of(score, "Severity"), json!(score.rating.to_uppercase()))));
    }
    object
}

fn property_of(score: &NamedScore, what: &str) -> String {
    format!("{}{what}", score.name.to_lowercase())
}

/// The property of a metric: `Modified Vulnerable System Integrity` is `modifiedVulnIntegrityImpact`.
fn property(metric: &Metric) -> String {
    let name = metric.name.replace("Vulnerable System", "Vuln").replace("Subsequent System", "Sub");
    if CAPITALISED.contains(&name.as_str()) {
        return name;
    }
    let is_impact = ["Confidentiality", "Integrity", "Availability"].iter().any(|of| name.ends_with(of));
    let mut words = name.split(' ').chain(is_impact.then_some("Impact"));
    let first = words.next().unwrap_or_default().to_lowercase();
    words.fold(first, |property, word| property + word)
}

fn value(version: &str, metric: &Metric) -> String {
    match (version, metric.value) {
        ("3.0" | "3.1", "Adjacent") => "ADJACENT_NETWORK".to_owned(),
        (_, value) => value.to_uppercase().replace([' ', '-'], "_"),
    }
}
