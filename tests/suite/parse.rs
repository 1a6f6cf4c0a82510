//! Reading: every key of every file, every kind of bad input at its line and column, and the schemas.

mod bad_values;
mod complete;
mod editors;
mod events;
mod every_key;
mod hostile;
mod layout;
mod limits;
mod mutated;
pub mod open_ended;
mod schemas;
mod text;
mod values;

use advisory::parse::{self, Reading};
use advisory::source::{FilePath, Tree, TreeEntry};

use crate::support;

use complete::{DOCUMENT_PATH as DOCUMENT, FILES, INCIDENT_PATH as INCIDENT};

/// The complete portfolio, with these entries in place of, or beside, its own.
fn tree_with(entries: impl IntoIterator<Item = (String, TreeEntry)>) -> Tree {
    let files = FILES.map(|(path, text)| (FilePath::new(path), TreeEntry::File(text.as_bytes().into())));
    let others = entries.into_iter().map(|(path, entry)| (FilePath::new(path), entry));
    Tree::new(files.into_iter().chain(others))
}

/// The complete portfolio with one other text, read.
fn read_with(path: &str, text: &str) -> Reading {
    parse::portfolio(tree_with([(path.to_owned(), TreeEntry::File(text.as_bytes().into()))]))
}

/// The findings about a file of this text, as `line:column rule`.
fn places(reading: &Reading, path: &str, text: &str) -> Vec<String> {
    let here = reading.findings.iter().filter(|f| f.primary.location.file.as_str() == path);
    here.map(|f| {
        assert!(f.help.as_ref().is_some_and(|h| !h.is_empty()), "what to do about {f:?}?");
        let before = &text[..f.primary.location.span.start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
        format!("{line}:{column} {}", f.rule)
    })
    .collect()
}

#[test]
fn complete_files_have_no_finding() {
    let reading = parse::portfolio(tree_with([]));
    assert_eq!(reading.findings, []);
    let portfolio = reading.portfolio.unwrap();
    assert!(portfolio.incidents[0].whole);
    assert_eq!(portfolio.incidents.len(), 1);
}

#[test]
fn presets_have_no_finding() {
    for preset in advisory::policy::presets::names() {
        let folder = support::root().join("src/policy/presets").join(&preset);
        let files = support::files(&folder).into_iter().filter(|(path, _)| Tree::wants(path));
        let tree = Tree::new(files.map(|(path, bytes)| (FilePath::new(path), TreeEntry::File(bytes.into()))));
        let reading = parse::portfolio(tree);
        assert_eq!(reading.findings, [], "{preset}");
        assert_eq!(reading.portfolio.unwrap().policy.id.value, preset.as_str());
    }
}

#[test]
fn every_raised_rule_is_listed_with_its_severity() {
    let tree = tree_with([
        ("team.toml".to_owned(), TreeEntry::Link),
        ("incidents/stray.txt".to_owned(), TreeEntry::File((*b"x").into())),
    ]);
    for finding in parse::portfolio(tree).findings {
        assert_eq!(advisory::rules::find(finding.rule.0).map(|rule| rule.severity), Some(finding.severity));
    }
}
