//! Makes the commit: everything is checked, then written, and the branch moves last.

use super::error::{PublishError, git};
use super::isolation::{Private, Source};
use super::object::NewObject;
use super::overlay::Overlay;
use super::target::{KEPT, Last, Limits, MARK, Target, push_remote};
use crate::git::{ObjectKind, Signature, encode_commit};
use crate::plan::Plan;
use crate::time::Instant;

/// The author of the commit. All of it becomes public.
#[derive(Clone, Debug)]
pub struct Author {
    /// Name, one line.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// When; written in UTC.
    pub at: Instant,
}

/// The result of publishing, or what it would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The id of the branch's commit, in hexadecimal digits.
    pub commit: String,
    /// The first line of its message; `None` when the branch held this very site already.
    pub subject: Option<String>,
    /// The remote to push to, where it is plain which.
    pub remote: Option<String>,
}

/// Returns the first line of the message; its argument tells whether the site had a path before.
pub type Subject<'a> = dyn Fn(&dyn Fn(&str) -> bool) -> String + 'a;

/// Commits the site to its branch, unless it is there already. Without `write`, everything is
/// checked and nothing is written.
///
/// # Errors
/// When the repositories have anything in common, when files that are not the site's would be lost,
/// when the limits forbid the instant or a removal, or when git can't read or write. The branch is
/// then as it was.
pub fn commit(
    site: &Plan,
    target: &Target<'_>,
    source: &Source<'_>,
    author: &Author,
    subject: &Subject<'_>,
    limits: Limits,
    write: bool,
) -> Result<Publication, PublishError> {
    let branch = target.branch_name()?;
    let public = target.open()?;
    let private = Private::open(source, &public)?;
    private.refuse_related(&public, target.repository)?;
    private.refuse_shared_history(&public)?;
    target.refuse_checked_out(&public, &branch)?;

    let here = public.branch_tip(&branch).map_err(git)?;
    let (parent, remote) = match here {
        Some(tip) => (Some(tip), None),
        None => target.remote_tip(&public)?,
    };
    let last = parent.map(|tip| target.last_publication(&public, tip)).transpose()?.flatten();
    refuse_instant(author.at, limits, last.as_ref())?;
    let overlay = Overlay::new(&public, site, target, parent, last)?;
    if !overlay.lost.is_empty() && !limits.removal {
        return Err(PublishError::Loses(overlay.lost));
    }
    let remote = remote.or_else(|| push_remote(&public));
    if let Some(tip) = parent.filter(|_| overlay.same) {
        return Ok(Publication { commit: tip.to_string(), subject: None, remote });
    }
    let subject = subject(&|path| overlay.had(path));
    let by = Signature { name: &author.name, email: &author.email, at: author.at };
    let message = message(&subject, target.folder, &overlay.kept);
    let bytes = encode_commit(overlay.root, parent, &by, message).map_err(git)?;
    let commit = NewObject::new(&public, ObjectKind::Commit, bytes, "the new commit")?;
    let objects: Vec<&NewObject> = overlay.objects.iter().chain(std::iter::once(&commit)).collect();
    for object in &objects {
        private.refuse_shared(object)?;
    }
    if write {
        for object in objects.iter().filter(|object| !public.has(object.id)) {
            public.write(object.kind, &object.bytes).map_err(git)?;
        }
        public
            .move_branch(&branch, here, commit.id, &by, &subject)
            .map_err(|source| PublishError::Moved { branch: target.branch.to_owned(), source })?;
    }
    Ok(Publication { commit: commit.id.to_string(), subject: Some(subject), remote })
}

/// Refuses an instant in the future, or before that of the newest publication: what is public is
/// then not what is due to be public now.
fn refuse_instant(at: Instant, limits: Limits, last: Option<&Last>) -> Result<(), PublishError> {
    if let Some(clock) = limits.latest.filter(|clock| at > *clock) {
        return Err(PublishError::Future { at, clock });
    }
    match last.and_then(|last| last.at).filter(|newest| at < *newest && !limits.earlier) {
        Some(newest) => Err(PublishError::Earlier { at, newest }),
        None => Ok(()),
    }
}

/// Returns the message, which records for the next publication what this one wrote and kept.
fn message(subject: &str, folder: &str, kept: &[String]) -> String {
    let folder = if folder.is_empty() { "/" } else { folder };
    let kept: String = kept.iter().map(|path| format!("{KEPT}{path}\n")).collect();
    format!("{subject}\n\n{MARK}{folder}\n{kept}")
}
