//! The files of a repository that run by themselves, or that decide who has to review a change.

use super::init::{HOOKS, ci_files};

/// Files and folders, by their paths in the repository, which CI systems, hosts, git and tools for
/// hooks read. Those that `init` writes are not repeated here.
const OTHERS: &[&str] = &[
    ".appveyor.yml",
    ".azure-pipelines",
    ".bitbucket",
    ".build.yml",
    ".builds",
    ".buildkite",
    ".circleci",
    ".cirrus.star",
    ".cirrus.yml",
    ".drone.jsonnet",
    ".drone.star",
    ".drone.yml",
    ".gitattributes",
    ".gitea",
    ".gitlab",
    ".husky",
    ".lefthook.yml",
    ".pre-commit-config.yaml",
    ".semaphore",
    ".travis.yml",
    ".woodpecker",
    ".woodpecker.yaml",
    ".woodpecker.yml",
    "CODEOWNERS",
    "GNUmakefile",
    "Jenkinsfile",
    "Makefile",
    "appveyor.yml",
    "azure-pipelines.yaml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "buildspec.yaml",
    "buildspec.yml",
    "cloudbuild.json",
    "cloudbuild.yaml",
    "cloudbuild.yml",
    "docs/CODEOWNERS",
    "lefthook.yml",
    "makefile",
];

/// Returns the paths of all of them.
fn paths() -> impl Iterator<Item = &'static str> {
    let written = ci_files().filter_map(|file| file.path.split('/').next());
    written.chain([HOOKS]).chain(OTHERS.iter().copied())
}

/// Returns the names at the top of a repository that they are, or are below of.
pub(super) fn tops() -> Vec<&'static str> {
    paths().filter_map(|path| path.split('/').next()).collect()
}

/// Returns whether a file is one of them, or in one.
pub(super) fn is_automation(file: &str) -> bool {
    paths().any(|path| file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}
