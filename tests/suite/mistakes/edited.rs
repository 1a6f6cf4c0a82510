//! A public advisory stays public while an edit of it waits for an approval.

use super::Desk;

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
        assert_eq!((built.code, pages), (0, vec!["EXAMPLE-2027-001.html".to_owned()]), "{line}: {built:?}");
        let page = std::fs::read_to_string(desk.0.path().join("out/site/EXAMPLE-2027-001.html")).unwrap();
        assert!(page.contains(shown) && page.contains("2027-03-10"), "{line}");
        assert_eq!(desk.errors("11T12:00"), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn before_its_publication_the_edit_is_approved_and_not_revised() {
    let ahead = edited().line("05T10:00", "check --ahead").out;
    assert!(
        ahead.contains("in the build of 2027-03-10") && ahead.contains("advisory publish still-water --by ben"),
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
