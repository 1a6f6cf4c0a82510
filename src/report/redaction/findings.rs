//! Findings for a public log: of a public advisory everything, of the project's own files the rule
//! and the line, of an incident the rule and the meaningless handle.

use std::collections::{BTreeMap, BTreeSet};

use super::kind::Kind;
use super::{LogText, Show, Style};
use crate::case::{Case, State};
use crate::finding::{Finding, Label, sort_and_dedup};
use crate::json::JsonError;
use crate::names::{Handle, is_year};
use crate::rules;
use crate::source::{FilePath, Location, Span, Tree, TreeEntry};

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

    fn redacted(&self) -> (Vec<Finding>, Tree) {
        match &self.public {
            Public::Unknown => {
                let of_an_incident = |f: &&Finding| f.primary.location.file.as_str().starts_with("incidents/");
                let others = self.findings.iter().filter(|f| !of_an_incident(f)).cloned().collect();
                redact(others, Some(self.tree), |_| false)
            }
            Public::Folders(public) => {
                redact(self.findings.to_vec(), Some(self.tree), |folder| public.contains(folder))
            }
        }
    }
}

impl Show for ShownFindings<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        crate::report::findings(style.format, self.findings, self.tree, rules::all(), style.color)
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        let (findings, tree) = self.redacted();
        crate::report::findings(style.format, &findings, &tree, rules::all(), style.color).map(LogText)
    }
}

/// Returns the findings as a log gets them, of every incident the handle alone, and of all other
/// files the name.
#[must_use]
pub fn redacted(findings: Vec<Finding>) -> Vec<Finding> {
    redact(findings, None, |_| false).0
}

/// Returns whether a finding says that a file has something of an incident that is not public.
fn tells_of_private_text(finding: &Finding) -> bool {
    matches!(finding.rule.0, "becomes-public" | "embargoed-id-named" | "public-fact-differs")
}

/// Returns the files that a finding points into.
fn files_of(finding: &Finding) -> impl Iterator<Item = FilePath> {
    let labels = std::iter::once(&finding.primary).chain(&finding.others);
    labels.map(|label| label.location.file.clone())
}

/// Redacts findings by the kinds of the files that they point into. The tree that is returned holds
/// what may be quoted of these files: nothing but the line ends of those that are not public.
fn redact(findings: Vec<Finding>, tree: Option<&Tree>, is_published: impl Fn(&str) -> bool) -> (Vec<Finding>, Tree) {
    // Who copies private text into a public advisory may do so on a line with another finding.
    let tainted: BTreeSet<FilePath> = findings.iter().filter(|f| tells_of_private_text(f)).flat_map(files_of).collect();
    let kind = |file: &FilePath| match Kind::of(file, &is_published) {
        Kind::Public if tainted.contains(file) => Kind::Internal,
        kind => kind,
    };
    // A finding on a file whose name is private names its folder. No other finding names the file.
    let unnamed: BTreeSet<FilePath> =
        findings.iter().filter(|f| f.rule == rules::EMBARGOED_TEXT).map(|f| f.primary.location.file.clone()).collect();
    let mut lines: BTreeMap<FilePath, Vec<usize>> = BTreeMap::new();
    let mut redacted: Vec<Finding> = findings
        .into_iter()
        .map(|finding| {
            let labels = std::iter::once(&finding.primary).chain(&finding.others);
            let kinds: BTreeSet<Kind> = labels.map(|label| kind(&label.location.file)).collect();
            if kinds.contains(&Kind::Incident) {
                let is_private = |file: &FilePath| kind(file) == Kind::Incident;
                return opaque(finding, is_private);
            }
            // Its message says where the text is, and never quotes it.
            if !kinds.contains(&Kind::Internal) || finding.rule == rules::EMBARGOED_TEXT {
                return Finding { note: None, ..finding };
            }
            let Location { file, span } = &finding.primary.location;
            let place = match kind(file) {
                Kind::Public => finding.primary.location.clone(),
                _ if unnamed.contains(&FilePath::new(file.parent())) => Location::file(&FilePath::new(file.parent())),
                Kind::Internal | Kind::Incident => {
                    let ends = lines.entry(file.clone()).or_insert_with(|| line_ends(tree, file));
                    // In a text of nothing but line ends, the nth line starts at the nth byte.
                    let line = ends.partition_point(|end| *end < span.start);
                    Location::new(file, Span { start: line, end: line })
                }
            };
            withheld(&finding, place)
        })
        .collect();
    // In the order of what is left: that of the places would say how the file is laid out, and how
    // often, how much.
    sort_and_dedup(&mut redacted);
    let files: BTreeSet<&FilePath> = redacted
        .iter()
        .flat_map(|finding| std::iter::once(&finding.primary).chain(&finding.others))
        .map(|label| &label.location.file)
        .collect();
    let quotable = files.into_iter().filter_map(|file| {
        let text = match kind(file) {
            Kind::Public => tree?.bytes(file.as_str())?.into(),
            Kind::Internal => "\n".repeat(lines.get(file)?.len()).into_bytes().into(),
            Kind::Incident => return None,
        };
        Some((file.clone(), TreeEntry::File(text)))
    });
    let quotable = Tree::new(quotable);
    (redacted, quotable)
}

/// Returns the offset of each line end in a file.
fn line_ends(tree: Option<&Tree>, file: &FilePath) -> Vec<usize> {
    let bytes = tree.and_then(|tree| tree.bytes(file.as_str())).unwrap_or_default();
    bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at).collect()
}

/// Returns the rule and the handle of the incident that is not public. The handle of a public one
/// that it points into as well would say what the two have to do with each other.
fn opaque(finding: Finding, is_private: impl Fn(&FilePath) -> bool) -> Finding {
    let mut files = std::iter::once(&finding.primary).chain(&finding.others).map(|label| &label.location.file);
    let file = files.find(|file| is_private(file)).map_or_else(|| finding.primary.location.file.clone(), opaque_place);
    withheld(&finding, Location::file(&file))
}

/// Returns the rule that was broken at a place, and a hint why no more is shown.
fn withheld(finding: &Finding, place: Location) -> Finding {
    // Without `..`, so that no field that is added later gets into a log by itself.
    Finding {
        rule: finding.rule,
        severity: finding.severity,
        message: rules::find(finding.rule.0).map_or_else(|| finding.rule.to_string(), |r| r.summary.to_owned()),
        primary: Label { location: place, text: String::new() },
        others: Vec::new(),
        help: Some(HINT.into()),
        note: None,
    }
}

/// Why a finding has no text in a public log, and how to see it.
const HINT: &str = "others may read this log, so private text is withheld: run `advisory check` on a terminal of your own to see it, or pass --reveal if the log is private";

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
