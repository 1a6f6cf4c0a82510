//! Backports with another patch, and merges of other commits: what git's own merge proves, and what stays a candidate.

use advisory::verify::{How, Outcome, State};

use super::whereabouts::{BY_AMIRA, releases, run, state, why};
use super::{AFFECTED, FIX, FLAWED, NOTHING, PICKED, Told, line, told, verified};
use crate::script::Repository;
use crate::support::{git, write};

#[test]
fn a_merge_is_found_as_a_merge_of_other_commits() {
    let begin = FLAWED.split("main: f1c50001").next().unwrap();
    let topic = "topic: from main\ntopic: aaa00001 Names\ntopic: aaa00002 Links\nmain: Beside\nmain: merge topic\n";
    let mut product = Repository::new(&[begin, topic].concat());
    let amend = format!("Merge pull request from GHSA-aaaa-bbbb-cccc\n\n{BY_AMIRA}");
    product.checkout("main");
    run(&product, &[&["commit", "-q", "--amend", "-m", &amend]]);
    let merge = git(product.path(), &["rev-parse", "main"]);
    // The same difference in three commits of a branch, merged.
    let files = git(product.path(), &["diff", "--name-only", "main^1", "main"]);
    product.tell("side: from release-1.16\nrelease-1.16: Beside\n");
    product.checkout("side");
    for text in ["half", "whole"] {
        for file in files.lines() {
            match text {
                "half" => write(product.path(), file, "half\n"),
                _ => drop(git(product.path(), &["checkout", "-q", "main", "--", file])),
            }
        }
        run(&product, &[&["add", "-A"], &["commit", "-q", "-m", text]]);
    }
    product.tell("release-1.16: merge side\nrelease-1.16: tag v1.16.1\n");
    // And as one commit.
    product.checkout("release-1.15");
    run(&product, &[&["cherry-pick", "-n", "-m", "1", &merge], &["commit", "-q", "-m", "All in one"]]);
    product.tell("release-1.15: tag v1.15.2\n");
    let fix = format!("introduced = [\"f1a00000\"]\ncommits = [{{ id = \"{merge}\", line = \"main\" }}]");
    verified(Told { fix: &fix, ..Told::default() }.tree(&product), &product, None, |verification| {
        assert_eq!(told(&product, verification), NOTHING);
        for id in ["1.16", "1.15"] {
            assert!(line(verification, id).carried.iter().all(|carried| carried.how == How::Squashed), "{id}");
        }
    });
}

fn numbers(from: u32, changed: &[(u32, &str)]) -> String {
    (from..=60)
        .map(|n| changed.iter().find(|(at, _)| *at == n).map_or(n.to_string(), |(_, text)| (*text).to_owned()) + "\n")
        .collect()
}

#[test]
fn a_pick_with_the_result_that_git_gives_is_proven_in_other_surroundings_too() {
    let with = |message: &str, other: &[(u32, &str)], by_hand: Option<&str>, rename: bool| {
        let mut product = Repository::new("main: Begin\n");
        product.checkout("main");
        write(product.path(), "a.py", numbers(1, &[]));
        product.keep("f1a00000", "");
        product.tell(
            "release-1.15: from main\nrelease-1.15: tag v1.15.0\nrelease-1.16: from main\nrelease-1.16: tag v1.16.0\n",
        );
        product.checkout("release-1.16");
        write(product.path(), "a.py", numbers(1, other));
        if rename {
            run(&product, &[&["mv", "a.py", "old.py"]]);
        }
        run(&product, &[&["commit", "-q", "-a", "-m", "Of its own"]]);
        product.checkout("main");
        write(product.path(), "a.py", numbers(1, &[(10, "10 checked")]));
        product.keep("f1c50001", BY_AMIRA);
        run(&product, &[&["commit", "-q", "--amend", "-m", &format!("export: check names\n\n{BY_AMIRA}")]]);
        let fix = git(product.path(), &["rev-parse", "main"]);
        product.checkout("release-1.16");
        let path = if rename { "old.py" } else { "a.py" };
        match by_hand {
            Some(text) => write(product.path(), path, text),
            None => run(&product, &[&["cherry-pick", "-n", &fix]]),
        }
        run(&product, &[&["commit", "-q", "-a", "-m", &message.replace("FIX", &fix)], &["tag", "v1.16.1"]]);
        product.checkout("release-1.15");
        run(&product, &[&["cherry-pick", "-x", &fix], &["tag", "v1.15.1"]]);
        let fix = format!("introduced = [\"f1a00000\"]\ncommits = [{{ id = \"{fix}\", line = \"main\" }}]");
        let affected = AFFECTED.replace("1.15.2", "1.15.1");
        verified(
            Told { fix: &fix, affected: &affected, ..Told::default() }.tree(&product),
            &product,
            None,
            |verification| {
                let judged = line(verification, "1.16");
                (judged.state.clone(), judged.carried[0].how, told(&product, verification))
            },
        )
    };
    // The line beside the change is another one, so the patch is, too.
    let beside = [(8, "eight")];
    for message in ["export: check names (#12)", "Backport\n\n(cherry picked from commit FIX)"] {
        for rename in [false, true] {
            let (state, how, found) = with(message, &beside, None, rename);
            assert_eq!((state, how), (State::Fixed, How::Replayed), "{message} {rename} {found:?}");
            assert_eq!(found, NOTHING);
        }
        // What differs from git's result in anything is not proven.
        for text in [
            numbers(1, &[(8, "eight"), (10, "10 checked"), (40, "forty")]),
            numbers(1, &[(8, "eight"), (10, "10 checked too")]),
            numbers(1, &[(8, "eight"), (11, "10 checked")]),
        ] {
            let (state, how, found) = with(message, &beside, Some(&text), false);
            assert!(matches!(state, State::NotVerified(_)) && how != How::Replayed, "{message} {found:?}");
        }
    }
    // Where git asks, nothing is proven.
    let text = numbers(1, &[(10, "10 checked")]);
    let (state, ..) = with("export: check names (#12)", &[(10, "ten")], Some(&text), false);
    assert!(matches!(state, State::NotVerified(_)), "{state:?}");
}

#[test]
fn a_release_beside_the_branch_may_have_a_backport_by_hand() {
    let flawed = FLAWED.replace("f1c50001 Check names", "f1c50001 export: check the names of links");
    let mut product = Repository::new(&[&flawed, PICKED].concat());
    git(product.path(), &["tag", "-d", "v1.16.1"]);
    git(product.path(), &["switch", "-q", "--detach", "v1.16.0"]);
    write(product.path(), "own", "By hand\n");
    run(
        &product,
        &[
            &["add", "-A"],
            &["commit", "-q", "-m", "export: check the names of links"],
            &["tag", "v1.16.1"],
            &["switch", "-q", "main"],
        ],
    );
    product.tell("release-1.16: tag v1.16.2\n");
    verified(Told::default().tree(&product), &product, None, |verification| {
        let [affected, fixed, in_doubt] = releases(verification, "1.16");
        assert_eq!(
            (affected, fixed, in_doubt),
            (vec!["v1.16.0".into()], vec!["v1.16.2".into()], vec!["v1.16.1".into()])
        );
        assert_eq!(verification.outcome, Outcome::NotVerified);
    });
}

#[test]
fn a_test_of_the_fix_may_be_removed_and_a_fix_of_one_file_may_not() {
    let script = FLAWED.split("main: f1c50001").next().unwrap();
    let mut product = Repository::new(&script.replace("main: Begin", "main: Begin | file a.py"));
    product.checkout("main");
    write(product.path(), "a.py", "line 1\nchecked\n");
    product.keep("f1c50001", BY_AMIRA);
    write(product.path(), "test.py", "assert checked\n");
    product.keep("f1c50002", BY_AMIRA);
    product.tell("release-1.16: pick f1c50001 f1c50002\nrelease-1.16: tag v1.16.1\nrelease-1.15: pick f1c50001 f1c50002\nrelease-1.15: tag v1.15.2\n");
    product.checkout("release-1.16");
    run(&product, &[&["rm", "-q", "test.py"], &["commit", "-q", "-m", "Remove a flaky test"], &["tag", "v1.16.2"]]);
    let fix = FIX.replace("\"main\" }]", "\"main\" }, { id = \"f1c50002\", line = \"main\" }]");
    verified(Told { fix: &fix, ..Told::default() }.tree(&product), &product, None, |verification| {
        assert!(why(&state(verification, "1.16")).contains("reverted a part of"));
        assert_eq!(releases(verification, "1.16")[0], ["v1.16.0"]);
    });
    let only = FIX.replace("f1c50001", "f1c50002");
    verified(Told { fix: &only, ..Told::default() }.tree(&product), &product, None, |verification| {
        assert!(matches!(state(verification, "1.16"), State::Reverted(_)));
    });
}
