//! The public site as a commit in a public repository that shares nothing with the private one.
//!
//! Everything is worked out first: the objects of the new commit are made in memory and held against the private
//! repository, then they are written, and the branch moves last, by compare and swap. Whoever kills this at any moment
//! leaves the old branch. No git program, hook, filter or configuration of the user's has a say in what is written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use gix::bstr::ByteSlice as _;
use gix::objs::{Kind, Write as _, WriteTo as _};
use gix::refs::transaction::{Change, LogChange, PreviousValue, RefEdit, RefLog};
use gix::refs::{FullName, Target as RefTarget};
use gix::{ObjectId, Repository};

use crate::error::Help;
use crate::git::Cause;
use crate::plan::Plan;
use crate::source::Tree;
use crate::time::Instant;

mod isolation;
mod overlay;

use isolation::Private;
use overlay::{Object, Overlay};

/// The line of a commit message that tells a publication, with the folder it is for.
const MARK: &str = "Advisory-Site: ";
/// The lines that name what it left as it found it.
const KEPT: &str = "Advisory-Keeps: ";

/// Why nothing was published. The branch is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// No repository stands at the very place that was named.
    #[error("{} is not a git repository", .0.display())]
    NotARepository(PathBuf, #[source] Cause),
    /// No branch can be called this.
    #[error("`{}` can't be the name of a branch", .0.escape_debug())]
    BadBranch(String),
    /// Another branch stands where the branch's folder would be, or below it.
    #[error("there can be no branch `{branch}` beside `{other}`")]
    BranchInTheWay {
        /// The branch.
        branch: String,
        /// The one that is there.
        other: String,
    },
    /// The repository keeps its branches in a form that can't be read here.
    #[error("{} keeps its branches as `{format}`", repository.display())]
    RefFormat {
        /// The repository.
        repository: PathBuf,
        /// What its `extensions.refStorage` says.
        format: String,
    },
    /// A path that git refuses.
    #[error("`{}` can't be a path in a repository", .0.escape_debug())]
    BadPath(String),
    /// The repository is the private one, or has its objects from the same place.
    #[error("{} {how}", repository.display())]
    Related {
        /// The repository that was to be public.
        repository: PathBuf,
        /// What it has to do with the private one.
        how: &'static str,
    },
    /// The private repository's history is not all here to be looked at.
    #[error("the private repository is a {0} clone, so what must not be shared can't all be known")]
    Partial(&'static str),
    /// An object of the public history or of the new site is one of the private repository.
    #[error("{place} is in the private repository too, as {kind} {id}")]
    Shared {
        /// Its path, or what it is.
        place: String,
        /// `blob`, `tree`, `commit`, `tag`.
        kind: Kind,
        /// Its id.
        id: String,
        /// Whether it is part of what is there already.
        there: bool,
    },
    /// The branch is checked out, so its files would seem to be changed.
    #[error("the branch `{branch}` is checked out in {}", folder.display())]
    CheckedOut {
        /// The branch.
        branch: String,
        /// Where.
        folder: PathBuf,
    },
    /// Several remotes have the branch, and there is none of that name here.
    #[error("there is no branch `{branch}`, and several remotes have one: {}", remotes.join(", "))]
    ManyRemotes {
        /// The branch.
        branch: String,
        /// The remotes.
        remotes: Vec<String>,
    },
    /// The branch holds files that no publication wrote, and nothing says that they may be built upon.
    #[error("the branch `{branch}` holds files that no `publish --to` wrote: {}", files.join(", "))]
    Foreign {
        /// The branch.
        branch: String,
        /// The first of them.
        files: Vec<String>,
    },
    /// Somebody else's files stand where the site's have to be.
    #[error("somebody else's files stand where the site's belong: {}", .0.join(", "))]
    InTheWay(Vec<String>),
    /// The branch moved while the commit was made.
    #[error("the branch `{branch}` was moved or locked by somebody else meanwhile")]
    Moved {
        /// The branch.
        branch: String,
        /// What git said.
        source: Cause,
    },
    /// An object could not be read or written.
    #[error("git could not read or write an object")]
    Git(#[source] Cause),
}

impl Help for SiteError {
    fn help(&self) -> Option<String> {
        Some(match self {
            Self::NotARepository(path, _) => {
                format!("make one with `git init --bare {0}`, or clone the public one to {0}", path.display())
            }
            Self::BranchInTheWay { .. } => "name another --branch, or delete that one".into(),
            Self::RefFormat { .. } => {
                "publish to a repository that keeps them as files: `git init --bare --ref-format=files`, or `git refs migrate --ref-format=files`".into()
            }
            Self::BadBranch(_) => "name it as `git branch` lists it, such as gh-pages".into(),
            Self::BadPath(_) => "name a plain folder below the top, such as docs; or rename the file it comes from".into(),
            Self::Related { .. } => {
                "a public repository has to be one of its own: make it with `git init --bare`, without --shared or --reference".into()
            }
            Self::Partial(_) => {
                "get all of it: `git fetch --unshallow` or `git fetch --refetch --no-filter`; in CI, check out with `fetch-depth: 0`".into()
            }
            Self::Shared { there: true, .. } => {
                "whoever can read the public repository can read this: publish to a new one, and if it is private, treat it as leaked. An object that no branch reaches goes with `git gc --prune=now`".into()
            }
            Self::Shared { there: false, .. } => {
                "nothing was written. What is public by intent belongs below site-templates/; a copy of a private file does not belong into the site".into()
            }
            Self::CheckedOut { folder, .. } => {
                format!("let go of it with `git -C {} switch --detach`, or publish to a bare clone", folder.display())
            }
            Self::ManyRemotes { branch, remotes } => {
                let first = remotes.first().map_or("origin", String::as_str);
                format!("say which with `git branch {branch} {first}/{branch}`")
            }
            Self::Foreign { .. } => {
                "name another --branch or --folder; or, with --adopt, build upon it: its files stay, and the site's win where both have a path".into()
            }
            Self::InTheWay(_) => "move them away on the branch, or let the site's win with --adopt".into(),
            Self::Moved { .. } => {
                "run the command again; where no other git runs and a file ending in .lock was left behind, delete it first".into()
            }
            Self::Git(_) => "`git fsck` shows what is damaged; check permissions and free space".into(),
        })
    }
}

/// What git said, as an error of this module.
pub(super) fn git(error: impl Into<Cause>) -> SiteError {
    SiteError::Git(error.into())
}

/// Where the site goes.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The public repository itself, bare or not; no folder in it.
    pub repository: &'a Path,
    /// The branch.
    pub branch: &'a str,
    /// The folder of the branch that holds the site; empty for its top.
    pub folder: &'a str,
    /// Whether to build upon files that no publication wrote.
    pub adopt: bool,
}

/// The private side, which nothing may be shared with.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The portfolio's folder.
    pub folder: &'a Path,
    /// Its files as they were read, committed or not.
    pub tree: &'a Tree,
}

/// Who a commit is by. All of it becomes public.
#[derive(Clone, Debug)]
pub struct Author {
    /// Name, one line.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// When; written in UTC.
    pub at: Instant,
}

/// What was, or would be, done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The commit that the branch stands at; as a number of hexadecimal digits.
    pub commit: String,
    /// The first line of its message; `None` when the branch held this very site already.
    pub subject: Option<String>,
    /// The remote to push to, where it is plain which.
    pub remote: Option<String>,
}

/// Makes the first line of a message, given a way to ask whether the site had a path before.
pub type Subject<'a> = dyn Fn(&dyn Fn(&str) -> bool) -> String + 'a;

/// Commits the site to its branch, unless it is there already. With `write` unset all is checked and nothing is written.
///
/// # Errors
/// When the repositories have anything in common, when files that are not the site's would be lost, or when git can't
/// read or write. The branch is then as it was.
pub fn commit(
    site: &Plan,
    target: &Target<'_>,
    source: &Source<'_>,
    author: &Author,
    subject: &Subject<'_>,
    write: bool,
) -> Result<Publication, SiteError> {
    let branch = branch_name(target.branch)?;
    // What a replacement hides is public all the same.
    let options = crate::git::options().with(gix::sec::Trust::Full);
    let public = gix::open_opts(target.repository, options)
        .map_err(|e| SiteError::NotARepository(target.repository.to_owned(), e.into()))?;
    refuse_format(&public, target.repository)?;
    refuse_in_the_way(&public, target.branch)?;
    let private = Private::open(source, &public)?;
    private.refuse_related(&public, target.repository)?;
    private.refuse_shared_history(&public)?;
    refuse_checked_out(&public, &branch, target.branch)?;

    let here = public.try_find_reference(branch.as_ref()).map_err(git)?;
    let here = here.map(|mut r| r.peel_to_id().map(gix::Id::detach)).transpose().map_err(git)?;
    let (parent, remote) = match here {
        Some(tip) => (Some(tip), None),
        None => remote_tip(&public, target.branch)?,
    };
    let last = parent.map(|tip| last_publication(&public, tip, target.folder)).transpose()?.flatten();
    let overlay = Overlay::new(&public, site, target, parent, last)?;
    let remote = remote.or_else(|| push_remote(&public));
    if let Some(tip) = parent.filter(|_| overlay.same) {
        return Ok(Publication { commit: tip.to_string(), subject: None, remote });
    }
    let subject = subject(&|path| overlay.had(path));
    let folder = if target.folder.is_empty() { "/" } else { target.folder };
    let kept: String = overlay.kept.iter().map(|path| format!("{KEPT}{path}\n")).collect();
    let message = format!("{subject}\n\n{MARK}{folder}\n{kept}");
    let signature = gix::actor::Signature {
        name: author.name.as_str().into(),
        email: author.email.as_str().into(),
        time: gix::date::Time { seconds: author.at.unix(), offset: 0 },
    };
    let commit = gix::objs::Commit {
        tree: overlay.root,
        parents: parent.into_iter().collect(),
        author: signature.clone(),
        committer: signature.clone(),
        encoding: None,
        message: message.into(),
        extra_headers: Vec::new(),
    };
    let mut bytes = Vec::new();
    commit.write_to(&mut bytes).map_err(git)?;
    let commit = Object::new(&public, Kind::Commit, bytes, "the new commit")?;
    let objects: Vec<&Object> = overlay.objects.iter().chain(std::iter::once(&commit)).collect();
    for object in &objects {
        private.refuse_shared(object)?;
    }
    if write {
        for object in objects.iter().filter(|o| !public.has_object(o.id)) {
            public.objects.write_buf(object.kind, &object.bytes).map_err(git)?;
        }
        move_branch(&public, &branch, here, commit.id, &signature, &subject)
            .map_err(|source| SiteError::Moved { branch: target.branch.to_owned(), source })?;
    }
    Ok(Publication { commit: commit.id.to_string(), subject: Some(subject), remote })
}

/// A branch as git lets people make one: what reads as an option or as another ref is no name.
fn branch_name(name: &str) -> Result<FullName, SiteError> {
    let bad = || SiteError::BadBranch(name.to_owned());
    if name == "HEAD" || name.starts_with('-') || name.starts_with("refs/") {
        return Err(bad());
    }
    FullName::try_from(format!("refs/heads/{name}")).map_err(|_| bad())
}

fn refuse_format(public: &Repository, named: &Path) -> Result<(), SiteError> {
    let format = public.config_snapshot().string("extensions.refStorage").map(|format| format.to_string());
    match format.filter(|format| format != "files") {
        Some(format) => Err(SiteError::RefFormat { repository: named.to_owned(), format }),
        None => Ok(()),
    }
}

/// A branch is a file, and one below it needs a folder of that name. Where the other one is packed, nobody would notice.
fn refuse_in_the_way(public: &Repository, branch: &str) -> Result<(), SiteError> {
    let below = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    for reference in public.references().map_err(git)?.local_branches().map_err(git)? {
        let other = reference.map_err(git)?.name().shorten().to_string();
        if below(&other, branch) || below(branch, &other) {
            return Err(SiteError::BranchInTheWay { branch: branch.to_owned(), other });
        }
    }
    Ok(())
}

/// Moves the branch from where it was seen, or from nowhere, and from nowhere else.
fn move_branch(
    public: &Repository,
    branch: &FullName,
    from: Option<ObjectId>,
    to: ObjectId,
    by: &gix::actor::Signature,
    subject: &str,
) -> Result<(), Cause> {
    let expected =
        from.map_or(PreviousValue::MustNotExist, |id| PreviousValue::MustExistAndMatch(RefTarget::Object(id)));
    let log = LogChange { mode: RefLog::AndReference, force_create_reflog: false, message: subject.into() };
    let change = Change::Update { log, expected, new: RefTarget::Object(to) };
    let edit = RefEdit { change, name: branch.clone(), deref: false };
    let mut time = gix::date::parse::TimeBuf::default();
    public.edit_references_as([edit], Some(by.to_ref(&mut time)))?;
    Ok(())
}

/// As git refuses a push to a branch that is checked out: the files there would no longer be those of the branch.
fn refuse_checked_out(public: &Repository, branch: &FullName, name: &str) -> Result<(), SiteError> {
    for repository in public.worktrees_including_main().map_err(git)? {
        let repository = repository.map_err(git)?;
        let Some(folder) = repository.workdir() else { continue };
        let head = repository.head_name().map_err(git)?;
        if head.is_some_and(|head| head == *branch) {
            return Err(SiteError::CheckedOut { branch: name.to_owned(), folder: folder.to_owned() });
        }
    }
    Ok(())
}

/// Where the one remote that has the branch saw it last: what `git switch` would start it from.
fn remote_tip(public: &Repository, branch: &str) -> Result<(Option<ObjectId>, Option<String>), SiteError> {
    let mut found = Vec::new();
    for remote in public.remote_names() {
        let remote = remote.to_string();
        let name = format!("refs/remotes/{remote}/{branch}");
        if let Some(mut reference) = public.try_find_reference(name.as_str()).map_err(git)? {
            found.push((reference.peel_to_id().map_err(git)?.detach(), remote));
        }
    }
    if found.len() > 1 {
        let remotes = found.into_iter().map(|(_, remote)| remote).collect();
        return Err(SiteError::ManyRemotes { branch: branch.to_owned(), remotes });
    }
    Ok(found.pop().map_or((None, None), |(tip, remote)| (Some(tip), Some(remote))))
}

fn push_remote(public: &Repository) -> Option<String> {
    let names: Vec<String> = public.remote_names().iter().map(ToString::to_string).collect();
    let origin = names.iter().find(|name| *name == "origin");
    origin.or(names.first().filter(|_| names.len() == 1)).cloned()
}

/// An earlier publication: its site, and what it kept of other people's files.
pub(super) struct Last {
    pub(super) root: ObjectId,
    pub(super) kept: BTreeSet<String>,
}

/// The newest publication for this folder that the branch holds.
fn last_publication(public: &Repository, tip: ObjectId, folder: &str) -> Result<Option<Last>, SiteError> {
    let shallow = public.is_shallow().map_err(git)?;
    let mut next = Some(tip);
    while let Some(id) = next {
        let commit = match public.find_commit(id) {
            Ok(commit) => commit,
            // What a shallow clone lacks is older than what it has.
            Err(_) if shallow => return Ok(None),
            Err(error) => return Err(git(error)),
        };
        let message = commit.message_raw().map_err(git)?.to_str_lossy().into_owned();
        let named = |mark: &'static str| message.lines().filter_map(move |l| l.strip_prefix(mark)).map(str::to_owned);
        if named(MARK).any(|f| f.trim_matches('/') == folder) {
            let root = commit.tree_id().map_err(git)?.detach();
            return Ok(Some(Last { root, kept: named(KEPT).collect() }));
        }
        next = commit.parent_ids().next().map(gix::Id::detach);
    }
    Ok(None)
}
