//! Whose word a commit is.

use super::{AMIRA, BEN, CHIARA, DRAFT, EMBARGOED, PrivateRepository, event};

const FORGE: &str = "noreply@github.com";
const STRANGER: &str = "somebody@example.org";

/// Ben's approval, as `publish --by ben` writes it.
fn approve(desk: &PrivateRepository) {
    desk.done(&["publish", "quiet-otter", "--by", "ben"]);
}

#[test]
fn an_approval_is_the_word_of_its_commit_s_author() {
    // Author, committer, and whether that is Ben's word.
    let cases = [
        (BEN, BEN, true),
        ("BEN@lodestore.example", BEN, true),
        // A forge makes the commit of an edit on its site, a rebase or a squash.
        (BEN, FORGE, true),
        (AMIRA, AMIRA, false),
        (STRANGER, STRANGER, false),
        (FORGE, FORGE, false),
        (AMIRA, BEN, false),
        // `git commit --author`, and a cherry-pick by somebody else.
        (BEN, AMIRA, false),
    ];
    for (author, committer, is_word) in cases {
        let desk = PrivateRepository::new();
        approve(&desk);
        desk.commit_as(author, committer);
        let expected = if is_word { vec![] } else { vec!["recorded-in-anothers-name".to_owned()] };
        assert_eq!(desk.rules(), expected, "{author} {committer}");
    }
}

/// A further address in team.toml is theirs too; without any, nobody's word can be proven.
#[test]
fn the_addresses_are_those_of_team_toml_at_the_base() {
    let desk = PrivateRepository::new();
    let with = |emails: &str| format!("email = \"{BEN}\"\nemails = [{emails}]\n");
    let plain = format!("email = \"{BEN}\"\n");
    // In the same change it gives no right.
    desk.change("team.toml", &plain, &with("\"ben@home.example\""));
    approve(&desk);
    desk.commit("ben@home.example");
    assert_eq!(desk.rules(), ["recorded-in-anothers-name", "identity-changed"]);
    let desk = PrivateRepository::new();
    desk.change("team.toml", &plain, &with("\"ben@home.example\""));
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    approve(&desk);
    desk.commit("ben@home.example");
    assert_eq!(desk.found(), []);
    let desk = PrivateRepository::new();
    desk.change("team.toml", &plain, "");
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    approve(&desk);
    desk.commit(BEN);
    assert_eq!(desk.rules(), ["recorded-in-anothers-name"]);
    let said = desk.run(&["check", "--base", "main"]).out;
    assert!(
        said.contains("team.toml has no address for them") && said.contains("give the member an `email`"),
        "{said}"
    );
}

/// Each commit that puts an approval there has to be a word; those that carry it along need not.
#[test]
fn a_commit_that_carries_an_approval_along_adds_none() {
    let desk = PrivateRepository::new();
    approve(&desk);
    desk.commit(BEN);
    desk.add(EMBARGOED, &event("2026-03-05T12:30:00Z", "accepted", "amira"));
    desk.commit(AMIRA);
    assert_eq!(desk.found(), []);
    // Taken out and put back by somebody else it is no longer Ben's.
    let text = desk.read(EMBARGOED);
    desk.write(EMBARGOED, text.replace("event = \"approved\"\nby = \"ben\"", "event = \"approved\"\nby = \"amira\""));
    desk.commit(AMIRA);
    desk.write(EMBARGOED, text);
    desk.commit(AMIRA);
    assert_eq!(desk.rules(), ["recorded-in-anothers-name"]);
}

#[test]
fn a_merge_carries_approvals_along_and_an_edited_one_adds_its_own() {
    let desk = PrivateRepository::new();
    desk.git(&["checkout", "--quiet", "-b", "bens"]);
    approve(&desk);
    desk.commit(BEN);
    desk.git(&["checkout", "--quiet", "fix"]);
    desk.add(DRAFT, "\nIt takes a minute.\n");
    desk.commit(AMIRA);
    desk.git(&["merge", "--quiet", "--no-edit", "bens"]);
    assert_eq!(desk.found(), []);
    // A merge whose result has what neither side had.
    let desk = PrivateRepository::new();
    desk.git(&["checkout", "--quiet", "-b", "other"]);
    desk.add(DRAFT, "\nIt takes a minute.\n");
    desk.commit(AMIRA);
    desk.git(&["checkout", "--quiet", "fix"]);
    desk.commit(AMIRA);
    desk.git(&["merge", "--quiet", "--no-commit", "--no-ff", "other"]);
    approve(&desk);
    desk.commit(AMIRA);
    assert_eq!(desk.git(&["rev-list", "--merges", "--count", "main..HEAD"]), "1");
    assert_eq!(desk.rules(), ["recorded-in-anothers-name"]);
}

/// A squash merge makes one commit of one person of it; the others' words are gone. It is a matter for the branch itself.
#[test]
fn a_squash_keeps_the_word_of_its_author_alone() {
    for (author, expected) in [(BEN, vec![]), (AMIRA, vec!["recorded-in-anothers-name".to_owned()])] {
        let desk = PrivateRepository::new();
        approve(&desk);
        desk.commit(BEN);
        desk.add(EMBARGOED, &event("2026-03-05T12:30:00Z", "accepted", "amira"));
        desk.commit(AMIRA);
        assert_eq!(desk.found(), []);
        desk.git(&["checkout", "--quiet", "-b", "squashed", "main"]);
        desk.git(&["merge", "--quiet", "--squash", "fix"]);
        desk.commit_as(author, FORGE);
        assert_eq!(desk.rules(), expected, "{author}");
    }
}

/// Of several who decide, one writes it down; who is not among them does not.
#[test]
fn a_decision_a_waiver_and_a_moved_embargo_are_committed_by_one_of_those_who_made_them() {
    let decision =
        "\n[[decision]]\nstep = \"distributors\"\ntake = true\nat = 2026-03-05T09:00:00Z\nby = [\"amira\", \"ben\"]\n";
    let waiver = "\n[[waiver]]\nwaiver = \"low-severity-slowdown\"\nsteps = [\"release\"]\nat = 2026-03-05T09:00:00Z\nby = [\"amira\", \"ben\"]\nreason = \"It can wait.\"\nlink = \"https://lists.example/1\"\nuntil = 2026-04-10T15:00:00Z\n";
    let moved = "\n[[event]]\nat = 2026-03-05T09:00:00Z\nevent = \"embargo-moved\"\nby = [\"amira\", \"ben\"]\nuntil = 2026-03-20T15:00:00Z\n";
    for record in [decision, waiver, moved] {
        // Ben leads, so the decision is his.
        for (who, is_word) in [(AMIRA, record != decision), (BEN, true), (CHIARA, false), (STRANGER, false)] {
            let desk = PrivateRepository::new();
            desk.add(EMBARGOED, record);
            desk.commit(who);
            let expected = if is_word { vec![] } else { vec!["recorded-in-anothers-name".to_owned()] };
            assert_eq!(desk.rules(), expected, "{who}: {record}");
        }
    }
}

/// A list has no commits: somebody who may decide writes down what it agreed on.
#[test]
fn what_a_list_agreed_on_is_committed_by_somebody_with_the_right() {
    for (who, is_word) in [(AMIRA, true), (BEN, true), (CHIARA, false), (STRANGER, false)] {
        let desk = PrivateRepository::new();
        desk.add(
            EMBARGOED,
            &(event("2026-03-05T09:00:00Z", "embargo-moved", "distributors") + "until = 2026-03-20T15:00:00Z\n"),
        );
        desk.commit(who);
        let expected = if is_word { vec![] } else { vec!["recorded-in-anothers-name".to_owned()] };
        assert_eq!(desk.rules(), expected, "{who}");
    }
}

/// Two approvals in one event are two words, and one commit is one.
#[test]
fn nobody_approves_for_two() {
    let desk = PrivateRepository::new();
    desk.add(EMBARGOED, "\n[[event]]\nat = 2026-03-05T09:00:00Z\nevent = \"approved\"\nby = [\"amira\", \"ben\"]\n");
    desk.change(DRAFT, "+++\n", "+++\nid = \"LODE-2026-002\"\n");
    desk.commit(BEN);
    let said = desk.run(&["check", "--base", "main"]).out;
    assert_eq!(desk.rules(), ["recorded-in-anothers-name"]);
    assert!(said.contains("by `amira` was committed by ben"), "{said}");
}

/// A key that the base knows proves its owner's word and nobody else's; one that comes with the change proves nothing.
#[test]
fn a_signature_is_the_word_of_whom_the_base_gives_its_key() {
    use crate::evidence::signature::{Keyshop, have};
    if !have("ssh-keygen") {
        return;
    }
    let shop = Keyshop::new();
    let (ben_file, ben_key) = shop.ssh("ben", &["ed25519"]);
    let (amira_file, amira_key) = shop.ssh("amira", &["ed25519"]);
    let key = |public: &str| format!("[[member.key]]\npublic = \"{public}\"\n\n");
    let keys = |desk: &PrivateRepository, of_ben: &str| {
        let text = desk.read("team.toml");
        let text =
            text.replacen("[[member]]\nid = \"chiara\"", &format!("{}[[member]]\nid = \"chiara\"", key(of_ben)), 1);
        desk.write(
            "team.toml",
            text.replacen("[[member]]\nid = \"ben\"", &format!("{}[[member]]\nid = \"ben\"", key(&amira_key)), 1),
        );
    };
    let signed = |desk: &PrivateRepository, author: &str, file: &std::path::Path| {
        desk.git(&["add", "--all"]);
        let key = format!("user.signingkey={}", file.display());
        let args = ["-c", "gpg.format=ssh", "-c", &key, "commit", "--quiet", "-S", "--message", "Approve"];
        let output = desk.git_as(author, author, &args);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    for (asked, author, file, expected) in [
        (false, BEN, &ben_file, None),
        (true, BEN, &ben_file, None),
        // The signature outweighs what the commit says of its author.
        (true, STRANGER, &ben_file, None),
        (false, BEN, &amira_file, Some("was signed by `amira`")),
        (true, BEN, &amira_file, Some("was signed by `amira`")),
    ] {
        let desk = PrivateRepository::new();
        keys(&desk, &ben_key);
        if asked {
            desk.add("policy.toml", "\n[evidence]\nsigned = [\"approvals\"]\n");
        }
        desk.commit(AMIRA);
        desk.git(&["branch", "--force", "main"]);
        approve(&desk);
        signed(&desk, author, file);
        let expected_rules = if expected.is_none() { vec![] } else { vec!["recorded-in-anothers-name".to_owned()] };
        assert_eq!(desk.rules(), expected_rules, "{asked} {author}");
        let said = desk.run(&["check", "--base", "main"]).out;
        assert!(said.contains(expected.unwrap_or_default()), "{said}");
    }
    // Asked for and not signed, or signed with a key that this very change gives to Ben.
    for with_key in [false, true] {
        let desk = PrivateRepository::new();
        desk.add("policy.toml", "\n[evidence]\nsigned = [\"approvals\"]\n");
        desk.commit(AMIRA);
        desk.git(&["branch", "--force", "main"]);
        approve(&desk);
        if with_key {
            keys(&desk, &ben_key);
            signed(&desk, BEN, &ben_file);
        } else {
            desk.commit(BEN);
        }
        let mut rules = desk.rules();
        assert_eq!(rules.contains(&"identity-changed".to_owned()), with_key);
        rules.retain(|rule| rule != "identity-changed");
        assert_eq!(rules, ["recorded-in-anothers-name"], "{with_key}");
        let said = desk.run(&["check", "--base", "main"]).out;
        assert!(said.contains("is not signed with a key that team.toml already had"), "{said}");
    }
}
