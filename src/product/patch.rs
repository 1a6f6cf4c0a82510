//! What a commit changes, and the id of that change: equal for equal patches, wherever they are applied.
//!
//! The id is that of `git diff-tree -p --no-renames --full-index --no-indent-heuristic COMMIT | git patch-id --stable`: the files'
//! names, what kind of files they are and became, and the lines with three lines around them, without whitespace and line
//! numbers. It compares as `git cherry` does (which lays no indentation heuristic over a diff either), but sees modes, too: to
//! `git cherry` making a file executable and taking that back are one patch.

use std::cmp::Ordering;

use gix::hash::{Hasher, Kind, hasher};
use gix::objs::TreeRefIter;
use gix::objs::tree::{EntryKind, EntryMode, EntryRef};
use gix::{ObjectId, Repository};

mod lines;

use super::read::{Unread, object};

/// The id of a patch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct PatchId(ObjectId);

impl std::fmt::Display for PatchId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The names of the files that a patch touches, hashed. Equal patches touch equal names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct PathSet(pub(super) u64);

/// Whether white space makes a difference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Space {
    /// As for `git patch-id`.
    Ignored,
    /// Every byte counts.
    Kept,
}

/// One file on one side of a patch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Side {
    mode: EntryMode,
    id: ObjectId,
}

/// A file that a patch touches.
#[derive(Clone, Debug)]
pub(super) struct Touched {
    pub(super) path: Vec<u8>,
    pub(super) old: Option<Side>,
    pub(super) new: Option<Side>,
}

/// What lies between two folders.
pub(super) struct Patch(Vec<Touched>);

impl Patch {
    /// What has to be done to the first folder, or to none, to get the second.
    pub(super) fn between(repository: &Repository, old: Option<ObjectId>, new: ObjectId) -> Result<Self, Unread> {
        let mut touched = Vec::new();
        compare(repository, &mut Vec::new(), old, Some(new), &mut touched)?;
        Ok(Self(touched))
    }

    /// Which files it touches; `None` when it touches none.
    pub(super) fn paths(&self) -> Option<PathSet> {
        let mut hash = hasher(Kind::Sha1);
        let mut paths: Vec<Vec<u8>> = self.0.iter().map(|touched| without_space(touched.path.clone())).collect();
        // Of a file that takes a folder's place, names may come in another order.
        paths.sort();
        for path in &paths {
            hash.update(path);
            hash.update(b"\0");
        }
        let digest = hash.try_finalize().ok()?;
        let first = digest.as_slice().first_chunk().copied()?;
        (!paths.is_empty()).then_some(PathSet(u64::from_be_bytes(first)))
    }

    /// Its id; `None` when it changes nothing.
    pub(super) fn id(&self, repository: &Repository, space: Space) -> Result<Option<PatchId>, Unread> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let mut sum = ObjectId::null(repository.object_hash());
        for touched in &self.0 {
            for part in touched.parts() {
                let mut hash = hasher(repository.object_hash());
                part.hash(repository, space, &mut hash)?;
                add(&mut sum, &hash.try_finalize()?);
            }
        }
        Ok(Some(PatchId(sum)))
    }

    /// The path of each file that it touches.
    pub(super) fn files(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(|touched| touched.path.as_slice())
    }

    /// Each file that it touches.
    pub(super) fn touched(self) -> Vec<Touched> {
        self.0
    }

    /// The patch that takes it back.
    pub(super) fn inverse(self) -> Self {
        let turned = |Touched { path, old, new }| Touched { path, old: new, new: old };
        Self(self.0.into_iter().map(turned).collect())
    }
}

impl Touched {
    /// A file that becomes a link, or the like, is taken away and made anew.
    fn parts(&self) -> Vec<Self> {
        let of_kind = |side: Side| side.mode.kind();
        let plain = |kind| matches!(kind, EntryKind::Blob | EntryKind::BlobExecutable);
        match (self.old.map(of_kind), self.new.map(of_kind)) {
            (Some(old), Some(new)) if old != new && !(plain(old) && plain(new)) => {
                vec![Self { new: None, ..self.clone() }, Self { old: None, ..self.clone() }]
            }
            _ => vec![self.clone()],
        }
    }

    fn hash(&self, repository: &Repository, space: Space, hash: &mut Hasher) -> Result<(), Unread> {
        let (a, b) = (quoted("a/", &self.path), quoted("b/", &self.path));
        let mut say = |text: &[&[u8]]| {
            text.iter().for_each(|part| match space {
                Space::Ignored => update_without_space(hash, part),
                Space::Kept => hash.update(part),
            });
        };
        say(&[b"diff --git", &a, &b]);
        let mode = |side: Side| format!("{:06o}", side.mode.value()).into_bytes();
        match (self.old, self.new) {
            (None, Some(new)) => say(&[b"new file mode", &mode(new)]),
            (Some(old), None) => say(&[b"deleted file mode", &mode(old)]),
            (Some(old), Some(new)) if old.mode != new.mode => say(&[b"old mode", &mode(old), b"new mode", &mode(new)]),
            _ => {}
        }
        let null = ObjectId::null(repository.object_hash());
        let (old, new) = (self.old.map_or(null, |side| side.id), self.new.map_or(null, |side| side.id));
        if old == new {
            return Ok(());
        }
        let texts = contents(repository, self.old)?.zip(contents(repository, self.new)?);
        let Some((before, after)) = texts else {
            say(&[old.to_string().as_bytes(), new.to_string().as_bytes()]);
            return Ok(());
        };
        let mut lines = lines::changed(&before, &after).peekable();
        if lines.peek().is_some() {
            say(&[b"---", if self.old.is_some() { &a } else { b"/dev/null" }]);
            say(&[b"+++", if self.new.is_some() { &b } else { b"/dev/null" }]);
        }
        lines.for_each(|line| say(&[&[line.sign], line.text]));
        Ok(())
    }
}

/// A file that is larger is compared as a whole.
const LARGEST: u64 = 32 << 20;
/// git looks for a zero byte no further.
const LOOKED_AT: usize = 8000;

/// The text of a file, none for a file that is not there; `None` when it is no text.
fn contents(repository: &Repository, side: Option<Side>) -> Result<Option<Vec<u8>>, Unread> {
    let Some(Side { mode, id }) = side else { return Ok(Some(Vec::new())) };
    if mode.kind() == EntryKind::Commit {
        return Ok(Some(format!("Subproject commit {id}\n").into_bytes()));
    }
    let header = repository.try_find_header(id)?.ok_or(Unread::Missing(id))?;
    if header.size() > LARGEST {
        return Ok(None);
    }
    let bytes = object(repository, id)?.detach().data;
    let is_text = !bytes.iter().take(LOOKED_AT).any(|byte| *byte == 0);
    Ok(is_text.then_some(bytes))
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

/// A path as git prints it: in quotation marks when it has bytes that would not be told apart.
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

/// Adds as numbers whose first byte is the least, so that the order of files makes no difference.
fn add(sum: &mut ObjectId, term: &ObjectId) {
    let mut carry = 0u16;
    for (sum, term) in sum.as_mut_slice().iter_mut().zip(term.as_slice()) {
        carry += u16::from(*sum) + u16::from(*term);
        *sum = carry.to_le_bytes()[0];
        carry >>= 8;
    }
}

/// What git keeps of a folder; nothing for none.
fn folder(repository: &Repository, id: Option<ObjectId>) -> Result<Vec<u8>, Unread> {
    let Some(id) = id else { return Ok(Vec::new()) };
    Ok(object(repository, id)?.try_into_tree()?.detach().data)
}

fn entries(folder: &[u8], kind: Kind) -> Result<Vec<EntryRef<'_>>, Unread> {
    TreeRefIter::from_bytes(folder, kind).map(|entry| Ok(entry?)).collect()
}

/// What a folder has at a path, folders aside, and which folder below it has to be looked at for the rest of the path.
pub(super) enum Below {
    File(Side),
    Folder(ObjectId),
    Nothing,
}

/// What a folder has by this name.
pub(super) fn below(repository: &Repository, folder: ObjectId, name: &[u8]) -> Result<Below, Unread> {
    let bytes = self::folder(repository, Some(folder))?;
    let found = entries(&bytes, repository.object_hash())?.into_iter().find(|entry| entry.filename == name);
    Ok(match found {
        None => Below::Nothing,
        Some(entry) if entry.mode.is_tree() => Below::Folder(entry.oid.to_owned()),
        Some(entry) => Below::File(Side { mode: entry.mode, id: entry.oid.to_owned() }),
    })
}

/// Every file that differs between two folders.
fn compare(
    repository: &Repository,
    path: &mut Vec<u8>,
    old: Option<ObjectId>,
    new: Option<ObjectId>,
    touched: &mut Vec<Touched>,
) -> Result<(), Unread> {
    if old == new {
        return Ok(());
    }
    let kind = repository.object_hash();
    let (old, new) = (folder(repository, old)?, folder(repository, new)?);
    let (mut old, mut new) = (entries(&old, kind)?.into_iter().peekable(), entries(&new, kind)?.into_iter().peekable());
    let side = |entry: &EntryRef<'_>| Side { mode: entry.mode, id: entry.oid.to_owned() };
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            // A folder as if its name ended in a slash.
            (Some(old), Some(new)) => old.cmp(new),
        };
        let old = if order.is_le() { old.next() } else { None };
        let new = if order.is_ge() { new.next() } else { None };
        let Some(one) = old.as_ref().or(new.as_ref()) else { return Ok(()) };
        let (before, after) = (old.as_ref().map(side), new.as_ref().map(side));
        if before == after {
            continue;
        }
        let length = path.len();
        path.extend_from_slice(one.filename);
        if one.mode.is_tree() {
            path.push(b'/');
            compare(repository, path, before.map(|s| s.id), after.map(|s| s.id), touched)?;
        } else {
            touched.push(Touched { path: path.clone(), old: before, new: after });
        }
        path.truncate(length);
    }
}
