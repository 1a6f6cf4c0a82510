//! Reviews: by somebody in the role, who did not make the commit, however they spell themselves.

use advisory::source::{FilePath, Tree};
use advisory::verify::{Outcome, Why};

use super::{FIX, FLAWED, NOTHING, PICKED, Told, told, verified};
use crate::script::Repository;
use crate::support::Team;

fn team() -> String {
    let both = &["pst", "maintainer"];
    Team::new()
        .member("amira", "Amira Haddad", both)
        .email()
        .with("emails = [\"amira@home.example\"]\nrepresents = [\"block\"]")
        .member("ben", "Ben Okafor", both)
        .email()
        .with("emails = [\"1234+ben@users.noreply.example\"]")
        .member("chiara", "Chiara Conti", &["pst"])
        .email()
        .member("dora", "Dora Weiss", &["maintainer"])
        .email()
        .with("left = 2025-12-31")
        .component("block", "storage-provider", "stable")
        .text()
}

fn tree(product: &Repository) -> Tree {
    Told::default().tree(product).with(&FilePath::new("team.toml"), team().as_bytes())
}

/// The history with the fix as this line tells it, and who counts and who does not.
fn reviewed(commit: &str) -> (Vec<String>, Vec<(String, Why)>) {
    let begin = FLAWED.split("main: f1c50001").next().unwrap();
    let product = Repository::new(&[begin, &format!("main: f1c50001 Check names | {commit}\n"), PICKED].concat());
    verified(tree(&product), &product, None, |verification| {
        let [reviews] = verification.reviews.as_slice() else { panic!("one step asks") };
        let [review] = reviews.commits.as_slice() else { panic!("{:?}", reviews.commits) };
        let by: Vec<String> = review.by.iter().map(ToString::to_string).collect();
        let expected = if by.is_empty() {
            vec!["fix-unreviewed: commit f1c50001 has 0 of 1 reviews by `maintainer`".to_owned()]
        } else {
            Vec::new()
        };
        assert_eq!(told(&product, verification), expected, "{commit}");
        assert_eq!(verification.outcome == Outcome::Verified, !by.is_empty());
        (by, review.refused.iter().map(|r| (r.who.clone(), r.why)).collect())
    })
}

fn counts(commit: &str, who: &str) {
    assert_eq!(reviewed(commit), (vec![who.to_owned()], vec![]), "{commit}");
}

fn refuses(commit: &str, why: Why) {
    let (by, refused) = reviewed(commit);
    assert_eq!((by.len(), refused.iter().map(|(_, why)| *why).collect::<Vec<_>>()), (0, vec![why]), "{commit}");
}

#[test]
fn a_maintainer_who_did_not_write_it_counts() {
    counts("Reviewed-by: Amira Haddad <amira@lodestore.example>", "amira");
    counts("reviewed-BY:   A. H.  <AMIRA@home.example>", "amira");
    counts("Acked-by: amira@lodestore.example", "amira");
    counts("Approved-by: Amira Haddad", "amira");
    counts("LGTM: @amira", "amira");
    counts("by Stranger <x@elsewhere.example> | Reviewed-by: Ben <ben@lodestore.example>", "ben");
}

#[test]
fn nobody_counts_twice_and_a_sign_off_is_no_review() {
    let twice = "Reviewed-by: Amira Haddad <amira@lodestore.example> | Acked-by: Amira <amira@home.example>";
    counts(twice, "amira");
    assert_eq!(reviewed("Signed-off-by: Amira Haddad <amira@lodestore.example>"), (vec![], vec![]));
    assert_eq!(reviewed("Tested-by: Amira Haddad <amira@lodestore.example>"), (vec![], vec![]));
}

#[test]
fn who_made_the_commit_does_not_count_however_they_spell_themselves() {
    for own in [
        "Reviewed-by: Ben Okafor <ben@lodestore.example>",
        "Reviewed-by: Benny <1234+ben@users.noreply.example>",
        "Reviewed-by: Ben Okafor",
        "Reviewed-by: ben",
        // The author's address is unknown, and the name is not.
        "by ben  okafor <private@elsewhere.example> | Reviewed-by: Ben Okafor <ben@lodestore.example>",
        // A part of it is theirs.
        "by Amira Haddad <amira@lodestore.example> | Co-authored-by: Ben Okafor <ben@lodestore.example> | Reviewed-by: Ben Okafor <ben@lodestore.example>",
        // Nobody whom the team knows wrote it.
        "by X <x@elsewhere.example> | Reviewed-by: Y <x@elsewhere.example>",
    ] {
        refuses(own, Why::Author);
    }
    // The one who made the commit wrote somebody else into it as its author.
    refuses(
        "by Nobody <nobody@elsewhere.example> | committed by Ben Okafor <ben@lodestore.example> | Reviewed-by: Ben Okafor <ben@lodestore.example>",
        Why::Committer,
    );
    // A co-author is no excuse for that.
    refuses(
        "by Nobody <nobody@elsewhere.example> | committed by Amira Haddad <amira@lodestore.example> | Co-authored-by: Ben Okafor <ben@lodestore.example> | Reviewed-by: Amira Haddad <amira@lodestore.example>",
        Why::Committer,
    );
    // The author is spelled in a way that no address tells.
    for own in [
        "amira",
        "Haddad, Amira",
        "Amira Haddad (she)",
        "AMIRA  HADDAD",
        "Ami\u{200b}ra Had\u{ad}dad\u{feff}",
        "Amira \"Haddad\"",
    ] {
        refuses(
            &format!(
                "by {own} <private@elsewhere.example> | committed by Forge <noreply@forge.example> | Reviewed-by: Amira Haddad <amira@lodestore.example>"
            ),
            Why::Author,
        );
    }
    // Whereas a member's patch may be applied by whoever reviewed it.
    counts(
        "by Amira Haddad <amira@lodestore.example> | committed by Ben Okafor <ben@lodestore.example> | Reviewed-by: Ben Okafor <ben@lodestore.example>",
        "ben",
    );
}

#[test]
fn strangers_those_without_the_role_and_those_who_had_left_do_not_count() {
    refuses("Reviewed-by: Amira Haddad <amira@elsewhere.example>", Why::Stranger);
    refuses("Reviewed-by: Someone <s@elsewhere.example>", Why::Stranger);
    refuses("Reviewed-by: ", Why::Stranger);
    refuses("Reviewed-by: Chiara Conti <chiara@lodestore.example>", Why::WithoutRole);
    refuses("Reviewed-by: Dora Weiss <dora@lodestore.example>", Why::Left);
}

#[test]
fn a_trailer_stands_at_the_end_of_the_message_and_nowhere_else() {
    let begin = FLAWED.split("main: f1c50001").next().unwrap();
    let mut product = Repository::new(begin);
    product.tell("main: f1c50001 Check names | Reviewed-by: Amira Haddad <amira@lodestore.example> | | | This is the end of a quotation.\n");
    product.tell(PICKED);
    verified(tree(&product), &product, None, |verification| {
        assert_eq!(told(&product, verification).len(), 1);
    });
}

#[test]
fn the_policy_says_which_trailers_count_how_many_and_of_what() {
    let product = Repository::new(&[FLAWED, PICKED].concat());
    let asked = |approvals: &str| {
        let tree = tree(&product);
        let policy = tree.text("policy.toml").unwrap();
        let ours = "approvals = { role = \"maintainer\", count = 1, per-commit = true }";
        assert!(policy.contains(ours));
        let policy = policy.replace(ours, approvals);
        let tree = tree.with(&FilePath::new("policy.toml"), policy.as_bytes());
        verified(tree, &product, None, |verification| told(&product, verification))
    };
    let none = "fix-unreviewed: commit f1c50001 has 0 of 1 reviews by `maintainer`";
    assert_eq!(
        asked("approvals = { role = \"maintainer\", per-commit = true, trailers = [\"Security-reviewed-by\"] }"),
        [none]
    );
    let two = "fix-unreviewed: commit f1c50001 has 1 of 2 reviews by `maintainer`";
    assert_eq!(asked("approvals = { role = \"maintainer\", count = 2, per-commit = true }"), [two]);
    assert_eq!(asked("approvals = { role = \"maintainer\", count = 2 }"), [two]);
    assert_eq!(asked("approvals = { role = \"maintainer\" }"), NOTHING);
    assert_eq!(asked(""), NOTHING);
}

#[test]
fn of_a_fix_as_a_whole_no_author_of_a_part_counts() {
    let begin = FLAWED.split("main: f1c50001").next().unwrap();
    let script = "
        main: f1c50001 One | by Amira Haddad <amira@lodestore.example> | Reviewed-by: Ben Okafor <ben@lodestore.example>
        main: f1c50002 Two | Reviewed-by: Amira Haddad <amira@lodestore.example>
        release-1.16: pick f1c50001 f1c50002
        release-1.16: tag v1.16.1
        release-1.15: pick f1c50001 f1c50002
        release-1.15: tag v1.15.2
    ";
    let product = Repository::new(&[begin, script].concat());
    let fix = FIX.replace("\"main\" }]", "\"main\" }, { id = \"f1c50002\", line = \"main\" }]");
    let tree =
        Told { fix: &fix, ..Told::default() }.tree(&product).with(&FilePath::new("team.toml"), team().as_bytes());
    let judged = |tree: Tree| verified(tree, &product, None, |verification| told(&product, verification).len());
    assert_eq!(judged(tree.clone()), 0, "each has one");
    let policy = tree.text("policy.toml").unwrap().replace(", per-commit = true }", " }");
    assert_eq!(judged(tree.with(&FilePath::new("policy.toml"), policy.as_bytes())), 2);
}

#[test]
fn a_commit_between_base_and_fix_needs_its_review_too() {
    let begin = FLAWED.split("main: f1c50001").next().unwrap();
    let script = "
        main: ba5e0000 Before
        main: 5eac1e00 Slip in | by X <x@elsewhere.example>
        main: f1c50001 Check names | Reviewed-by: Amira Haddad <amira@lodestore.example>
        release-1.16: pick 5eac1e00 f1c50001
        release-1.16: tag v1.16.1
        release-1.15: pick 5eac1e00 f1c50001
        release-1.15: tag v1.15.2
    ";
    let product = Repository::new(&[begin, script].concat());
    for (fix, expected) in [
        (FIX.to_owned(), vec![]),
        (
            format!("base = \"ba5e0000\"\n{FIX}"),
            vec!["fix-unreviewed: commit 5eac1e00 has 0 of 1 reviews by `maintainer`".to_owned()],
        ),
    ] {
        let tree = Told { fix: &fix, ..Told::default() }.tree(&product);
        let tree = tree.with(&FilePath::new("team.toml"), team().as_bytes());
        verified(tree, &product, None, |verification| assert_eq!(told(&product, verification), expected));
    }
}
