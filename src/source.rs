//! The files of a portfolio, read once, and locations in them.
//!
//! A [`Tree`] is the same whether it comes from a work tree or from a git revision. So a build at a
//! revision writes the same bytes as a build of its checkout.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Bound, Deref};
use std::sync::Arc;

pub mod worktree;

/// A path inside the portfolio: relative, with `/` between the parts, without `.` and `..`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FilePath(Arc<str>);

impl FilePath {
    /// Creates a path from its text, which is not resolved or checked.
    #[must_use]
    pub fn new(path: impl AsRef<str>) -> Self {
        Self(Arc::from(path.as_ref()))
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the path of `name` in this folder.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        if self.0.is_empty() { Self::new(name) } else { Self::new(format!("{}/{name}", self.0)) }
    }

    /// Returns the part after the last `/`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// Returns the incident's folder that the path is, or is in, such as
    /// `incidents/2026/amber-heron`.
    #[must_use]
    pub fn incident_folder(&self) -> Option<&str> {
        let rest = self.0.strip_prefix("incidents/")?;
        let end = rest.match_indices('/').nth(1).map_or(rest.len(), |(at, _)| at);
        self.0.get(.."incidents/".len() + end)
    }

    /// Returns the folder that it is in; empty at the top.
    #[must_use]
    pub(crate) fn parent(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

impl Borrow<str> for FilePath {
    fn borrow(&self) -> &str {
        &self.0
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
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// Creates the span from `start` to before `end`.
    #[must_use]
    pub(crate) const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A file and a place in it. Every finding points at one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Location {
    /// The file.
    pub file: FilePath,
    /// The bytes. An empty span at 0 stands for the file as a whole.
    pub span: Span,
}

impl Location {
    /// Creates a place in a file.
    #[must_use]
    pub fn new(file: &FilePath, span: impl Into<Span>) -> Self {
        Self { file: file.clone(), span: span.into() }
    }

    /// Creates the place that stands for a file as a whole.
    #[must_use]
    pub fn file(file: &FilePath) -> Self {
        Self { file: file.clone(), span: Span::default() }
    }
}

/// A value and the place where it was written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place in its file.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Creates a value with its place.
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

/// What is at a path of a tree.
#[derive(Clone, Eq, Debug)]
pub enum TreeEntry {
    /// A file, with its bytes.
    File(Arc<[u8]>),
    /// A symbolic link. Links are never followed.
    Link,
    /// A file that is larger than [`Tree::LARGEST`] and was not read, with its size in bytes.
    TooLarge(u64),
    /// Something else, such as a submodule, a socket or a device.
    Special,
    /// A file that could not be read, with the error of the operating system.
    Unreadable(String),
}

impl PartialEq for TreeEntry {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            // Most files of two trees are shared, and need not be compared.
            (Self::File(here), Self::File(there)) => Arc::ptr_eq(here, there) || here == there,
            (Self::TooLarge(here), Self::TooLarge(there)) => here == there,
            (Self::Unreadable(here), Self::Unreadable(there)) => here == there,
            (Self::Link, Self::Link) | (Self::Special, Self::Special) => true,
            _ => false,
        }
    }
}

/// The portfolio's files, read once. A clone shares them.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    entries: Arc<BTreeMap<FilePath, TreeEntry>>,
}

impl Tree {
    /// The size of the largest file that is read, in bytes.
    pub const LARGEST: u64 = 4 << 20;

    /// Creates a tree of these entries.
    #[must_use]
    pub fn new(entries: impl IntoIterator<Item = (FilePath, TreeEntry)>) -> Self {
        Self { entries: Arc::new(entries.into_iter().collect()) }
    }

    /// Returns whether the portfolio reads this path. All other paths of the repository are
    /// ignored.
    #[must_use]
    pub fn wants(path: &str) -> bool {
        match path.split_once('/') {
            None => matches!(path, "advisory.toml" | "policy.toml" | "team.toml" | "distributors.toml"),
            Some(("incidents" | "policies" | "site-templates", _)) => true,
            Some(_) => false,
        }
    }

    /// Returns whether the portfolio reads anything below this folder.
    #[must_use]
    pub(crate) fn wants_below(folder: &str) -> bool {
        Self::wants(&format!("{folder}/"))
    }

    /// Returns the same tree with other bytes at one path.
    #[must_use]
    pub fn with(mut self, path: &FilePath, bytes: &[u8]) -> Self {
        Arc::make_mut(&mut self.entries).insert(path.clone(), TreeEntry::File(Arc::from(bytes)));
        self
    }

    /// Returns what is at `path`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&TreeEntry> {
        self.entries.get(path)
    }

    /// Returns the bytes at `path`, if it is a file.
    #[must_use]
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        match self.get(path) {
            Some(TreeEntry::File(bytes)) => Some(bytes),
            _ => None,
        }
    }

    /// Returns the text at `path`, if it is a UTF-8 file.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.bytes(path).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// Returns the files that are not the same in another tree, those that are only there included.
    pub(crate) fn differing<'t>(&'t self, other: &'t Self) -> impl Iterator<Item = &'t FilePath> {
        let both = joined(self.entries.iter(), other.entries.iter());
        both.filter(|(_, here, there)| here != there).map(|(path, ..)| path)
    }

    /// Returns the path and the entry at `path`, for another tree to share.
    pub(crate) fn shared(&self, path: &FilePath) -> Option<(&FilePath, &TreeEntry)> {
        self.entries.get_key_value(path)
    }

    /// Returns every entry, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&FilePath, &TreeEntry)> {
        self.entries.iter()
    }

    /// Returns the entries below `folder/`, sorted by path.
    pub fn under<'a>(&'a self, folder: &str) -> impl Iterator<Item = (&'a FilePath, &'a TreeEntry)> + use<'a> {
        let prefix = format!("{folder}/");
        let from = (Bound::Included(prefix.as_str()), Bound::Unbounded);
        self.entries.range::<str, _>(from).take_while(move |(path, _)| path.as_str().starts_with(&prefix))
    }
}

/// Joins two sorted lists by their keys. Each key is in the result once, with the values that the
/// lists have for it.
pub(crate) fn joined<K: Ord, V>(
    one: impl IntoIterator<Item = (K, V)>,
    other: impl IntoIterator<Item = (K, V)>,
) -> impl Iterator<Item = (K, Option<V>, Option<V>)> {
    let (mut one, mut other) = (one.into_iter().peekable(), other.into_iter().peekable());
    std::iter::from_fn(move || {
        let order = match (one.peek(), other.peek()) {
            // Equality is cheaper than order where both share the key.
            (Some((a, _)), Some((b, _))) => {
                if a == b {
                    Ordering::Equal
                } else {
                    a.cmp(b)
                }
            }
            (Some(_), None) => Ordering::Less,
            (None, _) => Ordering::Greater,
        };
        match (one.next_if(|_| order.is_le()), other.next_if(|_| order.is_ge())) {
            (Some((key, a)), b) => Some((key, Some(a), b.map(|(_, b)| b))),
            (None, Some((key, b))) => Some((key, None, Some(b))),
            (None, None) => None,
        }
    })
}
