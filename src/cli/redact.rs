//! Findings for a log that others may read: of an embargoed incident, and of the private files of a public one, the rule
//! and the meaningless handle, never the text.

use std::collections::BTreeSet;

use crate::case::{Case, State};
use crate::finding::{Finding, Label, sort_and_dedup};
use crate::names::{Handle, is_year};
use crate::rules;
use crate::source::{FilePath, Location};

/// Redacts what is found in incidents that are not public; with a base, in those that are not public there.
pub(super) fn by_case(
    findings: Vec<Finding>,
    cases: &[Case<'_>],
    base: Option<&BTreeSet<String>>,
    public_log: bool,
) -> Vec<Finding> {
    if !public_log {
        return findings;
    }
    let public: BTreeSet<&str> = cases
        .iter()
        .filter(|c| matches!(c.state(), State::Published | State::Withdrawn))
        .map(|c| c.incident.folder.as_str())
        // A change that makes an incident public has yet to be agreed on.
        .filter(|folder| base.is_none_or(|base| base.contains(*folder)))
        .collect();
    redact(findings, |file, folder| public.contains(folder) && *file == FilePath::new(folder).join("advisory.md"))
}

/// Redacts what is found in any incident, when it is not known which are public.
pub(super) fn by_path(findings: Vec<Finding>, public_log: bool) -> Vec<Finding> {
    if public_log { redact(findings, |_, _| false) } else { findings }
}

fn redact(findings: Vec<Finding>, is_public: impl Fn(&FilePath, &str) -> bool) -> Vec<Finding> {
    let mut redacted: Vec<Finding> = findings
        .into_iter()
        .map(|finding| {
            let labels = std::iter::once(&finding.primary).chain(&finding.others);
            let secret = labels
                .map(|l| &l.location.file)
                .any(|f| f.incident_folder().is_some_and(|folder| !is_public(f, folder)));
            if secret { opaque(finding) } else { finding }
        })
        .collect();
    // In the order of what is left: that of the places would say how the file is laid out, and how often, how much.
    sort_and_dedup(&mut redacted);
    redacted
}

fn opaque(finding: Finding) -> Finding {
    let mut files = std::iter::once(&finding.primary).chain(&finding.others).map(|label| &label.location.file);
    let file = files
        .find(|file| file.incident_folder().is_some())
        .map_or_else(|| finding.primary.location.file.clone(), opaque_place);
    Finding {
        message: rules::find(finding.rule.0).map_or_else(|| finding.rule.to_string(), |r| r.summary.to_owned()),
        primary: Label { location: Location::file(&file), text: String::new() },
        others: Vec::new(),
        help: Some(
            "run `advisory check` on your own machine to see it, or pass --reveal where the log is private".into(),
        ),
        ..finding
    }
}

/// What a log may say of a place below `incidents/`. The names of folders that are no year or handle, and of what lies
/// where a folder belongs, were not chosen to say nothing.
fn opaque_place(file: &FilePath) -> FilePath {
    let parts: Vec<&str> = file.as_str().split('/').collect();
    FilePath::new(match parts.as_slice() {
        [top, year, handle, _, ..] if is_year(year) && handle.parse::<Handle>().is_ok() => {
            format!("{top}/{year}/{handle}")
        }
        [top, year, ..] if is_year(year) => format!("{top}/{year}"),
        _ => "incidents".to_owned(),
    })
}
