//! A CVSS vector as a JSON object of FIRST (<https://www.first.org/cvss/data-representations>), for
//! CVE records and CSAF documents.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::advisory::Severity;
use crate::cvss::{Metric, ScoreName, Version};

/// Properties that begin with a capital letter, unlike all others.
const CAPITALISED: &[&str] = &["Automatable", "Recovery", "Safety"];

/// Returns the full object of a vector: all of its metrics, its scores and their ratings.
pub(super) struct Object<'a>(pub(super) &'a Severity);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let severity = self.0;
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("version", &severity.version())?;
        object.serialize_entry("vectorString", severity.vector())?;
        for metric in severity.metrics() {
            object.serialize_entry(&property(&metric), &value(severity.version(), &metric))?;
        }
        object.serialize_entry("baseScore", &severity.score().as_f64())?;
        let further = || severity.scores().filter_map(|score| Some((prefix(score.name)?, score)));
        for (prefix, score) in further() {
            object.serialize_entry(&format!("{prefix}Score"), &score.score.as_f64())?;
        }
        // The objects of 2.0 have no rating.
        if severity.version() != Version::V2 {
            object.serialize_entry("baseSeverity", &severity.rating().as_str().to_uppercase())?;
            for (prefix, score) in further() {
                object.serialize_entry(&format!("{prefix}Severity"), &score.rating.as_str().to_uppercase())?;
            }
        }
        object.end()
    }
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
