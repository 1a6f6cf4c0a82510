//! Commits and what they changed, with git as the other opinion.

use std::collections::BTreeSet;

use advisory::error::Help as _;
use advisory::git::GitError;
use advisory::git::{LogEntry, Range, log, log_of};
use advisory::source::FilePath;

use crate::support::{self, Repository, Stamp};

const ALL: Range<'_> = Range { from: None, to: "HEAD" };

fn by(name: &'static str, day: u32) -> Stamp {
    Stamp::named(name, &format!("2026-03-{day:02}T12:00:00+02:00"))
}

fn incident(words: &str) -> String {
    let lines: String = (0..20).map(|n| format!("# line {n} of {words}\n")).collect();
    format!("schema = 1\n{lines}")
}

/// What git says that a commit changed against its parent of this number, counted from 1.
fn told_by_git(repo: &Repository, id: &str, parent: usize) -> BTreeSet<String> {
    let parent = format!("{id}^{parent}");
    let told = repo.git(&["diff", "--no-renames", "--name-only", &parent, id]);
    told.lines().map(str::to_owned).collect()
}

fn paths<'a>(changes: impl IntoIterator<Item = &'a advisory::git::FileChange>) -> BTreeSet<String> {
    changes.into_iter().map(|c| c.path.to_string()).collect()
}

#[test]
fn each_commit_says_who_when_and_what_it_changed() {
    for format in ["sha1", "sha256"] {
        let repo = Repository::with_format(format);
        repo.write("team.toml", "schema = 1\n");
        repo.write("README.md", "not read\n");
        repo.commit_by(by("Amira", 1));
        repo.write("incidents/2026/amber-heron/incident.toml", incident("one"));
        repo.write("docs/x.md", "not read\n");
        repo.commit_by(by("Bruno", 2));
        repo.remove("team.toml");
        let last = repo.commit_by(by("Chiara", 3));
        let log = log(repo.path(), ALL).unwrap();
        let ids: Vec<String> = log.entries.iter().map(|c| c.commit.id.to_string()).collect();
        let told = repo.git(&["rev-list", "--reverse", "HEAD"]);
        assert_eq!(ids, told.lines().collect::<Vec<_>>());
        let [first, second, third] = log.entries.as_slice() else { panic!() };
        assert_eq!(paths(first.changes()), BTreeSet::from(["team.toml".to_owned()]));
        assert_eq!(paths(second.changes()), BTreeSet::from(["incidents/2026/amber-heron/incident.toml".to_owned()]));
        assert_eq!(paths(third.changes()), told_by_git(&repo, &last, 1));
        assert_eq!(
            (second.commit.author.name.as_str(), second.commit.author.email.as_str()),
            ("Bruno", "bruno@lodestore.example")
        );
        assert_eq!(second.commit.committer.at, Some(support::at("2026-03-02T10:00:00Z")));
        assert_eq!((second.commit.committer.offset, second.commit.subject()), (7200, "Change"));
        let change = second.changes().next().unwrap();
        assert_eq!(change.before, None);
        assert_eq!(log.bytes(change.after.unwrap()).unwrap(), incident("one").as_bytes());
        let gone = third.changes().next().unwrap();
        assert!(gone.after.is_none() && gone.before.is_some());
        assert!(last.starts_with(&third.commit.id.short()));
    }
}

#[test]
fn a_range_leaves_out_what_its_beginning_leads_to() {
    let repo = Repository::new();
    repo.write("team.toml", "1");
    repo.commit_by(by("Amira", 1));
    repo.git(&["tag", "-a", "-m", "annotated", "v1"]);
    repo.git(&["switch", "-q", "-c", "side"]);
    repo.write("policy.toml", "1");
    let side = repo.commit_by(by("Bruno", 2));
    repo.git(&["switch", "-q", "main"]);
    repo.write("team.toml", "2");
    repo.commit_by(by("Amira", 3));
    let log = log(repo.path(), Range { from: Some("main"), to: "side" }).unwrap();
    assert_eq!(log.entries.iter().map(|c| c.commit.id.to_string()).collect::<Vec<_>>(), [side]);
    let of_tag = advisory::git::log(repo.path(), Range { from: Some("v1"), to: "main" }).unwrap();
    assert_eq!(of_tag.entries.len(), 1);
    let nothing = advisory::git::log(repo.path(), Range { from: Some("main"), to: "v1" }).unwrap();
    assert_eq!(nothing.entries, []);
    let error = advisory::git::log(repo.path(), Range { from: None, to: "nowhere" }).err().unwrap();
    assert!(matches!(error, GitError::UnknownRevision { .. }), "{error}");
}

#[test]
fn of_a_merge_only_what_differs_from_every_parent_is_its_own() {
    let repo = Repository::new();
    repo.write("incidents/2026/amber-heron/incident.toml", incident("one"));
    repo.write("team.toml", "1\n");
    repo.commit_by(by("Amira", 1));
    repo.git(&["switch", "-q", "-c", "side"]);
    repo.write("policy.toml", "side\n");
    repo.write("team.toml", "side\n");
    repo.commit_by(by("Bruno", 2));
    repo.git(&["switch", "-q", "main"]);
    repo.write("advisory.toml", "main\n");
    repo.commit_by(by("Amira", 3));
    repo.git(&["merge", "-q", "--no-commit", "--no-ff", "side"]);
    repo.write("team.toml", "merged\n");
    let merge = repo.commit_by(by("Chiara", 4));
    let log = log(repo.path(), ALL).unwrap();
    let own = log.entries.iter().find(|c| c.commit.id.to_string() == merge).unwrap();
    assert_eq!(own.commit.parents.len(), 2);
    for (n, changes) in own.against.iter().enumerate() {
        assert_eq!(paths(changes), told_by_git(&repo, &merge, n + 1));
    }
    assert_eq!(paths(own.changes()), BTreeSet::from(["team.toml".to_owned()]));
}

fn moved(commit: &LogEntry) -> Vec<(String, String)> {
    let moved = commit.changes().filter_map(|c| Some((c.from.as_ref()?.to_string(), c.path.to_string())));
    moved.collect()
}

#[test]
fn a_folder_that_moves_is_followed_as_git_follows_it() {
    let repo = Repository::new();
    for name in ["amber-heron", "brisk-otter", "calm-newt"] {
        repo.write(&format!("incidents/2026/{name}/incident.toml"), incident(name));
        repo.write(&format!("incidents/2026/{name}/advisory.md"), name);
    }
    repo.commit_by(by("Amira", 1));
    repo.git(&["mv", "incidents/2026/amber-heron", "incidents/2026/dusky-wren"]);
    repo.commit_by(by("Amira", 2));
    // Moved and edited at once, beside another one that is new and a third that is gone.
    repo.git(&["mv", "incidents/2026/brisk-otter", "incidents/2026/early-swift"]);
    repo.write("incidents/2026/early-swift/incident.toml", format!("{}more\n", incident("brisk-otter")));
    repo.remove("incidents/2026/calm-newt/incident.toml");
    repo.remove("incidents/2026/calm-newt/advisory.md");
    repo.write("incidents/2026/fleet-hare/incident.toml", incident("something else altogether"));
    repo.commit_by(by("Amira", 3));
    let log = log(repo.path(), ALL).unwrap();
    let [_, second, third] = log.entries.as_slice() else { panic!() };
    let name = |folder: &str, file: &str| format!("incidents/2026/{folder}/{file}");
    let both =
        |from: &str, to: &str| ["advisory.md", "incident.toml"].map(|file| (name(from, file), name(to, file))).to_vec();
    assert_eq!(moved(second), both("amber-heron", "dusky-wren"));
    assert!(second.changes().all(|c| c.before == c.after));
    assert_eq!(moved(third), both("brisk-otter", "early-swift"));
    for commit in [second, third] {
        let id = commit.commit.id.to_string();
        let told = repo.git(&["diff", "-M50%", "--diff-filter=R", "--name-status", &format!("{id}^"), &id]);
        let told = told.lines().filter_map(|l| l.split_once('\t')?.1.split_once('\t'));
        let told: Vec<(String, String)> = told.map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
        assert_eq!(moved(commit), told);
    }
}

#[test]
fn only_the_portfolios_own_folder_counts_with_paths_in_it() {
    let repo = Repository::new();
    repo.write("security/portfolio/team.toml", "1");
    repo.write("team.toml", "another portfolio's");
    repo.commit_by(by("Amira", 1));
    repo.write("team.toml", "changed");
    repo.commit_by(by("Amira", 2));
    repo.write("security/portfolio/incidents/2026/amber-heron/incident.toml", "x");
    repo.commit_by(by("Amira", 3));
    let told =
        |log: advisory::git::Log| -> Vec<BTreeSet<String>> { log.entries.iter().map(|c| paths(c.changes())).collect() };
    let expected = vec![
        BTreeSet::from(["team.toml".to_owned()]),
        BTreeSet::new(),
        BTreeSet::from(["incidents/2026/amber-heron/incident.toml".to_owned()]),
    ];
    assert_eq!(told(log(&repo.path().join("security/portfolio"), ALL).unwrap()), expected);
    let named = Range { from: None, to: "HEAD:security/portfolio" };
    assert_eq!(told(log(repo.path(), named).unwrap()), expected);
    let bare = tempfile::TempDir::new().unwrap();
    support::git(bare.path(), &["clone", "-q", "--bare", &repo.path().display().to_string(), "bare"]);
    assert_eq!(told(log(&bare.path().join("bare"), named).unwrap()), expected);
    repo.git(&["switch", "-q", "--detach", "HEAD~1"]);
    assert_eq!(log(repo.path(), ALL).unwrap().entries.len(), 2);
    let tree = repo.git(&["rev-parse", "HEAD^{tree}"]);
    let error = log(repo.path(), Range { from: None, to: &tree }).err().unwrap();
    assert!(matches!(error, GitError::NotACommit { .. }), "{error}");
}

#[test]
fn a_clone_that_lacks_history_gives_no_answer() {
    let repo = Repository::new();
    for day in 1..=4 {
        repo.write("team.toml", day.to_string());
        repo.commit_by(by("Amira", day));
    }
    let folder = tempfile::TempDir::new().unwrap();
    let url = format!("file://{}", repo.path().display());
    support::git(folder.path(), &["clone", "-q", "--depth=2", &url, "shallow"]);
    let shallow = folder.path().join("shallow");
    let error = log(&shallow, ALL).err().unwrap();
    assert!(matches!(error, GitError::Shallow), "{error}");
    assert!(error.help().unwrap().contains("git fetch --unshallow"), "{}", error.help().unwrap());
    support::git(&shallow, &["fetch", "-q", "--unshallow"]);
    assert_eq!(log(&shallow, ALL).unwrap().entries.len(), 4);
    support::git(folder.path(), &["init", "-q", "empty"]);
    let error = log(&folder.path().join("empty"), ALL).err().unwrap();
    assert!(matches!(error, GitError::Unborn { .. }), "{error}");
}

#[test]
fn replacements_grafts_and_a_commit_graph_show_no_other_history() {
    let repo = Repository::new();
    for day in 1..=3 {
        repo.write("team.toml", day.to_string());
        repo.commit_by(by("Amira", day));
    }
    let before = log(repo.path(), ALL).unwrap().entries;
    // The newest commit becomes one by somebody else, without its past.
    let tree = repo.git(&["rev-parse", "HEAD^{tree}"]);
    let other = repo.git(&["commit-tree", "-m", "Another past", &tree]);
    repo.git(&["commit-graph", "write", "--reachable"]);
    repo.git(&["replace", "HEAD", &other]);
    assert_eq!(repo.git(&["rev-list", "--count", "HEAD"]), "1", "git itself applies the replacement");
    assert_eq!(log(repo.path(), ALL).unwrap().entries, before);
    repo.git(&["replace", "-d", "HEAD"]);
    std::fs::write(repo.path().join(".git/info/grafts"), repo.git(&["rev-parse", "HEAD"]) + "\n").unwrap();
    assert_eq!(repo.git(&["rev-list", "--count", "HEAD"]), "1", "git itself applies the graft");
    assert_eq!(log(repo.path(), ALL).unwrap().entries, before);
}

/// The log of one folder leaves out only what is new elsewhere.
#[test]
fn the_log_of_a_folder_has_its_history_and_what_others_lost() {
    let repo = Repository::new();
    let file = |name: &str| format!("incidents/2026/{name}/incident.toml");
    for name in ["amber", "amber-heron", "calm-newt"] {
        repo.write(&file(name), incident(name));
    }
    repo.commit_by(by("Amira", 1));
    repo.write(&file("amber"), "edited\n");
    repo.write(&file("calm-newt"), "edited\n");
    repo.write(&file("new-moon"), incident("moon"));
    repo.commit_by(by("Amira", 2));
    repo.remove(&file("calm-newt"));
    repo.remove(&file("amber"));
    repo.write("incidents/2026/amber/notes/1/a.md", "A note.\n");
    repo.commit_by(by("Amira", 3));
    let of = FilePath::new("incidents/2026/amber");
    let (all, one) = (log(repo.path(), ALL).unwrap(), log_of(repo.path(), ALL, &of).unwrap());
    for (all, one) in all.entries.iter().zip(&one.entries) {
        let mut expected = all.clone();
        let is_kept = |it: &advisory::git::FileChange| {
            it.before.is_some() || it.path.as_str().starts_with("incidents/2026/amber/")
        };
        expected.against.iter_mut().for_each(|changes| changes.retain(is_kept));
        assert_eq!(*one, expected);
    }
    let counts =
        |log: &advisory::git::Log| -> Vec<usize> { log.entries.iter().map(|it| it.changes().count()).collect() };
    assert_eq!((counts(&all), counts(&one)), (vec![3, 3, 3], vec![1, 2, 3]));
}
