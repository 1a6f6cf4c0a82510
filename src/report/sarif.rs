//! Findings as SARIF 2.1.0, for code scanning services.
//!
//! Addresses are relative to the portfolio, positions count from 1 in code points (and say so), and a finding keeps
//! its fingerprint when lines move around it.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::lines::Sources;
use crate::finding::{Finding, Severity};
use crate::rules::Rule;
use crate::source::Location;

pub(super) fn render(findings: &[Finding], sources: &Sources<'_>, rules: &[Rule]) -> String {
    let index: BTreeMap<_, _> = rules.iter().enumerate().map(|(at, rule)| (rule.id, at)).collect();
    let mut seen = BTreeMap::new();
    let results: Vec<_> = findings
        .iter()
        .map(|finding| {
            let print = fingerprint(finding, sources);
            let nth = seen.entry(print.clone()).and_modify(|n| *n += 1).or_insert(1_usize);
            result(finding, sources, index.get(&finding.rule).copied(), &format!("{print}:{nth}"))
        })
        .collect();
    log(rules.iter().map(descriptor).collect(), &results)
}

/// A log of one run, with these descriptions of its rules.
pub(super) fn log(rules: Vec<Value>, results: &[Value]) -> String {
    super::pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn level(severity: Severity) -> &'static str {
    severity.as_str() // SARIF has the same three words
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.summary },
        "help": { "text": rule.doc, "markdown": rule.doc },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn result(finding: &Finding, sources: &Sources<'_>, rule: Option<usize>, fingerprint: &str) -> Value {
    let mut text = finding.message.clone();
    for more in [Some(&finding.primary.text), finding.help.as_ref()].into_iter().flatten().filter(|t| !t.is_empty()) {
        text.push('\n');
        text.push_str(more);
    }
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": physical(&finding.primary.location, sources) }],
        "partialFingerprints": { "primaryLocationLineHash": fingerprint },
    });
    if let Some(at) = rule {
        set(&mut result, "ruleIndex", json!(at));
    }
    if !finding.others.is_empty() {
        let related = finding.others.iter().enumerate().map(|(id, label)| {
            let mut place = json!({ "id": id + 1, "physicalLocation": physical(&label.location, sources) });
            if !label.text.is_empty() {
                set(&mut place, "message", json!({ "text": label.text }));
            }
            place
        });
        set(&mut result, "relatedLocations", related.collect());
    }
    result
}

fn set(object: &mut Value, key: &str, value: Value) {
    if let Some(map) = object.as_object_mut() {
        map.insert(key.to_owned(), value);
    }
}

fn physical(location: &Location, sources: &Sources<'_>) -> Value {
    let region = sources.region(location);
    json!({
        "artifactLocation": { "uri": uri(location.file.as_str()) },
        "region": {
            "startLine": region.start.line,
            "startColumn": region.start.column,
            "endLine": region.end.line,
            "endColumn": region.end.column,
        },
    })
}

/// What is escaped in a relative address: all but RFC 3986's unreserved characters and `/`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Returns a path as a relative address.
pub(super) fn uri(path: &str) -> String {
    utf8_percent_encode(path, ESCAPED).to_string()
}

/// The same for the same rule on the same words of a file, wherever these words stand in it. The message is left
/// out: it may hold an age, which changes from day to day.
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

/// How much of a line before and after a place counts towards its fingerprint, in bytes.
const REACH: usize = 256;
