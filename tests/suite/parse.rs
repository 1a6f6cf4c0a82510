//! Reading: every key of every file, every kind of bad input at its line and column, and the schemas.

mod complete;

use advisory::finding::Severity;
use advisory::parse::{self, Reading};

use crate::support;

/// The files of a complete portfolio.
fn files() -> Vec<(&'static str, String)> {
    [
        ("advisory.toml", complete::ADVISORY),
        ("policy.toml", complete::POLICY),
        ("team.toml", complete::TEAM),
        ("distributors.toml", complete::DISTRIBUTORS),
        ("incidents/2026/amber-fox/incident.toml", complete::INCIDENT),
        ("incidents/2026/amber-fox/advisory.md", complete::DOCUMENT),
    ]
    .map(|(path, text)| (path, text.to_owned()))
    .to_vec()
}

fn read(files: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<str>)>) -> Reading {
    parse::portfolio(support::tree(files))
}

/// Findings as `file:line:column rule: message (help)`.
fn lines(reading: &Reading, text_of: impl Fn(&str) -> String) -> Vec<String> {
    reading
        .findings
        .iter()
        .map(|f| {
            let at = &f.primary.location;
            let text = text_of(at.file.as_str());
            let before = text.get(..at.span.start).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            let help = f.help.as_deref().unwrap_or_default();
            format!("{}:{line}:{column} {}: {} ({help})", at.file, f.rule, f.message)
        })
        .collect()
}

#[test]
fn complete_files_have_no_finding() {
    let reading = read(files());
    assert_eq!(lines(&reading, |_| String::new()), [""; 0]);
    let portfolio = reading.portfolio.unwrap();
    assert!(portfolio.incidents[0].whole);
    assert!(portfolio.incidents.iter().all(|i| i.document.is_some()));
    assert!(reading.findings.iter().all(|f| f.severity < Severity::Error));
}
