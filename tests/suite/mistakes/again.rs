//! What is recorded already, set twice or no part of a record is refused, with what to do instead.

use super::{Desk, refused};

#[test]
fn what_happens_once_is_recorded_once() {
    let desk = Desk::with_incident("rook");
    let lead = "record still-water lead-named --by ada --set roles.fix-lead=ada";
    desk.done("02T11:00", lead);
    refused(&desk, "02T11:05", lead, &["recorded already", "--set at=2027-03-02T11:05:00Z", "add --anyway"]);
    // Another holder is another record.
    desk.done("02T11:06", "record still-water lead-named --by ada --set roles.fix-lead=ben");
    desk.done("02T11:07", lead);
    desk.done("02T12:00", "record still-water accepted --by ada");
    refused(&desk, "02T12:05", "record still-water accepted --by ben", &["recorded already", "accepted --void"]);
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-20T15:00:00Z --by ben");
    let broken = "embargo still-water break --leaked patch --to everybody --by ben";
    desk.done("04T10:00", broken);
    refused(&desk, "04T10:05", broken, &["`embargo-broken` is recorded already", "add --anyway"]);
    desk.done("04T11:00", "embargo still-water decide continue --assessment Bad. --by ben");
    desk.done("05T10:00", "embargo still-water break --leaked exploit --to everybody --by ben");
    desk.done("05T11:00", "embargo still-water decide continue --assessment Bad. --by ben");
}

#[test]
fn an_end_that_was_mistyped_is_corrected() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-20T15:00:00Z --by ben");
    let other = "embargo still-water agree --until 2027-03-21T15:00:00Z --by ben";
    let correct = "correct still-water embargo-agreed --set until=2027-03-21T15:00:00Z --by MEMBER --reason TEXT";
    refused(&desk, "03T11:00", other, &["embargo still-water move", correct]);
    desk.done("03T11:00", &correct.replace("MEMBER", "ben").replace("TEXT", "slip"));
    assert!(desk.done("03T11:00", "status still-water").contains("2027-03-21"));
}

#[test]
fn a_decision_and_its_opposite_are_not_taken_at_the_same_time() {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water lead-named --by ben --set roles.fix-lead=ben");
    desk.done("03T10:00", "record still-water decision --step distributors --skip --reason local --by ben");
    let opposite = "record still-water decision --step distributors --take --by ben";
    let correct = "correct still-water distributors --set take=true --by MEMBER --reason TEXT";
    refused(&desk, "03T10:00", opposite, &["the other way", correct]);
    let same = "record still-water decision --step distributors --skip --reason local --by ben";
    refused(&desk, "03T10:00", same, &["recorded already", "nothing is left to do"]);
    refused(&desk, "03T10:05", same, &["recorded already", "--set at=2027-03-03T10:05:00Z"]);
    desk.done("03T10:05", opposite);
}

#[test]
fn a_key_is_set_once_and_where_it_belongs() {
    let desk = Desk::with_incident("rook");
    let team = "record still-water lead-named --by ada --set roles.fix-team=ada";
    let list = "write --set 'roles.fix-team=[\"ada\", \"ben\"]'";
    refused(&desk, "02T11:00", &format!("{team} --set roles.fix-team=ben"), &["is set twice", list]);
    refused(&desk, "02T11:00", &format!("{team},ben"), &["write [\"ada\", \"ben\"]"]);
    let lead = "record still-water lead-named --by ada --set fix-lead=ben";
    refused(&desk, "02T11:00", lead, &["did you mean `roles.fix-lead`?"]);
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ben");
    let correct = "correct still-water lead-named --set roles.fix-lead=ada --by ada --reason slip";
    let again = "record still-water lead-named --by MEMBER --set roles.fix-lead=ada";
    refused(&desk, "02T11:05", correct, &["a key of the incident", again]);
    desk.done("02T11:05", &again.replace("MEMBER", "ada"));
}

#[test]
fn an_approval_can_only_be_voided() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-20T15:00:00Z");
    let correct = "correct still-water approved --set by=ada --by ada --reason slip";
    refused(&desk, "03T11:00", correct, &["can only be voided", "correct still-water approved", "--void"]);
    // A rejection was recorded for another incident: one of the two is void.
    desk.done("03T12:00", "record still-water rejected --by ben --anyway");
    let said = desk.line("03T12:00", "check").out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("`advisory correct still-water approved --void --by MEMBER --reason TEXT`"), "{said}");
}

#[test]
fn a_member_is_no_request() {
    let desk = Desk::with_incident("rook");
    desk.edit("distributors.toml", |text| {
        text + "\n[[member]]\nid = \"northcap\"\nname = \"Northcap\"\ncontacts = [\"security@northcap.example\"]\njoined = 2026-02-01\n"
    });
    let void = "correct distributors northcap --void --by ben --reason slip";
    refused(&desk, "03T10:00", void, &["no request `northcap`", "--kind member"]);
    desk.done("03T10:00", &format!("{void} --kind member --anyway"));
}

#[test]
fn of_two_decisions_the_later_one_counts_and_none_is_made_twice() {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    let standing = |at: &str| {
        let status = desk.status(at);
        let steps = status["steps"].as_array().unwrap().clone();
        let step = steps.into_iter().find(|step| step["id"] == "distributors").unwrap();
        step["standing"].as_str().unwrap_or_else(|| panic!("{step}")).to_owned()
    };
    let decide = |way: &str, at: &str| {
        format!("record still-water decision --step distributors --{way} --reason {way} --by ada --at 2027-03-{at}:00Z")
    };
    desk.done("04T10:00", &decide("skip", "04T10:00"));
    assert_eq!(standing("04T11:00"), "skipped");
    // Recorded later, but made earlier.
    desk.done("04T12:00", &decide("take", "03T10:00"));
    assert_eq!(standing("04T13:00"), "skipped");
    refused(
        &desk,
        "04T14:00",
        &decide("take", "04T10:00"),
        &["decided the other way at this same time", "--set take=true"],
    );
    refused(&desk, "04T14:00", &decide("skip", "04T13:00"), &["recorded already, on 2027-03-04 10:00", "add --anyway"]);
    desk.done("04T14:00", &decide("take", "04T14:00"));
    assert_ne!(standing("04T15:00"), "skipped");
    // What was written by hand is found.
    let found = || desk.line("05T10:00", "check").out.matches("[decision-repeated]").count();
    assert_eq!(found(), 0);
    let written = |take: bool, reason: &str| {
        let record = format!(
            "\n[[decision]]\nstep = \"distributors\"\ntake = {take}\nat = 2027-03-04T14:00:00Z\nby = \"ada\"\nreason = \"{reason}\"\n"
        );
        desk.edit("incidents/2027/still-water/incident.toml", |text| text + &record);
    };
    written(true, "take");
    assert_eq!(found(), 1);
    written(false, "no");
    assert_eq!(found(), 2);
    assert!(desk.line("05T10:00", "check").out.contains("`distributors` is decided both ways at the same time"));
    // Somebody else who decides the same repeats nothing.
    let other = "\n[[decision]]\nstep = \"distributors\"\ntake = false\nat = 2027-03-04T16:00:00Z\nby = \"ben\"\nreason = \"no\"\n";
    desk.edit("incidents/2027/still-water/incident.toml", |text| text + other);
    assert_eq!(found(), 2);
}

#[test]
fn a_step_that_is_done_is_not_skipped() {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    desk.done("04T10:00", "record still-water distributors-notified --by ada --anyway");
    let skip = "record still-water decision --step distributors --skip --reason Local --by ada";
    let why = ["`distributors` can't be skipped any more: it is done, on 2027-03-04 10:00 UTC", "--void"];
    refused(&desk, "04T11:00", skip, &why);
    // Also if that was decided before: then it was done against the decision.
    refused(&desk, "04T11:00", &format!("{skip} --at 2027-03-04T09:00:00Z"), &["skipped-yet-done"]);
    desk.done("04T12:00", "correct still-water distributors-notified --void --by ada --reason Slip");
    desk.done("04T13:00", "record still-water decision --step distributors --skip --reason Really --by ada");
}
