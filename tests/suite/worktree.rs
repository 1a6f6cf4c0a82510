//! A tree read from a folder.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use advisory::error::Help as _;
use advisory::source::worktree::{ReadError, read};
use advisory::source::{Tree, TreeEntry};
use tempfile::TempDir;

use crate::support;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        support::write(folder.path(), path, text);
    }
    folder
}

fn paths(tree: &Tree) -> Vec<&str> {
    tree.iter().map(|(path, _)| path.as_str()).collect()
}

#[test]
fn only_the_portfolio_is_read() {
    let folder = folder(&[
        ("advisory.toml", "schema = 1"),
        ("README.md", "no"),
        (".git/config", "no"),
        ("src/incidents/x.toml", "no"),
        ("policies/2020.toml", "old"),
        ("incidents/2026/quiet-otter/incident.toml", "private"),
        ("incidents/2026/quiet-otter/notes/.DS_Store", "handed over: the reader decides"),
        ("site-templates/page.html", "template"),
    ]);
    fs::create_dir_all(folder.path().join("incidents/2027/empty")).unwrap();
    let tree = read(folder.path()).unwrap();
    assert_eq!(
        paths(&tree),
        [
            "advisory.toml",
            "incidents/2026/quiet-otter/incident.toml",
            "incidents/2026/quiet-otter/notes/.DS_Store",
            "policies/2020.toml",
            "site-templates/page.html",
        ]
    );
    assert_eq!(tree.text("incidents/2026/quiet-otter/incident.toml"), Some("private"));
}

#[test]
fn links_are_never_followed() {
    let outside = folder(&[("secret.toml", "outside")]);
    let inside = folder(&[("incidents/2026/a/incident.toml", "x")]);
    symlink(outside.path(), inside.path().join("policies")).unwrap();
    symlink(outside.path().join("secret.toml"), inside.path().join("policy.toml")).unwrap();
    symlink(outside.path(), inside.path().join("incidents/2026/b")).unwrap();
    symlink("nowhere", inside.path().join("incidents/2026/a/dangling")).unwrap();
    symlink(".", inside.path().join("incidents/2026/a/loop")).unwrap();
    let tree = read(inside.path()).unwrap();
    let links = ["policies", "policy.toml", "incidents/2026/b", "incidents/2026/a/dangling", "incidents/2026/a/loop"];
    for path in links {
        assert_eq!(tree.get(path), Some(&TreeEntry::Link), "{path}");
    }
    assert_eq!(tree.iter().count(), links.len() + 1);
}

#[test]
fn a_folder_named_through_a_link_is_read() {
    let real = folder(&[("advisory.toml", "x")]);
    let other = TempDir::new().unwrap();
    symlink(real.path(), other.path().join("portfolio")).unwrap();
    assert_eq!(paths(&read(&other.path().join("portfolio")).unwrap()), ["advisory.toml"]);
}

#[test]
fn the_largest_file_is_read_and_a_larger_one_is_not() {
    let folder = folder(&[("incidents/x", "")]);
    let largest = usize::try_from(Tree::LARGEST).unwrap();
    fs::write(folder.path().join("incidents/most"), vec![7; largest]).unwrap();
    fs::write(folder.path().join("incidents/over"), vec![7; largest + 1]).unwrap();
    fs::write(folder.path().join("incidents/twice"), vec![7; 2 * largest]).unwrap();
    let tree = read(folder.path()).unwrap();
    assert_eq!(tree.get("incidents/twice"), Some(&TreeEntry::TooLarge(2 * Tree::LARGEST)));
    assert_eq!(tree.bytes("incidents/most").map(<[u8]>::len), Some(largest));
    assert_eq!(tree.get("incidents/over"), Some(&TreeEntry::TooLarge(Tree::LARGEST + 1)));
}

#[test]
fn what_is_no_file_is_an_entry_that_says_so() {
    let folder = folder(&[("incidents/2026/sub/.git", "gitdir: elsewhere"), ("incidents/2026/sub/incident.toml", "x")]);
    fs::create_dir(folder.path().join("advisory.toml")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("incidents/socket")).unwrap();
    let name = std::ffi::OsStr::from_bytes(b"incidents/n\xe9.md");
    fs::write(folder.path().join(name), "x").unwrap();
    let tree = read(folder.path()).unwrap();
    for path in ["advisory.toml", "incidents/socket", "incidents/2026/sub", "incidents/n\u{fffd}.md"] {
        assert_eq!(tree.get(path), Some(&TreeEntry::Special), "{path}");
    }
    assert_eq!(tree.iter().count(), 4);
}

#[test]
fn a_folder_that_is_not_there_is_an_error_with_a_hint() {
    let folder = folder(&[("file", "x")]);
    let missing = read(&folder.path().join("none")).unwrap_err();
    assert!(matches!(missing, ReadError::Missing(_)), "{missing}");
    assert!(missing.to_string().ends_with("/none"), "{missing}");
    assert!(missing.help().unwrap().contains("advisory init"));
    let file = read(&folder.path().join("file")).unwrap_err();
    assert!(matches!(file, ReadError::NotAFolder(_)), "{file}");
}

/// A checked-out submodule has an entry `.git`, which can be a file or a folder.
#[test]
fn a_folder_with_a_repository_of_its_own_is_one_entry() {
    let folder = folder(&[
        (".git/config", "the private repository"),
        ("advisory.toml", "schema = 1"),
        ("incidents/2026/a/incident.toml", "kept"),
        ("incidents/2026/b/.git", "gitdir: elsewhere"),
        ("incidents/2026/b/incident.toml", "another repository"),
        ("incidents/2026/b/notes/.git/config", "one in it"),
        ("incidents/2026/bb/incident.toml", "kept, although its name begins alike"),
        ("incidents/2027/.git/config", "a year"),
        ("incidents/2027/c/incident.toml", "another repository"),
        ("site-templates/assets/d/.git/HEAD", "an asset"),
        ("site-templates/assets/d/e.css", "another repository"),
    ]);
    let tree = read(folder.path()).unwrap();
    let special = ["incidents/2026/b", "incidents/2027", "site-templates/assets/d"];
    let kept = ["advisory.toml", "incidents/2026/a/incident.toml", "incidents/2026/bb/incident.toml"];
    assert!(special.iter().all(|path| tree.get(path) == Some(&TreeEntry::Special)), "{tree:?}");
    let mut all = [&special[..], &kept[..]].concat();
    all.sort_unstable();
    assert_eq!(paths(&tree), all);
}
