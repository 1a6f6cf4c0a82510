//! Files that hold no secret: those that many repositories have, such as a licence, and those
//! beside a portfolio.

use crate::source::Tree;

/// The beginnings of names of texts that are public by nature.
const TEXTS: &[&str] = &[
    "license",
    "licence",
    "copying",
    "copyright",
    "notice",
    "unlicense",
    "patents",
    "code_of_conduct",
    "contributing",
    "readme",
    "security",
];
/// The names of settings of git, of hosts of sites, and of tools that update dependencies.
const SETTINGS: &[&str] =
    &[".gitattributes", ".gitignore", ".mailmap", ".editorconfig", ".nojekyll", "cname", "renovate"];
/// Folders of files that are public by nature.
const FOLDERS: &[&str] = &[".github", "licenses"];

/// Folders of private files, whatever they are in: what people note, and what `build` and `draft`
/// write for the team.
const PRIVATE: &[&str] = &["notes", "private", "drafts", "incidents"];

/// Returns whether a file with this path in a private repository, but outside of the portfolio's
/// folder, may be in a public one as well.
pub(super) fn may_be_public(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_in = |folder: &&str| path.split('/').any(|part| part.eq_ignore_ascii_case(folder));
    !path.split('/').any(|part| PRIVATE.contains(&part)) && (is_common(name) || FOLDERS.iter().any(is_in))
}

/// Returns the same of a file or folder with this path in the portfolio's folder. Nothing that the
/// portfolio is read from may.
pub(super) fn is_beside_a_portfolio(path: &str) -> bool {
    !Tree::wants(path) && !Tree::wants_below(path) && may_be_public(path)
}

/// Returns whether a file or folder with this name at the top of a branch says nothing about what
/// the branch is for.
pub(super) fn is_neutral(name: &str) -> bool {
    is_common(name) || FOLDERS.iter().any(|folder| name.eq_ignore_ascii_case(folder))
}

fn is_common(name: &str) -> bool {
    let lower = name.to_lowercase();
    SETTINGS.contains(&lower.trim_end_matches(".json")) || TEXTS.contains(&stem(name).as_str())
}

fn stem(name: &str) -> String {
    name.split(['.', '-']).next().unwrap_or_default().to_lowercase()
}
