//! Release lines: the fix is in each, however it came there, and stays there.

use advisory::report::{self, Audience, Format, Screen};
use advisory::verify::{Agreement, Base, How, Outcome, Pick, Plan, State};

use super::{AFFECTED, FIX, FLAWED, NOTHING, PICKED, Told, line, told, verified};
use crate::script::Repository;

/// What brought each commit of the fix into 1.16.
fn hows(script: &str, fix: &str) -> (Vec<How>, Vec<String>) {
    let product = Repository::new(&[FLAWED, script].concat());
    let text = Told { fix, ..Told::default() };
    verified(text.tree(&product), &product, None, |verification| {
        let how = line(verification, "1.16").carried.iter().map(|carried| carried.how).collect();
        (how, told(&product, verification))
    })
}

const PICKED_15: &str = "release-1.15: pick f1c50001\nrelease-1.15: tag v1.15.2\n";

#[test]
fn a_backport_is_known_by_its_message_its_patch_or_its_record() {
    for (script, fix, how) in [
        ("release-1.16: pick f1c50001\n", FIX.to_owned(), How::Picked),
        ("release-1.16: copy f1c50001\n", FIX.to_owned(), How::SamePatch),
        (
            "release-1.16: ba000016 By hand | Reviewed-by: Amira Haddad <amira@lodestore.example>\n",
            FIX.replace("]", ", { id = \"ba000016\", line = \"1.16\" }]").replacen(
                ", { id = \"ba000016\", line = \"1.16\" }",
                "",
                1,
            ),
            How::Recorded,
        ),
    ] {
        let script = format!("{script}release-1.16: tag v1.16.1\n{PICKED_15}");
        assert_eq!(hows(&script, &fix), (vec![how], vec![]), "{script}");
    }
}

const TWO: &str = "introduced = [\"f1a00000\"]
commits = [{ id = \"f1c50001\", line = \"main\" }, { id = \"f1c50002\", line = \"main\" }]";

const SECOND: &str = "main: f1c50002 Check more | Reviewed-by: Amira Haddad <amira@lodestore.example>\n";

#[test]
fn a_fix_that_is_squashed_is_the_whole_fix() {
    let script = format!(
        "{SECOND}release-1.16: squash f1c50001 f1c50002\nrelease-1.16: tag v1.16.1
        release-1.15: pick f1c50001 f1c50002\nrelease-1.15: tag v1.15.2\n"
    );
    assert_eq!(hows(&script, TWO), (vec![How::Squashed, How::Squashed], vec![]));
}

#[test]
fn a_part_of_the_fix_is_not_the_fix_and_what_lacks_is_to_be_picked() {
    let script = format!(
        "{SECOND}release-1.16: pick f1c50001\nrelease-1.16: tag v1.16.1
        release-1.15: pick f1c50001 f1c50002\nrelease-1.15: tag v1.15.2\n"
    );
    let product = Repository::new(&[FLAWED, &script].concat());
    let text = Told { fix: TWO, ..Told::default() };
    verified(text.tree(&product), &product, None, |verification| {
        assert_eq!(verification.outcome, Outcome::Refuted);
        assert_eq!(
            told(&product, verification),
            [
                "affected-differs: the affected versions of the line `1.16` differ from those in git",
                "fix-missing: the line `1.16` lacks 1 of 2 commits of the fix",
            ]
        );
        let plan = line(verification, "1.16").plan.as_ref().unwrap();
        assert_eq!(plan.base, Base::Branch("release-1.16".to_owned()));
        assert_eq!(
            plan.commands().iter().map(|c| product.told(c)).collect::<Vec<_>>(),
            ["git switch release-1.16", "git cherry-pick -x f1c50002",]
        );
    });
}

#[test]
fn a_line_without_the_fix_is_named_and_one_without_the_flaw_needs_none() {
    let product = Repository::new(&[FLAWED, "release-1.15: pick f1c50001\nrelease-1.15: tag v1.15.2\n"].concat());
    verified(Told::default().tree(&product), &product, None, |verification| {
        let found = told(&product, verification);
        assert!(found.contains(&"fix-missing: the line `1.16` lacks the fix".to_owned()), "{found:?}");
        assert_eq!(line(verification, "1.16").state, State::Missing);
    });
    // 1.14 and the later 1.15 were begun before the flaw.
    let clean = FLAWED
        .replace("release-1.15: from main\n", "")
        .replace("main: f1a00000", "release-1.15: from main\nmain: f1a00000");
    let product = Repository::new(&[&clean, "release-1.16: pick f1c50001\nrelease-1.16: tag v1.16.1\n"].concat());
    let only = AFFECTED.split("\n[[affected]]\nline = \"1.15\"").next().unwrap();
    let text = Told { affected: only, scope: "\"main\", \"1.16\"", ..Told::default() };
    verified(text.tree(&product), &product, None, |verification| {
        assert_eq!(told(&product, verification), NOTHING);
        let spared = line(verification, "1.15");
        assert_eq!((&spared.state, &spared.agreement), (&State::NotAffected, &Agreement::Agrees));
        assert!(spared.ranges.is_empty());
    });
    // The incident says otherwise: the flaw may have come there by hand.
    verified(Told { affected: only, ..Told::default() }.tree(&product), &product, None, |verification| {
        assert_eq!(verification.outcome, Outcome::NotVerified);
        assert!(told(&product, verification)[0].contains("`1.15`: the incident lists it as affected"));
    });
    // Without `introduced` that can't be told.
    let fix = "commits = [{ id = \"f1c50001\", line = \"main\" }]";
    let text = Told { affected: only, scope: "\"main\", \"1.16\"", fix };
    verified(text.tree(&product), &product, None, |verification| {
        assert_eq!(verification.outcome, Outcome::NotVerified);
        assert!(told(&product, verification)[1].starts_with("fix-unverified: not verified on the line `1.15`"));
    });
}

#[test]
fn what_is_taken_back_is_not_there_however_that_was_done_and_what_is_put_back_is() {
    for back in ["revert ac000116", "undo ac000116"] {
        let script = format!("{PICKED}release-1.16: bad00001 {back}\nrelease-1.16: tag v1.16.2\n");
        let mut product = Repository::new(&[FLAWED, &script].concat());
        verified(Told::default().tree(&product), &product, None, |verification| {
            assert_eq!(verification.outcome, Outcome::Refuted);
            let found = told(&product, verification);
            assert!(
                found.contains(&"fix-reverted: the fix was reverted on the line `1.16` by bad00001".to_owned()),
                "{found:?}"
            );
            assert!(found[0].starts_with("affected-differs"), "{found:?}");
        });
        product.tell("release-1.16: revert bad00001\nrelease-1.16: tag v1.16.3\n");
        let affected =
            format!("{AFFECTED}\n[[affected]]\nline = \"1.16\"\nintroduced = \"1.16.2\"\nfixed = \"1.16.3\"\n");
        let text = Told { affected: &affected, ..Told::default() };
        verified(text.tree(&product), &product, None, |verification| {
            assert_eq!(told(&product, verification), NOTHING, "{back}");
        });
    }
}

#[test]
fn who_only_says_to_have_picked_is_not_believed_until_somebody_records_it() {
    for claim in ["empty f1c50001", "adapt f1c50001"] {
        let script = format!("release-1.16: fa15e016 {claim}\nrelease-1.16: tag v1.16.1\n{PICKED_15}");
        let product = Repository::new(&[FLAWED, &script].concat());
        verified(Told::default().tree(&product), &product, None, |verification| {
            assert_eq!(verification.outcome, Outcome::NotVerified);
            let found = told(&product, verification).join("\n");
            assert!(found.contains("fa15e016 claims to contain the fix, but has another patch"), "{found}");
            assert!(!line(verification, "1.16").is_released());
        });
    }
    let script = format!("release-1.16: fa15e016 adapt f1c50001\nrelease-1.16: tag v1.16.1\n{PICKED_15}");
    let fix = FIX.replace("\"main\" }]", "\"main\" }, { id = \"fa15e016\", line = \"1.16\" }]");
    let (how, found) = hows(&script, &fix);
    assert_eq!(how, [How::Recorded]);
    // Recorded as written by hand, it needs a review of its own.
    assert_eq!(found, ["fix-unreviewed: commit fa15e016 has 0 of 1 reviews by `maintainer`"]);
}

#[test]
fn a_fix_that_no_release_has_is_not_verified_as_released() {
    let product = Repository::new(&[FLAWED, "release-1.16: pick f1c50001\n", PICKED_15].concat());
    verified(Told::default().tree(&product), &product, None, |verification| {
        assert_eq!(
            told(&product, verification),
            ["fix-unreleased: the branch of `1.16` has the fix, but its last release v1.16.0 does not"]
        );
        let line = line(verification, "1.16");
        assert_eq!(line.state, State::Fixed);
        assert_eq!(line.agreement, Agreement::Awaits("1.16.1".parse().unwrap()));
        assert!(line.plan.as_ref().unwrap().picks.is_empty());
    });
}

#[test]
fn a_policy_of_chosen_commits_plans_them_on_top_of_the_last_release() {
    let script = format!("release-1.16: Something else\nrelease-1.16: ac000116 pick f1c50001\n{PICKED_15}");
    let product = Repository::new(&[FLAWED, &script].concat());
    let tree = Told::default().tree(&product);
    let policy = tree.text("policy.toml").unwrap().replacen(
        "[[step]]\nid = \"fix",
        "[[step]]\nlines = \"latest\"\nid = \"fix",
        1,
    );
    let tree = tree.with(&advisory::source::FilePath::new("policy.toml"), policy.as_bytes());
    verified(tree, &product, None, |verification| {
        let plan = line(verification, "1.16").plan.as_ref().unwrap();
        assert_eq!(plan.base, Base::Release("v1.16.0".to_owned()));
        assert_eq!(
            plan.commands().iter().map(|c| product.told(c)).collect::<Vec<_>>(),
            ["git switch --detach v1.16.0", "git cherry-pick -x ac000116",]
        );
    });
}

#[test]
fn a_line_that_gets_no_releases_need_not_have_the_fix_unless_one_is_recorded() {
    let old = "
main: Begin
main: f1a00000 Export snapshots
release-1.14: from main
release-1.14: tag v1.14.0
";
    let script = [&FLAWED.replace("main: Begin\nmain: f1a00000 Export snapshots\n", old), PICKED].concat();
    let product = Repository::new(&script);
    let with_old = |fix: &str| {
        let tree = Told { fix, ..Told::default() }.tree(&product);
        let project = tree.text("advisory.toml").unwrap().to_owned();
        let project = project.replacen("[site]", "[[line]]\nid = \"1.14\"\nend-of-life = 2025-12-01\n\n[site]", 1);
        tree.with(&advisory::source::FilePath::new("advisory.toml"), project.as_bytes())
    };
    verified(with_old(FIX), &product, None, |verification| {
        assert_eq!(told(&product, verification), NOTHING);
        let line = line(verification, "1.14");
        assert_eq!((&line.state, line.required, &line.agreement), (&State::Missing, false, &Agreement::Silent));
    });
    let fix = format!("{FIX}\nreleases = {{ \"1.14\" = \"1.14.1\" }}");
    verified(with_old(&fix), &product, None, |verification| {
        assert!(told(&product, verification).contains(&"fix-missing: the line `1.14` lacks the fix".to_owned()));
    });
}

#[test]
fn a_private_fix_is_followed_into_the_product() {
    let begin = FLAWED.split("main: f1c50001").next().unwrap();
    let product = Repository::new(begin);
    let private = product.fork(
        "
        main: f1c50001 Check names | Reviewed-by: Amira Haddad <amira@lodestore.example>
        main: f1c50002 Check more | Reviewed-by: Chiara Conti <chiara@lodestore.example>
    ",
    );
    let fix = "base = \"ba5e0000\"\nintroduced = [\"f1a00000\"]\ncommits = [{ id = \"f1c50002\", line = \"main\" }]";
    let fix = fix.replace("ba5e0000", &crate::support::git(product.path(), &["rev-parse", "main"]));
    let text = Told { fix: &fix, ..Told::default() };
    let tree = text.tree(&private);
    let tree = tree.clone().with(
        &advisory::source::FilePath::new("team.toml"),
        tree.text("team.toml")
            .unwrap()
            .replace("name = \"Chiara Conti\"", "name = \"Chiara Conti\"\nemail = \"chiara@lodestore.example\"")
            .as_bytes(),
    );
    // Nobody can say where it is while nobody has the commits.
    verified(tree.clone(), &product, None, |verification| {
        assert_eq!(verification.outcome, Outcome::NotVerified);
        assert!(
            told(&private, verification)[0]
                .starts_with("fix-unverified: not verified: none of the given repositories has commit")
        );
    });
    // Not there yet: what is private is fetched.
    verified(tree.clone(), &product, Some(&private), |verification| {
        let found = told(&private, verification);
        assert!(found.contains(&"fix-missing: the line `main` lacks the fix".to_owned()), "{found:?}");
        let commands = line(verification, "1.16").plan.as_ref().unwrap().commands();
        assert_eq!(
            commands.iter().map(|c| private.told(c)).collect::<Vec<_>>(),
            ["git fetch ../private", "git switch release-1.16", "git cherry-pick -x f1c50001 f1c50002",]
        );
    });
    // The two as one commit of the product, with another message and another id.
    crate::support::git(product.path(), &["fetch", "-q", private.path().to_str().unwrap(), "main"]);
    let mut product = product;
    product.adopt(&private);
    product.tell(
        "
        main: 5c0a5ed0 squash f1c50001 f1c50002
        release-1.16: pick 5c0a5ed0
        release-1.16: tag v1.16.1
        release-1.15: copy f1c50001 f1c50002
        release-1.15: tag v1.15.2
    ",
    );
    verified(tree, &product, Some(&private), |verification| {
        assert_eq!(told(&product, verification), NOTHING);
        assert_eq!(verification.outcome, Outcome::Verified);
        assert!(line(verification, "main").carried.iter().all(|carried| carried.how == How::Squashed));
        assert_eq!(verification.reviews[0].commits.len(), 2, "the range has both");
    });
}

#[test]
fn a_flaw_that_was_taken_back_is_fixed_once_somebody_records_that() {
    let product = Repository::new(
        &[
            FLAWED,
            "release-1.15: bac00001 revert f1a00000\nrelease-1.15: tag v1.15.2\n",
            "release-1.16: pick f1c50001\nrelease-1.16: tag v1.16.1\n",
        ]
        .concat(),
    );
    verified(Told::default().tree(&product), &product, None, |verification| {
        assert!(told(&product, verification).contains(&"fix-missing: the line `1.15` lacks the fix".to_owned()));
    });
    let fix = FIX.replace("\"main\" }]", "\"main\" }, { id = \"bac00001\", line = \"1.15\" }]");
    let text = Told { fix: &fix, ..Told::default() };
    verified(text.tree(&product), &product, None, |verification| {
        assert_eq!(line(verification, "1.15").state, State::Fixed);
        assert_eq!(
            told(&product, verification),
            ["fix-unreviewed: commit bac00001 has 0 of 1 reviews by `maintainer`"]
        );
    });
}

#[test]
fn whatever_lacks_is_not_verified_and_never_a_pass() {
    let product = Repository::new(&[FLAWED, PICKED].concat());
    let answer = |fix: &str, product: &Repository| {
        let text = Told { fix, ..Told::default() };
        verified(text.tree(product), product, None, |verification| {
            assert_eq!(verification.outcome, Outcome::NotVerified);
            told(product, verification)
        })
    };
    let found = answer("introduced = [\"f1a00000\"]", &product);
    assert_eq!(found, ["fix-unverified: not verified: no commit of the fix is recorded"]);
    let found = answer("commits = [{ id = \"0123456789\", line = \"main\" }]", &product);
    assert_eq!(found[0], "fix-unverified: not verified: none of the given repositories has commit 0123456789");
    let found = answer("introduced = [\"0123456789\"]\ncommits = [{ id = \"f1c50001\", line = \"main\" }]", &product);
    assert_eq!(found[0], "fix-unverified: not verified: none of the given repositories has commit 0123456789");
    let tree = crate::support::git(product.path(), &["rev-parse", "main^{tree}"]);
    let found = answer(&format!("commits = [{{ id = \"{tree}\", line = \"main\" }}]"), &product);
    assert!(found[0].contains("is a tree, not a commit"), "{found:?}");
    let found = answer(&format!("base = \"ac000116\"\n{FIX}"), &product);
    assert_eq!(found, ["fix-unverified: not verified: the fix's commits are not based on `base` ac000116"]);
    // A supported line whose branch the clone has not.
    let product = Repository::new(&[FLAWED, PICKED].concat());
    crate::support::git(product.path(), &["switch", "-q", "main"]);
    crate::support::git(product.path(), &["branch", "-q", "-D", "release-1.16"]);
    let found = answer(FIX, &product);
    assert!(found[0].contains("neither a branch `1.16` nor `release-1.16`"), "{found:?}");
    // A branch that is another one on the other side.
    let other = product.fork("main: More\n");
    crate::support::git(other.path(), &["branch", "-q", "release-1.15", "origin/release-1.15~1"]);
    crate::support::git(other.path(), &["branch", "-q", "release-1.16", "v1.16.1"]);
    crate::support::git(other.path(), &["update-ref", "refs/remotes/origin/release-1.15", "release-1.15"]);
    crate::support::git(other.path(), &["branch", "-q", "-f", "release-1.15", "v1.15.2"]);
    let found = answer(FIX, &other);
    assert!(found[0].contains("refs/remotes/origin/release-1.15 lacks what refs/heads/release-1.15 has"), "{found:?}");
}

#[test]
fn a_clone_that_was_cut_off_says_nothing() {
    let product = Repository::new(&[FLAWED, PICKED].concat());
    for (cut, word) in [("--depth=2", "shallow"), ("--filter=tree:0", "partial")] {
        let clone = tempfile::TempDir::new().unwrap();
        let from = format!("file://{}", product.path().display());
        crate::support::git(product.path(), &["config", "uploadpack.allowFilter", "true"]);
        let to = clone.path().to_str().unwrap();
        crate::support::git(product.path(), &["clone", "-q", "--no-checkout", cut, "--no-single-branch", &from, to]);
        let cut_off = Repository::at(clone, &product);
        verified(Told::default().tree(&product), &cut_off, None, |verification| {
            assert_eq!(verification.outcome, Outcome::NotVerified, "{word}");
            let found = told(&product, verification);
            assert!(found.len() == 1 && found[0].contains(word), "{found:?}");
            assert!(verification.lines.is_empty());
        });
    }
}

#[test]
fn a_replaced_object_changes_no_answer() {
    let product =
        Repository::new(&[FLAWED, "release-1.16: fa15e016 Nothing\nrelease-1.16: tag v1.16.1\n", PICKED_15].concat());
    let (real, other) = (product.id("f1c50001"), product.id("fa15e016"));
    crate::support::git(product.path(), &["replace", other, real]);
    verified(Told::default().tree(&product), &product, None, |verification| {
        assert_eq!(line(verification, "1.16").state, State::Missing);
    });
}

#[test]
fn a_plan_is_safe_to_paste() {
    let plan = |fetch_from: &str, base: Base| Plan {
        base,
        last_release: None,
        picks: ["0a", "0b", "0c"]
            .map(|id| Pick { commit: id.to_owned(), is_merge: id == "0b", is_private: id == "0a" })
            .to_vec(),
        fetch_from: Some(fetch_from.to_owned()),
    };
    assert_eq!(
        plan("git@host.example:den/fix.git", Base::Branch("release-1.16".to_owned())).commands(),
        [
            "git fetch git@host.example:den/fix.git",
            "git switch release-1.16",
            "git cherry-pick -x 0a",
            "git cherry-pick -x -m 1 0b",
            "git cherry-pick -x 0c",
        ]
    );
    let commands = plan("--upload-pack=x; it's `id`", Base::Release("v1$(id)".to_owned())).commands();
    assert_eq!(commands[..2], ["git fetch \"./--upload-pack=x; it's \"'`id`'", "git switch --detach 'v1$(id)'"]);
}

#[test]
fn what_a_commit_says_is_shown_and_does_nothing() {
    let hostile = "main: f1c50001 \u{1b}[2J##[group]x ::error::y | Reviewed-by: \u{202e}Mallory\u{1b}[31m <m@elsewhere.example>\n";
    let begin = FLAWED.split("main: f1c50001").next().unwrap();
    let product = Repository::new(&[begin, hostile, PICKED].concat());
    let tree = Told::default().tree(&product);
    let portfolio = advisory::parse::portfolio(tree.clone()).portfolio.unwrap();
    let incident = portfolio.incidents.iter().find(|i| i.handle == *"quiet-otter").unwrap();
    let case = advisory::case::Case::new(&portfolio, incident, crate::support::at("2026-03-05T12:00:00Z"));
    verified(tree, &product, None, |verification| {
        assert_eq!(verification.reviews[0].commits[0].refused.len(), 1);
        for format in [Format::Human, Format::Json, Format::Github, Format::Sarif] {
            let (rules, audience) = (advisory::rules::all(), Audience::Team);
            let screen = Screen { color: false, width: 100 };
            let text =
                report::verification(format, &case, verification, &verification.findings, rules, audience, screen)
                    .unwrap();
            assert!(text.contains("Mallory"), "{format:?}: {text}");
            for command in ["\u{1b}", "\u{202e}", "##[group]", "\n::error::y"] {
                assert!(!text.contains(command), "{format:?} has {command:?}: {text}");
            }
        }
    });
}
