//! Findings for a public log: of an embargoed incident, and of the private files of a public one,
//! the rule and the meaningless handle, never the text.

use std::collections::BTreeSet;

use super::{LogText, Show, Style};
use crate::case::{Case, State};
use crate::finding::{Finding, Label, sort_and_dedup};
use crate::json::JsonError;
use crate::names::{Handle, is_year};
use crate::rules;
use crate::source::{FilePath, Location, Tree};

/// Findings that are shown.
pub struct ShownFindings<'a> {
    findings: &'a [Finding],
    tree: &'a Tree,
    public: Public,
}

/// Of which incidents a public log may show the advisory's text.
enum Public {
    /// Nobody can say which, so not even their handles are shown.
    Unknown,
    /// Of these, by their folders.
    Folders(BTreeSet<String>),
}

impl<'a> ShownFindings<'a> {
    /// Returns findings of which a log gets, of every incident, the handle alone.
    #[must_use]
    pub fn new(findings: &'a [Finding], tree: &'a Tree) -> Self {
        Self { findings, tree, public: Public::Folders(BTreeSet::new()) }
    }

    /// Returns findings of a portfolio that can't be read. Without the policy nobody can say which
    /// incidents are public: a log gets none of them.
    #[must_use]
    pub fn of_unreadable(findings: &'a [Finding], tree: &'a Tree) -> Self {
        Self { findings, tree, public: Public::Unknown }
    }

    /// Returns findings of which a log gets what is found in public advisories; with a base, in
    /// those that are public there.
    #[must_use]
    pub fn of_cases(
        findings: &'a [Finding],
        tree: &'a Tree,
        cases: &[Case<'_>],
        base: Option<&BTreeSet<String>>,
    ) -> Self {
        let public = cases
            .iter()
            .filter(|c| matches!(c.state(), State::Published | State::Withdrawn))
            .map(|c| c.incident.folder.to_string())
            // A change that makes an incident public has yet to be agreed on.
            .filter(|folder| base.is_none_or(|base| base.contains(folder)));
        Self { findings, tree, public: Public::Folders(public.collect()) }
    }

    fn redacted(&self) -> Vec<Finding> {
        match &self.public {
            Public::Unknown => {
                let of_an_incident = |f: &&Finding| f.primary.location.file.as_str().starts_with("incidents/");
                redact(self.findings.iter().filter(|f| !of_an_incident(f)).cloned().collect(), |_, _| false)
            }
            Public::Folders(public) => redact(self.findings.to_vec(), |file, folder| {
                public.contains(folder) && *file == FilePath::new(folder).join("advisory.md")
            }),
        }
    }
}

impl Show for ShownFindings<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        crate::report::findings(style.format, self.findings, self.tree, rules::all(), style.color)
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        let findings = self.redacted();
        crate::report::findings(style.format, &findings, self.tree, rules::all(), style.color).map(LogText)
    }
}

/// Returns the findings as a log gets them, of every incident the handle alone.
#[must_use]
pub fn redacted(findings: Vec<Finding>) -> Vec<Finding> {
    redact(findings, |_, _| false)
}

/// Redacts what is found in an incident, but for the files that are public.
fn redact(findings: Vec<Finding>, is_public: impl Fn(&FilePath, &str) -> bool) -> Vec<Finding> {
    let mut redacted: Vec<Finding> = findings
        .into_iter()
        .map(|finding| {
            let labels = std::iter::once(&finding.primary).chain(&finding.others);
            let secret = labels
                .map(|l| &l.location.file)
                .any(|f| f.incident_folder().is_some_and(|folder| !is_public(f, folder)));
            if secret { opaque(finding) } else { Finding { note: None, ..finding } }
        })
        .collect();
    // In the order of what is left: that of the places would say how the file is laid out, and how
    // often, how much.
    sort_and_dedup(&mut redacted);
    redacted
}

fn opaque(finding: Finding) -> Finding {
    let mut files = std::iter::once(&finding.primary).chain(&finding.others).map(|label| &label.location.file);
    let file = files
        .find(|file| file.incident_folder().is_some())
        .map_or_else(|| finding.primary.location.file.clone(), opaque_place);
    // Without `..`, so that no field that is added later gets into a log by itself.
    Finding {
        rule: finding.rule,
        severity: finding.severity,
        message: rules::find(finding.rule.0).map_or_else(|| finding.rule.to_string(), |r| r.summary.to_owned()),
        primary: Label { location: Location::file(&file), text: String::new() },
        others: Vec::new(),
        help: Some(
            "run `advisory check` on your own machine to see it, or pass --reveal where the log is private".into(),
        ),
        note: None,
    }
}

/// What a log may say of a place below `incidents/`. The names of folders that are no year or
/// handle, and of what lies where a folder belongs, were not chosen to say nothing.
pub(super) fn opaque_place(file: &FilePath) -> FilePath {
    let parts: Vec<&str> = file.as_str().split('/').collect();
    FilePath::new(match parts.as_slice() {
        [top, year, handle, _, ..] if is_year(year) && handle.parse::<Handle>().is_ok() => {
            format!("{top}/{year}/{handle}")
        }
        [top, year, ..] if is_year(year) => format!("{top}/{year}"),
        _ => "incidents".to_owned(),
    })
}
