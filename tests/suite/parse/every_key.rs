//! The complete examples use every key, and every key reaches the model.

use std::collections::BTreeSet;

use advisory::parse;

use super::{FILES, read_with};

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// Every key name of a file's schema.
fn keys(path: &str) -> BTreeSet<String> {
    let schema = parse::schema(file_name(path)).unwrap();
    let tables = schema["definitions"].as_object().unwrap().values().chain([&schema]);
    tables.flat_map(|t| t["properties"].as_object().unwrap().keys().cloned()).collect()
}

/// Where a key stands in a text: in a header, or before a `=`.
fn uses(text: &str, key: &str) -> Vec<usize> {
    text.match_indices(key)
        .map(|(at, _)| at)
        .filter(|at| {
            let before = text[..*at].chars().next_back().unwrap_or('\n');
            let after = &text[at + key.len()..];
            "\n {[".contains(before) && (after.starts_with(" =") || after.starts_with(']'))
        })
        .collect()
}

/// The model without file texts, and without the note that something could not be read.
fn model(path: &str, text: &str) -> String {
    let Some(portfolio) = read_with(path, text).portfolio else { return String::new() };
    let model = format!(
        "{:?}{:?}{:?}{:?}{:?}",
        portfolio.project, portfolio.policy, portfolio.team, portfolio.distributors, portfolio.incidents
    );
    model.replace("whole: false", "whole: true")
}

#[test]
fn the_examples_use_every_key() {
    for (path, text) in FILES {
        for key in keys(path) {
            assert!(!uses(text, &key).is_empty(), "{path} lacks `{key}`");
        }
    }
}

#[test]
fn every_key_reaches_the_model() {
    for (path, text) in FILES {
        let complete = model(path, text);
        for key in keys(path).iter().filter(|key| *key != "schema") {
            for at in uses(text, key) {
                let mut without = text.to_owned();
                without.replace_range(at..at + key.len(), &"z".repeat(key.len()));
                assert!(model(path, &without) != complete, "{path}: `{key}` at byte {at} changes nothing");
            }
        }
    }
}
