//! A public advisory stays public while an edit of it waits for an approval.

use super::Desk;
use crate::support;

const ADVISORY: &str = "incidents/2027/still-water/advisory.md";

/// An advisory that is to become public on the 10th, and was edited after its approval.
fn edited() -> Desk {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-10T15:00:00Z");
    desk.commit("ben");
    desk.edit(ADVISORY, |text| text.replace("Restore only", "Restore nothing but"));
    desk
}

#[test]
fn it_is_not_under_embargo_again() {
    let desk = edited();
    assert_eq!(desk.status("11T10:00")["state"], "published, edited");
    let listed = desk.done("11T10:00", "list --public");
    assert!(listed.contains("published, edited") && listed.contains("2027-03-10"), "{listed}");
    for line in [
        "embargo still-water move --until 2027-03-30T15:00:00Z --by ben",
        "embargo still-water break --leaked all --to everybody --by ben",
        "record still-water embargo-moved --until 2027-03-30T15:00:00Z --by ben",
    ] {
        let said = desk.line("11T10:00", line);
        assert!(said.code == 2 && said.err.contains("public since 2027-03-10 15:00 UTC"), "{line}: {said:?}");
        assert!(said.err.contains("its edits wait for an approval"), "{line}: {said:?}");
    }
    let said = desk.line("11T10:00", "record still-water rejected --by ben");
    assert!(said.code == 1 && said.out.contains("advisory withdraw still-water"), "{said:?}");
}

#[test]
fn it_can_be_withdrawn_or_revised() {
    for (line, shown) in [
        ("withdraw still-water --by ben --reason None.", "withdrawn"),
        ("revise still-water --by ben --text Shorter.", "Shorter."),
    ] {
        let desk = edited();
        assert_eq!(desk.build("11T10:00").1, Vec::<String>::new(), "the edit is not approved");
        let said = desk.done("11T11:00", line);
        assert!(said.contains("+Restore nothing but archives of your own."), "{said}");
        let (built, pages) = desk.build("11T12:00");
        assert_eq!((built.code, pages), (0, vec!["LODE-2027-001.html".to_owned()]), "{line}: {built:?}");
        let page = std::fs::read_to_string(desk.0.path().join("out/site/LODE-2027-001.html")).unwrap();
        assert!(page.contains(shown) && page.contains("2027-03-10"), "{line}");
        assert_eq!(desk.errors("11T12:00"), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn before_its_publication_the_edit_is_approved_and_not_revised() {
    let ahead = edited().line("05T10:00", "check --ahead").out;
    assert!(
        ahead.contains("the build of 2027-03-10") && ahead.contains("advisory publish still-water --by ben"),
        "{ahead}"
    );
    assert!(!ahead.contains("advisory revise"), "{ahead}");
}

#[test]
fn what_nobody_approved_is_not_called_approved() {
    let desk = Desk::with_incident("rook");
    desk.edit(ADVISORY, |text| text.replace("title = \"Restore follows links out of its folder\"\n", ""));
    let said = desk.line("05T10:00", "cve still-water");
    assert!(said.err.contains("no advisory.md with a title") && !said.err.contains("approved"), "{said:?}");
}

/// An advisory that is to become public on the 10th, and whose unapproved edit is committed at an instant.
fn edited_at(at: &str) -> Desk {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-10T15:00:00Z");
    desk.commit_at("ben", "03T10:00");
    desk.edit(ADVISORY, |text| text.replace("Restore only", "Restore nothing but"));
    desk.commit_at("ben", at);
    desk
}

#[test]
fn what_was_edited_before_its_end_was_never_public() {
    let desk = edited_at("05T10:00");
    assert_eq!(desk.status("11T10:00")["state"], "embargoed");
    assert!(!desk.done("11T10:00", "list --public").contains("still-water"));
    for line in [
        "withdraw still-water --by ben --reason None.",
        "revise still-water --by ben --text Shorter.",
        "record still-water withdrawn --by ben",
    ] {
        let said = desk.line("11T10:00", line);
        assert_ne!(said.code, 0, "{line}: {said:?}");
        assert!(said.all().contains("publish"), "{line}: {said:?}");
    }
    let found = desk.line("11T10:00", "check").all();
    assert!(found.contains("advisory publish still-water --by ben") && !found.contains("advisory revise"), "{found}");
    // Its embargo can still be moved, and the report rejected.
    desk.done("11T10:00", "embargo still-water move --until 2027-03-20T15:00:00Z --by ben --by ada");
    assert_eq!(desk.status("12T10:00")["state"], "embargoed");
    let desk = edited_at("05T10:00");
    desk.done("11T10:00", "publish still-water --by ben --yes");
    let (built, pages) = desk.build("11T12:00");
    assert_eq!((built.code, pages), (0, vec!["LODE-2027-001.html".to_owned()]), "{built:?}");
    assert!(desk.done("11T12:00", "list --public").contains("2027-03-11"), "it is public since its second approval");
}

#[test]
fn what_was_edited_after_its_end_was_public() {
    for at in ["10T15:01", "11T09:00"] {
        let desk = edited_at(at);
        assert_eq!(desk.status("11T10:00")["state"], "published, edited", "{at}");
        desk.done("11T11:00", "revise still-water --by ben --text Shorter.");
        assert!(desk.line("11T12:00", "embargo still-water move --until 2027-03-30T15:00:00Z --by ben").code == 2);
    }
    // The new content is committed at the instant at which the old one was to become public.
    assert_eq!(edited_at("10T15:00").status("11T10:00")["state"], "embargoed");
}

#[test]
fn what_no_commit_shows_is_unknown() {
    let unknown = |desk: &Desk| {
        assert_eq!(desk.status("11T10:00")["state"], "edited, perhaps public");
        let said = desk.line("11T10:00", "embargo still-water move --until 2027-03-30T15:00:00Z --by ben");
        assert!(said.code == 2 && said.err.contains("no commit shows"), "{said:?}");
    };
    // The approval was never committed.
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-10T15:00:00Z");
    desk.edit(ADVISORY, |text| text.replace("Restore only", "Restore nothing but"));
    unknown(&desk);
    // The history is of a later time.
    let desk = edited_at("12T10:00");
    unknown(&desk);
    // There is no history.
    let desk = edited_at("05T10:00");
    std::fs::remove_dir_all(desk.repo().join(".git")).unwrap();
    unknown(&desk);
    // Another branch had the approved content then.
    let desk = edited_at("05T10:00");
    support::git(&desk.repo(), &["branch", "edit"]);
    support::git(&desk.repo(), &["switch", "--quiet", "--create", "other", "HEAD~1"]);
    desk.edit("README.md", |text| text + "More.\n");
    desk.commit_at("ben", "11T08:00");
    support::git(&desk.repo(), &["switch", "--quiet", "edit"]);
    let merge = ["merge", "--quiet", "--no-ff", "--message", "x", "other"];
    let mut git = support::git_command(&desk.repo(), &merge);
    let when = "2027-03-11T09:00:00Z";
    assert!(git.env("GIT_AUTHOR_DATE", when).env("GIT_COMMITTER_DATE", when).status().unwrap().success());
    unknown(&desk);
    // The same, where the first parent is the line with the approved content.
    let desk = edited_at("05T10:00");
    support::git(&desk.repo(), &["branch", "edit"]);
    support::git(&desk.repo(), &["switch", "--quiet", "--create", "other", "HEAD~1"]);
    let merge = ["merge", "--quiet", "--no-ff", "--message", "x", "edit"];
    let mut git = support::git_command(&desk.repo(), &merge);
    assert!(git.env("GIT_AUTHOR_DATE", when).env("GIT_COMMITTER_DATE", when).status().unwrap().success());
    assert_eq!(desk.status("11T10:00")["state"], "published, edited");
}

#[test]
fn a_new_name_hides_no_past() {
    let desk = edited_at("05T10:00");
    desk.done("06T10:00", "rename still-water calm-shore --by ben");
    desk.commit_at("ben", "06T10:00");
    let state = |desk: &Desk, at| desk.run(at, &["status", "calm-shore", "--format", "json"]).json()["state"].clone();
    assert_eq!(state(&desk, "11T10:00"), "embargoed");
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-10T15:00:00Z");
    desk.commit_at("ben", "03T10:00");
    desk.done("11T08:00", "rename still-water calm-shore --by ben");
    desk.edit("incidents/2027/calm-shore/advisory.md", |text| text.replace("Restore only", "Restore nothing but"));
    desk.commit_at("ben", "11T08:00");
    assert_eq!(state(&desk, "11T10:00"), "published, edited");
}

#[test]
fn an_approval_alone_is_no_word_to_readers() {
    let desk = edited();
    for line in ["publish still-water --by ben --yes", "record still-water approved --by ben"] {
        let said = desk.line("11T10:00", line);
        let command = "advisory revise still-water --by MEMBER --text TEXT";
        assert!(said.code == 2 && said.err.contains(command), "{line}: {said:?}");
    }
    // Where one was given all the same, the advisory is revised afterwards, and has its date again.
    desk.done("11T10:00", "publish still-water --by ben --yes --anyway");
    let said = desk.line("11T10:30", "check --base HEAD").out;
    assert!(said.contains("published-change-unrevised") && said.contains("advisory revise still-water"), "{said}");
    assert!(desk.done("11T10:30", "list --public").contains("2027-03-11"));
    desk.done("11T11:00", "revise still-water --by ben --text Shorter.");
    assert!(desk.done("11T11:30", "list --public").contains("2027-03-10"));
    assert_eq!(desk.errors("11T11:30"), Vec::<String>::new());
    let said = desk.line("11T12:00", "revise still-water --by ben --text Shorter.");
    assert!(said.code == 2 && said.err.contains("has not changed"), "{said:?}");
}

#[test]
fn a_correction_that_takes_two_approvals_gets_the_second_one_from_publish() {
    let desk = Desk::with_incident("rook");
    desk.edit("policy.toml", |text| {
        text.replace("approvals = { role = \"pst\", count = 1", "approvals = { role = \"pst\", count = 2")
    });
    desk.commit("ada");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-10T15:00:00Z");
    desk.done("03T11:00", "publish still-water --by ada");
    desk.commit("ben");
    desk.edit(ADVISORY, |text| text.replace("Restore only", "Restore nothing but"));
    assert_eq!(desk.line("11T10:00", "publish still-water --by ada").code, 2);
    desk.done("11T10:00", "revise still-water --by ben --text Shorter. --anyway");
    assert!(desk.build("11T10:30").1.is_empty());
    desk.done("11T11:00", "publish still-water --by ada");
    assert_eq!(desk.build("11T11:30").1, ["LODE-2027-001.html"]);
    assert!(desk.done("11T11:30", "list --public").contains("2027-03-10"));
}
