//! The site laid over what a branch holds: whose a file is, and what becomes of it.
//!
//! A file that the last publication wrote is the site's. Any other is somebody else's and stays: a `CNAME`, a `.nojekyll`,
//! a README. Each publication names in its message what it kept, so that the next one can tell.

use std::collections::{BTreeMap, BTreeSet};

use gix::bstr::{BString, ByteSlice as _};
use gix::objs::tree::{Entry, EntryKind};
use gix::objs::{Kind, WriteTo as _};
use gix::{ObjectId, Repository};
use percent_encoding::{AsciiSet, CONTROLS, percent_encode};

use super::{Last, SiteError, Target, git};
use crate::plan::Plan;

/// An object that is to be written.
pub(super) struct Object {
    pub(super) id: ObjectId,
    pub(super) kind: Kind,
    pub(super) bytes: Vec<u8>,
    /// Its path, or what it is.
    pub(super) place: String,
}

impl Object {
    pub(super) fn new(public: &Repository, kind: Kind, bytes: Vec<u8>, place: &str) -> Result<Self, SiteError> {
        let id = gix::objs::compute_hash(public.object_hash(), kind, &bytes).map_err(git)?;
        Ok(Self { id, kind, bytes, place: place.to_owned() })
    }
}

/// A new state of the branch.
pub(super) struct Overlay {
    /// The tree of the new commit.
    pub(super) root: ObjectId,
    /// Whether it is the tree that the branch has now.
    pub(super) same: bool,
    /// Blobs and trees, those that are there already among them.
    pub(super) objects: Vec<Object>,
    /// Paths below the site's folder that are somebody else's and stay.
    pub(super) kept: Vec<String>,
    /// Paths of files that were there before.
    before: Vec<String>,
}

/// A file or folder of the site.
enum Node {
    File(ObjectId),
    Folder(Folder),
}

type Folder = BTreeMap<String, Node>;
type Entries = BTreeMap<BString, Entry>;

impl Overlay {
    /// Lays the site over the tree of `parent`, given the last publication on that branch.
    pub(super) fn new(
        public: &Repository,
        site: &Plan,
        target: &Target<'_>,
        parent: Option<ObjectId>,
        last: Option<Last>,
    ) -> Result<Self, SiteError> {
        let parts: Vec<&str> = target.folder.split('/').filter(|part| !part.is_empty()).collect();
        parts.iter().try_for_each(|part| refuse_name(part, target.folder))?;
        let tip =
            parent.map(|id| public.find_commit(id).and_then(|c| Ok(c.tree_id()?.detach()))).transpose().map_err(git)?;
        let mut writer = Writer {
            public,
            adopt: target.adopt,
            kept_before: last.as_ref().map(|last| last.kept.clone()).unwrap_or_default(),
            objects: Vec::new(),
            kept: Vec::new(),
            before: Vec::new(),
            in_the_way: Vec::new(),
        };
        let folder = writer.blobs(site)?;
        let had = below(public, tip, &parts)?;
        let wrote = below(public, last.as_ref().map(|last| last.root), &parts)?;
        if last.is_none() && !target.adopt {
            let files: Vec<String> = entries(public, had)?.keys().take(5).map(shown).collect();
            if !files.is_empty() {
                return Err(SiteError::Foreign { branch: target.branch.to_owned(), files });
            }
        }
        let mut root = writer.merge(&folder, had, wrote, "")?;
        if !writer.in_the_way.is_empty() {
            return Err(SiteError::InTheWay(writer.in_the_way));
        }
        // The folders above the site's keep all else that they hold.
        for depth in (0..parts.len()).rev() {
            let (above, name) = parts.split_at(depth);
            let mut around = entries(public, below(public, tip, above)?)?;
            let name = BString::from(name.first().copied().unwrap_or_default());
            around.insert(name.clone(), Entry { mode: EntryKind::Tree.into(), filename: name, oid: root });
            root = writer.tree(around, &above.join("/"))?;
        }
        let Writer { objects, kept, mut before, .. } = writer;
        before.sort_unstable();
        Ok(Self { root, same: tip == Some(root), objects, kept, before })
    }

    /// Whether the branch had this file of the site before.
    pub(super) fn had(&self, path: &str) -> bool {
        self.before.binary_search_by(|p| p.as_str().cmp(path)).is_ok()
    }
}

struct Writer<'r> {
    public: &'r Repository,
    adopt: bool,
    kept_before: BTreeSet<String>,
    objects: Vec<Object>,
    kept: Vec<String>,
    before: Vec<String>,
    in_the_way: Vec<String>,
}

impl Writer<'_> {
    /// The plan as folders, with its files as blobs.
    fn blobs(&mut self, site: &Plan) -> Result<Folder, SiteError> {
        let mut root = Folder::new();
        for (path, bytes) in site.iter() {
            path.split('/').try_for_each(|part| refuse_name(part, path))?;
            let blob = Object::new(self.public, Kind::Blob, bytes.to_vec(), path)?;
            let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
            let mut folder = &mut root;
            for part in folders.split('/').filter(|part| !part.is_empty()) {
                match folder.entry(part.to_owned()).or_insert_with(|| Node::Folder(Folder::new())) {
                    Node::Folder(inner) => folder = inner,
                    Node::File(_) => return Err(SiteError::BadPath(path.to_owned())),
                }
            }
            folder.insert(name.to_owned(), Node::File(blob.id));
            self.objects.push(blob);
        }
        Ok(root)
    }

    /// The tree of a folder: the site's files, and those of the branch (`had`) that the last publication (`wrote`) did
    /// not write.
    fn merge(
        &mut self,
        site: &Folder,
        had: Option<ObjectId>,
        wrote: Option<ObjectId>,
        path: &str,
    ) -> Result<ObjectId, SiteError> {
        let (had, wrote) = (entries(self.public, had)?, entries(self.public, wrote)?);
        let mut merged = Entries::new();
        for (name, entry) in &had {
            let at = join(path, &escaped(name));
            let ours = wrote.get(name).filter(|_| !self.kept_before.contains(&at));
            let in_site = name.to_str().is_ok_and(|name| site.contains_key(name));
            if in_site {
                continue;
            }
            match ours {
                None => {
                    self.kept.push(at);
                    merged.insert(name.clone(), entry.clone());
                }
                // A folder that the site no longer has: what others put into it stays.
                Some(ours) if entry.mode.is_tree() && ours.mode.is_tree() => {
                    let left = self.merge(&Folder::new(), Some(entry.oid), Some(ours.oid), &at)?;
                    if left != ObjectId::empty_tree(self.public.object_hash()) {
                        merged.insert(name.clone(), Entry { oid: left, ..entry.clone() });
                    }
                }
                Some(_) => {}
            }
        }
        for (name, node) in site {
            let at = join(path, name);
            let name = BString::from(name.as_str());
            let there = had.get(&name);
            let ours = wrote.get(&name).filter(|_| !self.kept_before.contains(&escaped_path(&at)));
            let (mode, oid) = match node {
                Node::File(id) => {
                    if there.is_some_and(|entry| entry.mode.is_blob()) {
                        self.before.push(at.clone());
                    }
                    let blocks = there.is_some_and(|entry| entry.oid != *id && ours.is_none());
                    self.refuse(blocks, &at);
                    (EntryKind::Blob, *id)
                }
                Node::Folder(inner) => {
                    let folder = |entry: Option<&Entry>| entry.filter(|e| e.mode.is_tree()).map(|e| e.oid);
                    let blocks = there.is_some_and(|entry| !entry.mode.is_tree() && ours.is_none());
                    self.refuse(blocks, &at);
                    (EntryKind::Tree, self.merge(inner, folder(there), folder(wrote.get(&name)), &at)?)
                }
            };
            merged.insert(name.clone(), Entry { mode: mode.into(), filename: name, oid });
        }
        self.tree(merged, path)
    }

    fn refuse(&mut self, blocks: bool, path: &str) {
        if blocks && !self.adopt {
            self.in_the_way.push(path.to_owned());
        }
    }

    fn tree(&mut self, entries: Entries, path: &str) -> Result<ObjectId, SiteError> {
        let mut entries: Vec<Entry> = entries.into_values().collect();
        entries.sort();
        let mut bytes = Vec::new();
        gix::objs::Tree { entries }.write_to(&mut bytes).map_err(git)?;
        let place = if path.is_empty() { "the top folder" } else { path };
        let tree = Object::new(self.public, Kind::Tree, bytes, place)?;
        let id = tree.id;
        self.objects.push(tree);
        Ok(id)
    }
}

/// The tree of a folder below a tree, when there is one.
fn below(public: &Repository, root: Option<ObjectId>, parts: &[&str]) -> Result<Option<ObjectId>, SiteError> {
    let mut at = root;
    for part in parts {
        let inner = entries(public, at)?;
        at = match inner.get(part.as_bytes().as_bstr()) {
            Some(entry) if entry.mode.is_tree() => Some(entry.oid),
            Some(_) => return Err(SiteError::InTheWay(vec![(*part).to_owned()])),
            None => None,
        };
    }
    Ok(at)
}

fn entries(public: &Repository, tree: Option<ObjectId>) -> Result<Entries, SiteError> {
    let Some(id) = tree else { return Ok(Entries::new()) };
    let tree = public.find_tree(id).map_err(git)?;
    let mut entries = Entries::new();
    for entry in tree.iter() {
        let entry = entry.map_err(git)?;
        let filename = BString::from(entry.filename());
        let whole = Entry { mode: entry.mode(), filename: filename.clone(), oid: entry.object_id() };
        entries.insert(filename, whole);
    }
    Ok(entries)
}

/// A name that git, or a checkout on another system, would take for something else.
fn refuse_name(name: &str, path: &str) -> Result<(), SiteError> {
    let valid = gix::validate::path::component(name.into(), None, gix::validate::path::component::Options::default());
    valid.map(drop).map_err(|_| SiteError::BadPath(path.to_owned()))
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// What is escaped in a name, so that it fits in one line of a message.
const ESCAPED: &AsciiSet = &CONTROLS.add(b' ').add(b'%');

/// Returns a name for one line of a message.
fn escaped(name: &BString) -> String {
    percent_encode(name, ESCAPED).to_string()
}

fn escaped_path(path: &str) -> String {
    escaped(&BString::from(path))
}

fn shown(name: &BString) -> String {
    name.to_str_lossy().escape_debug().to_string()
}
