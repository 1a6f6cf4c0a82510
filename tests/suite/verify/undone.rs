//! A fix that git calls contained and whose files say otherwise; claims that other commits are built on.

use advisory::verify::{How, Outcome, State};

use super::{FIX, FLAWED, NOTHING, PICKED, Told, line, told, verified};
use crate::script::Repository;
use crate::support::{git, write};

const BY_AMIRA: &str = "Reviewed-by: Amira Haddad <amira@lodestore.example>";

/// The flaw is in f.py, and the fix there and in g.py.
fn flawed() -> Repository {
    let script =
        FLAWED.replace("main: Begin", "main: Begin | file f.py").split("main: f1c50001").next().unwrap().to_owned();
    let mut product = Repository::new(&script);
    fix(&mut product, "main", "f1c50001", &[("f.py", "fixed\n"), ("g.py", "fixed\n")], BY_AMIRA);
    product
}

/// Commits these files.
fn fix(product: &mut Repository, branch: &str, name: &str, files: &[(&str, &str)], said: &str) {
    product.checkout(branch);
    files.iter().for_each(|(path, text)| write(product.path(), path, *text));
    product.keep(name, said);
}

fn run(product: &mut Repository, commands: &[&[&str]]) {
    commands.iter().for_each(|command| drop(git(product.path(), command)));
}

/// What is found of 1.16, after a release of it, and how it stands.
fn judged(product: &mut Repository) -> (Outcome, State, Vec<String>) {
    product.tell("release-1.16: tag v1.16.1\nrelease-1.15: pick f1c50001\nrelease-1.15: tag v1.15.2\n");
    verified(Told::default().tree(product), product, None, |verification| {
        let state = line(verification, "1.16").state.clone();
        let released = line(verification, "1.16").is_released();
        assert_eq!(released, state == State::Fixed, "{state:?}");
        (verification.outcome, state, told(product, verification))
    })
}

fn is_reverted(product: &mut Repository) {
    let by = git(product.path(), &["rev-parse", "release-1.16"]);
    let (outcome, state, found) = judged(product);
    assert_eq!((outcome, state), (Outcome::Refuted, State::Reverted(by)), "{found:?}");
}

#[test]
fn a_merge_that_keeps_the_flawed_files_takes_the_fix_back() {
    for own in [false, true] {
        // The fix is on the side that is merged in.
        let mut product = flawed();
        product.tell("topic: from release-1.16\ntopic: pick f1c50001\ntopic: More\n");
        if own {
            fix(&mut product, "release-1.16", "0a00001", &[("f.py", "of its own\n")], "");
        } else {
            product.tell("release-1.16: Own work\n");
        }
        let merge: &[&[&str]] = &[
            &["merge", "-q", "-s", "ours", "--no-commit", "topic"],
            &["read-tree", "-m", "-u", "HEAD", "topic"],
            &["checkout", "HEAD", "--", "f.py"],
            &["rm", "-q", "-f", "g.py"],
            &["commit", "-q", "-m", "Merge topic"],
        ];
        product.checkout("release-1.16");
        run(&mut product, merge);
        is_reverted(&mut product);
        // The fix is on the side that is merged into.
        let mut product = flawed();
        product.tell("topic: from release-1.16\ntopic: More\n");
        if own {
            fix(&mut product, "topic", "0a00001", &[("f.py", "of its own\n")], "");
        }
        product.tell("release-1.16: pick f1c50001\nrelease-1.16: Own work\n");
        run(
            &mut product,
            &[
                &["merge", "-q", "-s", "ours", "--no-commit", "topic"],
                &["checkout", "topic", "--", "f.py"],
                &["rm", "-q", "-f", "g.py"],
                &["commit", "-q", "-m", "Merge topic"],
            ],
        );
        is_reverted(&mut product);
    }
    // An honest merge brings it.
    let mut product = flawed();
    product.tell("topic: from release-1.16\ntopic: pick f1c50001\nrelease-1.16: Own work\nrelease-1.16: merge topic\n");
    assert_eq!(judged(&mut product).2, NOTHING);
}

#[test]
fn who_puts_the_files_back_takes_the_fix_back_whatever_else_the_commit_does() {
    let mut product = flawed();
    product.tell("release-1.16: pick f1c50001\n");
    write(product.path(), "other", "x\n");
    run(
        &mut product,
        &[
            &["rm", "-q", "g.py"],
            &["checkout", "HEAD~1", "--", "."],
            &["add", "-A"],
            &["commit", "-q", "-m", "Tidy up"],
        ],
    );
    is_reverted(&mut product);
    // What was done to the file since changes nothing.
    let mut product = flawed();
    product.tell("release-1.16: pick f1c50001\n");
    write(product.path(), "other", "x\n");
    run(
        &mut product,
        &[
            &["rm", "-q", "g.py"],
            &["checkout", "HEAD~1", "--", "."],
            &["add", "-A"],
            &["commit", "-q", "-m", "Tidy up"],
        ],
    );
    let by = git(product.path(), &["rev-parse", "HEAD"]);
    product.tell("release-1.16: Work | file f.py\n");
    assert_eq!(judged(&mut product).1, State::Reverted(by.clone()));
    // Who takes that back brings the fix again.
    git(product.path(), &["switch", "-q", "release-1.16"]);
    run(&mut product, &[&["revert", "--no-edit", "HEAD"], &["revert", "--no-edit", &by], &["tag", "v1.16.2"]]);
    verified(Told::default().tree(&product), &product, None, |verification| {
        assert_eq!(line(verification, "1.16").state, State::Fixed);
    });
}

#[test]
fn a_part_that_is_put_back_is_not_verified_until_somebody_records_it() {
    let mut product = flawed();
    product.tell("release-1.16: pick f1c50001\n");
    write(product.path(), "other", "x\n");
    run(&mut product, &[&["checkout", "HEAD~1", "--", "f.py"]]);
    product.keep("0bac0001", BY_AMIRA);
    let (outcome, state, found) = judged(&mut product);
    assert_eq!(outcome, Outcome::NotVerified);
    assert!(matches!(&state, State::NotVerified(why) if why.contains("reverted a part of")), "{state:?}");
    assert!(found.iter().any(|f| f.contains("fix-unverified") && f.contains("0bac0001")), "{found:?}");
    let fix = FIX.replace("\"main\" }]", "\"main\" }, { id = \"0bac0001\", line = \"1.16\" }]");
    verified(Told { fix: &fix, ..Told::default() }.tree(&product), &product, None, |verification| {
        assert_eq!(told(&product, verification), NOTHING);
    });
}

#[test]
fn a_fix_of_white_space_has_a_direction() {
    let begin = || {
        let mut product = Repository::new(FLAWED.split("release-1.15: from main").next().unwrap());
        fix(&mut product, "main", "0c00001", &[("f.py", "def f():\n  if bad:\n    log()\n  return\n")], "");
        product
            .tell(FLAWED.split("f1a00000 Export snapshots\n").nth(1).unwrap().split("main: f1c50001").next().unwrap());
        fix(&mut product, "main", "f1c50001", &[("f.py", "def f():\n  if bad:\n    log()\n    return\n")], BY_AMIRA);
        product
    };
    for (script, how) in [("pick", How::Picked), ("copy", How::SamePatch)] {
        let mut product = begin();
        product.tell(&format!("release-1.16: ac000116 {script} f1c50001\n"));
        assert_eq!(judged(&mut product).2, NOTHING, "{script}");
        verified(Told::default().tree(&product), &product, None, |verification| {
            assert_eq!(line(verification, "1.16").carried[0].how, how);
        });
        for back in ["revert", "undo"] {
            let mut product = begin();
            product.tell(&format!("release-1.16: ac000116 {script} f1c50001\nrelease-1.16: {back} ac000116\n"));
            is_reverted(&mut product);
        }
    }
}

#[test]
fn what_a_claim_brings_is_no_fix_elsewhere() {
    let picks = |from: &str| format!("(cherry picked from commit {from})");
    let reverts = |from: &str| format!("This reverts commit {from}.");
    for restored in [false, true] {
        let mut product = flawed();
        if restored {
            product.tell("main: bad00001 revert f1c50001\n");
        }
        let said = if restored { reverts(product.id("bad00001")) } else { picks(product.id("f1c50001")) };
        fix(&mut product, "main", "0dd00001", &[("junk", "junk\n")], &said);
        product.tell("release-1.16: copy 0dd00001\n");
        // The copy says nothing.
        run(&mut product, &[&["commit", "-q", "--amend", "-m", "Change"]]);
        let (_, state, found) = judged(&mut product);
        assert_eq!(state, State::Missing, "{found:?}");
    }
}

#[test]
fn a_branch_that_is_another_name_of_one_is_that_one() {
    let product = Repository::new(&[FLAWED, PICKED].concat());
    let tip = git(product.path(), &["rev-parse", "release-1.16"]);
    git(product.path(), &["switch", "-q", "main"]);
    git(product.path(), &["switch", "-q", "-c", "old", "v1.16.0"]);
    git(product.path(), &["commit", "-q", "--allow-empty", "-m", "Own work"]);
    git(product.path(), &["switch", "-q", "main"]);
    git(product.path(), &["update-ref", "refs/remotes/origin/release-1.16", &tip]);
    git(product.path(), &["update-ref", "-d", "refs/heads/release-1.16"]);
    git(product.path(), &["symbolic-ref", "refs/heads/release-1.16", "refs/heads/old"]);
    verified(Told::default().tree(&product), &product, None, |verification| {
        let judged = line(verification, "1.16");
        assert_eq!(judged.reference.as_deref(), Some("refs/heads/release-1.16"));
        let why = "refs/remotes/origin/release-1.16 has the fix, and refs/heads/release-1.16 lacks it";
        assert_eq!(judged.state, State::NotVerified(why.to_owned()));
    });
}
