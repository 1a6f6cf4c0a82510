//! Clones of every kind: what is not whole gives no answer, and nothing else changes one.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use advisory::error::Help as _;
use advisory::product::{Fix, Incomplete, Presence, Product, ProductError};
use tempfile::TempDir;

use super::{Repository, clone, id, presence, trace};
use crate::support::{git, write};

/// main with a fix, and a release line without.
fn repository() -> (Repository, String) {
    let repository = Repository::new();
    repository.git(&["branch", "release"]);
    let fix = repository.commit("src/file", "fixed\n", "Fix");
    repository.git(&["tag", "v2"]);
    (repository, fix)
}

fn refused(path: &Path) -> ProductError {
    Product::open(path).err().expect("it opens")
}

#[test]
fn a_shallow_or_partial_clone_is_never_an_answer() {
    let (repository, _) = repository();
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    let (_kept, shallow) = clone(repository.path(), &["--depth", "1"]);
    let error = refused(&shallow);
    assert!(matches!(error, ProductError::Incomplete(Incomplete::Shallow(_))), "{error}");
    assert!(error.help().unwrap().contains("fetch --unshallow") && error.help().unwrap().contains("fetch-depth: 0"));
    git(&shallow, &["fetch", "-q", "--unshallow"]);
    assert_eq!(Product::open(&shallow).unwrap().commits(), 2);
    for filter in ["--filter=blob:none", "--filter=tree:0"] {
        let (_kept, partial) = clone(repository.path(), &[filter]);
        let error = refused(&partial);
        assert!(matches!(error, ProductError::Incomplete(Incomplete::Partial(_))), "{error}");
        assert!(error.help().unwrap().contains("without --filter"));
        // Nor when the remote that made the promise is forgotten.
        git(&partial, &["remote", "remove", "origin"]);
        assert!(matches!(refused(&partial), ProductError::Incomplete(_)));
    }
}

#[test]
fn a_missing_object_is_named_and_never_an_answer() {
    let lost = |object: &str| {
        let (repository, fix) = repository();
        let object = repository.git(&["rev-parse", object]);
        let (folder, file) = object.split_at(2);
        fs::remove_file(repository.path().join(".git/objects").join(folder).join(file)).unwrap();
        (repository, fix, object)
    };
    let names = |error: &ProductError, object: &str| {
        assert!(
            matches!(error, ProductError::Incomplete(Incomplete::Missing { object: o, .. }) if o == object),
            "{error}"
        );
        assert!(error.to_string().contains(object));
    };
    // A commit, or the one that a branch names.
    for object in ["main~1", "main"] {
        let (repository, _, object) = lost(object);
        names(&refused(repository.path()), &object);
    }
    // A folder.
    for object in ["main^{tree}", "main:src"] {
        let (repository, _, object) = lost(object);
        let product = repository.open();
        names(&product.fingerprints(&[]).err().unwrap(), &object);
    }
    // A file of the fix, or of a commit that may be equal to it.
    let (repository, fix, object) = lost("main:src/file");
    let product = repository.open();
    names(&Fix::new(&product, &[id(&product, &fix)]).unwrap_err(), &object);
    let (other, fix) = self::repository();
    other.git(&["commit", "-q", "--amend", "-m", "Fix, elsewhere"]);
    let origin = other.open();
    let fix = Fix::new(&origin, &[id(&origin, &fix)]).unwrap();
    names(&product.fingerprints(&[]).unwrap().trace(&[fix]).err().unwrap(), &object);
}

#[test]
fn replacements_and_grafts_fool_nobody() {
    let (repository, fix) = repository();
    let release = repository.git(&["rev-parse", "release"]);
    repository.switch("release");
    let tip = repository.commit("other", "x\n", "Other");
    repository.git(&["replace", "--graft", &tip, &fix]);
    // git itself is fooled: the fix seems to be in the release line.
    assert_eq!(repository.git(&["branch", "--contains", &fix, "--format=%(refname:short)"]), "main\nrelease");
    assert_eq!(presence(&repository, &fix, &tip), Presence::Absent);
    repository.git(&["replace", "-d", &tip]);
    write(repository.path(), ".git/info/grafts", format!("{tip} {release} {fix}\n"));
    assert_eq!(repository.git(&["branch", "--contains", &fix, "--format=%(refname:short)"]), "main\nrelease");
    assert_eq!(presence(&repository, &fix, &tip), Presence::Absent);
}

#[test]
fn a_commit_graph_file_is_not_believed() {
    let (repository, fix) = repository();
    repository.git(&["commit-graph", "write", "--reachable"]);
    let file = repository.path().join(".git/objects/info/commit-graph");
    let mut bytes = fs::read(&file).unwrap();
    let end = bytes.len() - 1;
    bytes[end / 2..end].fill(0);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(&file, bytes).unwrap();
    assert!(matches!(presence(&repository, &fix, &fix), Presence::Present(_)));
}

#[test]
fn objects_may_lie_with_another_repository() {
    let (repository, fix) = repository();
    let folder = TempDir::new().unwrap();
    git(folder.path(), &["clone", "-q", "--shared", repository.path().to_str().unwrap(), "clone"]);
    let product = Product::open(&folder.path().join("clone")).unwrap();
    let fix = Fix::new(&product, &[id(&product, &fix)]).unwrap();
    let main = product.branch("main").unwrap().tip.commit;
    assert!(trace(&product, &fix).standing(main).unwrap().is_present());
    // Without it, nothing.
    drop(repository);
    assert!(Product::open(&folder.path().join("clone")).is_err());
}

#[test]
fn a_repository_is_found_from_anywhere_in_it() {
    let (repository, fix) = repository();
    let (_kept, bare) = clone(repository.path(), &["--bare"]);
    let tree = TempDir::new().unwrap();
    let linked = tree.path().join("linked");
    repository.git(&["worktree", "add", "-q", linked.to_str().unwrap(), "release"]);
    for folder in [repository.path().join("src"), repository.path().join(".git"), bare, linked] {
        let product = Product::open(&folder).unwrap();
        assert_eq!(product.tags().iter().map(|tag| tag.commit.to_string()).collect::<Vec<_>>(), [fix.as_str()]);
    }
    let outside = TempDir::new().unwrap();
    assert!(matches!(refused(outside.path()), ProductError::NotARepository(..)));
    assert!(matches!(refused(&outside.path().join("nowhere")), ProductError::NotARepository(..)));
    // An empty one has no commits, which is no error and no answer.
    git(outside.path(), &["init", "-q"]);
    let empty = Product::open(outside.path()).unwrap();
    assert_eq!((empty.commits(), empty.branches().len()), (0, 0));
}

/// Everything below a folder, with what kind of file it is, how long, and when it was changed.
fn listing(folder: &Path) -> Vec<(PathBuf, u64, SystemTime)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let of = |entry: walkdir::DirEntry| {
        let meta = entry.metadata().unwrap();
        (entry.into_path(), meta.len(), meta.modified().unwrap())
    };
    entries.map(of).collect()
}

#[test]
fn nothing_in_the_repository_is_written_and_nothing_of_it_runs() {
    let (repository, fix) = repository();
    let ran = TempDir::new().unwrap();
    let script = format!("#!/bin/sh\ntouch {}/ran\ncat\n", ran.path().display());
    let hooks = repository.path().join(".git/hooks");
    fs::create_dir_all(&hooks).unwrap();
    for hook in ["post-checkout", "reference-transaction", "pre-auto-gc", "post-index-change", "fsmonitor-watchman"] {
        fs::write(hooks.join(hook), &script).unwrap();
        fs::set_permissions(hooks.join(hook), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let program = hooks.join("post-checkout").display().to_string();
    let config = format!(
        "[core]\nfsmonitor = {program}\nsshCommand = {program}\n[diff \"d\"]\ntextconv = {program}\ncommand = {program}\n\
         [filter \"f\"]\nsmudge = {program}\nclean = {program}\nprocess = {program}\n"
    );
    let file = repository.path().join(".git/config");
    fs::write(&file, fs::read_to_string(&file).unwrap() + &config).unwrap();
    write(repository.path(), ".git/info/attributes", "* diff=d filter=f\n");
    let before = listing(repository.path());
    let product = repository.open();
    let one = id(&product, &fix[..10]);
    let fix = Fix::new(&product, &[one]).unwrap();
    let fingerprints = product.fingerprints(&[]).unwrap();
    assert!(fingerprints.trace(&[fix]).unwrap()[0].standing(one).unwrap().is_present());
    product.commit(one).unwrap();
    assert!(!fingerprints.to_bytes().is_empty());
    assert_eq!(listing(repository.path()), before);
    assert!(!ran.path().join("ran").exists());
    // The trap is set: git does run them.
    repository.git(&["show", "--ext-diff", "HEAD"]);
    assert!(ran.path().join("ran").exists());
}

#[test]
fn object_formats_are_not_mixed() {
    let (repository, fix) = repository();
    let product = repository.open();
    let fix = Fix::new(&product, &[id(&product, &fix)]).unwrap();
    let folder = TempDir::new().unwrap();
    git(folder.path(), &["init", "-q", "--object-format=sha256"]);
    let other = Product::open(folder.path()).unwrap();
    let error = other.fingerprints(&[]).unwrap().trace(&[fix]).err().unwrap();
    assert!(matches!(error, ProductError::OtherFormat));
}

#[test]
fn packs_that_are_links_are_named_and_never_an_answer() {
    let (repository, _) = repository();
    repository.git(&["gc", "-q"]);
    let packs = repository.path().join(".git/objects/pack");
    let elsewhere = TempDir::new().unwrap();
    for file in fs::read_dir(&packs).unwrap() {
        let file = file.unwrap();
        let moved = elsewhere.path().join(file.file_name());
        fs::rename(file.path(), &moved).unwrap();
        std::os::unix::fs::symlink(&moved, file.path()).unwrap();
    }
    let error = refused(repository.path());
    assert!(matches!(error, ProductError::Incomplete(Incomplete::Linked(_))), "{error}");
    assert!(error.help().unwrap().contains("git clone --no-local"), "{error}");
    let (_kept, path) = clone(repository.path(), &["--no-local"]);
    assert_eq!(Product::open(&path).unwrap().commits(), 2);
}
