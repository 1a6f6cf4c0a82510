//! CVSS scores as FIRST's JSON schemas have them: CSAF 2.0 takes 2.0, 3.0 and 3.1.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::advisory::{Advisory, Severity};
use crate::cvss::Metric;

/// An entry of `scores`.
#[derive(Serialize)]
pub(super) struct Score<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cvss_v2: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cvss_v3: Option<Map<String, Value>>,
    products: Vec<&'a str>,
}

/// The scores of these products, and the severities that have no place among them: those of other versions, and each
/// further vector of a version.
pub(super) fn of<'a, 'p>(advisory: &'a Advisory, products: &[&'p str]) -> (Vec<Score<'p>>, Vec<&'a Severity>) {
    let all: Vec<_> = advisory.severity.iter().chain(&advisory.other_severities).collect();
    let first = |severity: &Severity| all.iter().find(|other| other.version == severity.version);
    let has_place = |severity: &&Severity| {
        let known = matches!(severity.version.as_str(), "2.0" | "3.0" | "3.1");
        known && !products.is_empty() && first(severity).is_some_and(|first| std::ptr::eq(*first, *severity))
    };
    let (placed, others): (Vec<_>, Vec<_>) = all.iter().copied().partition(has_place);
    let score = |severity: &Severity| {
        let object = Some(object(severity));
        let (cvss_v2, cvss_v3) = if severity.version == "2.0" { (object, None) } else { (None, object) };
        Score { cvss_v2, cvss_v3, products: products.to_vec() }
    };
    (placed.into_iter().map(score).collect(), others)
}

fn object(severity: &Severity) -> Map<String, Value> {
    let is_v2 = severity.version == "2.0";
    let metrics = severity.metrics.iter().map(|metric| (key(metric), Value::from(word(metric, is_v2))));
    let mut object: Map<String, Value> = metrics.collect();
    object.insert("version".to_owned(), severity.version.as_str().into());
    object.insert("vectorString".to_owned(), severity.vector.as_str().into());
    object.insert("baseScore".to_owned(), severity.score.parse::<f64>().unwrap_or_default().into());
    if !is_v2 {
        object.insert("baseSeverity".to_owned(), severity.rating.to_uppercase().into());
    }
    object
}

/// `Attack Vector` as `attackVector`; what is only `Integrity` to the specification of 3.x is `integrityImpact` there.
fn key(metric: &Metric) -> String {
    let mut key = String::new();
    for word in metric.name.split(' ') {
        let mut chars = word.chars();
        let first = chars.next().map(|c| if key.is_empty() { c.to_ascii_lowercase() } else { c });
        key.extend(first.into_iter().chain(chars));
    }
    if ["onfidentiality", "ntegrity", "vailability"].iter().any(|impact| key.ends_with(impact)) {
        key.push_str("Impact");
    }
    key
}

/// `Proof-of-Concept` as `PROOF_OF_CONCEPT`.
fn word(metric: &Metric, is_v2: bool) -> String {
    match metric.value {
        "Adjacent" if !is_v2 => "ADJACENT_NETWORK".to_owned(),
        value => value.to_uppercase().replace([' ', '-'], "_"),
    }
}
