//! Records with the same name, time and people are told apart by what else they say.

use super::{Desk, refused};

/// Both mails were recorded with one command line each, for the same minute.
fn sent_twice() -> Desk {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada --anyway");
    for step in ["acknowledge", "fix-complete"] {
        desk.done("03T12:00", &format!("sent still-water {step} --by ada --at 2027-03-03T10:00:00Z --anyway"));
    }
    desk
}

/// The channels to which a mail is recorded as sent, and not void.
fn channels(desk: &Desk, at: &str) -> usize {
    let timeline = desk.status(at)["timeline"].as_array().unwrap().clone();
    timeline.iter().filter(|it| it["event"] == "sent" && it["amended"].is_null()).count()
}

#[test]
fn one_of_two_mails_of_the_same_minute_is_voided() {
    let desk = sent_twice();
    let correct = "correct still-water sent --dated 2027-03-03T10:00:00Z --recorded-by ada";
    refused(
        &desk,
        "04T10:00",
        &format!("{correct} --void --by ada --reason X"),
        &["2 records are named sent", "--where 'draft=acknowledge'", "--where 'draft=fix-complete'"],
    );
    refused(
        &desk,
        "04T10:00",
        &format!("{correct} --where channel=nobody --void --by ada --reason X"),
        &["no such record"],
    );
    desk.done("04T10:00", &format!("{correct} --where channel=reporter --void --by ada --reason X"));
    assert!(desk.incident().contains("where = { draft = \"acknowledge\" }"), "{}", desk.incident());
    assert_eq!(channels(&desk, "04T11:00"), 1);
    assert_eq!(desk.errors("04T11:00"), [] as [String; 0]);
    // The other one has nothing beside it any more.
    desk.done("04T12:00", "correct still-water sent --void --by ada --reason X");
    assert_eq!(channels(&desk, "04T13:00"), 0);
}

#[test]
fn one_of_two_corrections_of_the_same_second_is_voided() {
    let desk = Desk::with_incident("rook");
    desk.done("02T12:00", "record still-water acknowledged --by ada");
    let correction = |at: &str, reason: &str| {
        format!(
            "\n[[amendment]]\nat = 2027-03-03T10:00:00Z\namends = {{ kind = \"event\", name = \"acknowledged\" }}\nby = \"ada\"\nreason = \"{reason}\"\ninstead = {{ at = {at} }}\n"
        )
    };
    desk.edit("incidents/2027/still-water/incident.toml", |text| {
        text + &correction("2027-03-02T11:00:00Z", "one") + &correction("2027-03-02T11:30:00Z", "two")
    });
    let said = desk.line("03T11:00", "check").out;
    assert!(said.contains("amendments-differ") && said.contains("--where 'reason=two'"), "{said}");
    let words = "correct still-water acknowledged --kind amendment --void --by ada --reason X";
    refused(&desk, "03T11:00", words, &["2 records are named", "--where 'reason=one'", "--where 'reason=two'"]);
    desk.done("03T11:00", &format!("{words} --where reason=two"));
    assert_eq!(desk.errors("03T12:00"), [] as [String; 0]);
    let steps = desk.status("03T12:00")["steps"].as_array().unwrap().clone();
    let step = steps.iter().find(|step| step["id"] == "acknowledge").unwrap();
    assert_eq!(step["done"], "2027-03-02T11:00:00Z", "the one that is left counts");
}

/// A record that says no more than another one is named by all that it says.
#[test]
fn a_record_that_says_less_than_another_one_is_named_too() {
    let desk = Desk::with_incident("rook");
    let waiver = |more: &str| {
        format!(
            "\n[[waiver]]\nwaiver = \"low-severity-slowdown\"\nsteps = [\"release\"]\nat = 2027-03-03T10:00:00Z\nby = \"ada\"\nreason = \"Low.\"\n{more}"
        )
    };
    desk.edit("incidents/2027/still-water/incident.toml", |text| {
        text + &waiver("") + &waiver("link = \"https://git.example.org/1\"\n")
    });
    let words = "correct still-water low-severity-slowdown --void --by ada --reason X --anyway";
    refused(
        &desk,
        "04T10:00",
        words,
        &["--where 'reason=Low.' --where 'steps=release'", "--where 'link=https://git.example.org/1'"],
    );
    desk.done("04T10:00", &format!("{words} --where steps=release --where reason=Low."));
    let waivers = desk.status("04T11:00")["waivers"].as_array().unwrap().clone();
    assert_eq!(waivers.len(), 1);
    assert_eq!(waivers[0]["link"], "https://git.example.org/1", "{waivers:?}");
}
