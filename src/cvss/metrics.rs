//! The metrics of each CVSS version, as FIRST's specifications name and order them.
//!
//! <https://www.first.org/cvss/v2/guide>, <https://www.first.org/cvss/v3.1/specification-document>,
//! <https://www.first.org/cvss/v4.0/specification-document>

use super::Version;

/// The group of a metric.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Group {
    /// Base metrics, all of which are in every vector.
    Base,
    /// Temporal metrics of 2.0 and 3.x, threat metrics of 4.0.
    Threat,
    Environmental,
    /// Supplemental metrics of 4.0, which do not change the score.
    Supplemental,
}

impl Group {
    /// Returns the name of the group in a version.
    pub(super) fn name(self, version: Version) -> &'static str {
        match self {
            Self::Base => "Base",
            Self::Threat if version == Version::V4 => "Threat",
            Self::Threat => "Temporal",
            Self::Environmental => "Environmental",
            Self::Supplemental => "Supplemental",
        }
    }
}

/// A metric and its possible values.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Definition {
    pub(super) abbreviation: &'static str,
    pub(super) name: &'static str,
    pub(super) group: Group,
    pub(super) values: &'static [Value],
}

/// A value: its letters and its name.
pub(super) type Value = (&'static str, &'static str);

/// The letters that mean the same as leaving the metric out.
pub(super) const NOT_DEFINED: [&str; 2] = ["X", "ND"];

impl Definition {
    pub(super) fn value(&self, letters: &str) -> Option<&'static Value> {
        self.values.iter().find(|(known, _)| *known == letters)
    }
}

/// Returns the metrics of a version, in the order of its specification.
pub(super) fn of(version: Version) -> &'static [Definition] {
    match version {
        Version::V2 => V2,
        Version::V3_0 | Version::V3_1 => V3,
        Version::V4 => V4,
    }
}

const fn metric(abbreviation: &'static str, name: &'static str, group: Group, values: &'static [Value]) -> Definition {
    Definition { abbreviation, name, group, values }
}

use Group::{Base, Environmental, Supplemental, Threat};

const V2: &[Definition] = &[
    metric("AV", "Access Vector", Base, &[("L", "Local"), ("A", "Adjacent Network"), ("N", "Network")]),
    metric("AC", "Access Complexity", Base, &[("H", "High"), ("M", "Medium"), ("L", "Low")]),
    metric("Au", "Authentication", Base, &[("M", "Multiple"), ("S", "Single"), ("N", "None")]),
    metric("C", "Confidentiality Impact", Base, V2_IMPACT),
    metric("I", "Integrity Impact", Base, V2_IMPACT),
    metric("A", "Availability Impact", Base, V2_IMPACT),
    metric(
        "E",
        "Exploitability",
        Threat,
        &[("U", "Unproven"), ("POC", "Proof-of-Concept"), ("F", "Functional"), ("H", "High"), ("ND", "Not Defined")],
    ),
    metric(
        "RL",
        "Remediation Level",
        Threat,
        &[
            ("OF", "Official Fix"),
            ("TF", "Temporary Fix"),
            ("W", "Workaround"),
            ("U", "Unavailable"),
            ("ND", "Not Defined"),
        ],
    ),
    metric(
        "RC",
        "Report Confidence",
        Threat,
        &[("UC", "Unconfirmed"), ("UR", "Uncorroborated"), ("C", "Confirmed"), ("ND", "Not Defined")],
    ),
    metric(
        "CDP",
        "Collateral Damage Potential",
        Environmental,
        &[
            ("N", "None"),
            ("L", "Low"),
            ("LM", "Low-Medium"),
            ("MH", "Medium-High"),
            ("H", "High"),
            ("ND", "Not Defined"),
        ],
    ),
    metric(
        "TD",
        "Target Distribution",
        Environmental,
        &[("N", "None"), ("L", "Low"), ("M", "Medium"), ("H", "High"), ("ND", "Not Defined")],
    ),
    metric("CR", "Confidentiality Requirement", Environmental, V2_REQUIREMENT),
    metric("IR", "Integrity Requirement", Environmental, V2_REQUIREMENT),
    metric("AR", "Availability Requirement", Environmental, V2_REQUIREMENT),
];
const V2_IMPACT: &[Value] = &[("N", "None"), ("P", "Partial"), ("C", "Complete")];
const V2_REQUIREMENT: &[Value] = &[("L", "Low"), ("M", "Medium"), ("H", "High"), ("ND", "Not Defined")];

const V3: &[Definition] = &[
    metric("AV", "Attack Vector", Base, &[NETWORK, ADJACENT, LOCAL, PHYSICAL]),
    metric("AC", "Attack Complexity", Base, &[LOW, HIGH]),
    metric("PR", "Privileges Required", Base, &[NONE, LOW, HIGH]),
    metric("UI", "User Interaction", Base, &[NONE, REQUIRED]),
    metric("S", "Scope", Base, &[UNCHANGED, CHANGED]),
    metric("C", "Confidentiality", Base, IMPACT),
    metric("I", "Integrity", Base, IMPACT),
    metric("A", "Availability", Base, IMPACT),
    metric(
        "E",
        "Exploit Code Maturity",
        Threat,
        &[X, HIGH, ("F", "Functional"), ("P", "Proof-of-Concept"), ("U", "Unproven")],
    ),
    metric(
        "RL",
        "Remediation Level",
        Threat,
        &[X, ("U", "Unavailable"), ("W", "Workaround"), ("T", "Temporary Fix"), ("O", "Official Fix")],
    ),
    metric("RC", "Report Confidence", Threat, &[X, ("C", "Confirmed"), ("R", "Reasonable"), ("U", "Unknown")]),
    metric("CR", "Confidentiality Requirement", Environmental, REQUIREMENT),
    metric("IR", "Integrity Requirement", Environmental, REQUIREMENT),
    metric("AR", "Availability Requirement", Environmental, REQUIREMENT),
    metric("MAV", "Modified Attack Vector", Environmental, &[X, NETWORK, ADJACENT, LOCAL, PHYSICAL]),
    metric("MAC", "Modified Attack Complexity", Environmental, &[X, LOW, HIGH]),
    metric("MPR", "Modified Privileges Required", Environmental, &[X, NONE, LOW, HIGH]),
    metric("MUI", "Modified User Interaction", Environmental, &[X, NONE, REQUIRED]),
    metric("MS", "Modified Scope", Environmental, &[X, UNCHANGED, CHANGED]),
    metric("MC", "Modified Confidentiality", Environmental, MODIFIED_IMPACT),
    metric("MI", "Modified Integrity", Environmental, MODIFIED_IMPACT),
    metric("MA", "Modified Availability", Environmental, MODIFIED_IMPACT),
];

const V4: &[Definition] = &[
    metric("AV", "Attack Vector", Base, &[NETWORK, ADJACENT, LOCAL, PHYSICAL]),
    metric("AC", "Attack Complexity", Base, &[LOW, HIGH]),
    metric("AT", "Attack Requirements", Base, &[NONE, PRESENT]),
    metric("PR", "Privileges Required", Base, &[NONE, LOW, HIGH]),
    metric("UI", "User Interaction", Base, &[NONE, PASSIVE, ACTIVE]),
    metric("VC", "Vulnerable System Confidentiality Impact", Base, IMPACT),
    metric("VI", "Vulnerable System Integrity Impact", Base, IMPACT),
    metric("VA", "Vulnerable System Availability Impact", Base, IMPACT),
    metric("SC", "Subsequent System Confidentiality Impact", Base, IMPACT),
    metric("SI", "Subsequent System Integrity Impact", Base, IMPACT),
    metric("SA", "Subsequent System Availability Impact", Base, IMPACT),
    metric("E", "Exploit Maturity", Threat, &[X, ("A", "Attacked"), ("P", "Proof-of-Concept"), ("U", "Unreported")]),
    metric("CR", "Confidentiality Requirement", Environmental, REQUIREMENT),
    metric("IR", "Integrity Requirement", Environmental, REQUIREMENT),
    metric("AR", "Availability Requirement", Environmental, REQUIREMENT),
    metric("MAV", "Modified Attack Vector", Environmental, &[X, NETWORK, ADJACENT, LOCAL, PHYSICAL]),
    metric("MAC", "Modified Attack Complexity", Environmental, &[X, LOW, HIGH]),
    metric("MAT", "Modified Attack Requirements", Environmental, &[X, NONE, PRESENT]),
    metric("MPR", "Modified Privileges Required", Environmental, &[X, NONE, LOW, HIGH]),
    metric("MUI", "Modified User Interaction", Environmental, &[X, NONE, PASSIVE, ACTIVE]),
    metric("MVC", "Modified Vulnerable System Confidentiality", Environmental, MODIFIED_IMPACT),
    metric("MVI", "Modified Vulnerable System Integrity", Environmental, MODIFIED_IMPACT),
    metric("MVA", "Modified Vulnerable System Availability", Environmental, MODIFIED_IMPACT),
    metric("MSC", "Modified Subsequent System Confidentiality", Environmental, MODIFIED_IMPACT),
    metric("MSI", "Modified Subsequent System Integrity", Environmental, MODIFIED_OR_SAFETY),
    metric("MSA", "Modified Subsequent System Availability", Environmental, MODIFIED_OR_SAFETY),
    metric("S", "Safety", Supplemental, &[X, ("N", "Negligible"), PRESENT]),
    metric("AU", "Automatable", Supplemental, &[X, ("N", "No"), ("Y", "Yes")]),
    metric("R", "Recovery", Supplemental, &[X, ("A", "Automatic"), ("U", "User"), ("I", "Irrecoverable")]),
    metric("V", "Value Density", Supplemental, &[X, ("D", "Diffuse"), ("C", "Concentrated")]),
    metric("RE", "Vulnerability Response Effort", Supplemental, &[X, LOW, ("M", "Moderate"), HIGH]),
    metric(
        "U",
        "Provider Urgency",
        Supplemental,
        &[X, ("Clear", "Clear"), ("Green", "Green"), ("Amber", "Amber"), ("Red", "Red")],
    ),
];

const X: Value = ("X", "Not Defined");
const NONE: Value = ("N", "None");
const LOW: Value = ("L", "Low");
const HIGH: Value = ("H", "High");
const NETWORK: Value = ("N", "Network");
const ADJACENT: Value = ("A", "Adjacent");
const LOCAL: Value = ("L", "Local");
const PHYSICAL: Value = ("P", "Physical");
const REQUIRED: Value = ("R", "Required");
const UNCHANGED: Value = ("U", "Unchanged");
const CHANGED: Value = ("C", "Changed");
const PRESENT: Value = ("P", "Present");
const PASSIVE: Value = ("P", "Passive");
const ACTIVE: Value = ("A", "Active");
const IMPACT: &[Value] = &[HIGH, LOW, NONE];
const MODIFIED_IMPACT: &[Value] = &[X, HIGH, LOW, NONE];
const MODIFIED_OR_SAFETY: &[Value] = &[X, ("S", "Safety"), HIGH, LOW, NONE];
const REQUIREMENT: &[Value] = &[X, HIGH, ("M", "Medium"), LOW];
