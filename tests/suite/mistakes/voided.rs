//! What a record set in the incident goes back to what it was once the record is void.

use super::Desk;

const INCIDENT: &str = "incidents/2027/still-water/incident.toml";

fn found(desk: &Desk, at: &str, rule: &str) -> usize {
    let found = desk.run(at, &["check", "--base", "HEAD", "--format", "json"]).json();
    found["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule).count()
}

/// Appends an amendment that voids an event, as somebody writes it by hand.
fn void(desk: &Desk, event: &str, at: &str) {
    let amendment = format!(
        "\n[[amendment]]\nat = 2027-03-{at}:00Z\namends = {{ kind = \"event\", name = \"{event}\" }}\nby = \"ada\"\nreason = \"x\"\n"
    );
    desk.edit(INCIDENT, |text| text + &amendment);
}

/// A public report that was handled in private since the 6th.
fn agreed() -> Desk {
    let desk = Desk::with_incident("rook");
    desk.edit(INCIDENT, |text| text.replacen("\"private\"", "\"public\"", 1));
    desk.commit("ada");
    let answered = "private-request-answered --choice agreed --by ada --set report.disclosure=private";
    desk.done("06T10:00", &format!("record still-water {answered}"));
    desk.commit_at("ada", "06T10:00");
    desk
}

#[test]
fn an_agreement_that_is_void_makes_no_report_private() {
    let desk = agreed();
    assert_eq!(found(&desk, "06T11:00", "voided-yet-kept"), 0);
    void(&desk, "private-request-answered", "06T11:00");
    assert_eq!(found(&desk, "06T12:00", "voided-yet-kept"), 1);
    desk.commit_at("ada", "06T12:00");
    assert!(desk.line("06T13:00", "check").out.contains("voided-yet-kept"), "also once the edit is merged");
    // The command that voids it makes the report public again.
    let desk = agreed();
    desk.done("06T12:00", "correct still-water private-request-answered --void --by ada --reason Declined.");
    assert!(desk.incident().contains("disclosure = \"public\""), "{}", desk.incident());
    for rule in ["voided-yet-kept", "embargo-changed-silently"] {
        assert_eq!(found(&desk, "06T13:00", rule), 0, "{rule}");
    }
    assert_eq!(desk.status("06T13:00")["measures"]["exposure"].as_i64().unwrap() / 86_400, 4);
}

/// An incident that Ada was named to lead by mistake.
fn led() -> Desk {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    desk.commit_at("ada", "02T11:00");
    desk
}

#[test]
fn who_was_named_by_mistake_leads_no_more() {
    let desk = led();
    void(&desk, "lead-named", "02T12:00");
    assert_eq!(found(&desk, "02T13:00", "voided-yet-kept"), 1);
    let desk = led();
    desk.done("02T11:30", "record still-water acknowledged --by ada");
    desk.commit_at("ada", "02T11:30");
    desk.done("02T12:00", "correct still-water lead-named --void --by ada --reason Mistaken.");
    assert!(!desk.incident().contains("fix-lead"), "{}", desk.incident());
    assert_eq!((desk.errors("02T13:00"), found(&desk, "02T13:00", "voided-yet-kept")), (Vec::new(), 0));
    desk.done("02T14:00", "record still-water lead-named --by ben --set roles.fix-lead=ben");
    assert!(!desk.incident().contains("former-holders"), "nobody led before: {}", desk.incident());
    assert_eq!(found(&desk, "02T15:00", "voided-yet-kept"), 0);
}

#[test]
fn a_role_that_was_passed_on_by_mistake_goes_back() {
    let desk = led();
    desk.done("03T10:00", "record still-water lead-named --by ben --set roles.fix-lead=ben");
    desk.commit_at("ben", "03T10:00");
    let before = desk.incident();
    let target = "lead-named --dated 2027-03-03T10:00:00Z --recorded-by ben";
    desk.done("03T12:00", &format!("correct still-water {target} --void --by ada --reason Mistaken."));
    assert!(desk.incident().contains("fix-lead = \"ada\""), "{}", desk.incident());
    assert_eq!((desk.errors("03T13:00"), found(&desk, "03T13:00", "voided-yet-kept")), (Vec::new(), 0));
    // By hand, the role is forgotten.
    desk.edit(INCIDENT, |text| text.replacen("fix-lead = \"ada\"", "fix-lead = \"ben\"", 1));
    assert_eq!(found(&desk, "03T13:00", "voided-yet-kept"), 1);
    // A record that is void excuses no later edit.
    desk.edit(INCIDENT, |_| before.clone());
    desk.done("03T12:00", &format!("correct still-water {target} --void --by ada --reason Mistaken."));
    desk.done("03T14:00", "record still-water acknowledged --by ada");
    desk.commit_at("ada", "03T14:00");
    desk.edit(INCIDENT, |text| text.replacen("fix-lead = \"ada\"", "fix-lead = \"ben\"", 1));
    assert_eq!(found(&desk, "03T15:00", "role-passed-on-silently"), 1);
}
