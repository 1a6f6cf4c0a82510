//! Compares the content of the files that a carrier changed.
//!
//! Messages and patches don't reveal a merge that keeps the other side's file, or a commit that
//! restores a file among other changes. The files do: a commit that restores a file to its content
//! before the carrier has reverted it. A file that the carrier added and that is gone was moved, or
//! is no longer needed: that alone is no revert. A commit that removes exactly the lines that the
//! carrier added, and adds those that it removed, puts the file back, whatever the lines around
//! say.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use crate::git::{FileDiff, FileVersion, Id, Repository, Unread};
use crate::product::Product;
use crate::product::graph::Place;
use crate::product::patch::{self, ChangedLines, Patch};

/// What a commit does to the files that a carrier changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Made {
    /// Something else, or nothing.
    Else,
    /// Some are as they were without the carrier, or all that it added are gone.
    PartlyBack,
    /// All of them are.
    Back,
    /// All of them are as the carrier left them, and were not before.
    Again,
}

/// A file before and after a commit.
type Change = (Option<FileVersion>, Option<FileVersion>);

/// The files of a product's commits, each looked up once.
pub(super) struct Contents<'p> {
    product: &'p Product,
    repository: Repository,
    changes: HashMap<Place, Rc<Vec<FileDiff>>>,
    files: HashMap<(Id, Vec<u8>), Option<FileVersion>>,
}

impl<'p> Contents<'p> {
    pub(super) fn new(product: &'p Product) -> Self {
        Self { product, repository: product.reader(), changes: HashMap::new(), files: HashMap::new() }
    }

    pub(super) fn product(&self) -> &'p Product {
        self.product
    }

    /// What `at` makes of the files that `carrier` changed: they were as in `had`, and may be as in
    /// `lacks`, where the carrier is not, or no more. Of a carrier that brings other things, too,
    /// the `paths` of the fix count, if it changed any.
    pub(super) fn made(
        &mut self,
        paths: &BTreeSet<Vec<u8>>,
        carrier: Place,
        at: Place,
        had: &[Place],
        lacks: &[Place],
    ) -> Result<Made, Unread> {
        let all = self.changes(carrier)?;
        let own: Vec<&FileDiff> = all.iter().filter(|touched| paths.contains(&touched.path)).collect();
        let changes = if own.is_empty() { all.iter().collect() } else { own };
        let (mut back, mut gone, mut again, mut changed, mut is_undone) = (0, 0, 0, false, false);
        for FileDiff { path, old, new } in &changes {
            let now = self.at(at, path)?;
            again += usize::from(now == *new);
            let mut kept = false;
            for parent in had {
                kept |= self.at(*parent, path)? == now;
            }
            if kept {
                continue;
            }
            changed = true;
            if now.is_none() && old.is_none() && lacks.is_empty() {
                gone += usize::from(!self.has_moved(*new, at)?);
                continue;
            }
            let mut without = now == *old;
            for parent in lacks {
                without |= self.at(*parent, path)? == now;
            }
            back += usize::from(without && now != *new);
            if let [parent] = had
                && !without
            {
                let before = self.at(*parent, path)?;
                is_undone |= self.is_inverse((*old, *new), (before, now))?;
            }
        }
        Ok(match back {
            0 if changed && again == changes.len() => Made::Again,
            0 if is_undone || gone == changes.len() => Made::PartlyBack,
            0 => Made::Else,
            back if back + gone == changes.len() => Made::Back,
            _ => Made::PartlyBack,
        })
    }

    /// Returns whether a commit adds a file of this content.
    fn has_moved(&mut self, file: Option<FileVersion>, at: Place) -> Result<bool, Unread> {
        let id = file.map(|file| file.id);
        let is_it = |touched: &FileDiff| touched.old.is_none() && touched.new.map(|new| new.id) == id;
        Ok(self.changes(at)?.iter().any(is_it))
    }

    /// Returns whether one change of a file removes exactly the lines that another one added, and
    /// adds those that it removed, whatever the lines around them are.
    fn is_inverse(&self, done: Change, undone: Change) -> Result<bool, Unread> {
        let lines = |(old, new): Change| -> Result<Option<ChangedLines>, Unread> {
            let texts = patch::contents(&self.repository, old)?.zip(patch::contents(&self.repository, new)?);
            Ok(texts.map(|(old, new)| ChangedLines::between(&old, &new)))
        };
        Ok(lines(undone)?.zip(lines(done)?).is_some_and(|(undone, done)| undone.undoes(&done)))
    }

    /// Returns what a carrier changed; for a merge, compared with its first parent.
    fn changes(&mut self, carrier: Place) -> Result<Rc<Vec<FileDiff>>, Unread> {
        if let Some(known) = self.changes.get(&carrier) {
            return Ok(Rc::clone(known));
        }
        let patch = self.product.mainline_patch(&self.repository, carrier)?;
        let changes = Rc::new(patch.map(Patch::touched).unwrap_or_default());
        self.changes.insert(carrier, Rc::clone(&changes));
        Ok(changes)
    }

    fn tree(&self, place: Place) -> Option<Id> {
        self.product.trees.get(place.index()).copied()
    }

    /// Returns the file of a commit at a path.
    fn at(&mut self, place: Place, path: &[u8]) -> Result<Option<FileVersion>, Unread> {
        self.tree(place).map_or(Ok(None), |tree| self.file(tree, path))
    }

    fn file(&mut self, folder: Id, path: &[u8]) -> Result<Option<FileVersion>, Unread> {
        let key = (folder, path.to_vec());
        if let Some(known) = self.files.get(&key) {
            return Ok(*known);
        }
        let mut parts = path.splitn(2, |byte| *byte == b'/');
        let (name, rest) = (parts.next().unwrap_or_default(), parts.next());
        let found = match (self.repository.child(folder, name)?, rest) {
            (Some(file), None) if !file.mode.is_folder() => Some(file),
            (Some(folder), Some(rest)) if folder.mode.is_folder() => self.file(folder.id, rest)?,
            _ => None,
        };
        self.files.insert(key, found);
        Ok(found)
    }
}
