//! Files that hold no secret: those that many repositories have, such as a licence, and those
//! beside a portfolio.

use crate::source::Tree;

/// The beginnings of names of texts that are public by nature.
const TEXTS: &[&str] =
    &["license", "licence", "copying", "copyright", "notice", "unlicense", "patents", "code_of_conduct"];
/// The names of settings of git and of hosts of sites.
const SETTINGS: &[&str] = &[".gitattributes", ".gitignore", ".editorconfig", ".nojekyll", "cname"];

/// Folders of private files, whatever they are in: what people note, and what `build` and `draft`
/// write for the team.
const PRIVATE: &[&str] = &["notes", "private", "drafts", "incidents"];

/// Returns whether a file with this path in a private repository, but outside of the portfolio's
/// folder, may be in a public one as well.
pub(super) fn may_be_public(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    !is_private(path) && (is_common(name) || path.split('/').any(|part| part == ".github"))
}

/// Returns whether a file or folder with this path in the portfolio's folder is no part of the
/// portfolio, nor of notes and drafts: such a file may be in a public repository as well.
pub(super) fn is_beside_a_portfolio(path: &str) -> bool {
    !Tree::wants(path) && !Tree::wants_below(path) && !is_private(path)
}

fn is_private(path: &str) -> bool {
    path.split('/').any(|part| PRIVATE.contains(&part))
}

/// Returns whether a file or folder with this name at the top of a branch says nothing about what
/// the branch is for.
pub(super) fn is_neutral(name: &str) -> bool {
    is_common(name) || name == ".github" || stem(name) == "readme"
}

fn is_common(name: &str) -> bool {
    SETTINGS.contains(&name.to_lowercase().as_str()) || TEXTS.contains(&stem(name).as_str())
}

fn stem(name: &str) -> String {
    name.split(['.', '-']).next().unwrap_or_default().to_lowercase()
}
