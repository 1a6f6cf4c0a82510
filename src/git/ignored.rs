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
        /// The folder's path in it; empty for the top itself.
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
    for above in folder.ancestors() {
        if is_repository(above) {
            return Ok(Placement::Repository(above.to_owned()));
        }
        if above.join(".git").symlink_metadata().is_ok() {
            return in_work_tree(above, folder, names);
        }
    }
    Ok(Placement::Outside)
}

fn is_repository(folder: &Path) -> bool {
    let has = |name: &str| folder.join(name).symlink_metadata().is_ok();
    folder.file_name().is_some_and(|name| name == ".git") || (has("HEAD") && has("objects") && has("refs"))
}

fn in_work_tree(top: &Path, folder: &Path, names: &[&str]) -> Result<Placement, GitError> {
    let unread = |source: Cause| GitError::NotARepository { folder: top.to_owned(), source };
    let repository = open_at(top).map_err(unread)?;
    let path = folder.strip_prefix(top).unwrap_or(folder);
    let path = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let inner = |name: &&str| if path.is_empty() { (*name).to_owned() } else { format!("{path}/{name}") };
    let rules = Rules { top, everywhere: patterns(&repository.common_dir().join("info/exclude")) };
    let all = names.iter().all(|name| rules.ignore(&inner(name)));
    if all && !repository.tracks(names.iter().map(inner)).map_err(unread)? {
        return Ok(Placement::Ignored);
    }
    Ok(Placement::Inside { top: top.to_owned(), path })
}

impl Repository {
    /// Returns whether the index has any of these paths, or a file below one. What is tracked is
    /// never ignored.
    fn tracks(&self, mut paths: impl Iterator<Item = String>) -> Result<bool, Cause> {
        if !self.0.index_path().exists() {
            return Ok(false);
        }
        let index = self.0.open_index()?;
        Ok(paths.any(|path| {
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
    /// Returns whether a path, or a folder above it, is ignored. The path counts as a folder.
    fn ignore(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(at, _)| at).chain(std::iter::once(path.len()));
        ends.filter_map(|end| path.get(..end)).any(|path| self.names(path))
    }

    /// Returns whether the last rule that matches this very path excludes it. The rules of inner
    /// folders come last.
    fn names(&self, path: &str) -> bool {
        let mut folder = path;
        while let Some((above, _)) = folder.rsplit_once('/') {
            let rules = patterns(&self.top.join(above).join(".gitignore"));
            if let Some(decided) = path.strip_prefix(above).and_then(|p| decide(&rules, p.trim_start_matches('/'))) {
                return decided;
            }
            folder = above;
        }
        let rules = patterns(&self.top.join(".gitignore"));
        decide(&rules, path).or_else(|| decide(&self.everywhere, path)).unwrap_or_default()
    }
}

fn decide(rules: &[Pattern], path: &str) -> Option<bool> {
    let base = path.rfind('/').map(|at| at.saturating_add(1));
    let mode = Mode::NO_MATCH_SLASH_LITERAL;
    let matches = |rule: &&Pattern| {
        rule.matches_repo_relative_path(path.as_bytes().as_bstr(), base, Some(true), Case::Sensitive, mode)
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
