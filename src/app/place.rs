//! Locates the private repository, and the places in it where no output may be written.

use std::path::{Component, Path, PathBuf};

use super::error::Error;
use crate::git::{self, Placement};
use crate::output;
use crate::source::Tree;

/// The file that makes a folder a private repository.
const MARK: &str = "advisory.toml";

/// Returns the private repository that contains `dir`; `dir` itself if there is none.
pub(crate) fn portfolio(dir: &Path) -> PathBuf {
    let is_one = |folder: &Path| folder.join(MARK).symlink_metadata().is_ok();
    if is_one(dir) || !dir.is_dir() {
        return dir.to_owned();
    }
    let above = dir.canonicalize().ok();
    above.as_deref().and_then(|dir| dir.ancestors().find(|folder| is_one(folder))).unwrap_or(dir).to_owned()
}

/// Refuses to write output over or among the portfolio's files.
pub(crate) fn refuse_inside(portfolio: &Path, output: &Path) -> Result<(), Error> {
    let (Ok(root), Some(path)) = (portfolio.canonicalize(), resolved(output)) else { return Ok(()) };
    if is_inside(&root, &path) {
        return Err(Error::Invalid {
            message: format!("{} is one of the portfolio's own files or folders", output.display()),
            help: Some("name another place, such as `build` beside advisory.toml".to_owned()),
        });
    }
    Ok(())
}

/// The folder of the public site, in the folder that a build is told to write to.
pub(crate) const SITE: &str = "site";
/// The folder of the private drafts, in the folder that a build is told to write them to.
pub(crate) const DRAFTS: &str = "announcements";

/// Refuses a place for the public site that somebody could commit or publish together with private
/// files.
///
/// # Errors
/// When it is among the files of the portfolio, in a repository or in a work tree that does not
/// ignore it, or when private drafts are there.
pub(crate) fn require_site(portfolio: &Path, out: &Path) -> Result<(), Error> {
    refuse_inside(portfolio, out)?;
    refuse_committed(out, &[SITE, output::MARK])?;
    let Some(path) = resolved(out) else { return Ok(()) };
    let is_there = |folder: &&Path| output::is_recorded(folder, DRAFTS) && folder.join(DRAFTS).exists();
    let beside = Some(path.as_path()).filter(|path| path.join(DRAFTS).symlink_metadata().is_ok());
    match beside.or_else(|| path.ancestors().find(is_there)) {
        Some(folder) => Err(Error::Invalid {
            message: format!(
                "{} contains private drafts, so a public site can't be written there",
                folder.join(DRAFTS).display()
            ),
            help: Some("move them away or delete them, or name another folder".to_owned()),
        }),
        None => Ok(()),
    }
}

/// Refuses a place for private drafts that somebody could commit, or publish together with a site.
///
/// # Errors
/// As [`require_site`], and when the site is or goes to the same place, a folder in it, or one
/// around it.
pub(crate) fn require_drafts(portfolio: &Path, drafts: &Path, site: Option<&Path>) -> Result<(), Error> {
    refuse_inside(portfolio, drafts)?;
    refuse_committed(drafts, &[DRAFTS, output::MARK])?;
    refuse_site(drafts)?;
    let Some(path) = resolved(drafts) else { return Ok(()) };
    if site.and_then(resolved).is_some_and(|site| overlap(&site, &path)) {
        return Err(Error::Invalid {
            message: "the public site and the private drafts need separate folders, neither inside the other"
                .to_owned(),
            help: Some("name two separate folders, such as `--out build --drafts drafts`".to_owned()),
        });
    }
    Ok(())
}

/// Refuses a folder for private files: drafts of one incident, or its CVE record. It is checked
/// before anything is done, and [`require_private_file`] checks each file.
///
/// # Errors
/// As [`require_private_file`].
pub(crate) fn require_private(portfolio: &Path, folder: &Path) -> Result<(), Error> {
    refuse_inside(portfolio, folder)?;
    refuse_committed(folder, &[output::MARK])?;
    refuse_site(folder)
}

/// Refuses a place for a private file that somebody could commit, or publish together with a site.
///
/// # Errors
/// When it is among the files of the portfolio, in a repository or in a work tree that does not
/// ignore it, or when a public site is there.
pub(crate) fn require_private_file(portfolio: &Path, file: &Path) -> Result<(), Error> {
    refuse_inside(portfolio, file)?;
    let Some(path) = resolved(file) else { return Ok(()) };
    let ignoring = |path: &str| format!("add `/{path}` to its .gitignore, or name a place outside of it");
    refuse_placement(file, git::file_placement(&path)?, ignoring)?;
    refuse_site(file)
}

/// Refuses a place for private files that is in a folder with a public site.
fn refuse_site(private: &Path) -> Result<(), Error> {
    let Some(path) = resolved(private) else { return Ok(()) };
    let is_there = |folder: &&Path| output::is_recorded(folder, SITE) && folder.join(SITE).exists();
    match path.ancestors().find(is_there) {
        Some(folder) => Err(Error::Invalid {
            message: format!("{} contains a public site, so private drafts can't be written there", folder.display()),
            help: Some("name a separate folder for the drafts".to_owned()),
        }),
        None => Ok(()),
    }
}

/// Returns whether one path is the other, or inside it, on a system that may ignore case.
fn overlap(one: &Path, other: &Path) -> bool {
    let folded = |path: &Path| PathBuf::from(path.to_string_lossy().to_lowercase());
    let (one, other) = (folded(one), folded(other));
    one.starts_with(&other) || other.starts_with(&one)
}

/// Refuses a folder if the next commit of a work tree would take these entries of it, or if it is
/// part of a repository.
fn refuse_committed(out: &Path, names: &[&str]) -> Result<(), Error> {
    let Some(path) = resolved(out) else { return Ok(()) };
    let ignoring = |path: &str| format!("add `/{path}/` to its .gitignore, or name a folder outside of it");
    refuse_placement(out, git::placement(&path, names)?, ignoring)
}

/// Refuses a place in a repository or in a work tree that does not ignore it. `ignoring` is the
/// help for the latter.
fn refuse_placement(out: &Path, placement: Placement, ignoring: impl Fn(&str) -> String) -> Result<(), Error> {
    let (message, help) = match placement {
        Placement::Outside | Placement::Ignored => return Ok(()),
        Placement::Repository(repository) => (
            format!("{} is inside the git repository {}", out.display(), repository.display()),
            "name a folder outside of it".to_owned(),
        ),
        Placement::Inside { top, path } if path.is_empty() => (
            format!("{} is the top of a git work tree", top.display()),
            "name a folder inside it that its .gitignore lists, such as `build`, or a folder outside of it".to_owned(),
        ),
        Placement::Inside { top, path } => {
            (format!("the git work tree {} does not ignore {}", top.display(), out.display()), ignoring(&path))
        }
    };
    Err(Error::Invalid { message, help: Some(help) })
}

/// Returns whether a path is one of the portfolio's files or folders; both without links.
pub(crate) fn is_inside(portfolio: &Path, path: &Path) -> bool {
    let Ok(inside) = path.strip_prefix(portfolio) else { return false };
    let inside = inside.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    Tree::wants(&inside) || Tree::wants_below(&inside)
}

/// Returns the path without links and `..`, whether or not it exists.
fn resolved(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let (there, above) = path.ancestors().find_map(|a| a.canonicalize().ok().map(|there| (there, a)))?;
    let mut resolved = there;
    for part in path.strip_prefix(above).ok()?.components() {
        match part {
            Component::ParentDir => drop(resolved.pop()),
            part => resolved.push(part),
        }
    }
    Some(resolved)
}
