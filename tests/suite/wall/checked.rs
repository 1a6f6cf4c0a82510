//! What a check keeps from an earlier one saves work and changes no finding.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use advisory::Workspace;
use advisory::source::{FilePath, Tree, TreeEntry};
use advisory::time::Instant;
use proptest::prelude::*;
use proptest::sample::Index;
use tempfile::TempDir;

use super::changes::{Edit, edit};
use super::portfolio::portfolio;
use super::{at_least, config};
use crate::support;

/// What happens between two checks.
#[derive(Clone, Debug)]
enum Between {
    Nothing,
    Edit(Edit),
    /// The project has another name, which its documents say.
    Name(u8),
    /// The documents are recorded, as `advisory documents` does.
    Record,
    /// The cache loses its end, or gets another byte.
    Shorten(Index),
    Spoil(Index),
    Forget,
}

fn between() -> impl Strategy<Value = Between> {
    prop_oneof![
        2 => Just(Between::Nothing),
        3 => edit().prop_map(Between::Edit),
        2 => (0_u8..2).prop_map(Between::Name),
        2 => Just(Between::Record),
        1 => any::<Index>().prop_map(Between::Shorten),
        1 => any::<Index>().prop_map(Between::Spoil),
        1 => Just(Between::Forget),
    ]
}

/// Nothing of what was there is left: an edit may put a file where a folder was.
fn write(folder: &TempDir, tree: &Tree) {
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }
    for (path, entry) in tree.iter() {
        if let TreeEntry::File(bytes) = entry {
            support::write(folder.path(), path.as_str(), bytes);
        }
    }
}

fn read(folder: &TempDir) -> Tree {
    let files = support::files(folder.path()).into_iter();
    Tree::new(files.map(|(path, bytes)| (FilePath::new(path), TreeEntry::File(bytes.into()))))
}

fn findings(workspace: &Workspace, cache: Option<&std::path::Path>) -> Vec<String> {
    workspace.check_with(cache).findings.iter().map(|finding| format!("{finding:?}")).collect()
}

#[test]
fn a_check_with_a_cache_finds_what_a_check_without_one_finds() {
    let (recorded, reported, known) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let strategy = (portfolio(), prop::collection::vec((between(), 0_i64..4 * 86_400), 1..8));
    let mut runner = proptest::test_runner::TestRunner::new(config(64, 60));
    let tested = runner.run(&strategy, |(portfolio, steps)| {
        let (folder, kept) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let cache = kept.path().join("cache");
        let mut now = portfolio.now();
        write(&folder, &portfolio.tree());
        for (between, later) in std::iter::once((Between::Record, 0)).chain(steps) {
            now = Instant::from_unix(now.unix() + later).unwrap();
            let bytes = fs::read(&cache).unwrap_or_default();
            match &between {
                Between::Nothing => {}
                Between::Edit(edit) => write(&folder, &edit.apply(&read(&folder))),
                Between::Name(nth) => {
                    let path = folder.path().join("advisory.toml");
                    let Ok(text) = fs::read_to_string(&path) else { break };
                    let is_name = |line: &&str| line.starts_with("name = ");
                    let Some(name) = text.lines().find(is_name) else { break };
                    fs::write(&path, text.replacen(name, &format!("name = \"Lodestore {nth}\""), 1)).unwrap();
                }
                Between::Record => {
                    let done = Workspace::open(folder.path(), now).and_then(|it| it.record_documents(false));
                    recorded.fetch_add(done.map(|done| done.len()).unwrap_or_default(), Ordering::Relaxed);
                }
                Between::Shorten(to) if !bytes.is_empty() => {
                    fs::write(&cache, &bytes[..to.index(bytes.len())]).unwrap()
                }
                Between::Spoil(at) if !bytes.is_empty() => {
                    let mut bytes = bytes;
                    let at = at.index(bytes.len());
                    bytes[at] ^= 1;
                    fs::write(&cache, bytes).unwrap();
                }
                Between::Shorten(_) | Between::Spoil(_) => {}
                Between::Forget => drop(fs::remove_file(&cache)),
            }
            // An edit may leave nothing that can be checked.
            let Ok(workspace) = Workspace::open(folder.path(), now) else { break };
            let without = findings(&workspace, None);
            reported.fetch_add(without.iter().filter(|f| f.contains("documents-changed")).count(), Ordering::Relaxed);
            prop_assert_eq!(&findings(&workspace, Some(&cache)), &without, "{:?} at {}", between, now);
            prop_assert_eq!(&findings(&workspace, Some(&cache)), &without, "again, {:?} at {}", between, now);
            let size = fs::metadata(&cache).map_or(0, |cache| usize::try_from(cache.len()).unwrap());
            known.fetch_add(size.saturating_sub(64) / 32, Ordering::Relaxed);
        }
        Ok(())
    });
    tested.unwrap();
    let [recorded, reported, known] = [recorded, reported, known].map(AtomicUsize::into_inner);
    let least = at_least(8);
    // With an eighth of the cases, it can happen that none of them lets the cache know anything.
    let is_enough = |known: usize| known >= least || least == 1;
    assert!(
        is_enough(recorded) && reported >= least && is_enough(known),
        "{recorded} recorded, {reported} reported, {known} known"
    );
}
