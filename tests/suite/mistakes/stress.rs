//! What somebody types in a hurry: the message says what is wrong, and what to do.

use super::{Desk, refused};

#[test]
fn a_record_that_is_void_is_no_unknown_record() {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    let void = "correct still-water lead-named --void --by ada --reason x";
    refused(&desk, "02T12:00", &void.replace("lead-named", "led-named"), &["did you mean `lead-named`?"]);
    refused(
        &desk,
        "02T12:00",
        &void.replace("--by ada", "--by adda"),
        &["`adda` may not correct", "did you mean `ada`?"],
    );
    refused(
        &desk,
        "02T12:00",
        "correct still-water lead-named --set event=accepted --by ada --reason x",
        &["can't turn a record into that of another event", "lead-named --void", "record still-water EVENT"],
    );
    desk.done("02T12:00", void);
    refused(&desk, "02T13:00", void, &["`lead-named` is void already", "nothing is left to do; to bring it back"]);
    let back = "correct still-water lead-named --kind amendment --void --by ada --reason back";
    refused(&desk, "02T13:00", back, &["step-without-facts", "--set roles.fix-lead=MEMBER"]);
    desk.done("02T13:00", &format!("{back} --anyway"));
    assert!(desk.line("02T14:00", "status still-water").out.contains("lead-named"));
}

#[test]
fn nothing_is_decided_about_an_embargo_that_nothing_broke() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-20T15:00:00Z --by ben");
    let why = ["nothing has broken the embargo", "embargo still-water break --leaked TEXT"];
    refused(&desk, "04T10:00", "embargo still-water decide continue --by ben", &why);
    assert!(
        !desk.line("04T10:00", "embargo still-water decide continue --by ben").all().contains("step-without-facts")
    );
}

#[test]
fn a_step_that_tells_nobody_has_no_draft() {
    let desk = Desk::with_incident("rook");
    let why = ["`lead-named` tells nobody", "`advisory record still-water lead-named --by MEMBER`"];
    refused(&desk, "03T10:00", "sent still-water lead-named --by ada", &why);
}

/// A file that can't be read says nothing, so no command says what follows from it.
#[test]
fn a_command_names_the_place_in_a_file_that_it_can_not_read() {
    let desk = Desk::with_incident("vitess");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-10T15:00:00Z --anyway");
    desk.edit("incidents/2027/still-water/incident.toml", |text| text + "x = = 3\n");
    for line in [
        "record still-water accepted --by ada",
        "correct still-water approved --void --by ada --reason x",
        "embargo still-water move --until 2027-03-11T15:00:00Z --by ada",
        "rename still-water calm-fox --by ada",
        "withdraw still-water --by ben --reason x",
        "revise still-water --by ben --text x",
        "publish still-water --by ben",
    ] {
        let all = desk.line("11T10:00", line).all();
        assert!(!all.contains("not public yet") && !all.contains("no end of the embargo"), "{line}: {all}");
        refused(&desk, "11T10:00", line, &["error[syntax]", "still-water/incident.toml:", "nothing was changed"]);
    }
    desk.edit("incidents/2027/still-water/incident.toml", |text| text.replace("x = = 3\n", ""));
    desk.edit("incidents/2027/still-water/advisory.md", |text| text.replacen("title", "tilte", 1));
    for line in ["withdraw still-water --by ben --reason x", "revise still-water --by ben --text x"] {
        refused(&desk, "11T10:00", line, &["error[unknown-key]", "still-water/advisory.md:", "nothing was changed"]);
    }
}

#[test]
fn what_a_record_has_no_place_for_is_not_dropped_without_a_word() {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    let decision = "record still-water decision --step distributors --take --by ada";
    let waiver = "record still-water waiver --waiver low-severity-slowdown --step release --by ada";
    for (line, why) in [
        (
            "record still-water rejected --outcome bug --reason None --by ada".to_owned(),
            ["an event has no --reason", "--note TEXT"],
        ),
        (
            "record still-water accepted --step cvss --by ada".to_owned(),
            ["an event has no --step", "decision --step STEP"],
        ),
        (
            "record still-water accepted --waiver low-severity-slowdown --by ada".to_owned(),
            ["only a waiver has --waiver", "as the event"],
        ),
        (format!("{decision} --note x"), ["has no --note", "--reason TEXT"]),
        (format!("{decision} --link https://example.org/1"), ["a decision has no --link", "into --reason TEXT"]),
        (format!("{decision} --until 2027-03-20T15:00:00Z"), ["no place in a decision or waiver", "by itself"]),
        (format!("{waiver} --take"), ["a waiver has no --take", "leave it out"]),
        (format!("{waiver} --leaked x"), ["no place in a decision or waiver", "by itself"]),
    ] {
        refused(&desk, "03T10:00", &line, &why);
    }
    desk.done("03T10:00", decision);
}

#[test]
fn a_duplicate_names_an_incident_that_is_there() {
    let desk = Desk::with_incident("rook");
    desk.report("calm-otter");
    let rejected = |of: &str| format!("record calm-otter rejected --outcome duplicate --duplicate-of {of} --by ada");
    refused(
        &desk,
        "03T10:00",
        &rejected("stil-water"),
        &["there is no incident `stil-water`", "did you mean `still-water`?"],
    );
    refused(&desk, "03T10:00", &rejected("calm-otter"), &["a duplicate of itself"]);
    refused(&desk, "03T10:00", &rejected("other"), &["there is no incident `other`", "or an ID"]);
    // What has a number is an ID of another database.
    desk.done("03T10:00", &(rejected("pysec-2027-1") + " --link https://example.org/1"));
    let again =
        ["`rejected` is recorded already", "if it says something wrong", "--set duplicate-of=VALUE", "rejected --void"];
    refused(&desk, "03T10:00", &rejected("still-water"), &again);
    desk.done("03T11:00", "correct calm-otter rejected --set duplicate-of=still-water --by ada --reason Slip");
}
