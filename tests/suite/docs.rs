//! The book in `docs/`: its commands print what it shows, its links lead somewhere, its generated pages are current.

use std::path::PathBuf;

use crate::support;

mod commands;
mod english;
mod examples;
mod links;
mod outputs;

/// Every page of the book, by its path from the project's root.
fn pages() -> Vec<String> {
    let files = support::files(&support::root().join("docs"));
    let pages: Vec<_> = files.into_iter().map(|(path, _)| path).filter(|path| path.ends_with(".md")).collect();
    pages.into_iter().map(|path| format!("docs/{path}")).collect()
}

fn path(page: &str) -> PathBuf {
    support::root().join(page)
}

fn read(page: &str) -> String {
    std::fs::read_to_string(path(page)).unwrap_or_else(|error| panic!("{page}: {error}"))
}

#[test]
fn the_summary_names_every_page_once() {
    let summary = read("docs/SUMMARY.md");
    for page in pages().iter().filter(|page| *page != "docs/SUMMARY.md") {
        let link = format!("]({})", page.trim_start_matches("docs/"));
        assert_eq!(summary.matches(&link).count(), 1, "{page}");
    }
}
