//! Findings as SARIF 2.1.0, for code scanning services.
//!
//! Paths are relative to the portfolio. Positions count from 1 in code points, and the log says so.
//! A finding keeps its fingerprint when lines around it move.

use std::borrow::Cow;
use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::lines::Sources;
use crate::finding::{Finding, RuleId, Severity};
use crate::json::JsonError;
use crate::rules::Rule;
use crate::source::Location;

/// A log with one run.
#[derive(Serialize)]
struct Log<'a, R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a, R>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a, R> {
    tool: Tool<'a>,
    column_kind: &'static str,
    results: &'a [R],
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Descriptor<'a>>,
}

/// The description of a rule.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor<'a> {
    pub(super) id: &'static str,
    pub(super) short_description: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help: Option<Help<'a>>,
    pub(super) default_configuration: Level,
}

/// A text.
#[derive(Serialize)]
pub(super) struct Text<'a> {
    pub(super) text: Cow<'a, str>,
}

/// A text with a Markdown version.
#[derive(Serialize)]
pub(super) struct Help<'a> {
    text: &'a str,
    markdown: &'a str,
}

/// How severe it is.
#[derive(Serialize)]
pub(super) struct Level {
    pub(super) level: &'static str,
}

/// A finding.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FindingResult<'a> {
    rule_id: RuleId,
    level: &'static str,
    message: Text<'static>,
    locations: [Located; 1],
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fingerprints {
    primary_location_line_hash: String,
}

/// A place.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Located {
    pub(super) physical_location: Physical,
}

/// Another place that a finding mentions.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Related<'a> {
    id: usize,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<'a>>,
}

/// A file and a part of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

/// A part of a file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: usize,
    pub(super) start_column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

pub(super) fn render(findings: &[Finding], sources: &Sources<'_>, rules: &[Rule]) -> Result<String, JsonError> {
    let index: BTreeMap<_, _> = rules.iter().enumerate().map(|(at, rule)| (rule.id, at)).collect();
    let mut seen = BTreeMap::new();
    let results: Vec<_> = findings
        .iter()
        .map(|finding| {
            let print = fingerprint(finding, sources);
            let nth = seen.entry(print.clone()).and_modify(|n| *n += 1).or_insert(1_usize);
            result(finding, sources, index.get(&finding.rule).copied(), format!("{print}:{nth}"))
        })
        .collect();
    log(rules.iter().map(descriptor).collect(), &results)
}

/// Creates a log with one run and these rule descriptions.
pub(super) fn log(rules: Vec<Descriptor<'_>>, results: &[impl Serialize]) -> Result<String, JsonError> {
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules,
    };
    super::pretty(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results }],
    })
}

fn level(severity: Severity) -> &'static str {
    severity.as_str() // SARIF has the same three words
}

fn descriptor(rule: &Rule) -> Descriptor<'_> {
    Descriptor {
        id: rule.id.0,
        short_description: Text { text: rule.summary.into() },
        help: Some(Help { text: rule.doc, markdown: rule.doc }),
        default_configuration: Level { level: level(rule.severity) },
    }
}

fn result<'f>(
    finding: &'f Finding,
    sources: &Sources<'_>,
    rule_index: Option<usize>,
    fingerprint: String,
) -> FindingResult<'f> {
    let mut text = finding.message.clone();
    for more in [Some(&finding.primary.text), finding.help.as_ref()].into_iter().flatten().filter(|t| !t.is_empty()) {
        text.push('\n');
        text.push_str(more);
    }
    let related = finding.others.iter().zip(1..).map(|(label, id)| Related {
        id,
        physical_location: physical(&label.location, sources),
        message: (!label.text.is_empty()).then(|| Text { text: label.text.as_str().into() }),
    });
    FindingResult {
        rule_id: finding.rule,
        level: level(finding.severity),
        message: Text { text: text.into() },
        locations: [Located { physical_location: physical(&finding.primary.location, sources) }],
        partial_fingerprints: Fingerprints { primary_location_line_hash: fingerprint },
        rule_index,
        related_locations: related.collect(),
    }
}

impl Physical {
    /// Creates a region of the file at a relative path.
    pub(super) fn new(path: &str, region: Region) -> Self {
        Self { artifact_location: Artifact { uri: uri(path) }, region }
    }
}

fn physical(location: &Location, sources: &Sources<'_>) -> Physical {
    let region = sources.region(location);
    let region = Region {
        start_line: region.start.line,
        start_column: region.start.column,
        end_line: region.end.line,
        end_column: region.end.column,
    };
    Physical::new(location.file.as_str(), region)
}

/// The escaped characters of a relative path: all but RFC 3986's unreserved characters and `/`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Returns a path as a relative address.
fn uri(path: &str) -> String {
    utf8_percent_encode(path, ESCAPED).to_string()
}

/// Returns the fingerprint: the same for one rule and the same words of a file, wherever they are.
/// It does not depend on the message, which may contain an age that changes daily.
fn fingerprint(finding: &Finding, sources: &Sources<'_>) -> String {
    let location = &finding.primary.location;
    let words = sources.get(&location.file).map(|lines| {
        let (start, _) = lines.trim(location);
        let (first, last) = lines.range(lines.line_of(start));
        let nearest = first.max(start.saturating_sub(REACH));
        lines.text(lines.floor(nearest), lines.floor(last.min(start + REACH))).trim().to_owned()
    });
    let text = format!("{}\0{}\0{}", finding.rule, location.file, words.unwrap_or_default());
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The number of bytes before and after a place that count towards its fingerprint.
const REACH: usize = 256;
