//! A CVE ID that was public ends in a record that rejects it.

use super::{Desk, refused};

const ADVISORY: &str = "incidents/2027/still-water/advisory.md";
const WAS: &str = "cve = [\"CVE-2027-10001\"]";

/// An advisory with a CVE ID that is public on the 10th.
fn public() -> Desk {
    let desk = Desk::with_incident("rook");
    desk.edit(ADVISORY, |text| text.replacen("+++\n", &format!("+++\n{WAS}\n"), 1));
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-10T15:00:00Z");
    desk.commit("ben");
    desk
}

#[test]
fn a_revision_that_gives_up_an_id_lists_it_and_names_the_record_that_rejects_it() {
    let desk = public();
    desk.edit(ADVISORY, |text| text.replace(WAS, "cve = [\"CVE-2027-10002\"]"));
    for line in ["revise still-water --by ben --text Renumbered.", "withdraw still-water --by ben --reason None."] {
        refused(&desk, "11T10:00", line, &["gives up CVE-2027-10001, which was public", "rejected-cve"]);
    }
    let rejected = "rejected-cve = [{ id = \"CVE-2027-10001\", reason = \"x\", replaced-by = \"CVE-2027-10002\" }]";
    desk.edit(ADVISORY, |text| text.replacen("+++\n", &format!("+++\n{rejected}\n"), 1));
    let said = desk.done("11T10:00", "revise still-water --by ben --text Renumbered.");
    assert!(
        said.contains("to be rejected as well: CVE-2027-10001") && said.contains("advisory cve still-water"),
        "{said}"
    );
    desk.commit_at("ben", "11T10:30");
    desk.edit(ADVISORY, |text| text.replace("Restore only", "Restore nothing but"));
    let said = desk.done("11T11:00", "revise still-water --by ben --text Shorter.");
    assert!(!said.contains("to be rejected as well"), "it was named before: {said}");
}

#[test]
fn an_id_that_another_advisory_has_now_is_not_given_up() {
    let desk = public();
    desk.report("calm-heron");
    desk.edit("incidents/2027/calm-heron/advisory.md", |text| text.replacen("+++\n", &format!("+++\n{WAS}\n"), 1));
    desk.edit(ADVISORY, |text| text.replacen(&format!("{WAS}\n"), "", 1));
    let said = desk.line("11T10:00", "revise still-water --by ben --text Moved.");
    assert!(!said.all().contains("gives up"), "{said:?}");
}

#[test]
fn a_withdrawal_names_the_record_that_rejects_its_ids() {
    let desk = public();
    let said = desk.done("11T10:00", "withdraw still-water --by ben --reason None.");
    assert!(
        said.contains("to be rejected as well: CVE-2027-10001") && said.contains("advisory cve still-water"),
        "{said}"
    );
    let set = "correct still-water withdrawn --set reason=Other. --by ben --reason slip --revision Other.";
    let said = desk.done("11T11:00", set);
    assert!(said.contains("the records of its CVE IDs change too"), "{said}");
}

/// What a comparison with the base says of an ID that readers know.
#[test]
fn an_id_that_no_advisory_has_any_more_is_found_when_the_change_is_compared() {
    let lost = |change: &dyn Fn(&Desk)| {
        let desk = public();
        desk.edit(ADVISORY, |text| text.replacen(&format!("{WAS}\n"), "", 1));
        change(&desk);
        let found = desk.run("11T10:00", &["check", "--base", "main", "--format", "json"]).json();
        let found = found["findings"].as_array().unwrap().iter();
        found.filter(|finding| finding["rule"] == "public-cve-removed").count()
    };
    assert_eq!(lost(&|_| {}), 1);
    let rejected = "rejected-cve = [{ id = \"CVE-2027-10001\", reason = \"x\" }]";
    assert_eq!(lost(&|desk| desk.edit(ADVISORY, |text| text.replacen("+++\n", &format!("+++\n{rejected}\n"), 1))), 0);
    let moved = |desk: &Desk| {
        desk.report("calm-heron");
        desk.edit("incidents/2027/calm-heron/advisory.md", |text| text.replacen("+++\n", &format!("+++\n{WAS}\n"), 1));
    };
    assert_eq!(lost(&moved), 0);
}
