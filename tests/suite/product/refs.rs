//! Branches, tags, and the digits by which people name commits.

use std::collections::BTreeMap;
use std::fmt::Write;

use advisory::product::{Product, ProductError};
use tempfile::TempDir;

use super::{Repository, clone, id};
use crate::support::{git, git_with_input, write};

#[test]
fn a_plain_clone_has_the_lines_of_its_remote_and_local_ones_win() {
    let repository = Repository::new();
    repository.git(&["branch", "release-1.15"]);
    repository.git(&["branch", "topic/a"]);
    let (_kept, path) = clone(repository.path(), &[]);
    let names = |product: &Product| {
        let branches = product.branches().iter();
        branches.map(|b| (b.name.clone(), b.tip.reference.clone())).collect::<BTreeMap<_, _>>()
    };
    let product = Product::open(&path).unwrap();
    let expected = [
        ("main", "refs/heads/main"),
        ("release-1.15", "refs/remotes/origin/release-1.15"),
        ("topic/a", "refs/remotes/origin/topic/a"),
    ];
    assert_eq!(names(&product), expected.map(|(a, b)| (a.to_owned(), b.to_owned())).into());
    assert!(product.branches().iter().all(|branch| branch.others.is_empty()));
    // A second remote, whose name has the first one's in it, and a local branch of other contents.
    git(&path, &["remote", "add", "a/origin", "nowhere"]);
    git(&path, &["commit", "-q", "--allow-empty", "-m", "Ahead"]);
    git(&path, &["update-ref", "refs/remotes/a/origin/release-1.15", "HEAD"]);
    let product = Product::open(&path).unwrap();
    assert_eq!(names(&product), expected.map(|(a, b)| (a.to_owned(), b.to_owned())).into());
    let others = |name: &str| {
        let others = product.branch(name).unwrap().others.iter();
        others.map(|tip| tip.reference.clone()).collect::<Vec<_>>()
    };
    assert_eq!(others("main"), ["refs/remotes/origin/main"]);
    assert_eq!(others("release-1.15"), ["refs/remotes/a/origin/release-1.15"]);
    assert!(product.branch("origin/main").is_none());
}

#[test]
fn tags_lead_to_commits_or_are_named_as_those_that_do_not() {
    let repository = Repository::new();
    let head = repository.head();
    repository.git(&["tag", "light"]);
    repository.git(&["tag", "-a", "-m", "x", "heavy"]);
    repository.git(&["tag", "-a", "-m", "x", "nested", "heavy"]);
    repository.git(&["tag", "of-a-tree", "HEAD^{tree}"]);
    repository.git(&["tag", "-a", "-m", "x", "of-a-file", "HEAD:README"]);
    for packed in [false, true] {
        if packed {
            repository.git(&["pack-refs", "--all"]);
        }
        let product = repository.open();
        let tags: Vec<_> = product.tags().iter().map(|tag| (tag.name.as_str(), tag.commit.to_string())).collect();
        assert_eq!(tags, ["heavy", "light", "nested"].map(|name| (name, head.clone())));
        assert_eq!(product.skipped_tags(), ["of-a-file", "of-a-tree"]);
    }
    // What a tag names has to be there.
    write(repository.path(), ".git/refs/tags/lost", format!("{}\n", "1".repeat(40)));
    let error = Product::open(repository.path()).err().unwrap();
    assert!(matches!(&error, ProductError::Incomplete(_)) && error.to_string().contains(&"1".repeat(40)), "{error}");
}

#[test]
fn digits_name_one_commit_or_say_why_not() {
    let folder = TempDir::new().unwrap();
    git(folder.path(), &["init", "-q", "--bare", "-b", "main"]);
    let mut stream = String::new();
    for n in 0..1500 {
        write!(stream, "commit refs/heads/main\ncommitter C <c@lodestore.example> {n} +0000\ndata 0\n\n").unwrap();
    }
    write!(stream, "M 100644 inline f\ndata 1\nx\n").unwrap();
    git_with_input(folder.path(), &["fast-import", "--quiet"], stream.as_bytes());
    git(folder.path(), &["tag", "-a", "-m", "x", "v1", "main"]);
    let product = Product::open(folder.path()).unwrap();
    let log = git(folder.path(), &["rev-list", "main"]);
    let mut by_prefix: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    log.lines().for_each(|id| by_prefix.entry(&id[..4]).or_default().push(id));
    let objects = git(folder.path(), &["cat-file", "--batch-all-objects", "--batch-check=%(objectname)"]);
    let of_all = |prefix: &str| objects.lines().filter(|id| id.starts_with(prefix)).count();
    let (mut one, mut several) = (0, 0);
    for (prefix, ids) in &by_prefix {
        match product.resolve(prefix) {
            Ok(found) => {
                assert_eq!([found.to_string()], ids[..]);
                one += 1;
            }
            Err(ProductError::Ambiguous { candidates, .. }) => {
                let mut expected = ids.clone();
                expected.sort_unstable();
                assert_eq!(candidates.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
                several += 1;
            }
            Err(error) => panic!("{prefix}: {error}"),
        }
    }
    assert!(one > 1000 && several > 5, "{one}, {several}");
    let tip = git(folder.path(), &["rev-parse", "main"]);
    assert_eq!(id(&product, &tip.to_uppercase()).to_string(), tip);
    assert_eq!(id(&product, &git(folder.path(), &["rev-parse", "v1"])).to_string(), tip);
    for (named, kind) in [("main^{tree}", "tree"), ("main:f", "blob")] {
        let object = git(folder.path(), &["rev-parse", named]);
        assert_eq!(of_all(&object), 1);
        let error = product.resolve(&object).unwrap_err();
        assert!(matches!(&error, ProductError::NotACommit { kind: k, .. } if k == kind), "{error}");
    }
    let absent = (0..=0xffff).map(|n| format!("{n:04x}")).find(|prefix| of_all(prefix) == 0).unwrap();
    for unknown in [absent.as_str(), "abc", "", "main", "HEAD", "zzzz", "../x", &"0".repeat(40), &"1".repeat(65)] {
        assert!(matches!(product.resolve(unknown), Err(ProductError::Unknown(_))), "{unknown}");
    }
}

#[test]
fn many_refs_are_read_once_each() {
    let repository = Repository::new();
    let head = repository.head();
    let mut packed = "# pack-refs with: peeled fully-peeled sorted \n".to_owned();
    for n in 0..30_000 {
        writeln!(packed, "{head} refs/tags/v{n:05}").unwrap();
    }
    write(repository.path(), ".git/packed-refs", packed);
    let product = repository.open();
    assert_eq!((product.tags().len(), product.commits()), (30_000, 1));
}
