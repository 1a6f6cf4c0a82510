//! Branches and tags: the commits that lines of history end at.

use std::collections::BTreeMap;

use gix::bstr::ByteSlice;
use gix::object::Kind;
use gix::{ObjectId, Repository};

use crate::git::Cause;
use crate::git::Id;

/// Where a name points to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tip {
    /// The whole name, such as `refs/remotes/origin/main`.
    pub reference: String,
    /// The commit.
    pub commit: Id,
}

/// A branch, with what this clone and the remotes call by its name.
///
/// As git itself resolves a name, the local branch wins. Without one, the remote named `origin` does, then the first remote by
/// name. Where not all of them point to the same commit, [`Branch::others`] tells, for one of them is out of date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Branch {
    /// The name, such as `release-1.16`.
    pub name: String,
    /// What wins.
    pub tip: Tip,
    /// The same name elsewhere, pointing to other commits.
    pub others: Vec<Tip>,
}

/// A tag that leads to a commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tag {
    /// The name, such as `v1.16.2`.
    pub name: String,
    /// The commit, behind any annotated tags.
    pub commit: Id,
}

/// What the refs of a repository say.
#[derive(Default)]
pub(super) struct Refs {
    pub(super) branches: Vec<Branch>,
    pub(super) tags: Vec<Tag>,
    /// Tags that lead to no commit.
    pub(super) skipped: Vec<String>,
    /// An object that a ref names and that is not there.
    pub(super) missing: Option<ObjectId>,
}

/// Who wins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Local,
    Origin,
    Other,
}

pub(super) fn read(repository: &Repository) -> Result<Refs, Cause> {
    let mut refs = Refs::default();
    let mut branches: BTreeMap<String, Vec<(Rank, Tip)>> = BTreeMap::new();
    let mut remotes: Vec<String> = repository.remote_names().iter().map(|name| name.to_string() + "/").collect();
    // `origin/a` may be a remote beside `origin`: the longer name is the more exact one.
    remotes.sort_by_key(|name| std::cmp::Reverse(name.len()));
    for reference in repository.references()?.all()? {
        let mut reference = reference?;
        let full = reference.name().as_bstr().to_str_lossy().into_owned();
        let id = match reference.target().try_id().map(ToOwned::to_owned) {
            Some(id) => id,
            // `origin/HEAD` is a name for a branch, not a branch.
            None if full.starts_with("refs/remotes/") && full.ends_with("/HEAD") => continue,
            // A branch that is another name of one is one; what names nothing yet is none.
            None => match reference.follow_to_object() {
                Ok(id) => id.detach(),
                Err(_) => continue,
            },
        };
        let (tag, branch) = (full.strip_prefix("refs/tags/"), branch(&full, &remotes));
        if tag.is_none() && branch.is_none() {
            continue;
        }
        let peeled = match peel(repository, id)? {
            Peeled::Missing(id) => {
                refs.missing.get_or_insert(id);
                continue;
            }
            Peeled::Commit(id) => Some(Id(id)),
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

/// A branch's own name, and its remote's.
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

enum Peeled {
    Commit(ObjectId),
    Other,
    Missing(ObjectId),
}

/// What an object stands for, behind any annotated tags.
fn peel(repository: &Repository, mut id: ObjectId) -> Result<Peeled, Cause> {
    loop {
        let Some(header) = repository.try_find_header(id)? else { return Ok(Peeled::Missing(id)) };
        match header.kind() {
            Kind::Commit => return Ok(Peeled::Commit(id)),
            Kind::Tag => id = repository.find_tag(id)?.target_id()?.detach(),
            Kind::Tree | Kind::Blob => return Ok(Peeled::Other),
        }
    }
}
