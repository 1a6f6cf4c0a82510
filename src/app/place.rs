//! Locates the private repository, and the places in it where no output may be written.

use std::path::{Component, Path, PathBuf};

use super::error::Error;
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
            message: format!("{} is among the files of the portfolio", output.display()),
            help: Some("name a place beside them, such as `build`".to_owned()),
        });
    }
    Ok(())
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
