//! Assets of the site that can't be searched for private text.

use super::found::{Note, Place, Scan, What};
use super::watch::Watch;
use crate::finding::Finding;
use crate::rules::ASSET_UNSEARCHED;
use crate::source::{FilePath, Location, Tree, TreeEntry};

/// The endings of names of pictures, sounds and fonts, which are no text.
const ORDINARY: &[&str] = &[
    "avif", "bmp", "eot", "gif", "ico", "jpeg", "jpg", "m4a", "mp3", "mp4", "oga", "ogg", "ogv", "otf", "png", "ttf",
    "webm", "webp", "woff", "woff2",
];
/// How contents of such files are named that say nothing else.
const PLAIN: &[&str] = &["WOFF", "WOFF2", "no known kind of text"];

/// Returns a finding for each asset that has contents into which [`folder`](super::folder) can't
/// look, other than pictures, sounds and fonts.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Finding> {
    let nothing = Watch::default();
    let found = tree.under("site-templates/assets").filter_map(|(file, entry)| {
        let TreeEntry::File(bytes) = entry else { return None };
        let mut scan = Scan::default();
        let place = Place { what: What::File, path: file.to_string(), commit: None, reveals: false };
        scan.text(&nothing, &place, bytes);
        let hidden = scan.notes.iter().find_map(|note| match note {
            Note::Packed(place, packed) if packed.may_hide_text && !is_ordinary(&place.path, packed.name) => {
                Some(packed.name)
            }
            _ => None,
        })?;
        Some(finding(file, hidden))
    });
    found.collect()
}

fn is_ordinary(path: &str, name: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    ORDINARY.contains(&ending.as_str()) && PLAIN.contains(&name)
}

fn finding(file: &FilePath, what: &str) -> Finding {
    let message = format!("the contents of this asset can't be searched for private text ({what})");
    Finding::of(ASSET_UNSEARCHED, Location::file(file), message)
        .help("unpack it and search the contents with `advisory scan`, or publish it unpacked")
}
