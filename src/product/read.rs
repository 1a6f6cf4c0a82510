//! From a folder to a [`Product`].

use std::collections::HashSet;
use std::path::Path;

use gix::{ObjectId, Repository};

use super::graph::Graph;
use super::mentions::{Mention, mentions};
use super::{Incomplete, Product, ProductError, refs};
use crate::git::{Cause, Commit, Id};

/// Bytes of objects that a thread keeps at hand: a commit's folders are most often those of the one before.
const CACHE: usize = 32 << 20;

/// A commit that was read.
struct Read {
    tree: ObjectId,
    mentions: Vec<Mention>,
}

pub(super) fn open(folder: &Path) -> Result<Product, ProductError> {
    let not_a_repository = |source: Cause| ProductError::NotARepository(folder.to_owned(), source);
    // What a replacement hides is what the others have.
    let (shared, _) = crate::git::open(folder).map_err(|e| not_a_repository(e.into()))?;
    let mut repository = shared.to_thread_local();
    // What is not there now will not be there in a moment: looking again for each would take long.
    repository.objects.refresh_never();
    refuse_incomplete(&repository, folder)?;
    let damaged = |source: Cause| ProductError::Damaged { repository: folder.to_owned(), source };
    let refs = refs::read(&repository).map_err(damaged)?;
    if let Some(missing) = refs.missing {
        return Err(lacking(folder, missing));
    }
    let mut tips: Vec<ObjectId> = refs.tags.iter().map(|tag| tag.commit.0).collect();
    tips.extend(refs.branches.iter().flat_map(|b| b.others.iter().chain([&b.tip])).map(|tip| tip.commit.0));
    tips.extend(repository.head_id().ok().map(|id| id.detach()));
    let (commits, read) = walk(&repository, tips, folder)?;
    let (graph, order) = Graph::new(&commits);
    let mut read: Vec<Option<Read>> = read.into_iter().map(Some).collect();
    let read: Vec<Read> = order.into_iter().filter_map(|n| read.get_mut(n)?.take()).collect();
    let (trees, mentions) = read.into_iter().map(|read| (read.tree, read.mentions)).unzip();
    let refs::Refs { branches, tags, skipped, .. } = refs;
    Ok(Product { shared, folder: folder.to_owned(), graph, mentions, trees, branches, tags, skipped })
}

pub(super) fn lacking(folder: &Path, object: ObjectId) -> ProductError {
    Incomplete::Missing { repository: folder.to_owned(), object: object.to_string() }.into()
}

fn refuse_incomplete(repository: &Repository, folder: &Path) -> Result<(), ProductError> {
    let damaged = |source: Cause| ProductError::Damaged { repository: folder.to_owned(), source };
    if repository.is_shallow().map_err(|e| damaged(e.into()))? {
        return Err(Incomplete::Shallow(folder.to_owned()).into());
    }
    let config = repository.config_snapshot();
    let promised = repository.remote_names().iter().any(|remote| {
        let of = |key: &str| format!("remote.{remote}.{key}");
        config.boolean(of("promisor").as_str()) == Some(true)
            || config.string(of("partialclonefilter").as_str()).is_some()
    });
    let promised = promised || config.string("extensions.partialClone").is_some();
    if promised || has_promised_pack(repository).map_err(damaged)? {
        return Err(Incomplete::Partial(folder.to_owned()).into());
    }
    let format = config.string("extensions.refStorage").map(|format| format.to_string());
    match format.filter(|format| format != "files") {
        Some(format) => Err(ProductError::RefFormat { repository: folder.to_owned(), format }),
        None => Ok(()),
    }
}

/// Whether a pack says of itself that it came without what it names. That stays when the remote is forgotten.
fn has_promised_pack(repository: &Repository) -> Result<bool, Cause> {
    let own = repository.common_dir().join("objects");
    let others = repository.objects.store_ref().alternate_db_paths()?;
    for store in others.into_iter().chain([own]) {
        // There may be no packs, and nothing stands in the way of reading those that are there.
        let Ok(packs) = std::fs::read_dir(store.join("pack")) else { continue };
        for file in packs {
            if file?.path().extension().is_some_and(|extension| extension == "promisor") {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

type Walked = (Vec<(Id, Vec<Id>)>, Vec<Read>);

/// Every commit that these lead to.
fn walk(repository: &Repository, tips: Vec<ObjectId>, folder: &Path) -> Result<Walked, ProductError> {
    let damaged = |source: Cause| ProductError::Damaged { repository: folder.to_owned(), source };
    let mut seen = HashSet::new();
    let mut open: Vec<ObjectId> = tips.into_iter().filter(|tip| seen.insert(*tip)).collect();
    let (mut commits, mut read) = (Vec::new(), Vec::new());
    while let Some(id) = open.pop() {
        let object = repository.try_find_object(id).map_err(|e| damaged(e.into()))?;
        let object = object.ok_or_else(|| lacking(folder, id))?;
        let commit = object.try_to_commit_ref().map_err(|e| damaged(e.into()))?;
        let parents: Vec<ObjectId> = commit.parents().collect();
        open.extend(parents.iter().copied().filter(|parent| seen.insert(*parent)));
        commits.push((Id(id), parents.into_iter().map(Id).collect()));
        read.push(Read { tree: commit.tree(), mentions: mentions(commit.message) });
    }
    Ok((commits, read))
}

/// Why an object could not be read.
#[derive(Debug)]
pub(super) enum Unread {
    /// It is not there.
    Missing(ObjectId),
    /// What git said.
    Damaged(Cause),
}

impl From<gix::Error> for Unread {
    fn from(error: gix::Error) -> Self {
        Self::Damaged(error.into())
    }
}

/// An object, which has to be there.
pub(super) fn object(repository: &Repository, id: ObjectId) -> Result<gix::Object<'_>, Unread> {
    repository.try_find_object(id)?.ok_or(Unread::Missing(id))
}

impl Product {
    /// Reads a commit of this repository, whether a branch leads to it or not.
    ///
    /// # Errors
    /// When it is not there or can't be read.
    pub fn commit(&self, id: Id) -> Result<Commit, ProductError> {
        let repository = self.shared.to_thread_local();
        let object = repository.try_find_object(id.0).map_err(|e| self.damaged(e))?;
        let object = object.ok_or_else(|| lacking(&self.folder, id.0))?;
        let commit = object.try_to_commit_ref().map_err(|e| self.damaged(e))?;
        Ok(Commit::read(id, &commit))
    }

    /// How the repository counts its objects.
    pub(super) fn format(&self) -> gix::hash::Kind {
        self.shared.to_thread_local().object_hash()
    }

    /// The repository, for one thread.
    pub(super) fn reader(&self) -> Repository {
        let mut repository = self.shared.to_thread_local();
        // What is not there now will not be there in a moment: looking again for each would take long.
        repository.objects.refresh_never();
        repository.object_cache_size_if_unset(CACHE);
        repository
    }

    pub(super) fn unreadable(&self, error: Unread) -> ProductError {
        match error {
            Unread::Missing(id) => lacking(&self.folder, id),
            Unread::Damaged(source) => ProductError::Damaged { repository: self.folder.clone(), source },
        }
    }
}
