//! Overlays the site on the files of a branch, and keeps the files of others.
//!
//! A file that the last publication wrote belongs to the site. Any other file is kept, such as
//! `CNAME`, `.nojekyll` or a README. Each publication lists in its message what it kept, so that
//! the next one can tell them apart.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{AsciiSet, CONTROLS, percent_encode};

use super::common;
use super::error::{PublishError, git};
use super::object::NewObject;
use super::target::{Last, Target};
use crate::git::{self as repository, FileVersion, Id, Mode, ObjectKind, Repository, Row};
use crate::names::PublicId;
use crate::plan::Plan;

/// The new content of the branch.
pub(super) struct Overlay {
    /// The tree of the new commit.
    pub(super) root: Id,
    /// Whether the branch already has this tree.
    pub(super) same: bool,
    /// All blobs and trees, including those that exist already.
    pub(super) objects: Vec<NewObject>,
    /// The paths below the site's folder that were kept.
    pub(super) kept: Vec<String>,
    /// The ids of the advisories whose pages the branch has and the new tree lacks.
    pub(super) lost: Vec<String>,
    /// Paths of files that were there before.
    before: Vec<String>,
}

/// A file or folder of the site.
enum Node {
    File(Id),
    Folder(Folder),
}

type Folder = BTreeMap<String, Node>;
/// The entries of a folder by name.
type Rows = BTreeMap<Vec<u8>, FileVersion>;

impl Overlay {
    /// Overlays the site on the tree of `parent`, given the last publication on that branch.
    pub(super) fn new(
        public: &Repository,
        site: &Plan,
        target: &Target<'_>,
        parent: Option<Id>,
        last: Option<Last>,
    ) -> Result<Self, PublishError> {
        let parts: Vec<&str> = target.folder.split('/').filter(|part| !part.is_empty()).collect();
        parts.iter().try_for_each(|part| refuse_name(part, target.folder))?;
        let tip = parent.map(|id| public.tree_of(id)).transpose().map_err(git)?;
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
            let there = rows(public, had)?;
            let is_neutral = |name: &Vec<u8>| std::str::from_utf8(name).is_ok_and(common::is_neutral);
            if !there.keys().all(is_neutral) {
                let files = there.keys().take(5).map(|name| shown(name)).collect();
                return Err(PublishError::Foreign { branch: target.branch.to_owned(), files });
            }
        }
        let mut root = writer.merge(&folder, had, wrote, "")?;
        if !writer.in_the_way.is_empty() {
            return Err(PublishError::InTheWay(writer.in_the_way));
        }
        let stays = |name: &str| folder.contains_key(name) || writer.kept.iter().any(|kept| kept == name);
        let pages = rows(public, had)?.into_keys().filter_map(|name| String::from_utf8(name).ok());
        let lost = pages.filter(|name| !stays(name)).filter_map(|name| Some(advisory(&name)?.to_string())).collect();
        // The folders above the site's keep all else that they hold.
        for depth in (0..parts.len()).rev() {
            let (above, name) = parts.split_at(depth);
            let mut around = rows(public, below(public, tip, above)?)?;
            let name = name.first().copied().unwrap_or_default().as_bytes().to_vec();
            around.insert(name, FileVersion { mode: Mode::folder(), id: root });
            root = writer.tree(around, &above.join("/"))?;
        }
        let Writer { objects, kept, mut before, .. } = writer;
        before.sort_unstable();
        Ok(Self { root, same: tip == Some(root), objects, kept, lost, before })
    }

    /// Returns whether the branch had this file of the site before.
    pub(super) fn had(&self, path: &str) -> bool {
        self.before.binary_search_by(|p| p.as_str().cmp(path)).is_ok()
    }
}

struct Writer<'r> {
    public: &'r Repository,
    adopt: bool,
    kept_before: BTreeSet<String>,
    objects: Vec<NewObject>,
    kept: Vec<String>,
    before: Vec<String>,
    in_the_way: Vec<String>,
}

impl Writer<'_> {
    /// Makes a blob of each planned file, and arranges them in folders.
    fn blobs(&mut self, site: &Plan) -> Result<Folder, PublishError> {
        let mut root = Folder::new();
        for (path, bytes) in site.iter() {
            path.split('/').try_for_each(|part| refuse_name(part, path))?;
            let blob = NewObject::new(self.public, ObjectKind::Blob, bytes.to_vec(), path)?;
            let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
            let mut folder = &mut root;
            for part in folders.split('/').filter(|part| !part.is_empty()) {
                match folder.entry(part.to_owned()).or_insert_with(|| Node::Folder(Folder::new())) {
                    Node::Folder(inner) => folder = inner,
                    Node::File(_) => return Err(PublishError::BadPath(path.to_owned())),
                }
            }
            folder.insert(name.to_owned(), Node::File(blob.id));
            self.objects.push(blob);
        }
        Ok(root)
    }

    /// Makes the tree of a folder: the site's files, and those of the branch (`had`) that the last
    /// publication (`wrote`) did not write.
    fn merge(&mut self, site: &Folder, had: Option<Id>, wrote: Option<Id>, path: &str) -> Result<Id, PublishError> {
        let (had, wrote) = (rows(self.public, had)?, rows(self.public, wrote)?);
        let mut merged = Rows::new();
        for (name, entry) in &had {
            let at = join(path, &escaped(name));
            let ours = wrote.get(name).filter(|_| !self.kept_before.contains(&at));
            let in_site = std::str::from_utf8(name).is_ok_and(|name| site.contains_key(name));
            if in_site {
                continue;
            }
            match ours {
                None => {
                    self.kept.push(at);
                    merged.insert(name.clone(), *entry);
                }
                // A folder that the site no longer has: what others put into it stays.
                Some(ours) if entry.mode.is_folder() && ours.mode.is_folder() => {
                    let left = self.merge(&Folder::new(), Some(entry.id), Some(ours.id), &at)?;
                    if !left.is_of_nothing() {
                        merged.insert(name.clone(), FileVersion { id: left, ..*entry });
                    }
                }
                Some(_) => {}
            }
        }
        for (name, node) in site {
            let at = join(path, name);
            let there = had.get(name.as_bytes());
            let ours = wrote.get(name.as_bytes()).filter(|_| !self.kept_before.contains(&escaped_path(&at)));
            let (mode, id) = match node {
                Node::File(id) => {
                    if there.is_some_and(|entry| entry.mode.is_file()) {
                        self.before.push(at.clone());
                    }
                    let blocks = there.is_some_and(|entry| entry.id != *id && ours.is_none());
                    self.refuse(blocks, &at);
                    (Mode::plain(), *id)
                }
                Node::Folder(inner) => {
                    let folder = |row: Option<&FileVersion>| row.filter(|r| r.mode.is_folder()).map(|r| r.id);
                    let blocks = there.is_some_and(|entry| !entry.mode.is_folder() && ours.is_none());
                    self.refuse(blocks, &at);
                    (Mode::folder(), self.merge(inner, folder(there), folder(wrote.get(name.as_bytes())), &at)?)
                }
            };
            merged.insert(name.as_bytes().to_vec(), FileVersion { mode, id });
        }
        self.tree(merged, path)
    }

    fn refuse(&mut self, blocks: bool, path: &str) {
        if blocks && !self.adopt {
            self.in_the_way.push(path.to_owned());
        }
    }

    fn tree(&mut self, rows: Rows, path: &str) -> Result<Id, PublishError> {
        let bytes = repository::encode(rows.into_iter().map(|(name, version)| Row { name, version })).map_err(git)?;
        let place = if path.is_empty() { "the top folder" } else { path };
        let tree = NewObject::new(self.public, ObjectKind::Tree, bytes, place)?;
        let id = tree.id;
        self.objects.push(tree);
        Ok(id)
    }
}

/// Returns the id of the advisory whose page has this path in a site, if it is a page.
fn advisory(path: &str) -> Option<PublicId> {
    path.strip_suffix(".html").and_then(|name| name.parse().ok())
}

/// Returns the tree at a path below a tree, if there is one.
fn below(public: &Repository, root: Option<Id>, parts: &[&str]) -> Result<Option<Id>, PublishError> {
    let mut at = root;
    for part in parts {
        let inner = rows(public, at)?;
        at = match inner.get(part.as_bytes()) {
            Some(entry) if entry.mode.is_folder() => Some(entry.id),
            Some(_) => return Err(PublishError::InTheWay(vec![(*part).to_owned()])),
            None => None,
        };
    }
    Ok(at)
}

fn rows(public: &Repository, folder: Option<Id>) -> Result<Rows, PublishError> {
    let Some(id) = folder else { return Ok(Rows::new()) };
    Ok(public.rows(id).map_err(git)?.into_iter().map(|row| (row.name, row.version)).collect())
}

/// Refuses a name that git, or a checkout on another system, does not allow.
fn refuse_name(name: &str, path: &str) -> Result<(), PublishError> {
    if repository::is_name(name) { Ok(()) } else { Err(PublishError::BadPath(path.to_owned())) }
}

pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// What is escaped in a name, so that it fits in one line of a message.
const ESCAPED: &AsciiSet = &CONTROLS.add(b' ').add(b'%');

/// Returns a name for one line of a message.
pub(super) fn escaped(name: &[u8]) -> String {
    percent_encode(name, ESCAPED).to_string()
}

fn escaped_path(path: &str) -> String {
    escaped(path.as_bytes())
}

fn shown(name: &[u8]) -> String {
    String::from_utf8_lossy(name).escape_debug().to_string()
}
