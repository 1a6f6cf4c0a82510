//! Where a change begins: merge bases of every kind, repositories of every kind, and what can't be compared.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use advisory::git::GitError;
use advisory::git::merge_bases;
use proptest::prelude::*;

use super::{ADVISORY, AMIRA, BEN, EMBARGOED, PUBLIC, PrivateRepository, event, of_changes};
use crate::support;

/// What happened on main meanwhile is nobody's fault here.
#[test]
fn what_happened_on_main_is_not_blamed_on_the_branch() {
    let desk = PrivateRepository::new();
    desk.add(EMBARGOED, &event("2026-03-04T09:00:00Z", "accepted", "amira"));
    desk.commit(AMIRA);
    desk.git(&["checkout", "--quiet", "main"]);
    desk.change(ADVISORY, "title = \"", "title = \"New: ");
    desk.add(PUBLIC, &event("2026-03-04T09:00:00Z", "retrospective", "amira"));
    desk.commit(AMIRA);
    desk.git(&["checkout", "--quiet", "fix"]);
    assert_eq!(desk.found(), []);
    // The same edit of the branch itself is.
    desk.change(ADVISORY, "title = \"", "title = \"Other: ");
    desk.commit(AMIRA);
    assert_eq!(desk.rules(), ["published-change-unrevised"]);
    // Once main is merged, what came from there still is not.
    desk.change(ADVISORY, "title = \"Other: ", "title = \"");
    desk.commit(AMIRA);
    desk.git(&["merge", "--quiet", "--no-edit", "main"]);
    assert_eq!(desk.found(), []);
}

/// Two branches that merged each other: each of two commits is a base, and neither's events may go.
#[test]
fn every_merge_base_of_a_criss_cross_history_counts() {
    let desk = PrivateRepository::new();
    let [one, two] = ["2026-03-04T09:00:00Z", "2026-03-04T10:00:00Z"];
    desk.add(PUBLIC, &event(one, "retrospective", "amira"));
    desk.commit(AMIRA);
    desk.git(&["checkout", "--quiet", "main"]);
    desk.add(EMBARGOED, &event(two, "accepted", "amira"));
    desk.commit(AMIRA);
    let (main, fix) = (desk.git(&["rev-parse", "main"]), desk.git(&["rev-parse", "fix"]));
    desk.git(&["merge", "--quiet", "--no-edit", &fix]);
    desk.git(&["checkout", "--quiet", "fix"]);
    desk.git(&["merge", "--quiet", "--no-edit", &main]);
    assert_eq!(desk.git(&["merge-base", "--all", "main", "fix"]).lines().count(), 2);
    assert_eq!(desk.found(), []);
    for (path, text) in [(PUBLIC, event(one, "retrospective", "amira")), (EMBARGOED, event(two, "accepted", "amira"))] {
        let before = desk.read(path);
        desk.change(path, &text, "");
        assert_eq!(desk.rules(), ["record-removed"], "{path}");
        desk.write(path, before);
    }
}

#[test]
fn a_detached_head_a_tag_and_the_base_itself_are_compared() {
    let desk = PrivateRepository::new();
    desk.git(&["tag", "--annotate", "agreed", "--message", "Agreed", "main"]);
    desk.change(EMBARGOED, "until = 2026-03-17", "until = 2026-03-27");
    desk.commit(AMIRA);
    desk.git(&["checkout", "--quiet", "--detach"]);
    for base in ["main", "agreed", "HEAD~1", "fix~1", &desk.git(&["rev-parse", "main"])] {
        let found = desk.found_with(&["--base", base]);
        assert_eq!(found, [("embargo-changed-silently".to_owned(), EMBARGOED.to_owned())], "{base}");
    }
    for base in ["HEAD", "fix"] {
        assert_eq!(desk.found_with(&["--base", base]), [], "{base}");
    }
}

#[test]
fn a_bare_repository_and_a_portfolio_in_a_folder_are_compared() {
    for within in ["", "security", "teams/security"] {
        let desk = PrivateRepository::bare_of_commits(within);
        desk.git(&["checkout", "--quiet", "-b", "fix"]);
        let path = |path: &str| if within.is_empty() { path.to_owned() } else { format!("{within}/{path}") };
        desk.change(&path(EMBARGOED), "until = 2026-03-17", "until = 2026-03-27");
        desk.commit(AMIRA);
        let top = desk.path();
        let here = top.join(within);
        let expected = [("embargo-changed-silently".to_owned(), EMBARGOED.to_owned())];
        let json = ["check", "--format", "json"];
        let found =
            |folder: &std::path::Path, args: &[&str]| of_changes(&desk.run_in(folder, &[], &[&json, args].concat()));
        assert_eq!(found(&here, &["--base", "main"]), expected, "{within}");
        assert_eq!(found(&here.join("incidents"), &["--base", "main", "--rev", "fix"]), expected, "{within}");
        if !within.is_empty() {
            let revision = format!("fix:{within}");
            assert_eq!(found(&top, &["--base", "main", "--rev", &revision]), expected, "{within}");
            assert_eq!(found(&top, &["--base", &format!("main:{within}"), "--rev", &revision]), expected, "{within}");
        }
        let bare = desk.folder.path().join("bare.git");
        support::git(desk.folder.path(), &["clone", "--quiet", "--bare", "repository", "bare.git"]);
        if within.is_empty() {
            assert_eq!(found(&bare, &["--base", "main", "--rev", "fix"]), expected);
        } else {
            assert_eq!(found(&bare, &["--base", "main", "--rev", &format!("fix:{within}")]), expected);
        }
    }
}

/// A part of a history is never compared as if it were the whole.
#[test]
fn a_shallow_clone_is_refused_with_what_to_do() {
    let desk = PrivateRepository::new();
    desk.add(EMBARGOED, &event("2026-03-04T09:00:00Z", "accepted", "amira"));
    desk.commit(AMIRA);
    let url = format!("file://{}", desk.path().display());
    for (depth, branches) in [("1", &["--branch", "fix"][..]), ("1", &["--no-single-branch", "--branch", "fix"])] {
        let name = format!("clone{}", branches.len());
        support::git(
            desk.folder.path(),
            &[&["clone", "--quiet", "--depth", depth], branches, &[url.as_str(), name.as_str()]].concat(),
        );
        let clone = desk.folder.path().join(&name);
        let said = desk.run_in(&clone, &[], &["check", "--base", "origin/main"]);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains("git fetch --unshallow") && said.err.contains("fetch-depth: 0"), "{said:?}");
        assert!(matches!(merge_bases(&clone, "origin/fix", "HEAD"), Err(GitError::Shallow)), "{name}");
        support::git(&clone, &["fetch", "--quiet", "--unshallow", "origin", "+refs/heads/*:refs/remotes/origin/*"]);
        assert_eq!(desk.run_in(&clone, &[], &["check", "--base", "origin/main"]).code, 0);
    }
}

#[test]
fn what_can_not_be_compared_is_an_error_with_what_to_do() {
    let desk = PrivateRepository::new();
    desk.git(&["checkout", "--quiet", "--orphan", "other"]);
    desk.commit(AMIRA);
    desk.git(&["tag", "a-file", "main:policy.toml"]);
    let cases = [
        ("main", "have no commit in common", "name the branch that this one started from"),
        ("mian", "there is no revision `mian`", "did you mean `main`?"),
        ("a-file", "is not a commit", "name a commit, branch or tag"),
        ("main:policy.toml", "have no commit in common", ""),
    ];
    for (base, error, help) in cases {
        let said = desk.run(&["check", "--base", base]);
        assert_eq!(said.code, 2, "{base}: {said:?}");
        assert!(said.err.contains(error) && said.err.contains(help), "{base}: {said:?}");
        assert!(said.out.is_empty(), "{base}: {said:?}");
    }
}

#[test]
fn a_repository_without_commits_and_a_folder_without_a_repository_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    support::write_sample(folder.path());
    let desk = PrivateRepository::new();
    let run = || desk.run_in(folder.path(), &[], &["check", "--base", "main"]);
    let said = run();
    assert!(said.code == 2 && said.err.contains("is not in a git repository"), "{said:?}");
    support::git(folder.path(), &["init", "--quiet", "--initial-branch", "main"]);
    let said = run();
    assert!(said.code == 2 && said.err.contains("help:"), "{said:?}");
}

/// The change that brings the portfolio has nothing to be compared with; one that mends an unreadable one can't be judged.
#[test]
fn a_base_without_a_portfolio_is_said_and_an_unreadable_one_refused() {
    let desk = PrivateRepository::new();
    desk.git(&["checkout", "--quiet", "--orphan", "empty"]);
    desk.git(&["rm", "--quiet", "-r", "--cached", "."]);
    desk.git(&["commit", "--quiet", "--allow-empty", "--message", "Begin"]);
    desk.commit(AMIRA);
    let said = desk.run(&["check", "--base", "HEAD~1"]);
    assert!(said.code == 0 && said.err.contains("there was no portfolio in"), "{said:?}");
    let policy = desk.read("policy.toml");
    desk.write("policy.toml", "schema = 1\n");
    desk.commit(AMIRA);
    desk.write("policy.toml", policy);
    desk.commit(AMIRA);
    let said = desk.run(&["check", "--base", "HEAD~1"]);
    assert!(said.code == 2 && said.err.contains("advisory check --rev"), "{said:?}");
}

/// Both branches publish: after the merge two advisories have one id, and before it, whoever comes second is told.
#[test]
fn an_id_that_two_branches_took_is_seen_before_the_merge_and_after_it() {
    let desk = PrivateRepository::new();
    let other = "incidents/2026/calm-crane";
    for name in ["incident.toml", "advisory.md"] {
        let text = desk.read(&format!("incidents/2026/quiet-otter/{name}"));
        let text = text.replace("4711", "4712").replace("snapshot", "backup").replace("Snapshot", "Backup");
        desk.write(&format!("{other}/{name}"), text);
    }
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    for handle in ["quiet-otter", "calm-crane"] {
        desk.git(&["checkout", "--quiet", "-B", handle, "main"]);
        desk.done(&["publish", handle, "--by", "ben"]);
        desk.commit(BEN);
    }
    assert_eq!(desk.found(), []);
    desk.git(&["checkout", "--quiet", "main"]);
    desk.git(&["merge", "--quiet", "--no-edit", "quiet-otter"]);
    desk.git(&["checkout", "--quiet", "calm-crane"]);
    let draft = format!("{other}/advisory.md");
    assert_eq!(desk.found(), [("public-id-reused".to_owned(), draft.clone())]);
    desk.git(&["merge", "--quiet", "--no-edit", "main"]);
    let both: Vec<String> = desk.run(&["check", "--format", "json"]).json()["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["rule"].to_string())
        .collect();
    assert!(both.contains(&"\"duplicate-public-id\"".to_owned()), "{both:?}");
    // What the finding says to do: the second one gives it back, and gets the next, be both on main by now or not.
    desk.git(&["branch", "--force", "both", "HEAD"]);
    desk.change(&draft, "id = \"LODE-2026-002\"\n", "id = \"LODE-2026-003\"\n");
    desk.done(&["publish", "calm-crane", "--by", "ben"]);
    desk.commit(BEN);
    assert_eq!(desk.found(), []);
    assert_eq!(desk.found_with(&["--base", "both"]), []);
    assert_eq!(desk.run(&["check"]).code, 0);
}

/// A history: for each commit its parents among those before it, and its date. Dates may be anything.
fn history() -> impl Strategy<Value = Vec<(Vec<usize>, u32)>> {
    let commit = (proptest::collection::vec(any::<prop::sample::Index>(), 1..3), 0..40_u32, 0..60_u8);
    proptest::collection::vec(commit, 4..24).prop_map(|commits| {
        let parents = |nth: usize, picks: Vec<prop::sample::Index>, root: u8| {
            if nth == 0 || root == 0 {
                return Vec::new();
            }
            // Near ones more often, so that histories are long and cross.
            let near = |pick: prop::sample::Index| nth - 1 - pick.index(nth.min(4));
            let mut parents: Vec<usize> = picks.into_iter().map(near).collect();
            let mut seen = BTreeSet::new();
            parents.retain(|parent| seen.insert(*parent));
            parents
        };
        let numbered = commits.into_iter().enumerate();
        numbered.map(|(nth, (picks, date, root))| (parents(nth, picks, root), date)).collect()
    })
}

/// The commits of a history as `git fast-import` reads them, each on a branch of its own.
fn stream(number: usize, history: &[(Vec<usize>, u32)]) -> String {
    let mark = |nth: usize| number * 100 + nth + 1;
    let mut stream = String::new();
    for (nth, (parents, date)) in history.iter().enumerate() {
        let _ = writeln!(stream, "commit refs/heads/h{number}c{nth}\nmark :{}", mark(nth));
        let _ = writeln!(stream, "committer A <a@example.org> {} +0000\ndata 1\nx", 1_700_000_000 + date);
        for (at, parent) in parents.iter().enumerate() {
            let _ = writeln!(stream, "{} :{}", if at == 0 { "from" } else { "merge" }, mark(*parent));
        }
        let _ = writeln!(stream, "M 644 inline n\ndata {}\n{nth}", nth.to_string().len());
    }
    stream
}

/// Whatever the history: the bases are those of `git merge-base --all`, or there are none.
#[test]
fn merge_bases_are_those_of_git() {
    use proptest::strategy::ValueTree as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    support::git(path, &["init", "--quiet", "--bare", "--initial-branch", "main"]);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let histories: Vec<_> = (0..200).map(|_| history().new_tree(&mut runner).unwrap().current()).collect();
    let streams: String = histories.iter().enumerate().map(|(number, history)| stream(number, history)).collect();
    support::git_with_input(path, &["fast-import", "--quiet", "--force"], streams.as_bytes());
    let (mut none, mut several) = (0, 0);
    for (number, history) in histories.iter().enumerate() {
        let last = history.len() - 1;
        for other in BTreeSet::from([last / 2, last - 2, last - 1]) {
            let (one, two) = (format!("h{number}c{other}"), format!("h{number}c{last}"));
            let told = support::git_command(path, &["merge-base", "--all", &one, &two]).output().unwrap();
            let mut expected: Vec<String> =
                String::from_utf8(told.stdout).unwrap().lines().map(str::to_owned).collect();
            expected.sort();
            let found = merge_bases(path, &one, &two);
            let found: Vec<String> =
                found.map(|bases| bases.common.iter().map(ToString::to_string).collect()).unwrap_or_default();
            assert_eq!(found, expected, "{one} {two} of {history:?}");
            none += usize::from(expected.is_empty());
            several += usize::from(expected.len() > 1);
        }
    }
    assert!(none > 10 && several > 10, "{none} without a base, {several} with more than one");
}
