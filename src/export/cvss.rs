//! A CVSS vector as a JSON object of FIRST (<https://www.first.org/cvss/data-representations>), for
//! CVE records and CSAF documents.

use serde::{Serialize, Serializer};

use crate::advisory::Severity;
use crate::cvss::{Metric, Rating, ScoreName, Version};

/// Properties that begin with a capital letter, unlike all others.
const CAPITALISED: &[&str] = &["Automatable", "Recovery", "Safety"];

/// The full object of a vector: all of its metrics, its scores and their ratings.
pub(super) struct Object<'a>(pub(super) &'a Severity);

/// The same object with its keys sorted.
pub(super) struct Sorted<'a>(pub(super) &'a Severity);

/// The value of a property.
#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Text(String),
    Number(f64),
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(properties(self.0))
    }
}

impl Serialize for Sorted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut properties = properties(self.0);
        properties.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        serializer.collect_map(properties)
    }
}

fn properties(severity: &Severity) -> Vec<(String, Value)> {
    let (version, metrics) = (severity.version(), severity.metrics());
    let mut properties: Vec<(String, Value)> = Vec::with_capacity(metrics.len() + 4);
    let mut add = |name: String, value: Value| properties.push((name, value));
    add("version".to_owned(), Value::Text(version.as_str().to_owned()));
    add("vectorString".to_owned(), Value::Text(severity.vector().as_str().to_owned()));
    metrics.iter().for_each(|metric| add(property(metric), Value::Text(value(version, metric))));
    add("baseScore".to_owned(), Value::Number(severity.score().as_f64()));
    let further = || severity.scores().filter_map(|score| Some((prefix(score.name)?, score)));
    further().for_each(|(prefix, score)| add(format!("{prefix}Score"), Value::Number(score.score.as_f64())));
    // The objects of 2.0 have no rating.
    if version != Version::V2 {
        let rating = |rating: Rating| Value::Text(rating.as_str().to_uppercase());
        add("baseSeverity".to_owned(), rating(severity.rating()));
        further().for_each(|(prefix, score)| add(format!("{prefix}Severity"), rating(score.rating)));
    }
    properties
}

/// Returns the prefix of the properties of a score other than the base score. The objects of 4.0
/// have no such properties.
fn prefix(name: ScoreName) -> Option<&'static str> {
    match name {
        ScoreName::Temporal => Some("temporal"),
        ScoreName::Environmental => Some("environmental"),
        ScoreName::Base | ScoreName::CvssB | ScoreName::CvssBt | ScoreName::CvssBe | ScoreName::CvssBte => None,
    }
}

/// Returns the property of a metric: `Modified Vulnerable System Integrity` is
/// `modifiedVulnIntegrityImpact`.
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

fn value(version: Version, metric: &Metric) -> String {
    match (version, metric.value) {
        (Version::V3_0 | Version::V3_1, "Adjacent") => "ADJACENT_NETWORK".to_owned(),
        (_, value) => value.to_uppercase().replace([' ', '-'], "_"),
    }
}
