//! Files as the rest of the program sees them: a tree read once, and places in it.
//!
//! A [`Tree`] has no idea whether it came from a work tree or from a git revision, which is why a build at a
//! revision gives the bytes of a build of its checkout.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

pub mod worktree;

/// A path inside the portfolio: relative, `/` between parts, no `.` or `..`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FilePath(Arc<str>);

impl FilePath {
    /// A path from its text. The caller made the parts; nothing is resolved.
    #[must_use]
    pub fn new(path: impl AsRef<str>) -> Self {
        Self(Arc::from(path.as_ref()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path of `name` in this folder.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        if self.0.is_empty() { Self::new(name) } else { Self::new(format!("{}/{name}", self.0)) }
    }

    /// The part after the last `/`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The incident's folder that the path is, or is in: `incidents/2026/amber-heron`.
    #[must_use]
    pub fn incident_folder(&self) -> Option<&str> {
        let rest = self.0.strip_prefix("incidents/")?;
        let end = rest.match_indices('/').nth(1).map_or(rest.len(), |(at, _)| at);
        self.0.get(.."incidents/".len() + end)
    }

    /// The folder, empty at the top.
    #[must_use]
    pub fn parent(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A range of bytes in one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` to before `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A file and a place in it: what every finding points at.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Location {
    /// The file.
    pub file: FilePath,
    /// The bytes; an empty span at 0 stands for the file as a whole.
    pub span: Span,
}

impl Location {
    /// A place in a file.
    #[must_use]
    pub fn new(file: &FilePath, span: impl Into<Span>) -> Self {
        Self { file: file.clone(), span: span.into() }
    }

    /// The file as a whole.
    #[must_use]
    pub fn file(file: &FilePath) -> Self {
        Self { file: file.clone(), span: Span::default() }
    }
}

/// A value and the place it was written at.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands in its file.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value with its place.
    pub fn new(value: T, span: impl Into<Span>) -> Self {
        Self { value, span: span.into() }
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// What stands at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TreeEntry {
    /// A file's bytes.
    File(Arc<[u8]>),
    /// A symbolic link. Links are never followed.
    Link,
    /// A file over [`Tree::LARGEST`]: its size in bytes. It is not read.
    TooLarge(u64),
    /// A submodule, socket, device …
    Special,
    /// A file that the system would not read, and what it said.
    Unreadable(String),
}

/// The portfolio's files, read once.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    entries: BTreeMap<FilePath, TreeEntry>,
}

impl Tree {
    /// The largest file that is read, in bytes.
    pub const LARGEST: u64 = 4 << 20;

    /// A tree of these entries.
    #[must_use]
    pub fn new(entries: impl IntoIterator<Item = (FilePath, TreeEntry)>) -> Self {
        Self { entries: entries.into_iter().collect() }
    }

    /// Whether the portfolio reads this path at all. Everything else in the repository is none of its business.
    #[must_use]
    pub fn wants(path: &str) -> bool {
        match path.split_once('/') {
            None => matches!(path, "advisory.toml" | "policy.toml" | "team.toml" | "distributors.toml"),
            Some(("incidents" | "policies" | "site-templates", _)) => true,
            Some(_) => false,
        }
    }

    /// Whether the portfolio reads anything below this folder.
    #[must_use]
    pub fn wants_below(folder: &str) -> bool {
        Self::wants(&format!("{folder}/"))
    }

    /// The same tree with other bytes at one path.
    #[must_use]
    pub fn with(mut self, path: &FilePath, bytes: &[u8]) -> Self {
        self.entries.insert(path.clone(), TreeEntry::File(Arc::from(bytes)));
        self
    }

    /// What stands at `path`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&TreeEntry> {
        self.entries.get(&FilePath::new(path))
    }

    /// The bytes at `path`, when it is a file.
    #[must_use]
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        match self.get(path) {
            Some(TreeEntry::File(bytes)) => Some(bytes),
            _ => None,
        }
    }

    /// The text at `path`, when it is a UTF-8 file.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.bytes(path).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// Every entry, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&FilePath, &TreeEntry)> {
        self.entries.iter()
    }

    /// The entries under `folder/`, sorted by path.
    pub fn under<'a>(&'a self, folder: &str) -> impl Iterator<Item = (&'a FilePath, &'a TreeEntry)> + use<'a> {
        let prefix = format!("{folder}/");
        self.entries.range(FilePath::new(&prefix)..).take_while(move |(path, _)| path.as_str().starts_with(&prefix))
    }
}
