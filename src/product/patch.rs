//! The patch of a commit and its id, which is the same wherever the patch is applied.
//!
//! The id is that of `git diff-tree -p --no-renames --full-index --no-indent-heuristic COMMIT | git
//! patch-id --stable`: the files' names, what kind of files they are and became, and the lines with
//! three lines around them, without whitespace and line numbers. It compares as `git cherry` does
//! (which lays no indentation heuristic over a diff either), but sees modes, too: to `git cherry`
//! making a file executable and taking that back are one patch.

use super::lines;
use crate::git::{FileDiff, FileKind, FileVersion, Format, Hasher, Id, Repository, Unread};

/// The id of a patch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct PatchId(Id);

impl std::fmt::Display for PatchId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The hash of the paths that a patch touches. Equal patches touch equal paths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct PathSet(pub(super) u64);

/// How white space is treated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Space {
    /// As for `git patch-id`.
    Ignored,
    /// Every byte counts.
    Kept,
}

/// The difference between two trees.
pub(super) struct Patch(Vec<FileDiff>);

impl Patch {
    /// Computes the patch from the first tree, or from an empty one, to the second.
    pub(super) fn between(repository: &Repository, old: Option<Id>, new: Id) -> Result<Self, Unread> {
        repository.diff(old, new).map(Self)
    }

    /// Returns the hash of the paths that it touches; `None` when there are none.
    pub(super) fn paths(&self) -> Option<PathSet> {
        let mut hash = Hasher::new(Format::SHA1);
        let mut paths: Vec<Vec<u8>> = self.0.iter().map(|touched| without_space(touched.path.clone())).collect();
        // Of a file that takes a folder's place, names may come in another order.
        paths.sort();
        for path in &paths {
            hash.update(path);
            hash.update(b"\0");
        }
        let digest = hash.finish().ok()?;
        let first = digest.as_bytes().first_chunk().copied()?;
        (!paths.is_empty()).then_some(PathSet(u64::from_be_bytes(first)))
    }

    /// Returns its id; `None` when it changes nothing.
    pub(super) fn id(&self, repository: &Repository, space: Space) -> Result<Option<PatchId>, Unread> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let mut sum = Id::null(repository.format());
        for touched in &self.0 {
            for part in parts(touched) {
                let mut hash = Hasher::new(repository.format());
                hash_file(&part, repository, space, &mut hash)?;
                add(&mut sum, &hash.finish()?);
            }
        }
        Ok(Some(PatchId(sum)))
    }

    /// Returns the path of each file that it touches.
    pub(super) fn files(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(|touched| touched.path.as_slice())
    }

    /// Returns whether it adds every file that it touches.
    pub(super) fn only_adds(&self) -> bool {
        self.0.iter().all(|file| file.old.is_none())
    }

    /// Returns each file that it touches.
    pub(super) fn touched(self) -> Vec<FileDiff> {
        self.0
    }

    /// Returns the patch that reverts it.
    pub(super) fn inverse(self) -> Self {
        let turned = |FileDiff { path, old, new }| FileDiff { path, old: new, new: old };
        Self(self.0.into_iter().map(turned).collect())
    }
}

/// Splits a change of a file's kind, such as from a file to a link, into a removal and an addition.
fn parts(file: &FileDiff) -> Vec<FileDiff> {
    let kind = |version: FileVersion| version.mode.kind();
    let plain = |kind| matches!(kind, FileKind::Plain | FileKind::Executable);
    match (file.old.map(kind), file.new.map(kind)) {
        (Some(old), Some(new)) if old != new && !(plain(old) && plain(new)) => {
            vec![FileDiff { new: None, ..file.clone() }, FileDiff { old: None, ..file.clone() }]
        }
        _ => vec![file.clone()],
    }
}

/// Hashes the part of a patch that is about one file.
fn hash_file(file: &FileDiff, repository: &Repository, space: Space, hash: &mut Hasher) -> Result<(), Unread> {
    let (a, b) = (quoted("a/", &file.path), quoted("b/", &file.path));
    let mut add = |text: &[&[u8]]| {
        text.iter().for_each(|part| match space {
            Space::Ignored => update_without_space(hash, part),
            Space::Kept => hash.update(part),
        });
    };
    add(&[b"diff --git", &a, &b]);
    let mode = |version: FileVersion| version.mode.octal().into_bytes();
    match (file.old, file.new) {
        (None, Some(new)) => add(&[b"new file mode", &mode(new)]),
        (Some(old), None) => add(&[b"deleted file mode", &mode(old)]),
        (Some(old), Some(new)) if old.mode != new.mode => add(&[b"old mode", &mode(old), b"new mode", &mode(new)]),
        _ => {}
    }
    let null = Id::null(repository.format());
    let (old, new) = (file.old.map_or(null, |version| version.id), file.new.map_or(null, |version| version.id));
    if old == new {
        return Ok(());
    }
    let texts = contents(repository, file.old)?.zip(contents(repository, file.new)?);
    let Some((before, after)) = texts else {
        add(&[old.to_string().as_bytes(), new.to_string().as_bytes()]);
        return Ok(());
    };
    let mut lines = lines::changed(&before, &after).peekable();
    if lines.peek().is_some() {
        add(&[b"---", if file.old.is_some() { &a } else { b"/dev/null" }]);
        add(&[b"+++", if file.new.is_some() { &b } else { b"/dev/null" }]);
    }
    lines.for_each(|line| add(&[&[line.sign], line.text]));
    Ok(())
}

/// Larger files are compared as a whole, in bytes.
const LARGEST: u64 = 32 << 20;
/// The number of bytes in which git looks for a zero byte, which makes a file binary.
const LOOKED_AT: usize = 8000;

/// Returns the text of a file, empty for a missing file; `None` when it is binary or too large.
pub(super) fn contents(repository: &Repository, file: Option<FileVersion>) -> Result<Option<Vec<u8>>, Unread> {
    let Some(FileVersion { mode, id }) = file else { return Ok(Some(Vec::new())) };
    if mode.kind() == FileKind::Submodule {
        return Ok(Some(format!("Subproject commit {id}\n").into_bytes()));
    }
    if repository.size(id)? > LARGEST {
        return Ok(None);
    }
    let (_, bytes) = repository.object(id)?;
    let is_text = !bytes.iter().take(LOOKED_AT).any(|byte| *byte == 0);
    Ok(is_text.then_some(bytes))
}

/// The lines that a change of a file removes and adds.
pub(super) struct ChangedLines {
    removed: Vec<Vec<u8>>,
    added: Vec<Vec<u8>>,
}

impl ChangedLines {
    /// Returns the lines without the white space at their ends, and without blank lines.
    pub(super) fn between(before: &[u8], after: &[u8]) -> Self {
        let (mut removed, mut added) = (Vec::new(), Vec::new());
        for line in lines::changed(before, after) {
            let text = line.text.trim_ascii();
            match line.sign {
                _ if text.is_empty() => {}
                b'-' => removed.push(text.to_vec()),
                b'+' => added.push(text.to_vec()),
                _ => {}
            }
        }
        Self { removed, added }
    }

    /// Returns whether this change puts back what another one did, if that did anything.
    pub(super) fn undoes(&self, other: &Self) -> bool {
        let is_empty = self.removed.is_empty() && self.added.is_empty();
        !is_empty && self.removed == other.added && self.added == other.removed
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

fn without_space(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.retain(|byte| !is_space(*byte));
    bytes
}

fn update_without_space(hash: &mut Hasher, bytes: &[u8]) {
    bytes.split(|byte| is_space(*byte)).for_each(|part| hash.update(part));
}

/// Returns a path as git prints it, quoted when it has special bytes.
fn quoted(prefix: &str, path: &[u8]) -> Vec<u8> {
    let plain = |byte: &u8| (b' '..0x7f).contains(byte) && !matches!(byte, b'"' | b'\\');
    if path.iter().all(plain) {
        return [prefix.as_bytes(), path].concat();
    }
    let mut out = format!("\"{prefix}").into_bytes();
    for byte in path {
        match byte {
            0x07 => out.extend(b"\\a"),
            0x08 => out.extend(b"\\b"),
            b'\t' => out.extend(b"\\t"),
            b'\n' => out.extend(b"\\n"),
            0x0b => out.extend(b"\\v"),
            0x0c => out.extend(b"\\f"),
            b'\r' => out.extend(b"\\r"),
            b'"' | b'\\' => out.extend([b'\\', *byte]),
            byte if plain(byte) => out.push(*byte),
            byte => out.extend(format!("\\{byte:03o}").into_bytes()),
        }
    }
    out.push(b'"');
    out
}

/// Adds two ids as little-endian numbers, so that the order of files makes no difference.
fn add(sum: &mut Id, term: &Id) {
    let mut carry = 0u16;
    for (sum, term) in sum.as_mut_bytes().iter_mut().zip(term.as_bytes()) {
        carry += u16::from(*sum) + u16::from(*term);
        *sum = carry.to_le_bytes()[0];
        carry >>= 8;
    }
}
