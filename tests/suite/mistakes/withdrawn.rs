//! What was withdrawn before it became public stays private.

use super::{Desk, refused};

const ADVISORY: &str = "incidents/2027/still-water/advisory.md";
const INCIDENT: &str = "incidents/2027/still-water/incident.toml";
const WITHDRAWN: &str = "\n[[event]]\nat = 2027-03-05T09:00:00Z\nevent = \"withdrawn\"\nby = \"ben\"\n";

/// An advisory that is to become public on the 10th.
fn approved() -> Desk {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-10T15:00:00Z");
    desk.commit_at("ben", "03T10:00");
    desk
}

fn says_why(desk: &Desk) {
    desk.edit(ADVISORY, |text| text.replacen("title =", "withdrawn = \"No vulnerability.\"\ntitle =", 1));
}

/// What `check --base` says of the public site.
fn changes(desk: &Desk, at: &str) -> Vec<String> {
    let found = desk.run(at, &["check", "--base", "HEAD", "--format", "json"]).json();
    let changes = found["findings"].as_array().unwrap().iter().filter(|it| it["rule"] == "changes-in-public");
    changes.map(|it| it["message"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_withdrawal_before_the_publication_closes_the_gate_and_the_change_is_found() {
    for (reason, event) in [(true, true), (false, true), (true, false)] {
        let desk = approved();
        if reason {
            says_why(&desk);
        }
        if event {
            desk.edit(INCIDENT, |text| text + WITHDRAWN);
        }
        let found = changes(&desk, "05T10:00");
        let lost = "this advisory would become public on 2027-03-10 15:00 UTC (Wednesday), but not with this change";
        assert!(found.len() == 1 && found[0].contains(lost), "{reason} {event}: {found:?}");
        desk.commit_at("ben", "05T10:00");
        assert_eq!(desk.build("11T10:00").1, Vec::<String>::new(), "{reason} {event}");
        assert_eq!(desk.status("11T10:00")["state"], "embargoed", "{reason} {event}");
    }
}

#[test]
fn another_approval_opens_no_gate_for_it_and_its_void_does() {
    let desk = approved();
    says_why(&desk);
    desk.edit(INCIDENT, |text| text + WITHDRAWN);
    let void = "advisory correct still-water withdrawn --void";
    refused(&desk, "05T10:00", "publish still-water --by ada", &["withdrawn before it became public", void]);
    // Readers saw no withdrawal, so none has to be taken back in public.
    desk.done("05T11:00", "correct still-water withdrawn --void --by ben --reason slip");
    assert!(!desk.read(ADVISORY).contains("withdrawn"));
    assert_eq!(desk.errors("05T12:00"), Vec::<String>::new());
    assert_eq!(desk.build("11T10:00").1, ["LODE-2027-001.html"]);
}

#[test]
fn it_is_no_outcome_with_which_an_incident_closes() {
    let desk = approved();
    says_why(&desk);
    desk.edit(INCIDENT, |text| {
        let closed = "\n[[event]]\nat = 2027-03-06T09:00:00Z\nevent = \"closed\"\nby = \"ben\"\n";
        text + WITHDRAWN + closed
    });
    let said = desk.line("07T10:00", "check").out;
    assert!(said.contains("closed-without-outcome") && said.contains("withdrawn-unpublished"), "{said}");
    // One that was public ends with its withdrawal.
    let desk = approved();
    desk.ok("11T10:00", &["withdraw", "still-water", "--by", "ben", "--reason", "None."]);
    desk.done("11T11:00", "record still-water closed --by ben --anyway");
    assert!(!desk.line("11T12:00", "check").out.contains("closed-without-outcome"));
}

#[test]
fn words_alone_withdraw_nothing_that_is_public() {
    let desk = approved();
    says_why(&desk);
    // Nobody approved the words, so the page waits, as after any other edit.
    let said = desk.line("11T10:00", "check").out;
    assert!(said.contains("advisory record still-water withdrawn --by MEMBER"), "{said}");
    assert_eq!(desk.status("11T10:00")["state"], "published, edited");
    assert_eq!(desk.build("11T10:00").1, Vec::<String>::new());
    desk.done("11T11:00", "record still-water withdrawn --by ben");
    assert_eq!(desk.status("11T12:00")["state"], "withdrawn");
    assert_eq!(desk.build("11T12:00").1, ["LODE-2027-001.html"]);
}
