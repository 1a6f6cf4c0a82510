//! Lists of the folders that CSAF documents lie in: a provider's folders can be browsed (section 7.1.14), and most hosts of
//! static sites list none.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use crate::export::csaf::provider::FOLDER;
use crate::plan::Plan;

use super::layout::Page;

/// A file of a folder, or a folder with its slash.
#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct FolderItem {
    name: String,
    href: String,
}

/// The list of each folder that the plan has CSAF files in.
pub(super) fn pages(plan: &Plan) -> Vec<Page> {
    let mut folders: BTreeMap<String, BTreeSet<FolderItem>> = BTreeMap::new();
    let parts = plan.iter().filter_map(|(path, _)| Some(path.strip_prefix(FOLDER)?.strip_prefix('/')?.split('/')));
    for parts in parts {
        let mut folder = FOLDER.to_owned();
        let mut parts = parts.peekable();
        while let Some(part) = parts.next() {
            let is_folder = parts.peek().is_some();
            let (slash, index) = if is_folder { ("/", "/index.html") } else { ("", "") };
            let entry = FolderItem { name: format!("{part}{slash}"), href: format!("{part}{index}") };
            folders.entry(folder.clone()).or_default().insert(entry);
            folder = format!("{folder}/{part}");
        }
    }
    folders.iter().map(|(folder, entries)| page(folder, entries)).collect()
}

fn page(folder: &str, entries: &BTreeSet<FolderItem>) -> Page {
    let context = context! { entries => Serde(entries), parent => folder != FOLDER };
    Page::new(format!("{folder}/index.html"), "pages/folder.html", format!("{folder}/"), context).unlisted()
}
