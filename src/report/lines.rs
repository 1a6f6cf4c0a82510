//! Converts byte offsets to lines and columns in constant time.
//!
//! A hostile file may be one line of four million bytes with a hundred thousand findings, so
//! neither the line nor the column of an offset may be found by scanning: each file is indexed
//! once.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::source::{FilePath, Location, Tree};

/// A line and a column, both from 1. Columns count Unicode code points.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// The start of a span and the position after its last character.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Region {
    pub(super) start: Position,
    pub(super) end: Position,
}

/// Bytes between two checkpoints of the character count.
const STRIDE: usize = 1024;

/// A file and its index.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    bytes: &'t [u8],
    /// The start of each line.
    starts: Vec<usize>,
    /// The number of characters before each multiple of [`STRIDE`].
    counts: Vec<usize>,
    is_binary: bool,
}

impl<'t> Lines<'t> {
    pub(super) fn new(bytes: &'t [u8]) -> Self {
        let newlines = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(newlines).collect();
        let mut counts = vec![0];
        let mut total = 0;
        for block in bytes.chunks(STRIDE) {
            total += characters(block);
            counts.push(total);
        }
        Self { bytes, starts, counts, is_binary: bytes.contains(&0) }
    }

    /// Returns whether the file has no line to show: nothing but line ends is left of it, or it is
    /// no text.
    pub(super) fn has_no_text(&self) -> bool {
        self.starts.len() == self.bytes.len() + 1 || self.is_binary
    }

    /// Returns the line (from 0) of an offset.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Returns the first byte of a line (from 0) and the byte after its last, without the line end.
    pub(super) fn range(&self, line: usize) -> (usize, usize) {
        let start = self.starts.get(line).copied().unwrap_or(self.bytes.len());
        let next = self.starts.get(line + 1).copied();
        let mut end = next.map_or(self.bytes.len(), |next| next - 1);
        if end > start && self.bytes.get(end - 1) == Some(&b'\r') && next.is_some() {
            end -= 1;
        }
        (start, end)
    }

    /// Returns the text between two offsets, with replacement characters for invalid UTF-8.
    pub(super) fn text(&self, start: usize, end: usize) -> std::borrow::Cow<'t, str> {
        String::from_utf8_lossy(self.bytes.get(start..end).unwrap_or_default())
    }

    /// Returns the start of the character at `offset`.
    pub(super) fn floor(&self, offset: usize) -> usize {
        let mut at = offset.min(self.bytes.len());
        while at > 0 && self.bytes.get(at).is_some_and(|b| !starts_character(*b)) {
            at -= 1;
        }
        at
    }

    /// Returns a span's bytes, limited to the file, without a trailing line end.
    pub(super) fn trim(&self, location: &Location) -> (usize, usize) {
        let start = location.span.start.min(self.bytes.len());
        let mut end = location.span.end.clamp(start, self.bytes.len());
        while end > start && self.bytes.get(end - 1).is_some_and(|b| matches!(b, b'\n' | b'\r')) {
            end -= 1;
        }
        (start, end)
    }

    /// Returns the line and column of an offset.
    pub(super) fn position(&self, offset: usize) -> Position {
        let line = self.line_of(offset);
        let column = self.characters_before(offset) - self.characters_before(self.range(line).0);
        Position { line: line + 1, column: column + 1 }
    }

    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / STRIDE;
        let rest = self.bytes.get(block * STRIDE..offset).unwrap_or_default();
        self.counts.get(block).copied().unwrap_or_default() + characters(rest)
    }
}

fn starts_character(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| starts_character(**b)).count()
}

/// The index of every file that a finding points into.
#[derive(Debug)]
pub(super) struct Sources<'t> {
    files: BTreeMap<&'t FilePath, Lines<'t>>,
}

impl<'t> Sources<'t> {
    pub(super) fn new(findings: &'t [Finding], tree: &'t Tree) -> Self {
        let mut files = BTreeMap::new();
        for label in findings.iter().flat_map(|f| std::iter::once(&f.primary).chain(&f.others)) {
            let path = &label.location.file;
            if !files.contains_key(path)
                && let Some(bytes) = tree.bytes(path.as_str())
            {
                files.insert(path, Lines::new(bytes));
            }
        }
        Self { files }
    }

    /// Returns the file, if it was read.
    pub(super) fn get(&self, path: &FilePath) -> Option<&Lines<'t>> {
        self.files.get(path)
    }

    /// Returns the region of a location; the first character of a file that was not read.
    pub(super) fn region(&self, location: &Location) -> Region {
        let first = Position { line: 1, column: 1 };
        self.get(&location.file).map_or(Region { start: first, end: first }, |lines| {
            let (start, end) = lines.trim(location);
            Region { start: lines.position(start), end: lines.position(end) }
        })
    }
}
