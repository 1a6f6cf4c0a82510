//! Where a folder is, as git sees it: whether the next `git add` of a work tree would take it.

use std::path::{Path, PathBuf};

use gix::bstr::ByteSlice as _;
use gix::glob::{Pattern, pattern::Case, wildmatch::Mode};

use super::error::{Cause, GitError};
use super::repository::{Repository, open_at};

/// Where a folder is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Placement {
    /// In no repository.
    Outside,
    /// In a work tree that ignores it.
    Ignored,
    /// In a work tree that does not ignore it.
    Inside {
        /// The top of the work tree.
        top: PathBuf,
        /// The path of the folder or file in it; empty for the top itself.
        path: String,
    },
    /// In the repository itself, such as `.git`.
    Repository(PathBuf),
}

/// Returns where these entries of a folder are or would be. The folder's path is absolute and
/// without links; it need not exist. Ignore files outside the repository do not count.
///
/// # Errors
/// When the repository around it can't be read.
pub fn placement(folder: &Path, names: &[&str]) -> Result<Placement, GitError> {
    place(folder, |top| {
        let path = inside(top, folder);
        let inner = |name: &&str| if path.is_empty() { (*name).to_owned() } else { format!("{path}/{name}") };
        let all: Vec<String> = names.iter().map(inner).collect();
        Ok(if is_ignored(top, &all, Kind::Folder)? {
            Placement::Ignored
        } else {
            Placement::Inside { top: top.to_owned(), path }
        })
    })
}

/// Returns where a file is or would be. Its path is absolute and without links.
///
/// # Errors
/// When the repository around it can't be read.
pub fn file_placement(file: &Path) -> Result<Placement, GitError> {
    place(file.parent().unwrap_or(file), |top| {
        let path = inside(top, file);
        Ok(if is_ignored(top, std::slice::from_ref(&path), Kind::File)? {
            Placement::Ignored
        } else {
            Placement::Inside { top: top.to_owned(), path }
        })
    })
}

/// Finds the repository or work tree around a folder, and asks about the work tree.
fn place(
    folder: &Path,
    in_work_tree: impl FnOnce(&Path) -> Result<Placement, GitError>,
) -> Result<Placement, GitError> {
    for above in folder.ancestors() {
        if is_repository(above) {
            return Ok(Placement::Repository(above.to_owned()));
        }
        if above.join(".git").symlink_metadata().is_ok() {
            return in_work_tree(above);
        }
    }
    Ok(Placement::Outside)
}

/// Whether a path names a folder or a file: some rules ignore folders alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Folder,
    File,
}

/// Returns a path in a work tree as git writes it.
fn inside(top: &Path, path: &Path) -> String {
    let path = path.strip_prefix(top).unwrap_or(path);
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

fn is_repository(folder: &Path) -> bool {
    let has = |name: &str| folder.join(name).symlink_metadata().is_ok();
    folder.file_name().is_some_and(|name| name == ".git") || (has("HEAD") && has("objects") && has("refs"))
}

/// Returns whether a work tree ignores all of these paths, and its index has none of them.
fn is_ignored(top: &Path, paths: &[String], kind: Kind) -> Result<bool, GitError> {
    let unread = |source: Cause| GitError::NotARepository { folder: top.to_owned(), source };
    let repository = open_at(top).map_err(unread)?;
    let rules = Rules { top, everywhere: patterns(&repository.common_dir().join("info/exclude")) };
    let all = paths.iter().all(|path| rules.ignore(path, kind));
    Ok(all && !repository.tracks(paths).map_err(unread)?)
}

impl Repository {
    /// Returns whether the index has any of these paths, or a file below one. What is tracked is
    /// never ignored.
    fn tracks(&self, paths: &[String]) -> Result<bool, Cause> {
        if !self.0.index_path().exists() {
            return Ok(false);
        }
        let index = self.0.open_index()?;
        Ok(paths.iter().any(|path| {
            let below = format!("{path}/");
            let is_of = |entry: &[u8]| entry == path.as_bytes() || entry.starts_with(below.as_bytes());
            index.entries().iter().any(|entry| is_of(entry.path(&index)))
        }))
    }
}

/// The ignore rules of a work tree.
struct Rules<'a> {
    top: &'a Path,
    /// Those of `info/exclude`.
    everywhere: Vec<Pattern>,
}

impl Rules<'_> {
    /// Returns whether a path, or a folder above it, is ignored.
    fn ignore(&self, path: &str, kind: Kind) -> bool {
        let mut folders = path.match_indices('/').filter_map(|(end, _)| path.get(..end));
        folders.any(|folder| self.names(folder, Kind::Folder)) || self.names(path, kind)
    }

    /// Returns whether the last rule that matches this very path excludes it. The rules of inner
    /// folders come last.
    fn names(&self, path: &str, kind: Kind) -> bool {
        let mut folder = path;
        while let Some((above, _)) = folder.rsplit_once('/') {
            let rules = patterns(&self.top.join(above).join(".gitignore"));
            if let Some(decided) =
                path.strip_prefix(above).and_then(|p| decide(&rules, p.trim_start_matches('/'), kind))
            {
                return decided;
            }
            folder = above;
        }
        let rules = patterns(&self.top.join(".gitignore"));
        decide(&rules, path, kind).or_else(|| decide(&self.everywhere, path, kind)).unwrap_or_default()
    }
}

fn decide(rules: &[Pattern], path: &str, kind: Kind) -> Option<bool> {
    let base = path.rfind('/').map(|at| at.saturating_add(1));
    let mode = Mode::NO_MATCH_SLASH_LITERAL;
    let matches = |rule: &&Pattern| {
        rule.matches_repo_relative_path(
            path.as_bytes().as_bstr(),
            base,
            Some(kind == Kind::Folder),
            Case::Sensitive,
            mode,
        )
    };
    rules.iter().rev().find(matches).map(|rule| !rule.is_negative())
}

/// Returns the rules of an ignore file; none if there is no such file.
fn patterns(file: &Path) -> Vec<Pattern> {
    let is_file = file.symlink_metadata().is_ok_and(|meta| meta.is_file());
    let bytes = if is_file { std::fs::read(file).unwrap_or_default() } else { Vec::new() };
    let lines = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).lines();
    let rules = lines.filter(|line| !line.starts_with(b"#")).map(without_trailing_spaces);
    rules.filter_map(Pattern::from_bytes).collect()
}

/// Returns a rule without the spaces at its end, except for one that is escaped.
fn without_trailing_spaces(line: &[u8]) -> &[u8] {
    let mut line = line;
    while let Some(shorter) = line.strip_suffix(b" ") {
        if shorter.ends_with(b"\\") {
            break;
        }
        line = shorter;
    }
    line
}
