//! Every file that runs by itself, or decides who reviews a change, is named when it changes.

use std::collections::BTreeSet;

use super::{AMIRA, PrivateRepository};
use crate::support;

/// The files and folders that the page lists.
fn listed() -> BTreeSet<String> {
    let page = std::fs::read_to_string(support::root().join("docs/pull-requests.md")).unwrap();
    let list = page.split_once("\n## Automation\n").unwrap().1.split("\n## ").next().unwrap();
    let names = list.split('`').skip(1).step_by(2).map(str::to_owned);
    names.filter(|name| name != "site-templates/").collect()
}

#[test]
fn the_page_lists_the_files_of_the_program() {
    let source = std::fs::read_to_string(support::root().join("src/app/automation.rs")).unwrap();
    let list = source.split_once("OTHERS: &[&str] = &[").unwrap().1.split_once("];").unwrap().0;
    let others = list.split('"').skip(1).step_by(2).map(str::to_owned);
    let written = [".cron", ".forgejo", ".githooks", ".github", ".gitlab-ci.yml"].map(str::to_owned);
    assert_eq!(listed(), others.chain(written).collect());
}

#[test]
fn a_change_of_any_of_them_is_named() {
    let desk = PrivateRepository::new();
    let is_folder = |name: &str| name.rfind('.') == Some(0) && name != ".gitattributes";
    let file = |name: &String| if is_folder(name) { format!("{name}/config.yml") } else { name.clone() };
    let files: BTreeSet<String> = listed().iter().map(file).chain([".github/CODEOWNERS".to_owned()]).collect();
    assert!(files.len() > 40, "{files:?}");
    files.iter().for_each(|file| desk.write(file, "changed: true\n"));
    // Beside them, nothing.
    for file in ["docs/guide.md", "docs/CODEOWNERS.md", "MAKEFILE.md", ".circleci-notes", "README.md"] {
        desk.write(file, "Nothing.\n");
    }
    desk.commit(AMIRA);
    let found = desk.found();
    let expected: Vec<(String, String)> =
        files.iter().map(|file| ("automation-changed".to_owned(), file.clone())).collect();
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected.into_iter().collect());
}
