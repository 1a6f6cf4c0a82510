//! Reads a [`Tree`] from a folder.
//!
//! Links are never followed, so nothing outside the folder is read. Unreadable content becomes an
//! entry of the tree, and is reported at its path together with the findings in other files.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::{FilePath, Tree, TreeEntry};
use crate::error::Help;

/// The error for a folder that cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is nothing at the path.
    #[error("there is no folder {}", .0.display())]
    Missing(PathBuf),
    /// There is something else at the path.
    #[error("{} is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// The operating system reports an error.
    #[error("cannot read {}", .0.display())]
    Refused(PathBuf, #[source] io::Error),
}

impl Help for ReadError {
    fn help(&self) -> Option<String> {
        let help = match self {
            Self::Missing(_) => {
                "name the folder of a private repository with -C DIR, or create one with `advisory init`"
            }
            Self::NotAFolder(_) => "name the folder that contains advisory.toml, not a file in it",
            Self::Refused(..) => "check its permissions",
        };
        Some(help.to_owned())
    }
}

/// Reads the portfolio's files in `folder`. The order in which the operating system lists them
/// makes no difference.
///
/// A submodule, checked out or not, is a [`TreeEntry::Special`], as in a revision. So is a file
/// whose name is not UTF-8, under the nearest name that is.
///
/// # Errors
/// If `folder` itself can't be listed.
pub fn read(folder: &Path) -> Result<Tree, ReadError> {
    let meta = fs::metadata(folder).map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => ReadError::Missing(folder.to_owned()),
        _ => ReadError::Refused(folder.to_owned(), e),
    })?;
    if !meta.is_dir() {
        return Err(ReadError::NotAFolder(folder.to_owned()));
    }
    fs::read_dir(folder).map_err(|e| ReadError::Refused(folder.to_owned(), e))?;
    // With the trailing slash a link to a folder is listed as that folder; links in it stay links.
    let root = folder.join("");
    let submodules = submodules(&root);
    let (mut listing, mut years) = (Vec::new(), Vec::new());
    for (path, found) in list(&root, &root, &submodules) {
        match found {
            Listed::Year(folder) => years.push(folder),
            found => listing.push((path, found)),
        }
    }
    // Most files are below the years' folders, so these are listed side by side.
    let below = years.into_par_iter().flat_map_iter(|year| list(&root, &year, &submodules).collect::<Vec<_>>());
    listing.par_extend(below);
    leave_out_submodules(&mut listing);
    Ok(Tree::new(listing.into_par_iter().map(|(path, found)| (path, found.read())).collect::<Vec<_>>()))
}

/// Puts one entry in the place of each folder that has an entry `.git`, and of all below it.
fn leave_out_submodules(listing: &mut Vec<(FilePath, Listed)>) {
    let is_submodule = |(path, found): &(FilePath, Listed)| matches!(found, Listed::Submodule).then(|| path.clone());
    let submodules: BTreeSet<FilePath> = listing.iter().filter_map(is_submodule).collect();
    if submodules.is_empty() {
        return;
    }
    let is_in_one = |path: &FilePath| {
        let parts = path.as_str().match_indices('/').filter_map(|(end, _)| path.as_str().get(..end));
        parts.chain([path.as_str()]).any(|folder| submodules.contains(folder))
    };
    listing.retain(|(path, _)| !is_in_one(path));
    let outermost = |path: &&FilePath| !is_in_one(&FilePath::new(path.parent()));
    let special = |path: &FilePath| (path.clone(), Listed::Known(TreeEntry::Special));
    listing.extend(submodules.iter().filter(outermost).map(special));
}

/// What the listing found at a path.
enum Listed {
    File(PathBuf),
    /// A folder of `incidents`, which has a listing of its own.
    Year(PathBuf),
    /// A repository of its own.
    Submodule,
    Known(TreeEntry),
}

/// Lists what is below `start`, which is the root or a folder in it.
fn list(root: &Path, start: &Path, submodules: &BTreeSet<String>) -> impl Iterator<Item = (FilePath, Listed)> {
    let mut walk = WalkDir::new(start).min_depth(1).into_iter();
    std::iter::from_fn(move || {
        loop {
            let found = match walk.next()? {
                Ok(entry) => {
                    let path = relative(entry.path(), root);
                    let folder = entry.file_type().is_dir();
                    if let Some(submodule) = path.0.strip_suffix("/.git") {
                        if folder {
                            walk.skip_current_dir();
                        }
                        return Some((FilePath::new(submodule), Listed::Submodule));
                    }
                    let wanted = Tree::wants(&path.0) || Tree::wants_below(&path.0);
                    // A folder has no entry, unless it is one that cannot be looked into.
                    let opaque = folder && (!path.1 || !Tree::wants_below(&path.0) || submodules.contains(&path.0));
                    let year = folder && !opaque && path.0.strip_prefix("incidents/").is_some_and(|y| !y.contains('/'));
                    if folder && (opaque || year || !wanted) {
                        walk.skip_current_dir();
                    }
                    match year {
                        true => Some((FilePath::new(path.0), Listed::Year(entry.path().to_owned()))),
                        false => (wanted && (!folder || opaque)).then(|| found(&entry, path)),
                    }
                }
                Err(e) => refused(&e, root),
            };
            if found.is_some() {
                return found;
            }
        }
    })
}

/// Returns a path below the root with `/` between its parts, and whether every part of it is UTF-8.
fn relative(path: &Path, root: &Path) -> (String, bool) {
    let parts: Vec<_> = path.strip_prefix(root).unwrap_or(path).components().map(|c| c.as_os_str()).collect();
    let text: Vec<_> = parts.iter().map(|part| part.to_string_lossy()).collect();
    (text.join("/"), parts.iter().all(|part| part.to_str().is_some()))
}

/// Returns the folders that `.gitmodules` lists. A submodule that is not checked out is an empty
/// folder.
fn submodules(folder: &Path) -> BTreeSet<String> {
    let file = folder.join(".gitmodules");
    let plain = file.symlink_metadata().is_ok_and(|meta| meta.is_file());
    let Some(Ok(TreeEntry::File(bytes))) = plain.then(|| bytes(&file)) else { return BTreeSet::new() };
    let text = String::from_utf8_lossy(&bytes);
    let path = |line: &str| {
        let value = line.trim().strip_prefix("path")?.trim_start().strip_prefix('=')?;
        Some(value.trim().trim_matches('"').to_owned())
    };
    text.lines().filter_map(path).collect()
}

fn found(entry: &DirEntry, (path, utf8): (String, bool)) -> (FilePath, Listed) {
    let kind = entry.file_type();
    let found = match () {
        () if !utf8 => Listed::Known(TreeEntry::Special),
        () if kind.is_symlink() => Listed::Known(TreeEntry::Link),
        () if kind.is_file() => Listed::File(entry.path().to_owned()),
        () => Listed::Known(TreeEntry::Special),
    };
    (FilePath::new(path), found)
}

/// Returns the entry of a folder or file that could not even be listed.
fn refused(error: &walkdir::Error, root: &Path) -> Option<(FilePath, Listed)> {
    let (path, _) = relative(error.path()?, root);
    let wanted = Tree::wants(&path) || Tree::wants_below(&path);
    let message = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    wanted.then(|| (FilePath::new(path), Listed::Known(TreeEntry::Unreadable(message))))
}

impl Listed {
    fn read(self) -> TreeEntry {
        match self {
            Self::Known(entry) => entry,
            // Only a listing that is not followed has one.
            Self::Year(_) | Self::Submodule => TreeEntry::Special,
            Self::File(path) => bytes(&path).unwrap_or_else(|e| TreeEntry::Unreadable(e.to_string())),
        }
    }
}

thread_local! {
    /// Where files are read to, so that each entry allocates once, and what its file needs.
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Reads at most [`Tree::LARGEST`] bytes, even if the file is growing.
fn bytes(path: &Path) -> io::Result<TreeEntry> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    if size > Tree::LARGEST {
        return Ok(TreeEntry::TooLarge(size));
    }
    BUFFER.with_borrow_mut(|buffer| {
        buffer.clear();
        file.take(Tree::LARGEST + 1).read_to_end(buffer)?;
        match buffer.len() as u64 {
            grown if grown > Tree::LARGEST => Ok(TreeEntry::TooLarge(grown)),
            _ => Ok(TreeEntry::File(buffer.as_slice().into())),
        }
    })
}
