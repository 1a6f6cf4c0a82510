//! Approvals that were given too early, and ids that two branches took.

use super::Desk;
use crate::support;

#[test]
fn an_approval_that_was_given_too_early_is_voided_and_given_again() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-20T15:00:00Z");
    desk.commit("ben");
    desk.done("04T10:00", "correct still-water approved --void --by ben --reason early");
    assert_eq!(desk.errors("04T10:00"), Vec::<String>::new());
    assert!(desk.done("04T10:00", "status still-water").contains("its publication is not approved"));
    assert!(!desk.read("incidents/2027/still-water/advisory.md").contains("id = "), "no number is taken");
    desk.commit("ben");
    let (built, pages) = desk.build("20T15:00");
    assert_eq!((built.code, pages), (0, Vec::new()), "the gate is closed again");
    let said = desk.done("04T12:00", "publish still-water --by ada");
    assert!(said.contains("LODE-2027-001"), "{said}");
    assert_eq!(desk.errors("04T12:00"), Vec::<String>::new());
    assert_eq!(desk.build("20T15:00").1, ["LODE-2027-001.html"]);
}

#[test]
fn of_two_branches_that_took_one_id_the_second_gets_the_next_one_from_publish() {
    let desk = Desk::with_incident("rook");
    desk.report("deep-river");
    desk.commit("ada");
    support::git(&desk.repo(), &["branch", "other"]);
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-20T15:00:00Z");
    desk.commit("ben");
    support::git(&desk.repo(), &["checkout", "--quiet", "other"]);
    desk.done("03T10:00", "publish deep-river --by ben --until 2027-03-21T15:00:00Z");
    desk.commit("ben");
    let before = desk.line("03T11:00", "check --base main");
    assert!(
        before.out.contains("public-id-reused") && before.out.contains("advisory publish deep-river"),
        "{before:?}"
    );
    support::git(&desk.repo(), &["merge", "--quiet", "--no-edit", "main"]);
    for handle in ["still-water", "deep-river"] {
        let command = format!("advisory publish {handle} --by MEMBER");
        for line in
            [format!("status {handle}"), format!("show {handle}"), format!("rehearse {handle}"), "check".to_owned()]
        {
            let said = desk.line("03T12:00", &line).all().replace("\n  ", " ").replace("         ", " ");
            let said: String = said.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(said.contains(&command), "{line}: {said}");
        }
        assert_eq!(desk.line("03T12:00", &format!("rehearse {handle}")).code, 1);
    }
    // The one that is public first keeps it: its page stays when the other one comes.
    let (built, pages) = desk.build("21T16:00");
    assert_eq!((built.code, pages), (3, vec!["LODE-2027-001.html".to_owned()]), "{built:?}");
    let said = desk.done("04T10:00", "publish deep-river --by ben");
    assert!(said.contains("LODE-2027-002"), "{said}");
    assert_eq!(desk.errors("04T10:00"), Vec::<String>::new());
    let (built, pages) = desk.build("21T16:00");
    assert_eq!((built.code, pages.len()), (0, 2), "{built:?}");
}

#[test]
fn a_site_that_lacks_what_was_due_ends_with_a_status_of_its_own() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-20T15:00:00Z");
    assert_eq!(desk.build("20T14:00").0.code, 0);
    assert_eq!(desk.build("20T15:00").0.code, 0);
    desk.edit("incidents/2027/still-water/advisory.md", |text| text.replace("Restore only", "Restore nothing but"));
    let (built, pages) = desk.build("21T15:00");
    assert_eq!((built.code, pages), (3, Vec::new()), "{built:?}");
    assert!(built.err.contains("1 incident is left out of the site"), "{built:?}");
    // The next build knows that nothing changed, and says the same.
    let out = desk.0.path().join("out");
    let again = support::run(support::program(&desk.repo()).env("XDG_CACHE_HOME", desk.0.path().join("cache")).args([
        "build",
        "--now",
        "2027-03-21T15:00:00Z",
        "--out",
        out.to_str().unwrap(),
        "--fail-incomplete",
    ]));
    assert_eq!(again.code, 3, "{again:?}");
    support::git(desk.0.path(), &["init", "--quiet", "--bare", "public.git"]);
    desk.commit("ada");
    let published = desk.line("21T15:00", "publish --to ../public.git --allow-future --fail-incomplete");
    assert!(published.code == 3 && published.all().contains("approval-outdated"), "{published:?}");
}

#[test]
fn a_copied_id_stays_with_the_advisory_that_is_approved() {
    let desk = Desk::with_incident("vitess");
    desk.report("calm-water");
    desk.done("03T10:00", "publish calm-water --by ben --until 2027-03-20T15:00:00Z");
    std::fs::copy(
        desk.repo().join("incidents/2027/calm-water/advisory.md"),
        desk.repo().join("incidents/2027/still-water/advisory.md"),
    )
    .unwrap();
    let found = desk.run("04T10:00", &["check", "--format", "json"]).json();
    let found = found["findings"].as_array().unwrap().iter().filter(|it| it["rule"] == "duplicate-public-id");
    let files: Vec<&str> = found.map(|it| it["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["incidents/2027/still-water/advisory.md"]);
}
