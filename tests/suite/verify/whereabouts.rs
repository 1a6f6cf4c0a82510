//! Where a fix is, in histories of the kinds that projects have: clones without tags, refs that disagree, merges, backports by
//! hand, moved files.

use std::collections::BTreeSet;

use advisory::source::FilePath;
use advisory::verify::{Agreement, Outcome, State, Verification};

use super::{AFFECTED, FIX, FLAWED, NOTHING, PICKED, Told, line, told, verified};
use crate::script::Repository;
use crate::support::{git, write};

pub(super) const BY_AMIRA: &str = "Reviewed-by: Amira Haddad <amira@lodestore.example>";

/// Runs git as Ben, whose commits Amira reviews.
pub(super) fn run(product: &Repository, commands: &[&[&str]]) {
    let ben = ["-c", "user.name=Ben Okafor", "-c", "user.email=ben@lodestore.example"];
    commands.iter().for_each(|command| drop(git(product.path(), &[&ben, *command].concat())));
}

pub(super) fn why(state: &State) -> &str {
    if let State::NotVerified(why) = state { why } else { panic!("{state:?}") }
}

pub(super) fn state(verification: &Verification<'_>, id: &str) -> State {
    line(verification, id).state.clone()
}

/// The tags of a line that are affected, fixed, and in doubt.
pub(super) fn releases(verification: &Verification<'_>, id: &str) -> [Vec<String>; 3] {
    let of = |is: fn(&advisory::verify::Release) -> bool| {
        line(verification, id)
            .releases
            .iter()
            .filter(|release| is(release))
            .map(|release| release.tag.clone())
            .collect()
    };
    [of(|release| release.affected), of(|release| release.fixed), of(|release| release.in_doubt)]
}

#[test]
fn a_version_without_a_tag_is_not_verified_and_no_difference() {
    let product = Repository::new(&[FLAWED, PICKED].concat());
    let all = ["v1.15.0", "v1.15.1", "v1.15.2", "v1.16.0", "v1.16.1"];
    for (missing, gap) in [
        (&["v1.16.0"][..], "no release from 1.16.0 before 1.16.1 has a tag"),
        (&["v1.15.0", "v1.15.1"], "no release from 1.15.0 before 1.15.2 has a tag"),
    ] {
        missing.iter().for_each(|tag| drop(git(product.path(), &["tag", "-d", tag])));
        verified(Told::default().tree(&product), &product, None, |verification| {
            assert_eq!(verification.outcome, Outcome::NotVerified, "{missing:?}");
            let id = &missing[0][1..5];
            assert_eq!(
                (&line(verification, id).agreement, &line(verification, id).gaps),
                (&Agreement::Open, &vec![gap.to_owned()])
            );
            assert_eq!(verification.affected_commits(), None);
        });
        let tips = [("v1.15.0", "release-1.15~3"), ("v1.15.1", "release-1.15~1"), ("v1.16.0", "release-1.16~1")];
        for (tag, at) in tips.iter().filter(|(tag, _)| missing.contains(tag)) {
            git(product.path(), &["tag", tag, at]);
        }
    }
    // A fixed release without a tag, between others.
    let later = Repository::new(&[FLAWED, PICKED, "release-1.16: More\nrelease-1.16: tag v1.16.2\n"].concat());
    git(later.path(), &["tag", "-d", "v1.16.1"]);
    verified(Told::default().tree(&later), &later, None, |verification| {
        let line = line(verification, "1.16");
        assert_eq!(
            (&line.agreement, line.gaps.as_slice()),
            (&Agreement::Open, &["1.16.1, which the advisory lists as fixed, has no tag".to_owned()][..])
        );
    });
    // What a tag contradicts is a difference still.
    let affected = AFFECTED.replace("fixed = \"1.16.1\"", "fixed = \"1.16.2\"");
    verified(Told { affected: &affected, ..Told::default() }.tree(&product), &product, None, |verification| {
        assert!(matches!(line(verification, "1.16").agreement, Agreement::Differs(_)));
    });
    // Without any tag, and with tags of another form.
    for rename in [false, true] {
        for tag in all {
            if rename {
                git(product.path(), &["tag", &tag.replacen('v', "release-", 1), tag]);
            }
        }
        let bare = product.fork("");
        all.iter().for_each(|tag| drop(git(bare.path(), &["tag", "-d", tag])));
        verified(Told::default().tree(&bare), &bare, None, |verification| {
            let expected = if rename { "no tag of 5 has the form `v{version}`" } else { "the clone has no tags" };
            assert!(why(&state(verification, "1.16")).contains(expected), "{:?}", told(&bare, verification));
            assert_eq!(verification.outcome, Outcome::NotVerified);
        });
    }
}

#[test]
fn a_release_that_is_listed_and_has_no_tag_is_not_verified() {
    let product = Repository::new(&[FLAWED, PICKED].concat());
    git(product.path(), &["tag", "-d", "v1.16.1"]);
    let tree = Told::default().tree(&product);
    // As long as nobody lists it, it is planned.
    verified(tree.clone(), &product, None, |verification| {
        assert_eq!(line(verification, "1.16").agreement, Agreement::Awaits("1.16.1".parse().unwrap()));
        assert_eq!(verification.outcome, Outcome::Refuted);
    });
    let listed = tree.text("advisory.toml").unwrap().replacen("latest = \"1.16.3\"", "latest = \"1.16.1\"", 1);
    verified(tree.with(&FilePath::new("advisory.toml"), listed.as_bytes()), &product, None, |verification| {
        assert!(why(&state(verification, "1.16")).starts_with("advisory.toml lists the release 1.16.1, but"));
        assert_eq!(line(verification, "1.16").agreement, Agreement::Open);
        assert_eq!(verification.outcome, Outcome::NotVerified);
    });
}

#[test]
fn several_forms_of_tags_name_one_release_each() {
    let script =
        [FLAWED, PICKED].concat().replace("tag v1.15.", "tag REL_1_15_").replace("tag v1.16.0", "tag lode/1.16.0");
    let product = Repository::new(&script);
    let tree = Told::default().tree(&product);
    let with = |tags: &str| {
        let project =
            tree.text("advisory.toml").unwrap().replacen("[project]", &format!("[project]\ntags = {tags}"), 1);
        tree.clone().with(&FilePath::new("advisory.toml"), project.as_bytes())
    };
    for tags in [
        "[\"v{version}\", \"REL_{version_}\", \"lode/{version}\"]",
        "[\"REL_{version}\", \"lode/{version}\", \"v{version}\"]",
    ] {
        verified(with(tags), &product, None, |verification| {
            assert_eq!(told(&product, verification), NOTHING, "{tags}");
            assert_eq!(releases(verification, "1.15")[0], ["REL_1_15_0", "REL_1_15_1"]);
            assert_eq!(releases(verification, "1.16")[0], ["lode/1.16.0"]);
        });
    }
    let portfolio = advisory::parse::portfolio(with("[\"REL_{version_}\", \"v{version}\"]")).portfolio.unwrap();
    assert_eq!(portfolio.project.tag(&"1.15.0".parse().unwrap()), "REL_1_15_0");
}

#[test]
fn a_remote_that_goes_on_from_the_local_branch_counts_and_refs_that_disagree_are_no_answer() {
    let product = Repository::new(&[FLAWED, PICKED].concat());
    // The local branch was not updated after the fetch.
    let clone = product.fork("");
    run(&clone, &[&["switch", "-q", "main"]]);
    let behind = [("release-1.15", "v1.15.1"), ("release-1.16", "v1.16.0")];
    behind.iter().for_each(|(branch, at)| run(&clone, &[&["branch", "-q", "--force", branch, at]]));
    verified(Told::default().tree(&product), &clone, None, |verification| {
        assert_eq!(told(&clone, verification), NOTHING);
        assert_eq!(line(verification, "1.16").reference.as_deref(), Some("refs/remotes/origin/release-1.16"));
        assert!(
            verification.notes.iter().any(|note| note.contains("refs/heads/release-1.16 is behind")),
            "{:?}",
            verification.notes
        );
    });
    // A fork as `origin` that lacks the fix, beside the project's own repository.
    let fork = product.fork("");
    run(
        &fork,
        &[
            &["update-ref", "refs/remotes/upstream/release-1.16", "refs/remotes/origin/release-1.16"],
            &["update-ref", "refs/remotes/origin/release-1.16", "v1.16.0"],
            &["config", "remote.upstream.url", "elsewhere"],
        ],
    );
    verified(Told::default().tree(&product), &fork, None, |verification| {
        let state = state(verification, "1.16");
        assert_eq!(why(&state), "refs/remotes/origin/release-1.16 lacks what refs/remotes/upstream/release-1.16 has");
    });
    // Branches that went apart: one has the fix, the other one does not.
    let apart = product.fork("");
    run(
        &apart,
        &[
            &["switch", "-q", "-c", "release-1.16", "v1.16.0"],
            &["commit", "-q", "--allow-empty", "-m", "Own work"],
            &["switch", "-q", "main"],
        ],
    );
    verified(Told::default().tree(&product), &apart, None, |verification| {
        let state = state(verification, "1.16");
        assert_eq!(why(&state), "refs/remotes/origin/release-1.16 has the fix, and refs/heads/release-1.16 lacks it");
        assert!(line(verification, "1.16").plan.is_none());
    });
}

#[test]
fn a_merge_is_followed_by_what_it_brings() {
    let begin = FLAWED.split("main: f1c50001").next().unwrap();
    let topic = "topic: from main\ntopic: aaa00001 Check names of files\ntopic: aaa00002 Check names of links\nmain: Beside\nmain: merge topic\n";
    for backport in ["pick -m 1", "pick", "copy", "merge"] {
        let mut product = Repository::new(&[begin, topic].concat());
        product.checkout("main");
        run(
            &product,
            &[&[
                "commit",
                "-q",
                "--amend",
                "-m",
                &format!("Merge pull request from GHSA-aaaa-bbbb-cccc\n\n{BY_AMIRA}"),
            ]],
        );
        let merge = git(product.path(), &["rev-parse", "main"]);
        for (line, tag) in [("release-1.16", "v1.16.1"), ("release-1.15", "v1.15.2")] {
            match backport {
                "pick -m 1" => {
                    product.checkout(line);
                    run(&product, &[&["cherry-pick", "-x", "-m", "1", &merge]]);
                }
                "merge" => {
                    // As a private fork does it: a branch for each line, merged there.
                    let side = format!("topic-{line}");
                    product.tell(&format!(
                        "{side}: from {line}\n{side}: copy aaa00001 aaa00002\n{line}: Beside\n{line}: merge {side}\n"
                    ));
                }
                verb => product.tell(&format!("{line}: {verb} aaa00001 aaa00002\n")),
            }
            product.tell(&format!("{line}: tag {tag}\n"));
        }
        let fix = format!("introduced = [\"f1a00000\"]\ncommits = [{{ id = \"{merge}\", line = \"main\" }}]");
        verified(Told { fix: &fix, ..Told::default() }.tree(&product), &product, None, |verification| {
            assert_eq!(told(&product, verification), NOTHING, "{backport}");
            assert_eq!(releases(verification, "1.16"), [vec!["v1.16.0"], vec!["v1.16.1"], vec![]], "{backport}");
        });
    }
}

#[test]
fn a_backport_by_hand_is_a_candidate_until_somebody_records_it() {
    let flawed = FLAWED.replace("f1c50001 Check names", "f1c50001 export: check the names of links (#7)");
    for message in [
        "[release-1.16] export: check the names of links (#12)",
        "Be strict about links\n\nBackport of #7.",
        "Be strict about links\n\nSee https://example.org/lode/pull/7.",
        "Be strict about links\n\nFixes CVE-2026-12345.",
    ] {
        let mut product =
            Repository::new(&[&flawed, "release-1.15: pick f1c50001\nrelease-1.15: tag v1.15.2\n"].concat());
        product.checkout("release-1.16");
        write(product.path(), "own", "By hand\n");
        run(
            &product,
            &[&["add", "-A"], &["commit", "-q", "-m", &format!("{message}\n\n{BY_AMIRA}")], &["tag", "v1.16.1"]],
        );
        let by_hand = git(product.path(), &["rev-parse", "HEAD"]);
        product.tell("release-1.16: Work\nrelease-1.16: tag v1.16.2\n");
        let tree = |told: Told<'_>| {
            let tree = told.tree(&product);
            let file = "incidents/2026/quiet-otter/advisory.md";
            let text = tree.text(file).unwrap().replacen("+++\n", "+++\naliases = [\"CVE-2026-12345\"]\n", 1);
            let text = if text.matches("aliases =").count() > 1 { tree.text(file).unwrap().to_owned() } else { text };
            (tree.clone().with(&FilePath::new(file), text.as_bytes()), text)
        };
        let (with, text) = tree(Told::default());
        if message.contains("CVE") && !text.contains("CVE-2026-12345") {
            panic!("{text}");
        }
        verified(with, &product, None, |verification| {
            let state = state(verification, "1.16");
            assert!(why(&state).starts_with(&format!("{} may be ", &by_hand[..12])), "{message}: {state:?}");
            assert_eq!(verification.outcome, Outcome::NotVerified);
            let [affected, fixed, in_doubt] = releases(verification, "1.16");
            assert_eq!(
                (affected, fixed, in_doubt),
                (vec!["v1.16.0".to_owned()], vec![], vec!["v1.16.1".to_owned(), "v1.16.2".to_owned()])
            );
        });
        let fix = FIX.replace("\"main\" }]", &format!("\"main\" }}, {{ id = \"{by_hand}\", line = \"1.16\" }}]"));
        let (with, _) = tree(Told { fix: &fix, ..Told::default() });
        verified(with, &product, None, |verification| assert_eq!(told(&product, verification), NOTHING, "{message}"));
    }
}

/// The fix changes `a.py`, and adds a test.
fn with_a_test() -> Repository {
    let script =
        FLAWED.replace("main: Begin", "main: Begin | file a.py").split("main: f1c50001").next().unwrap().to_owned();
    let mut product = Repository::new(&script);
    product.checkout("main");
    write(product.path(), "a.py", "line 1\nchecked\n");
    write(product.path(), "pkg/test.py", "assert checked\n");
    product.keep("f1c50001", BY_AMIRA);
    product.tell("release-1.16: pick f1c50001\nrelease-1.16: tag v1.16.1\nrelease-1.15: pick f1c50001\nrelease-1.15: tag v1.15.2\n");
    product
}

#[test]
fn a_file_that_the_fix_added_may_move_or_go() {
    for commands in [
        &[&["mv", "pkg", "internal"][..], &["commit", "-q", "-m", "Move the package"]][..],
        &[&["rm", "-q", "pkg/test.py"], &["commit", "-q", "-m", "Remove a flaky test"]],
        &[&["mv", "a.py", "moved.py"], &["commit", "-q", "-m", "Move"]],
    ] {
        let mut product = with_a_test();
        for branch in ["main", "release-1.16"] {
            product.checkout(branch);
            run(&product, commands);
        }
        product.tell("release-1.16: tag v1.16.2\n");
        verified(Told::default().tree(&product), &product, None, |verification| {
            assert_eq!(told(&product, verification), NOTHING, "{commands:?}");
            assert_eq!(releases(verification, "1.16")[1], ["v1.16.1", "v1.16.2"], "{commands:?}");
        });
    }
}

#[test]
fn the_only_file_of_a_fix_may_move_and_is_in_doubt_without_a_trace() {
    for (commands, is_doubt) in [
        (&[&["mv", "guard.py", "moved.py"][..], &["commit", "-q", "-m", "Move"]][..], false),
        (&[&["rm", "-q", "guard.py"], &["mv", "file-1", "other"], &["commit", "-q", "-m", "Tidy up"]], true),
    ] {
        let script = FLAWED.split("main: f1c50001").next().unwrap();
        let mut product = Repository::new(script);
        product.checkout("main");
        write(product.path(), "guard.py", "guard\n");
        product.keep("f1c50001", BY_AMIRA);
        product.tell(PICKED);
        product.checkout("release-1.16");
        run(&product, commands);
        product.tell("release-1.16: tag v1.16.2\n");
        verified(Told::default().tree(&product), &product, None, |verification| {
            let [affected, _, in_doubt] = releases(verification, "1.16");
            assert_eq!((affected, in_doubt.len()), (vec!["v1.16.0".to_owned()], usize::from(is_doubt)));
            assert_eq!(told(&product, verification).is_empty(), !is_doubt);
            assert_eq!(verification.outcome == Outcome::NotVerified, is_doubt);
        });
    }
}

#[test]
fn what_removes_the_lines_of_the_fix_casts_doubt_on_it_also_where_it_was_picked_from() {
    let lines = |text: &str| text.split(' ').map(|line| format!("{line}\n")).collect::<String>();
    let script = FLAWED.split("main: f1c50001").next().unwrap();
    let mut product = Repository::new(&script.replace("main: Begin\n", ""));
    for branch in ["main", "release-1.16", "release-1.15"] {
        product.checkout(branch);
        write(product.path(), "a.py", lines("1 2 3 4 5 6 7 8 9 10 11 12"));
        run(&product, &[&["add", "-A"], &["commit", "-q", "-m", "Lines"]]);
    }
    product.checkout("main");
    write(product.path(), "a.py", lines("1 2 3 4 5 6 7 8 9 10 guard 11 12"));
    product.keep("f1c50001", BY_AMIRA);
    product.tell(PICKED);
    // A line beside the guard changes first, so that the removal is no exact inverse.
    product.checkout("main");
    write(product.path(), "a.py", lines("1 2 3 4 5 6 7 8 nine 10 guard 11 12"));
    product.keep("bbb00001", "");
    write(product.path(), "a.py", lines("1 2 3 4 5 6 7 8 nine 10 11 12"));
    product.keep("bbb00002", "");
    verified(Told::default().tree(&product), &product, None, |verification| {
        assert!(why(&state(verification, "main")).contains("reverted a part of"), "{:?}", told(&product, verification));
        assert_eq!(state(verification, "1.16"), State::Fixed);
    });
    product.checkout("release-1.16");
    let origin = product.id("bbb00002").to_owned();
    write(product.path(), "a.py", lines("1 2 3 4 5 6 7 8 9 10 11 12"));
    run(&product, &[&["commit", "-q", "-a", "-m", &format!("Drop a call\n\n(cherry picked from commit {origin})")]]);
    verified(Told::default().tree(&product), &product, None, |verification| {
        assert!(matches!(state(verification, "1.16"), State::Reverted(_)));
        assert!(matches!(state(verification, "main"), State::NotVerified(_)));
        assert_eq!(state(verification, "1.15"), State::Fixed);
    });
}

/// A history of one of the kinds that projects have. In each, `fixed` in a file of a release says that it has the fix.
fn history(seed: u64) -> (Repository, String) {
    let mut chance = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut below = |end: u64| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 33) % end
    };
    let mut product = Repository::new(FLAWED.split("main: f1c50001").next().unwrap());
    let kind = seed % 6;
    let subject = "export: check the names of links";
    let commits = if kind == 0 || kind == 2 { 2 } else { 1 };
    let branch = if kind == 2 { "topic" } else { "main" };
    if kind == 2 {
        product.tell("topic: from main\n");
    }
    product.checkout(branch);
    for n in 0..commits {
        write(product.path(), &format!("fix-{n}.py"), "fixed\n");
        run(&product, &[&["add", "-A"], &["commit", "-q", "-m", &format!("{subject}, part {n}\n\n{BY_AMIRA}")]]);
    }
    let mut ids: Vec<String> = git(product.path(), &["rev-list", "--reverse", &format!("-{commits}"), "HEAD"])
        .lines()
        .map(str::to_owned)
        .collect();
    let parts = ids.clone();
    if kind == 2 {
        product.tell("main: Beside\n");
        product.checkout("main");
        run(&product, &[&["merge", "-q", "--no-ff", "-m", &format!("Merge a private fork\n\n{BY_AMIRA}"), "topic"]]);
        ids = vec![git(product.path(), &["rev-parse", "HEAD"])];
    }
    for (line, id, patch) in [("release-1.16", "1.16", 1), ("release-1.15", "1.15", 2)] {
        product.checkout(line);
        let pick: Vec<&str> = parts.iter().map(String::as_str).collect();
        if below(5) > 0 {
            match kind {
                // Squashed by the forge.
                0 => {
                    run(
                        &product,
                        &[
                            &[&["cherry-pick", "-n"], pick.as_slice()].concat(),
                            &["commit", "-q", "-m", "Several in one (#9)"],
                        ],
                    );
                }
                // Rebased by the forge: other ids, other committers, no trace in the message.
                1 | 2 => run(&product, &[&[&["cherry-pick"], pick.as_slice()].concat()]),
                // By hand: other content, the same subject.
                3 => {
                    write(product.path(), "own.py", "fixed\n");
                    run(
                        &product,
                        &[&["add", "-A"], &["commit", "-q", "-m", &format!("[{id}] {subject}, part 0 (#8)")]],
                    );
                }
                // By a bot.
                4 => run(&product, &[&[&["cherry-pick", "-x"], pick.as_slice()].concat()]),
                // And its file moves later.
                _ => run(
                    &product,
                    &[
                        &[&["cherry-pick", "-x"], pick.as_slice()].concat(),
                        &["mv", "fix-0.py", "moved.py"],
                        &["commit", "-q", "-m", "Move"],
                    ],
                ),
            }
        }
        product.tell(&format!("{line}: tag v{id}.{patch}\n"));
        if below(2) == 0 {
            product.tell(&format!("{line}: Work\n{line}: tag v{id}.{}\n", patch + 1));
        }
    }
    let list: Vec<String> = ids.iter().map(|id| format!("{{ id = \"{id}\", line = \"main\" }}")).collect();
    let fix = format!("introduced = [\"f1a00000\"]\ncommits = [{}]", list.join(", "));
    (product, fix)
}

#[test]
fn releases_are_affected_and_fixed_as_their_files_say() {
    use rayon::prelude::*;
    let counts = (0..240_u64).into_par_iter().map(|seed| {
        let (product, fix) = history(seed);
        let fixed_by_files: BTreeSet<String> = git(product.path(), &["tag"])
            .lines()
            .filter(|tag| {
                !git(product.path(), &["ls-tree", "-r", "--name-only", tag]).lines().all(|file| !file.ends_with(".py"))
            })
            .map(str::to_owned)
            .collect();
        verified(Told { fix: &fix, ..Told::default() }.tree(&product), &product, None, |verification| {
            let mut counts = [0_usize; 3];
            for id in ["1.16", "1.15"] {
                let [affected, fixed, in_doubt] = releases(verification, id);
                assert!(affected.iter().all(|tag| !fixed_by_files.contains(tag)), "{seed}: {affected:?}");
                assert!(fixed.iter().all(|tag| fixed_by_files.contains(tag)), "{seed}: {fixed:?}");
                // Only what was written by hand is left open.
                assert!(in_doubt.is_empty() || seed % 6 == 3, "{seed}: {in_doubt:?}");
                assert!(in_doubt.iter().all(|tag| fixed_by_files.contains(tag)), "{seed}: {in_doubt:?}");
                for (count, list) in counts.iter_mut().zip([affected, fixed, in_doubt]) {
                    *count += list.len();
                }
            }
            counts
        })
    });
    let counts = counts.reduce(|| [0; 3], |a, b| [a[0] + b[0], a[1] + b[1], a[2] + b[2]]);
    assert!(counts[0] > 500 && counts[1] > 300 && counts[2] > 50, "{counts:?}");
}
