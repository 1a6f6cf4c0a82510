//! What a clone or a push of a git repository would carry.

use std::path::Path;

use super::Kind;
use super::found::{Note, Occurrence, Place, Scan, What};
use super::watch::Watch;
use crate::git::GitError;
pub use crate::git::objects::Scope;
use crate::git::objects::{self, Object, Role};

/// Scans every object that would leave: contents and paths of files, commits, tags, and the names
/// of refs.
///
/// # Errors
/// When there is no repository or revision, or an object can't be read. An object that is missing
/// may hold anything.
pub fn repository(watch: &Watch, folder: &Path, scope: &Scope) -> Result<Scan, GitError> {
    let objects = objects::list(folder, scope)?;
    let mut scan = Scan { objects: objects.objects.len() + objects.folders, ..Scan::default() };
    for name in &objects.refs {
        let place = Place { what: What::Ref, path: name.clone(), commit: None, reveals: false };
        scan.name(watch, &place, 0);
    }
    for (path, commit) in &objects.paths {
        let place = Place { what: What::Path, path: path.clone(), commit: Some(commit.clone()), reveals: false };
        scan.name(watch, &place, path.rfind('/').map_or(0, |at| at + 1));
    }
    let private: Vec<&Place> = scan.found.iter().map(|f| &f.place).filter(|p| p.what == What::Path).collect();
    let private: Vec<String> = private.into_iter().map(|p| p.path.clone()).collect();
    let is_private = |path: &str| private.iter().any(|p| path.strip_prefix(p.as_str()).is_some_and(is_below));
    let looked = objects.read(|object, bytes| look(watch, object, bytes, is_private(&object.path)))?;
    let mut scan = looked.into_iter().fold(scan, Scan::and);
    if objects.shallow {
        scan.notes.push(Note::Shallow);
    }
    let submodules: std::collections::BTreeSet<String> = objects.submodules.into_iter().collect();
    scan.notes.extend(submodules.into_iter().map(Note::Submodule));
    Ok(scan)
}

/// Whether what follows a path is nothing or something in it.
fn is_below(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

fn look(watch: &Watch, object: &Object, bytes: &[u8], reveals: bool) -> Scan {
    let mut scan = Scan::default();
    let mut place = Place {
        what: What::File,
        path: object.path.clone(),
        commit: Some(object.commit.clone()),
        reveals: reveals || watch.is_commit(&object.commit),
    };
    if object.role == Role::File {
        scan.text(watch, &place, bytes);
        return scan;
    }
    if place.reveals {
        place.what = What::Commit;
        let hits = watch.search(object.commit.as_bytes()).into_iter().filter(|hit| hit.kind == Kind::Commit);
        hits.for_each(|hit| scan.add(Occurrence { place: place.clone(), hit }));
    }
    // A header's lines, up to the first empty one; then the message.
    let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap_or(bytes.len());
    let (header, message) = bytes.split_at(end);
    place.what = What::Author;
    scan.text(watch, &place, header);
    place.what = if object.role == Role::Tag { What::Tag } else { What::Message };
    scan.text(watch, &place, message.get(2..).unwrap_or_default());
    scan
}
