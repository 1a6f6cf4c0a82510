//! Branches and tags, and the commits that they point to.

use std::collections::BTreeMap;
use std::path::PathBuf;

use gix::bstr::ByteSlice;
use gix::object::Kind;

use super::branch_name::BranchName;
use super::error::Cause;
use super::format::Format;
use super::id::Id;
use super::reftable::{self, Table, Target};
use super::repository::{Repository, storage};

/// A ref and the commit that it points to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tip {
    /// The whole name, such as `refs/remotes/origin/main`.
    pub reference: String,
    /// The commit.
    pub commit: Id,
}

/// A branch with all local and remote-tracking refs of its name.
///
/// The local branch wins, as when git resolves a name; then the remote named `origin`, then the
/// first remote by name. [`Branch::others`] lists those that point to other commits, because one of
/// them is out of date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Branch {
    /// The name, such as `release-1.16`.
    pub name: String,
    /// The ref that wins.
    pub tip: Tip,
    /// Refs of the same name that point to other commits.
    pub others: Vec<Tip>,
}

/// A tag that points to a commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tag {
    /// The name, such as `v1.16.2`.
    pub name: String,
    /// The commit, behind any annotated tags.
    pub commit: Id,
}

/// The branches and tags of a repository.
#[derive(Default)]
pub(crate) struct Refs {
    pub(crate) branches: Vec<Branch>,
    pub(crate) tags: Vec<Tag>,
    /// Tags that lead to no commit.
    pub(crate) skipped: Vec<String>,
    /// An object that a ref names and that is not there.
    pub(crate) missing: Option<Id>,
}

/// The order in which refs of one name win.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Local,
    Origin,
    Other,
}

impl Repository {
    /// Returns the branches and tags.
    ///
    /// # Errors
    /// When they can't be read.
    pub(crate) fn refs(&self) -> Result<Refs, Cause> {
        let mut refs = Refs::default();
        let mut branches: BTreeMap<String, Vec<(Rank, Tip)>> = BTreeMap::new();
        let mut remotes: Vec<String> = self.remotes().into_iter().map(|name| name + "/").collect();
        // `origin/a` may be a remote beside `origin`: the longer name is the more exact one.
        remotes.sort_by_key(|name| std::cmp::Reverse(name.len()));
        for (full, id) in named(&self.0)? {
            let (tag, branch) = (full.strip_prefix("refs/tags/"), branch(&full, &remotes));
            if tag.is_none() && branch.is_none() {
                continue;
            }
            let peeled = match self.peel(id)? {
                Peeled::Missing(id) => {
                    refs.missing.get_or_insert(id);
                    continue;
                }
                Peeled::Commit(id) => Some(id),
                Peeled::Other => None,
            };
            match (tag, branch, peeled) {
                (Some(tag), _, Some(commit)) => refs.tags.push(Tag { name: tag.to_owned(), commit }),
                (Some(tag), _, None) => refs.skipped.push(tag.to_owned()),
                (None, Some((name, remote)), Some(commit)) => {
                    let rank = match remote {
                        None => Rank::Local,
                        Some("origin") => Rank::Origin,
                        Some(_) => Rank::Other,
                    };
                    let name = name.to_owned();
                    branches.entry(name).or_default().push((rank, Tip { reference: full, commit }));
                }
                _ => {}
            }
        }
        refs.tags.sort_by(|a, b| a.name.cmp(&b.name));
        refs.skipped.sort();
        refs.branches = branches.into_iter().filter_map(|(name, tips)| choose(name, tips)).collect();
        Ok(refs)
    }

    /// Returns what an object is after following annotated tags.
    fn peel(&self, mut id: Id) -> Result<Peeled, Cause> {
        loop {
            let Some(header) = self.0.try_find_header(id.0)? else { return Ok(Peeled::Missing(id)) };
            match header.kind() {
                Kind::Commit => return Ok(Peeled::Commit(id)),
                Kind::Tag => id = Id(self.0.find_tag(id.0)?.target_id()?.detach()),
                Kind::Tree | Kind::Blob => return Ok(Peeled::Other),
            }
        }
    }

    /// Returns the commit of `HEAD`, if there is one.
    pub(crate) fn head(&self) -> Option<Id> {
        head(&self.0)
    }

    /// Returns every commit reachable from a ref.
    ///
    /// # Errors
    /// When a ref or a commit can't be read.
    pub(crate) fn reachable(&self) -> Result<Vec<Id>, Cause> {
        let mut tips = Vec::new();
        for (_, id) in named(&self.0)? {
            if let Ok(Peeled::Commit(id)) = self.peel(id) {
                tips.push(id.0);
            }
        }
        tips.extend(self.head().map(|id| id.0));
        self.0.rev_walk(tips).all()?.map(|info| Ok(Id(info?.id))).collect()
    }

    /// Returns the names of the local branches.
    ///
    /// # Errors
    /// When they can't be listed.
    pub(crate) fn local_branches(&self) -> Result<Vec<String>, Cause> {
        let all = self.0.references()?;
        let names = all.local_branches()?.map(|branch| Ok(branch?.name().shorten().to_string()));
        names.collect()
    }

    /// Returns the commit of a branch; `None` when there is no such branch.
    ///
    /// # Errors
    /// When it can't be read.
    pub(crate) fn branch_tip(&self, branch: &BranchName) -> Result<Option<Id>, Cause> {
        let found = self.0.try_find_reference(branch.full().as_ref())?;
        found.map(|mut reference| Ok(Id(reference.peel_to_id()?.detach()))).transpose()
    }

    /// Returns the commit of a remote-tracking branch; `None` when there is no such branch.
    ///
    /// # Errors
    /// When it can't be read.
    pub(crate) fn remote_tip(&self, remote: &str, branch: &str) -> Result<Option<Id>, Cause> {
        let found = self.0.try_find_reference(format!("refs/remotes/{remote}/{branch}").as_str())?;
        found.map(|mut reference| Ok(Id(reference.peel_to_id()?.detach()))).transpose()
    }

    /// Returns the work tree in which a branch is checked out, if any.
    ///
    /// # Errors
    /// When a work tree can't be opened.
    pub(crate) fn checked_out(&self, branch: &BranchName) -> Result<Option<PathBuf>, Cause> {
        for repository in self.0.worktrees_including_main()? {
            let repository = repository?;
            let Some(folder) = repository.workdir() else { continue };
            if repository.head_name()?.is_some_and(|head| head == *branch.full()) {
                return Ok(Some(folder.to_owned()));
            }
        }
        Ok(None)
    }
}

/// Returns the refs of a repository that stores them as reftable, with the `HEAD` of the work tree.
fn table(repository: &gix::Repository) -> Result<Option<Table>, Cause> {
    if storage(repository).as_deref() != Some("reftable") {
        return Ok(None);
    }
    let format = Format(repository.object_hash());
    let mut all = reftable::read(repository.common_dir(), format)?.unwrap_or_default();
    if repository.git_dir() != repository.common_dir() {
        all.extend(reftable::read(repository.git_dir(), format)?.unwrap_or_default());
    }
    Ok(Some(all))
}

/// Returns the commit of `HEAD`, if there is one.
pub(super) fn head(repository: &gix::Repository) -> Option<Id> {
    match table(repository).ok()? {
        None => repository.head_id().ok().map(|id| Id(id.detach())),
        Some(all) => reftable::resolve(&all, "HEAD"),
    }
}

/// Returns every ref that leads to an object, with that object.
pub(super) fn named(repository: &gix::Repository) -> Result<Vec<(String, Id)>, Cause> {
    // `origin/HEAD` is a name for a branch, not a branch.
    let is_head_of_remote = |full: &str| full.starts_with("refs/remotes/") && full.ends_with("/HEAD");
    // A branch that is another name of one is one; what names nothing yet is none.
    if let Some(all) = table(repository)? {
        let is_branch = |(full, target): &(&String, &Target)| {
            full.starts_with("refs/") && !(matches!(target, Target::Name(_)) && is_head_of_remote(full))
        };
        let branches = all.iter().filter(is_branch);
        return Ok(branches.filter_map(|(full, _)| Some((full.clone(), reftable::resolve(&all, full)?))).collect());
    }
    let mut found = Vec::new();
    for reference in repository.references()?.all()? {
        let mut reference = reference?;
        let full = reference.name().as_bstr().to_str_lossy().into_owned();
        match reference.target().try_id().map(ToOwned::to_owned) {
            Some(id) => found.push((full, Id(id))),
            None if is_head_of_remote(&full) => {}
            None => found.extend(reference.follow_to_object().ok().map(|id| (full, Id(id.detach())))),
        }
    }
    Ok(found)
}

/// Returns a revision with the ID in the place of a ref's name, if the repository stores its refs
/// in a form in which gix can't look them up; `None` otherwise.
pub(super) fn with_id(repository: &gix::Repository, revision: &str) -> Result<Option<String>, Cause> {
    let Some(all) = table(repository)? else { return Ok(None) };
    let end = revision.find(['^', '~', ':']).unwrap_or(revision.len());
    let (name, rest) = revision.split_at(end);
    let name = if name == "@" { "HEAD" } else { name };
    let places = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"];
    let id = places.iter().find_map(|place| reftable::resolve(&all, &format!("{place}{name}")));
    Ok(id.map(|id| format!("{id}{rest}")))
}

/// Splits the name of a ref into the branch and the remote.
fn branch<'a>(full: &'a str, remotes: &[String]) -> Option<(&'a str, Option<&'a str>)> {
    if let Some(name) = full.strip_prefix("refs/heads/") {
        return Some((name, None));
    }
    let tracked = full.strip_prefix("refs/remotes/")?;
    let known = remotes.iter().find_map(|remote| tracked.strip_prefix(remote.as_str()));
    let name = known.or_else(|| tracked.split_once('/').map(|(_, name)| name))?;
    let remote = tracked.strip_suffix(name)?.strip_suffix('/')?;
    Some((name, Some(remote)))
}

fn choose(name: String, mut tips: Vec<(Rank, Tip)>) -> Option<Branch> {
    tips.sort_by(|(rank, tip), (other_rank, other)| (rank, &tip.reference).cmp(&(other_rank, &other.reference)));
    let mut tips = tips.into_iter().map(|(_, tip)| tip);
    let tip = tips.next()?;
    let others = tips.filter(|other| other.commit != tip.commit).collect();
    Some(Branch { name, tip, others })
}

/// What an object is after following annotated tags.
enum Peeled {
    Commit(Id),
    Other,
    Missing(Id),
}
