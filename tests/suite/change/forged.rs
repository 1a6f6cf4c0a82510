//! Approvals and rights that nobody gave: carried along by folders that move, brought back from what was taken back, hidden by
//! replacements, signed by a clock that lies.

use super::{AMIRA, BEN, CHIARA, EMBARGOED, PUBLIC, PrivateRepository};
use crate::support;

const STRANGER: &str = "somebody@example.org";
const ANOTHERS_NAME: &str = "recorded-in-anothers-name";
const OTHER: &str = "incidents/2026/gentle-robin";
const FOLDER: &str = "incidents/2026/amber-heron";

/// Moves a folder and commits.
fn moved(desk: &PrivateRepository, from: &str, to: &str, who: &str) {
    desk.git(&["mv", from, to]);
    desk.commit(who);
}

/// Gives the copy ids of its own, so that nothing but the word under its approval is wrong.
fn renumbered(desk: &PrivateRepository, folder: &str) {
    let path = format!("{folder}/advisory.md");
    desk.change(&path, "LODE-2026-001", "LODE-2026-009");
    desk.change(&path, "CVE-2026-10001", "CVE-2026-10009");
    desk.change(&path, "GHSA-2m4c-7f9q-x3vw", "GHSA-2m4c-7f9q-x3vx");
}

#[test]
fn a_copy_that_looks_like_a_renaming_takes_no_approval_along() {
    let desk = PrivateRepository::new();
    desk.git(&["mv", FOLDER, OTHER]);
    renumbered(&desk, OTHER);
    desk.commit(STRANGER);
    desk.git(&["checkout", "main", "--", FOLDER]);
    desk.commit(STRANGER);
    let found = desk.found();
    assert!(found.contains(&(ANOTHERS_NAME.to_owned(), format!("{OTHER}/incident.toml"))), "{found:?}");
    // The approval that a member gave in this very change is theirs for one incident, not for two.
    let desk = PrivateRepository::new();
    desk.done(&["publish", "quiet-otter", "--by", "ben"]);
    desk.commit(BEN);
    assert_eq!(desk.found(), []);
    desk.git(&["checkout", "--quiet", "-b", "copy"]);
    moved(&desk, "incidents/2026/quiet-otter", OTHER, STRANGER);
    desk.git(&["checkout", "fix", "--", "incidents/2026/quiet-otter"]);
    desk.commit(STRANGER);
    let found = desk.found();
    assert!(found.contains(&(ANOTHERS_NAME.to_owned(), format!("{OTHER}/incident.toml"))), "{found:?}");
}

/// Each of two branches renames the folder, and the merge has both.
#[test]
fn two_renamings_that_meet_are_a_copy() {
    let desk = PrivateRepository::new();
    desk.done(&["publish", "quiet-otter", "--by", "ben"]);
    desk.commit(BEN);
    desk.git(&["checkout", "--quiet", "-b", "one"]);
    moved(&desk, "incidents/2026/quiet-otter", "incidents/2026/still-otter", STRANGER);
    desk.git(&["checkout", "--quiet", "-b", "two", "fix"]);
    moved(&desk, "incidents/2026/quiet-otter", OTHER, STRANGER);
    desk.git(&["merge", "--quiet", "--no-commit", "--strategy", "ours", "one"]);
    desk.git(&["checkout", "one", "--", "incidents/2026/still-otter"]);
    desk.commit(STRANGER);
    let found = desk.found();
    let forged = found.iter().filter(|(rule, _)| rule == ANOTHERS_NAME).count();
    assert!(forged >= 1, "{found:?}");
}

/// An incident takes the place of another one for a commit, and leaves its approval there.
#[test]
fn a_folder_that_another_one_stood_in_for_a_while_has_no_approval_of_it() {
    let desk = PrivateRepository::new();
    let own = desk.read(EMBARGOED);
    desk.git(&["rm", "-r", "--quiet", "incidents/2026/quiet-otter"]);
    desk.commit(STRANGER);
    moved(&desk, FOLDER, "incidents/2026/quiet-otter", STRANGER);
    let approval = "\n[[event]]\nat = 2026-01-20T14:00:00Z\nevent = \"approved\"\nby = \"ben\"\n";
    desk.git(&["checkout", "main", "--", "incidents/2026/quiet-otter"]);
    desk.write(EMBARGOED, own + approval);
    desk.commit(STRANGER);
    desk.git(&["checkout", "main", "--", FOLDER]);
    desk.commit(STRANGER);
    assert!(desk.found().contains(&(ANOTHERS_NAME.to_owned(), EMBARGOED.to_owned())), "{:?}", desk.found());
}

/// A renaming that is one takes the words of its commits along.
#[test]
fn a_renaming_keeps_the_words_of_the_change() {
    let desk = PrivateRepository::new();
    desk.done(&["publish", "quiet-otter", "--by", "ben"]);
    desk.commit(BEN);
    moved(&desk, "incidents/2026/quiet-otter", OTHER, AMIRA);
    assert!(!desk.rules().contains(&ANOTHERS_NAME.to_owned()), "{:?}", desk.found());
}

/// What main took back is not approved, though a commit of main once had it.
#[test]
fn an_approval_that_was_taken_back_is_not_brought_back_by_a_merge() {
    let desk = PrivateRepository::new();
    desk.done(&["publish", "quiet-otter", "--by", "ben"]);
    desk.commit(BEN);
    let approved = desk.git(&["rev-parse", "HEAD"]);
    desk.git(&["revert", "--no-edit", "HEAD"]);
    desk.git(&["branch", "--force", "main"]);
    let tree = format!("{approved}^{{tree}}");
    let forged = |parents: &[&str]| {
        let args = [&["commit-tree", &tree, "-m", "Merge"], parents].concat();
        let output = desk.git_as(STRANGER, STRANGER, &args);
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    let merge = forged(&["-p", "HEAD", "-p", &approved]);
    desk.git(&["reset", "--quiet", "--hard", &merge]);
    assert_eq!(desk.rules(), [ANOTHERS_NAME]);
    // By way of a commit of the change that changes nothing.
    desk.git(&["reset", "--quiet", "--hard", "main"]);
    let empty = forged(&["-p", &approved]);
    let merge = forged(&["-p", "HEAD", "-p", &empty]);
    desk.git(&["reset", "--quiet", "--hard", &merge]);
    assert_eq!(desk.rules(), [ANOTHERS_NAME]);
    let said = desk.run(&["check", "--base", "main"]).out;
    assert!(said.contains("the event `approved` is not added by any commit on this branch"), "{said}");
    // Given anew, it is a word.
    desk.git(&["reset", "--quiet", "--hard", "main"]);
    desk.done(&["publish", "quiet-otter", "--by", "ben"]);
    desk.commit(BEN);
    assert_eq!(desk.found(), []);
}

/// `git replace` shows another commit in place of one: nobody who pushes sends that.
#[test]
fn a_replacement_hides_nothing() {
    let desk = PrivateRepository::new();
    let event = "\n[[event]]\nat = 2026-01-05T12:00:00Z\nevent = \"lead-named\"\nby = \"amira\"\n";
    desk.change(PUBLIC, event, "");
    desk.commit(AMIRA);
    assert_eq!(desk.rules(), ["record-removed"]);
    // A copy of main that never had it, and trees and files of the same kind.
    let evil = desk.git(&["commit-tree", "HEAD^{tree}", "-m", "Portfolio"]);
    desk.git(&["replace", "main", &evil]);
    assert_eq!(desk.rules(), ["record-removed"]);
    desk.git(&["replace", "--delete", "main"]);
    let (old, new) = (format!("main:{PUBLIC}"), format!("HEAD:{PUBLIC}"));
    desk.git(&["replace", &old, &new]);
    assert_eq!(desk.rules(), ["record-removed"]);
}

/// A commit is no older than what it builds upon, so a key that has lapsed signs nothing anymore.
#[test]
fn a_lapsed_key_signs_nothing_that_builds_upon_later_commits() {
    use crate::evidence::signature::{Keyshop, have};
    if !have("ssh-keygen") {
        return;
    }
    let shop = Keyshop::new();
    let (file, key) = shop.ssh("ben", &["ed25519"]);
    let desk = PrivateRepository::new();
    let member = "[[member]]\nid = \"chiara\"";
    desk.change("team.toml", member, &format!("[[member.key]]\npublic = \"{key}\"\nuntil = 2026-03-01\n\n{member}"));
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    desk.done(&["publish", "quiet-otter", "--by", "ben"]);
    desk.git(&["add", "--all"]);
    let key = format!("user.signingkey={}", file.display());
    let date = "2026-02-01T12:00:00Z";
    let output = support::git_command(
        &desk.path(),
        &["-c", "gpg.format=ssh", "-c", &key, "commit", "--quiet", "-S", "--message", "Approve"],
    )
    .envs([("GIT_AUTHOR_NAME", "Ben"), ("GIT_AUTHOR_EMAIL", BEN), ("GIT_COMMITTER_EMAIL", BEN)])
    .envs([("GIT_AUTHOR_DATE", date), ("GIT_COMMITTER_DATE", date)])
    .output()
    .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(desk.rules(), [ANOTHERS_NAME]);
    let said = desk.run(&["check", "--base", "main"]).out;
    assert!(said.contains("the key was no longer in use"), "{said}");
}

const WAIVER: &str = "\n[[waiver]]\nwaiver = \"low-severity-slowdown\"\nsteps = [\"release\"]\nat = 2026-03-05T09:00:00Z\nby = [WHO]\nreason = \"It can wait.\"\nlink = \"https://lists.example/1\"\nuntil = 2026-04-10T15:00:00Z\n";

/// The right of the one and the word of the other make no waiver.
#[test]
fn one_and_the_same_person_has_the_right_and_gives_the_word() {
    for (who, expected) in [(AMIRA, vec![]), (CHIARA, vec![ANOTHERS_NAME.to_owned()])] {
        let desk = PrivateRepository::new();
        desk.add(EMBARGOED, &WAIVER.replace("WHO", "\"amira\", \"chiara\""));
        desk.commit(who);
        assert_eq!(desk.rules(), expected, "{who}");
    }
}

/// Who fills a role is written in the incident itself, where the policy says so: the base's incident decides.
#[test]
fn a_role_that_the_incident_gives_counts_from_the_next_change_on() {
    let desk = PrivateRepository::new();
    desk.change("policy.toml", "by = \"pst\"\nneeds = [\"link\"", "by = \"fix-lead\"\nneeds = [\"link\"");
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    desk.change(EMBARGOED, "fix-lead = \"ben\"", "fix-lead = \"amira\"");
    desk.commit(AMIRA);
    assert_eq!(desk.found(), []);
    desk.add(EMBARGOED, &WAIVER.replace("WHO", "\"amira\""));
    desk.commit(AMIRA);
    assert_eq!(desk.rules(), ["right-from-same-change"]);
    desk.git(&["branch", "--force", "main", "HEAD~1"]);
    assert_eq!(desk.found(), []);
}

/// An incident that asks for another policy is still judged by the one that it ran under.
#[test]
fn a_policy_that_the_incident_turns_to_gives_no_right_in_the_same_change() {
    let desk = PrivateRepository::new();
    let policy = desk.read("policy.toml");
    let approvals = "[publication]\napprovals = { role = \"pst\", count = ";
    assert!(policy.contains(approvals), "{policy}");
    desk.write("policies/2025-01-01.toml", policy.replace("2026-01-01", "2025-01-01"));
    desk.write("policy.toml", policy.replace(&format!("{approvals}1"), &format!("{approvals}2")));
    desk.done(&["publish", "quiet-otter", "--by", "ben"]);
    desk.commit(BEN);
    desk.git(&["branch", "--force", "main"]);
    desk.change(EMBARGOED, "policy = \"2026-01-01\"", "policy = \"2025-01-01\"");
    desk.commit(CHIARA);
    assert!(desk.rules().contains(&"right-from-same-change".to_owned()), "{:?}", desk.found());
}

/// It lets them into a public notice.
#[test]
fn mitigations_are_approved_by_whoever_commits_their_name() {
    for (who, expected) in [(BEN, vec![]), (STRANGER, vec![ANOTHERS_NAME.to_owned()])] {
        let desk = PrivateRepository::new();
        let mitigations = "mitigations = \"Turn it off.\"\nmitigations-approved-by = [\"ben\"]\n";
        desk.change(EMBARGOED, "[notice]\n", &format!("[notice]\n{mitigations}"));
        desk.commit(who);
        assert_eq!(desk.rules(), expected, "{who}");
    }
}
