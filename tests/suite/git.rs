//! Trees of revisions.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;

use advisory::error::Help as _;
use advisory::git::{GitError, tree_at};
use advisory::source::worktree;
use advisory::source::{FilePath, Tree, TreeEntry};
use tempfile::TempDir;

use crate::support::{Repository, git, git_with_input, write};

/// A repository with one commit of these files.
fn repository(format: &str, files: &[(&str, &str)]) -> Repository {
    let repository = Repository::with_format(format);
    for (path, text) in files {
        repository.write(path, text);
    }
    repository.commit("Change");
    repository
}

fn entries(tree: &Tree) -> Vec<(&FilePath, &TreeEntry)> {
    tree.iter().collect()
}

fn same(folder: &Path, revision: &str, checkout: &Path) {
    let (git, disk) = (tree_at(folder, revision).unwrap(), worktree::read(checkout).unwrap());
    assert_eq!(entries(&git), entries(&disk));
    assert!(git.iter().count() > 0);
}

#[test]
fn a_revision_and_its_checkout_are_the_same_tree() {
    for format in ["sha1", "sha256"] {
        let repo = repository(
            format,
            &[
                ("advisory.toml", "schema = 1"),
                ("README.md", "not read"),
                ("policy.toml/strange", "a folder in the place of a file"),
                ("incidents/2026/quiet-otter/incident.toml", "private"),
                ("incidents/2026/quiet-otter/notes/.hidden", "\0binary"),
                ("site-templates/page.html", "<p>"),
                ("docs/incidents/no.toml", "not read"),
            ],
        );
        let top = repo.path();
        write(top, "incidents/2026/large", vec![b'x'; usize::try_from(Tree::LARGEST).unwrap() + 1]);
        symlink("/etc/passwd", top.join("incidents/2026/link")).unwrap();
        symlink("docs", top.join("policies")).unwrap();
        fs::write(top.join(OsStr::from_bytes(b"incidents/n\xe9.md")), "x").unwrap();
        fs::create_dir(top.join(OsStr::from_bytes(b"incidents/d\xe9"))).unwrap();
        fs::write(top.join(OsStr::from_bytes(b"incidents/d\xe9/file")), "x").unwrap();
        let module = top.join("incidents/2026/module");
        git(top, &["init", "-q", &format!("--object-format={format}"), module.to_str().unwrap()]);
        write(&module, "incident.toml", "not ours");
        git(&module, &["add", "-A"]);
        git(&module, &["commit", "-q", "-m", "Change"]);
        repo.commit("Change");
        same(top, "HEAD", top);
        let tree = tree_at(top, "main").unwrap();
        for path in ["policy.toml", "incidents/2026/module", "incidents/n\u{fffd}.md", "incidents/d\u{fffd}"] {
            assert_eq!(tree.get(path), Some(&TreeEntry::Special), "{path}");
        }
        assert_eq!(tree.get("policies"), Some(&TreeEntry::Link));
        assert_eq!(tree.get("incidents/2026/large"), Some(&TreeEntry::TooLarge(Tree::LARGEST + 1)));
    }
}

#[test]
fn any_revision_is_read_without_a_checkout() {
    let repo = repository("sha1", &[("advisory.toml", "old"), ("policies/2020.toml", "gone later")]);
    let top = repo.path();
    git(top, &["tag", "-a", "-m", "First", "v1"]);
    git(top, &["tag", "-a", "-m", "A tag of a tag", "v1-signed-off", "v1"]);
    let old = git(top, &["rev-parse", "HEAD"]);
    fs::remove_dir_all(top.join("policies")).unwrap();
    write(top, "advisory.toml", "new");
    repo.commit("Change");
    write(top, "advisory.toml", "not committed");
    git(top, &["gc", "-q"]);
    for revision in ["v1", "v1-signed-off", "HEAD~1", "main^", &old, &old[..12], "refs/tags/v1", "v1^{tree}"] {
        let tree = tree_at(top, revision).unwrap();
        assert_eq!(tree.text("advisory.toml"), Some("old"), "{revision}");
        assert_eq!(tree.text("policies/2020.toml"), Some("gone later"), "{revision}");
    }
    let tree = tree_at(top, "HEAD").unwrap();
    assert_eq!((tree.text("advisory.toml"), tree.iter().count()), (Some("new"), 1));
    assert_eq!(fs::read_to_string(top.join("advisory.toml")).unwrap(), "not committed");
}

#[test]
fn a_bare_repository_and_a_linked_work_tree_are_repositories_too() {
    let repo = repository("sha1", &[("advisory.toml", "x"), ("sub/advisory.toml", "sub")]);
    let other = TempDir::new().unwrap();
    let (bare, linked) = (other.path().join("bare.git"), other.path().join("linked"));
    git(repo.path(), &["clone", "-q", "--bare", ".", bare.to_str().unwrap()]);
    git(repo.path(), &["worktree", "add", "-q", linked.to_str().unwrap(), "-b", "other"]);
    same(&bare, "main", repo.path());
    same(&linked, "other", &linked);
    same(&linked.join("sub"), "other", &linked.join("sub"));
    assert_eq!(tree_at(&bare, "main:sub").unwrap().text("advisory.toml"), Some("sub"));
}

#[test]
fn a_portfolio_in_a_subfolder_is_read_from_there() {
    let repo = repository("sha1", &[("advisory.toml", "top"), ("security/advisory.toml", "sub"), ("file", "x")]);
    let sub = repo.path().join("security");
    same(&sub, "HEAD", &sub);
    fs::create_dir_all(repo.path().join("later")).unwrap();
    let error = tree_at(&repo.path().join("later"), "HEAD").unwrap_err();
    assert_eq!(error.to_string(), "there is no folder `later` in revision `HEAD`");
    assert!(error.help().unwrap().contains("REVISION:FOLDER"));
    let error = tree_at(repo.path(), "HEAD:file").unwrap_err();
    assert!(matches!(error, GitError::NoFolder { .. }), "{error}");
}

#[test]
fn what_is_not_there_is_an_error_with_a_hint() {
    let repo = repository("sha1", &[("advisory.toml", "x")]);
    git(repo.path(), &["branch", "release-1.16"]);
    let error = tree_at(repo.path(), "relaese-1.16").unwrap_err();
    assert_eq!(error.to_string(), "there is no revision `relaese-1.16`");
    assert_eq!(error.help().as_deref(), Some("did you mean `release-1.16`?"));
    let error = tree_at(repo.path(), "0123456789abcdef").unwrap_err();
    assert!(error.help().unwrap().contains("git fetch"), "{}", error.help().unwrap());
    for hostile in ["", ":", "-x", "..", "main..other", "HEAD@{", "\u{1b}[31m", "^{/", "HEAD^{/(a+)+b}"] {
        let error = tree_at(repo.path(), hostile).unwrap_err();
        assert!(!error.to_string().contains('\u{1b}'), "{hostile}: {error}");
    }

    let folder = TempDir::new().unwrap();
    let error = tree_at(folder.path(), "HEAD").unwrap_err();
    assert!(matches!(error, GitError::NotARepository { .. }), "{error}");
    assert!(error.help().unwrap().contains("-C DIR"));

    git(folder.path(), &["init", "-q"]);
    let error = tree_at(folder.path(), "HEAD").unwrap_err();
    assert!(matches!(error, GitError::Unborn { .. }), "{error}");
    assert!(error.help().unwrap().contains("commit"));
}

#[test]
fn a_shallow_clone_says_that_it_is_one() {
    let repo = repository("sha1", &[("advisory.toml", "x")]);
    repo.commit("Change");
    let clone = TempDir::new().unwrap();
    let url = format!("file://{}", repo.path().display());
    git(clone.path(), &["clone", "-q", "--depth=1", &url, "shallow"]);
    let error = tree_at(&clone.path().join("shallow"), "HEAD~1").unwrap_err();
    assert!(error.help().unwrap().contains("--unshallow"), "{error}: {}", error.help().unwrap());
}

#[test]
fn a_damaged_repository_is_an_error() {
    let repo = repository("sha1", &[("advisory.toml", "some text")]);
    let blob = git(repo.path(), &["rev-parse", "HEAD:advisory.toml"]);
    fs::remove_file(repo.path().join(format!(".git/objects/{}/{}", &blob[..2], &blob[2..]))).unwrap();
    let error = tree_at(repo.path(), "HEAD").unwrap_err();
    assert!(matches!(error, GitError::Damaged { .. }), "{error}");
    assert!(error.help().unwrap().contains("git fsck"));
}

#[test]
fn a_tree_that_claims_to_hold_billions_of_files_is_refused() {
    let repo = repository("sha1", &[("advisory.toml", "x")]);
    let mut id = git_with_input(repo.path(), &["hash-object", "-w", "--stdin"], b"x");
    let mut kind = "100644 blob";
    for _ in 0..9 {
        let listing: String = (0..10).map(|n| format!("{kind} {id}\t{n}\n")).collect();
        id = git_with_input(repo.path(), &["mktree"], listing.as_bytes());
        kind = "040000 tree";
    }
    let root = git_with_input(repo.path(), &["mktree"], format!("040000 tree {id}\tincidents\n").as_bytes());
    let error = tree_at(repo.path(), &root).unwrap_err();
    assert!(matches!(error, GitError::TooManyFiles { .. }), "{error}");
}
