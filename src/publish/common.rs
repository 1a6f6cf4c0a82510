//! Files that many repositories have and that hold no secret, such as a licence.

/// The beginnings of names of texts that are public by nature.
const TEXTS: &[&str] =
    &["license", "licence", "copying", "copyright", "notice", "unlicense", "patents", "code_of_conduct"];
/// The names of settings of git and of hosts of sites.
const SETTINGS: &[&str] = &[".gitattributes", ".gitignore", ".editorconfig", ".nojekyll", "cname"];

/// Returns whether a file with this path in the private repository may be in a public one as well.
pub(super) fn may_be_public(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    !folder.split('/').any(|part| part == "incidents") && (is_common(name) || folder.split('/').any(|p| p == ".github"))
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
