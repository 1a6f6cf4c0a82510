//! Index pages for the folders of exports, because most static hosts don't list folders.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use crate::export::COLLECTIONS;

use super::layout::Page;

/// A file in a folder, or a subfolder with a trailing slash.
#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct FolderItem {
    name: String,
    href: String,
}

/// Returns whether the file is in a folder that can be browsed.
pub(super) fn is_listed(path: &str) -> bool {
    let mut folders = COLLECTIONS.iter().filter_map(|files| files.browsable);
    folders.any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
}

/// Returns the index page of each folder that has such files in it.
pub(super) fn pages(files: &[String]) -> Vec<Page> {
    COLLECTIONS.iter().filter_map(|files| files.browsable).flat_map(|top| below(files, top)).collect()
}

/// Returns the index page of a folder, and those of its subfolders.
fn below(files: &[String], top: &str) -> Vec<Page> {
    let mut folders: BTreeMap<String, BTreeSet<FolderItem>> = BTreeMap::new();
    let parts = files.iter().filter_map(|path| Some(path.strip_prefix(top)?.strip_prefix('/')?.split('/')));
    for parts in parts {
        let mut folder = top.to_owned();
        let mut parts = parts.peekable();
        while let Some(part) = parts.next() {
            let is_folder = parts.peek().is_some();
            let (slash, index) = if is_folder { ("/", "/index.html") } else { ("", "") };
            let entry = FolderItem { name: format!("{part}{slash}"), href: format!("{part}{index}") };
            folders.entry(folder.clone()).or_default().insert(entry);
            folder = format!("{folder}/{part}");
        }
    }
    folders.iter().map(|(folder, entries)| page(folder, entries, folder != top)).collect()
}

fn page(folder: &str, entries: &BTreeSet<FolderItem>, has_parent: bool) -> Page {
    let context = context! { entries => Serde(entries), parent => has_parent };
    Page::new(format!("{folder}/index.html"), "pages/folder.html", format!("{folder}/"), context).unlisted()
}
