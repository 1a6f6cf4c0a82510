//! Branches, tags, and the digits by which people name commits.

use std::collections::BTreeMap;
use std::fmt::Write;

use advisory::product::{Product, ProductError};
use tempfile::TempDir;

use super::{Repository, clone, id};
use crate::support::{git, git_command, git_with_input, write};

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

#[test]
fn refs_in_tables_are_those_of_git() {
    let repository = Repository::new();
    repository.git(&["tag", "-a", "-m", "x", "heavy"]);
    repository.git(&["tag", "of-a-tree", "HEAD^{tree}"]);
    for n in 0..400 {
        repository.git(&["update-ref", &format!("refs/tags/v1.{n}"), "HEAD"]);
    }
    repository.commit("more", "x\n", "Second");
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("clone");
    let from = repository.path().to_str().unwrap();
    if !git_command(folder.path(), &["clone", "-q", "--ref-format=reftable", from, "clone"]).status().unwrap().success()
    {
        eprintln!("skipped: this git knows no reftable");
        return;
    }
    // More tables, one of them with deletions and another one packed.
    git(&path, &["branch", "gone"]);
    git(&path, &["branch", "release-1.15", "HEAD~1"]);
    git(&path, &["symbolic-ref", "refs/heads/alias", "refs/heads/release-1.15"]);
    for step in ["", "packed", "later"] {
        match step {
            "packed" => drop(git(&path, &["pack-refs", "--all"])),
            "later" => {
                git(&path, &["branch", "-D", "gone"]);
                git(&path, &["tag", "-d", "v1.7"]);
                git(&path, &["tag", "later"]);
            }
            _ => {}
        }
        let product = Product::open(&path).unwrap();
        let commits = |kind: &str| -> BTreeMap<String, String> {
            let format = "--format=%(refname) %(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end) %(if)%(*objecttype)%(then)%(*objecttype)%(else)%(objecttype)%(end)";
            let all = git(&path, &["for-each-ref", format, kind]);
            let rows = all.lines().map(|line| line.split(' ').collect::<Vec<_>>());
            let rows = rows.filter(|row| row[2] == "commit" && !row[0].ends_with("/HEAD"));
            rows.map(|row| (row[0].to_owned(), row[1].to_owned())).collect()
        };
        let tags = product.tags().iter().map(|tag| (format!("refs/tags/{}", tag.name), tag.commit.to_string()));
        assert_eq!(tags.collect::<BTreeMap<_, _>>(), commits("refs/tags/"), "{step}");
        assert_eq!(product.skipped_tags(), ["of-a-tree"]);
        let tips = product.branches().iter().map(|b| (b.tip.reference.clone(), b.tip.commit.to_string()));
        let mut heads = commits("refs/heads/");
        heads.extend(tips.clone().filter(|(name, _)| name.starts_with("refs/remotes/")));
        assert_eq!(tips.collect::<BTreeMap<_, _>>(), heads, "{step}");
        assert_eq!(product.branch("gone").is_some(), step != "later");
        assert_eq!(product.branch("alias").unwrap().tip.commit, product.branch("release-1.15").unwrap().tip.commit);
    }
    // A table that is cut off is an error, never an answer.
    let list = std::fs::read_to_string(path.join(".git/reftable/tables.list")).unwrap();
    let table = path.join(".git/reftable").join(list.lines().next().unwrap());
    let bytes = std::fs::read(&table).unwrap();
    for end in [0, 20, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(&table, &bytes[..end]).unwrap();
        let error = Product::open(&path).err().unwrap();
        assert!(matches!(error, ProductError::Damaged { .. }), "{end}: {error}");
    }
}
