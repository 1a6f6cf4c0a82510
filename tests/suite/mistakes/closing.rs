//! An incident ends with an outcome, by somebody who may, with every mail sent.

use super::{Desk, refused};

const INCIDENT: &str = "incidents/2027/still-water/incident.toml";

/// Appends a record as somebody writes it by hand.
fn written(desk: &Desk, record: &str) {
    desk.edit(INCIDENT, |text| format!("{text}\n{record}\n"));
}

fn found(desk: &Desk, at: &str, rule: &str) -> Vec<String> {
    let checked = desk.line(at, "check --format json");
    let checked = checked.json();
    let of_rule = checked["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule);
    let words = |finding: &serde_json::Value| {
        format!("{}: {}", finding["severity"].as_str().unwrap(), finding["message"].as_str().unwrap())
    };
    of_rule.map(words).collect()
}

#[test]
fn nothing_is_announced_that_is_not_public_and_no_case_closes_without_an_outcome() {
    let desk = Desk::with_incident("vitess");
    desk.done("02T10:30", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    let announced = "record still-water announced --by ada";
    refused(&desk, "03T10:00", announced, &["announced-unpublished", "publish it first"]);
    desk.done("03T10:00", &format!("{announced} --anyway"));
    assert!(desk.incident().contains("note = \"despite: "), "{}", desk.incident());
    assert!(desk.incident().contains("the advisory is not public"), "{}", desk.incident());
    refused(&desk, "03T11:00", "record still-water closed --by ada", &["closed-without-outcome", "is closed, but"]);
    desk.done("03T11:00", "record still-water closed --by ada --anyway");
    assert_eq!(found(&desk, "03T12:00", "closed-without-outcome").len(), 1);
    // So is what was done for an incident that gets no advisory: the fix on the development branch.
    let desk = Desk::with_incident("vitess");
    desk.edit(INCIDENT, |text| text.replace("lines = [\"1.0\"]", "lines = [\"main\"]"));
    desk.done("02T11:00", "record still-water landed --by ada --anyway");
    desk.done("02T12:00", "record still-water closed --by ada --anyway");
    assert_eq!(found(&desk, "03T12:00", "closed-without-outcome"), Vec::<String>::new());
    // A rejection is an outcome.
    let desk = Desk::with_incident("vitess");
    desk.done("02T11:00", "record still-water rejected --by ada");
    desk.done("02T12:00", "record still-water closed --by ada");
    assert_eq!(found(&desk, "03T12:00", "closed-without-outcome"), Vec::<String>::new());
}

#[test]
fn a_right_of_some_people_is_not_that_of_nobody() {
    for preset in ["vitess", "rook"] {
        let desk = Desk::with_incident(preset);
        for event in ["accepted", "rejected", "closed", "lead-named", "acknowledged", "scored"] {
            let line = format!("record still-water {event}");
            refused(&desk, "02T11:00", &line, &["does not say who did it", "--by MEMBER"]);
        }
    }
    let desk = Desk::with_incident("rook");
    for way in ["take", "skip"] {
        let line = format!("record still-water decision --step distributors --{way} --reason X");
        refused(&desk, "02T11:00", &line, &["does not say who made it"]);
    }
    // Written by hand, they have no effect.
    written(&desk, "[[decision]]\nstep = \"distributors\"\ntake = true\nat = 2027-03-02T10:30:00Z");
    for end in ["rejected", "closed"] {
        written(&desk, &format!("[[event]]\nat = 2027-03-02T11:00:00Z\nevent = \"{end}\""));
    }
    let status = desk.status("02T12:00");
    assert_eq!((&status["state"], &status["closed"]), (&"embargoed".into(), &false.into()));
    let steps = status["steps"].as_array().unwrap();
    let step = steps.iter().find(|step| step["id"] == "distributors").unwrap();
    assert!(step["missing"].as_array().unwrap().contains(&"decision".into()), "{step}");
    let found = found(&desk, "02T12:00", "actor-unnamed");
    let errors = found.iter().filter(|finding| finding.starts_with("error"));
    assert_eq!((errors.count(), found.len()), (2, 3), "{found:?}");
}

#[test]
fn a_case_closes_when_its_mails_are_recorded_as_sent() {
    let desk = Desk::with_incident("vitess");
    desk.done("02T11:00", "record still-water acknowledged --by ada");
    desk.done("02T12:00", "record still-water rejected --by ada");
    desk.done("02T13:00", "record still-water closed --by ada");
    let unsent = found(&desk, "03T10:00", "closed-unsent");
    assert!(unsent.len() == 1 && unsent[0].contains("`acknowledge` to `reporter`"), "{unsent:?}");
    desk.done("03T11:00", "sent still-water acknowledge --to reporter --by ada");
    for rule in ["closed-unsent", "event-after-end"] {
        assert_eq!(found(&desk, "03T12:00", rule), Vec::<String>::new());
    }
}

#[test]
fn a_leak_after_closing_is_recorded_and_opens_the_case_again() {
    let desk = Desk::with_incident("vitess");
    desk.edit(INCIDENT, |text| text.replace("lines = [\"1.0\"]", "lines = [\"main\"]"));
    desk.done("02T11:00", "record still-water acknowledged --by ada");
    desk.done("03T10:00", "record still-water closed --by ada --anyway");
    assert_eq!(desk.status("03T11:00")["closed"], true);
    desk.done("04T10:00", "record still-water leaked --leaked all --leaked-to everybody --by ada");
    assert_eq!(desk.status("04T11:00")["closed"], false);
    assert_eq!(found(&desk, "04T11:00", "event-after-end"), Vec::<String>::new());
    desk.done("05T10:00", "record still-water closed --by ada --anyway");
    assert!(!desk.incident().contains("is recorded already"), "the second closing is another: {}", desk.incident());
    assert_eq!(desk.status("05T11:00")["closed"], true);
    assert_eq!(found(&desk, "05T11:00", "event-repeated"), Vec::<String>::new());
}

#[test]
fn what_others_do_is_recorded_after_a_rejection_too() {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water acknowledged --by ada");
    desk.done("02T12:00", "record still-water rejected --by ada");
    desk.done("03T10:00", "record still-water leaked --leaked all --leaked-to everybody --by ada");
    desk.done("03T11:00", "embargo still-water break --leaked more --to everybody --by ada");
    assert_eq!(found(&desk, "03T12:00", "event-after-end"), Vec::<String>::new());
    refused(&desk, "03T12:00", "record still-water mitigation-ready --by ada", &["event-after-end", "rejected --void"]);
}

#[test]
fn the_fix_of_an_excepted_line_is_approved_too() {
    let desk = Desk::with_incident("vitess");
    desk.edit("advisory.toml", |text| {
        format!("{text}\n[[line]]\nid = \"0.9\"\nreleased = 2025-01-15\nlatest = \"0.9.5\"\nend-of-life = 2026-12-31\n")
    });
    desk.edit(INCIDENT, |text| text.replace("lines = [\"1.0\"]", "lines = [\"0.9\"]"));
    written(
        &desk,
        "[fix]\ncommits = [{ id = \"0a1b2c3d\", line = \"0.9\", author = \"ada\" }]\n[[waiver]]\nwaiver = \"eol-exception\"\nsteps = [\"release\"]\nat = 2027-03-02T11:00:00Z\nby = \"ben\"\nreason = \"Many still run it.\"\n[[event]]\nat = 2027-03-05T10:00:00Z\nevent = \"closed\"\nby = \"ada\"",
    );
    let unapproved = found(&desk, "06T10:00", "fix-unapproved");
    assert_eq!(unapproved, ["error: `closed` is done with 0 of 1 approvals of the fix"]);
    desk.edit(INCIDENT, |text| text.replace("author = \"ada\"", "author = \"ada\", approved-by = [\"ben\"]"));
    assert_eq!(found(&desk, "06T10:00", "fix-unapproved"), Vec::<String>::new());
    // Where nobody wrote the commits down, nobody approved them either.
    let (commits, none) = ("commits = [{ id", "# commits = [{ id");
    desk.edit(INCIDENT, |text| text.replace(commits, none));
    assert_eq!(found(&desk, "06T10:00", "fix-unapproved"), unapproved);
}

/// How often `check` finds something in the incident.
fn times(desk: &Desk, at: &str, rule: &str) -> usize {
    desk.line(at, "check").out.matches(&format!("[{rule}]")).count()
}

#[test]
fn a_path_without_a_publication_ends_once_something_on_it_was_done() {
    let desk = Desk::with_incident("vitess");
    desk.edit("incidents/2027/still-water/incident.toml", |text| {
        text.replace("lines = [\"1.0\"]", "lines = [\"main\"]")
    });
    desk.done("03T10:00", "record still-water closed --by ada --anyway");
    assert_eq!(times(&desk, "03T11:00", "closed-without-outcome"), 1, "nothing was done");
    desk.done("03T11:00", "correct still-water closed --void --by ada --reason early");
    desk.done(
        "03T12:00",
        "record still-water landed --by ada --set fix.commits=[{id=\"abc1234\",line=\"main\",author=\"ben\"}] --anyway",
    );
    desk.done("03T13:00", "record still-water closed --by ada --anyway");
    assert_eq!(times(&desk, "03T14:00", "closed-without-outcome"), 0);
}

#[test]
fn a_rejected_report_owes_no_mail_but_the_answer() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "record still-water acknowledged --by ada");
    desk.done("03T11:00", "record still-water rejected --outcome bug --by ada");
    assert_eq!(times(&desk, "03T12:00", "closed-unsent"), 0);
    assert_eq!(times(&desk, "03T12:00", "rejected-untold"), 1);
    // What they were sent before does not tell them.
    desk.done("03T12:00", "sent still-water acknowledge --to reporter --by ada --at 2027-03-03T10:30:00Z --anyway");
    assert_eq!(times(&desk, "03T13:00", "rejected-untold"), 1);
}

#[test]
fn an_end_that_names_nobody_is_found_once() {
    let desk = Desk::with_incident("rook");
    let event = "\n[[event]]\nat = 2027-03-03T10:00:00Z\nevent = \"embargo-agreed\"\nuntil = 2027-03-20T15:00:00Z\n";
    desk.edit("incidents/2027/still-water/incident.toml", |text| text + event);
    assert_eq!(times(&desk, "03T12:00", "embargo-moved-by-nobody"), 1);
    assert_eq!(times(&desk, "03T12:00", "embargo-without-right"), 0);
}

#[test]
fn an_announcement_before_the_end_of_the_embargo_is_one_mistake() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-10T15:00:00Z");
    desk.done("04T10:00", "record still-water announced --by ada --anyway");
    for at in ["04T11:00", "11T10:00"] {
        let early = found(&desk, at, "step-done-early");
        assert_eq!((early.len(), times(&desk, at, "announced-unpublished")), (1, 0), "{at}: {early:?}");
    }
    // Where no date bound it, it was only announced too early.
    let desk = Desk::with_incident("rook");
    desk.edit(INCIDENT, |text| text.replacen("\"private\"", "\"public\"", 1));
    desk.done("04T10:00", "record still-water announced --by ada --anyway");
    assert_eq!(
        (times(&desk, "04T11:00", "step-done-early"), times(&desk, "04T11:00", "announced-unpublished")),
        (0, 1)
    );
}

#[test]
fn an_imported_advisory_owes_no_mail() {
    let desk = Desk::with_incident("rook");
    desk.edit(INCIDENT, |text| {
        let imported = "[imported]\nfrom = \"osv\"\nid = \"LODE-2027-001\"\npublished = 2027-03-01T10:00:00Z\n";
        let text = text.replacen("disclosure = \"private\"", "disclosure = \"public\"", 1);
        text.replacen("[scope]", &format!("{imported}\n[scope]"), 1)
    });
    desk.done("03T10:00", "publish still-water --by ben --anyway");
    written(&desk, "[[event]]\nat = 2027-03-04T10:00:00Z\nevent = \"announced\"\nby = \"ada\"");
    let status = desk.status("05T10:00");
    assert_eq!((&status["state"], &status["closed"]), (&"published".into(), &true.into()), "{status:#}");
}

#[test]
fn a_duty_is_acknowledged_once_its_step_could_begin() {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    let attested = |duty: &str| format!("record still-water attested --attestation {duty} --by ada");
    let words = ["attested-early", "none of `fix-ready`, `mitigation-ready` had happened", "--anyway"];
    refused(&desk, "03T10:00", &attested("notice-actionable"), &words);
    refused(&desk, "03T10:00", &attested("announce-actionable"), &["attested-early", "`release` was not done"]);
    desk.done("03T10:00", &attested("extra-expertise"));
    desk.done("03T11:00", &format!("{} --anyway", attested("notice-actionable")));
    assert!(found(&desk, "03T12:00", "attested-early")[0].starts_with("warning: "));
    desk.done("04T10:00", "record still-water mitigation-ready --by ada");
    desk.done("04T11:00", &attested("communication-plan"));
    assert_eq!(found(&desk, "04T12:00", "attested-early").len(), 1, "what was too early stays so");
}
