//! `disclosure` says how a report came in. What became of it later is recorded, so no edit resets a clock.

use super::Desk;

const INCIDENT: &str = "incidents/2027/still-water/incident.toml";
const LEAK: &[&str] = &["record", "still-water", "leaked", "--leaked", "it", "--leaked-to", "a-forum", "--by", "ada"];

fn marked(desk: &Desk, from: &str, to: &str) {
    let word = |word: &str| format!("disclosure = \"{word}\"");
    desk.edit(INCIDENT, |text| text.replacen(&word(from), &word(to), 1));
}

/// What `check --base` finds of the edit: the severity and the message.
fn edits(desk: &Desk, at: &str) -> Vec<String> {
    let found = desk.run(at, &["check", "--base", "HEAD", "--format", "json"]).json();
    let edits = found["findings"].as_array().unwrap().iter().filter(|it| it["rule"] == "embargo-changed-silently");
    edits.map(|it| format!("{}: {}", it["severity"].as_str().unwrap(), it["message"].as_str().unwrap())).collect()
}

fn found(desk: &Desk, at: &str, rule: &str) -> usize {
    let found = desk.run(at, &["check", "--format", "json"]).json();
    found["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule).count()
}

fn days_exposed(desk: &Desk, at: &str) -> i64 {
    desk.status(at)["measures"]["exposure"].as_i64().unwrap() / 86_400
}

#[test]
fn exposure_counts_from_the_leak_and_no_edit_makes_it_count_from_the_report() {
    let desk = Desk::with_incident("rook");
    desk.ok("05T10:00", LEAK);
    desk.commit("ada");
    assert_eq!((days_exposed(&desk, "10T10:00"), found(&desk, "10T10:00", "leaked-yet-public")), (5, 0));
    marked(&desk, "private", "public");
    let known = "error: the report was marked as public, although a record says when it became known";
    assert_eq!(edits(&desk, "10T10:00"), [known]);
    assert_eq!(found(&desk, "10T10:00", "leaked-yet-public"), 1, "also once the edit is merged");
    desk.commit("ada");
    marked(&desk, "public", "private");
    let again = "warning: a public report was made private: users count as exposed since the leak only";
    assert_eq!(edits(&desk, "10T10:00"), [again]);
    let set = "record still-water acknowledged --by ada --set report.disclosure=public";
    assert!(desk.line("10T11:00", set).out.contains("embargo-changed-silently"));
}

#[test]
fn an_edit_after_the_publication_or_the_end_is_found_too() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-10T15:00:00Z");
    desk.commit("ben");
    marked(&desk, "private", "public");
    assert_eq!(edits(&desk, "11T10:00"), ["error: the report became public without an event"]);
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "record still-water rejected --outcome bug --by ada");
    desk.commit("ada");
    marked(&desk, "private", "public");
    assert_eq!(edits(&desk, "11T10:00").len(), 1);
}

#[test]
fn a_leak_by_a_member_of_the_list_is_no_contradiction() {
    let desk = Desk::with_list();
    marked(&desk, "private", "public");
    desk.ok("05T10:00", &[LEAK, &["--distributor", "northcap"]].concat());
    assert_eq!(found(&desk, "06T10:00", "leaked-yet-public"), 0);
    desk.ok("05T11:00", LEAK);
    assert_eq!(found(&desk, "06T10:00", "leaked-yet-public"), 1);
}

#[test]
fn a_public_report_is_handled_in_private_once_that_is_agreed_and_users_were_exposed_all_the_same() {
    let desk = Desk::with_incident("rook");
    marked(&desk, "private", "public");
    desk.commit("ada");
    assert_eq!(days_exposed(&desk, "06T10:00"), 4);
    marked(&desk, "public", "private");
    assert_eq!(edits(&desk, "06T10:00"), ["error: a public report was made private"]);
    marked(&desk, "private", "public");
    let answered = |choice: &str| {
        format!(
            "record still-water private-request-answered --choice {choice} --by ada --set report.disclosure=private"
        )
    };
    assert!(desk.line("06T10:00", &answered("declined")).out.contains("embargo-changed-silently"));
    desk.done("06T10:00", &answered("agreed"));
    assert_eq!(edits(&desk, "06T11:00"), Vec::<String>::new());
    assert!(desk.status("06T11:00")["modes"].as_array().unwrap().is_empty(), "the deadlines of a private report");
    assert_eq!(days_exposed(&desk, "06T11:00"), 4, "what was public once is known");
}
