//! Finds CWE ids that identify a category instead of a weakness.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for cwe in &document.cwe {
        let known = CATEGORIES.iter().find(|(id, _)| cwe.value == *id);
        if let Some((id, name)) = known {
            found.push(
                RULE.finding(&document.file, cwe.span, format!("{id} ({name}) is a category, not a weakness")).help(
                    format!(
                        "choose one of its weaknesses: https://cwe.mitre.org/data/definitions/{}.html",
                        id.trim_start_matches("CWE-")
                    ),
                ),
            );
        }
    }
}

/// The categories that are most often mistaken for a weakness.
const CATEGORIES: &[(&str, &str)] = &[
    ("CWE-16", "Configuration"),
    ("CWE-19", "Data Processing Errors"),
    ("CWE-189", "Numeric Errors"),
    ("CWE-254", "Security Features"),
    ("CWE-255", "Credentials Management Errors"),
    ("CWE-264", "Permissions, Privileges, and Access Controls"),
    ("CWE-265", "Privilege Issues"),
    ("CWE-275", "Permission Issues"),
    ("CWE-310", "Cryptographic Issues"),
    ("CWE-320", "Key Management Errors"),
    ("CWE-355", "User Interface Security Issues"),
    ("CWE-361", "Time and State"),
    ("CWE-371", "State Issues"),
    ("CWE-387", "Signal Errors"),
    ("CWE-388", "Errors"),
    ("CWE-389", "Error Conditions, Return Values, Status Codes"),
    ("CWE-399", "Resource Management Errors"),
    ("CWE-417", "Communication Channel Errors"),
    ("CWE-429", "Handler Errors"),
    ("CWE-438", "Behavioral Problems"),
    ("CWE-452", "Initialization and Cleanup Errors"),
    ("CWE-465", "Pointer Issues"),
    ("CWE-557", "Concurrency Issues"),
    ("CWE-569", "Expression Issues"),
];
