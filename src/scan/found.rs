//! What a scan found, and what it could not look into.

use std::collections::BTreeSet;

use super::Kind;
use super::archive::{self, Opened};
use super::owner::Owner;
use super::packed::{self, Packed};
use super::watch::{Hit, Watch};

/// What was looked at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A file's contents.
    File,
    /// The path of a file or folder.
    Path,
    /// The name of a branch, tag or other ref.
    Ref,
    /// A commit itself: its id is one of the fix's.
    Commit,
    /// Who wrote and committed a commit, or made a tag.
    Author,
    /// A commit's message.
    Message,
    /// An annotated tag's message.
    Tag,
}

/// Where something was looked at.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// What it is.
    pub what: What,
    /// The path, or the ref's name; empty for commits and tags.
    pub path: String,
    /// The commit or tag it was found in; `None` for files on the disk and names of refs.
    pub commit: Option<String>,
    /// Whether the path gives something away itself.
    pub reveals: bool,
}

/// An occurrence of something private.
#[derive(Clone, Debug)]
pub struct Occurrence {
    /// Where.
    pub place: Place,
    /// What.
    pub hit: Hit,
}

/// The result of a scan.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// What was found, at most [`Scan::MOST`].
    pub found: Vec<Occurrence>,
    /// How much was found.
    pub total: usize,
    /// Files on the disk that were read.
    pub files: usize,
    /// Objects of git that were read.
    pub objects: usize,
    /// Bytes that were read.
    pub bytes: u64,
    /// What was not looked into, and why.
    pub notes: Vec<Note>,
}

/// What was not looked into.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Note {
    /// A file with contents that can't be looked into. What can be seen of them from outside was
    /// looked at.
    Packed(Place, Packed),
    /// A folder of git's inside a folder that was scanned as files.
    Repository(String),
    /// A submodule.
    Submodule(String),
    /// The clone is shallow: older commits are not in it.
    Shallow,
}

impl Note {
    /// Whether text may be in what was not looked into.
    #[must_use]
    pub fn may_hide_text(&self) -> bool {
        match self {
            Self::Packed(_, packed) => packed.may_hide_text,
            Self::Repository(_) | Self::Submodule(_) | Self::Shallow => true,
        }
    }
}

impl Scan {
    /// The most findings that are kept. The rest is counted.
    pub const MOST: usize = 1000;

    /// Looks at a text, and at the files of an archive.
    pub(super) fn text(&mut self, watch: &Watch, place: &Place, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        let mut inside = BTreeSet::new();
        let look = |name: &str, content: &[u8]| inside.append(&mut self.packed_file(watch, place, name, content));
        let opened = if place.what == What::File { archive::files(bytes, look) } else { Opened::No };
        match opened {
            Opened::Whole => {}
            Opened::Partly if !archive::may_be(bytes) => {
                self.notes.push(Note::Packed(place.clone(), packed::BEHIND));
            }
            Opened::No | Opened::Partly | Opened::Behind => self.packed(place, bytes, true),
        }
        // What an archive stores as it is has been found in its file.
        let hits = watch.search(bytes).into_iter();
        for hit in hits.filter(|hit| !inside.contains(&(hit.owner.clone(), hit.kind))) {
            self.add(Occurrence { place: place.clone(), hit });
        }
    }

    /// Looks at a file of an archive and at its name; returns what it holds.
    fn packed_file(&mut self, watch: &Watch, archive: &Place, name: &str, bytes: &[u8]) -> BTreeSet<(Owner, Kind)> {
        let (before, before_total) = (self.found.len(), self.total);
        let mut place = Place { path: format!("{}/{name}", archive.path), ..archive.clone() };
        self.name(watch, &Place { what: What::Path, ..place.clone() }, archive.path.len() + 1);
        place.reveals |= self.total > before_total;
        self.bytes += bytes.len() as u64;
        self.packed(&place, bytes, true);
        for hit in watch.search(bytes) {
            self.add(Occurrence { place: place.clone(), hit });
        }
        let found = self.found.get(before..).unwrap_or_default();
        found.iter().map(|found| (found.hit.owner.clone(), found.hit.kind)).collect()
    }

    /// Notes what of a file, or of a part of it, can't be looked into.
    pub(super) fn packed(&mut self, place: &Place, bytes: &[u8], is_first: bool) {
        if place.what == What::File
            && !matches!(self.notes.last(), Some(Note::Packed(noted, _)) if noted == place)
            && let Some(packed) = packed::packed(bytes, is_first)
        {
            self.notes.push(Note::Packed(place.clone(), packed));
        }
    }

    /// Looks at a path or a ref's name, of which the part from `new` on was not looked at before.
    pub(super) fn name(&mut self, watch: &Watch, place: &Place, new: usize) {
        let hits = watch.search(place.path.as_bytes()).into_iter().filter(|hit| hit.bytes.1 > new);
        for hit in hits {
            let place = Place { reveals: true, ..place.clone() };
            self.add(Occurrence { place, hit });
        }
    }

    pub(super) fn add(&mut self, found: Occurrence) {
        self.total += 1;
        if self.found.len() < Self::MOST {
            self.found.push(found);
        }
    }

    /// This and another scan as one.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.total += other.total;
        self.files += other.files;
        self.objects += other.objects;
        self.bytes += other.bytes;
        self.notes.extend(other.notes);
        let space = Self::MOST.saturating_sub(self.found.len());
        self.found.extend(other.found.into_iter().take(space));
        self
    }

    /// How many contents were not looked into that may hold text.
    #[must_use]
    pub fn unread(&self) -> usize {
        self.notes.iter().filter(|note| note.may_hide_text()).count()
    }

    /// Whether a kind was found.
    #[must_use]
    pub fn has(&self, kind: Kind) -> bool {
        self.found.iter().any(|f| f.hit.kind == kind)
    }
}
