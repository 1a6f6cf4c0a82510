//! What the team hears of late is recorded with its own time.

use super::Desk;
use crate::support;

/// The events of the incident, in the order of its file.
fn order(desk: &Desk) -> Vec<String> {
    let text = desk.incident();
    let events = text.lines().filter_map(|line| line.strip_prefix("event = \""));
    events.map(|event| event.trim_end_matches('"').to_owned()).collect()
}

#[test]
fn a_late_record_stands_where_it_belongs_by_its_time() {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    desk.done("04T11:00", "record still-water scored --by ada");
    desk.done("05T11:00", "record still-water acknowledged --by ada --at 2027-03-02T10:30:00Z");
    desk.done("05T12:00", "sent still-water acknowledge --by ada --at 2027-03-02T10:30:00Z");
    assert_eq!(order(&desk), ["reported", "acknowledged", "sent", "lead-named", "scored"]);
    assert!(!desk.line("05T13:00", "check").out.contains("event-order"));
    // What happened before the report is found by its own rule, and comes first.
    desk.done("05T14:00", "record still-water fix-ready --by ada --at 2027-03-01T10:00:00Z --anyway");
    assert_eq!(order(&desk)[0], "fix-ready");
}

#[test]
fn late_records_of_two_branches_merge_in_the_order_of_time() {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    desk.done("04T11:00", "record still-water scored --by ada");
    desk.commit_at("ada", "04T11:00");
    support::git(&desk.repo(), &["branch", "other"]);
    desk.done("05T11:00", "record still-water acknowledged --by ada --at 2027-03-02T10:30:00Z");
    desk.commit_at("ada", "05T11:00");
    support::git(&desk.repo(), &["checkout", "--quiet", "other"]);
    desk.done("05T12:00", "record still-water accepted --by ben --at 2027-03-02T10:20:00Z --anyway");
    desk.commit_at("ben", "05T12:00");
    support::git(&desk.repo(), &["merge", "--quiet", "--no-edit", "main"]);
    assert_eq!(order(&desk), ["reported", "accepted", "acknowledged", "lead-named", "scored"]);
    let said = desk.line("05T13:00", "check --base main").out;
    for rule in ["event-order", "record-edited", "record-removed"] {
        assert!(!said.contains(rule), "{rule}: {said}");
    }
}

#[test]
fn exploitation_that_becomes_known_after_the_closing_is_recorded_and_opens_nothing() {
    for preset in ["rook", "vitess", "generic"] {
        let desk = Desk::with_incident(preset);
        desk.done("03T10:00", "publish still-water --by ben --until 2027-03-10T15:00:00Z --anyway");
        desk.done("11T10:00", "record still-water closed --by ada --anyway");
        desk.commit_at("ada", "11T10:00");
        let before = desk.status("12T09:00");
        let found = |at: &str| desk.line(at, "check").out.matches("error[").count();
        let errors = found("12T09:00");
        desk.done("12T10:00", "record still-water exploited --by ada");
        let after = desk.status("12T11:00");
        assert_eq!((&after["closed"], &after["modes"]), (&true.into(), &before["modes"]), "{preset}");
        let standings = |status: &serde_json::Value| {
            let steps = status["steps"].as_array().unwrap().iter();
            steps.map(|step| (step["id"].clone(), step["status"].clone())).collect::<Vec<_>>()
        };
        assert_eq!(standings(&before), standings(&after), "{preset}");
        assert_eq!(found("12T11:00"), errors, "{preset}");
        assert!(after["timeline"].as_array().unwrap().iter().any(|event| event["event"] == "exploited"), "{preset}");
    }
    // What was known before the closing still asks for what the policy asks.
    let desk = Desk::with_incident("generic");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-10T15:00:00Z --anyway");
    desk.done("11T09:00", "record still-water exploited --by ada");
    let said = desk.line("11T10:00", "record still-water closed --by ada").out;
    assert!(said.contains("`retrospective` is not done"), "{said}");
}
