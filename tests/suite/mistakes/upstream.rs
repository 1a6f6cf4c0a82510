//! Another project that the fix waits for, of which the team learned late.

use super::Desk;

const INCIDENT: &str = "incidents/2027/still-water/incident.toml";
const LATE: &str =
    "record still-water accepted --by ada --set upstream.project=Northlib --set upstream.public=2027-04-15T10:00:00Z";

/// A notice is out before anybody knows of the other project.
fn told() -> Desk {
    let desk = Desk::with_incident("vitess");
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    desk.done("03T11:00", "record still-water mitigation-ready --by ada");
    desk.done(
        "04T12:00",
        "record still-water notice-published --by ada --set notice.release-date=2027-03-12T15:00:00Z",
    );
    desk
}

fn early(desk: &Desk, at: &str) -> Vec<String> {
    let found = desk.run(at, &["check", "--format", "json"]).json();
    let early = found["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == "step-done-early");
    early.map(|finding| format!("{} {}", finding["message"].as_str().unwrap(), finding["help"])).collect()
}

#[test]
fn what_was_done_before_is_not_judged_by_it_and_what_is_done_after_is() {
    let desk = told();
    desk.done("06T09:00", "record still-water release-moved --until 2027-04-16T15:00:00Z --by ada");
    desk.done("06T10:00", LATE);
    assert!(desk.incident().contains("since = 2027-03-06T10:00:00Z"), "{}", desk.incident());
    assert_eq!(early(&desk, "07T10:00"), Vec::<String>::new());
    assert_eq!(desk.status("07T10:00")["state"], "forthcoming", "the notice is out");
    desk.done("08T10:00", "record still-water released --by ada --anyway");
    let found = early(&desk, "09T10:00");
    assert!(found.len() == 1 && found[0].contains("`release`"), "{found:?}");
    // Without the instant, it counts from the report, and the finding says what to write.
    desk.edit(INCIDENT, |text| text.replace("since = 2027-03-06T10:00:00Z\n", ""));
    let found = early(&desk, "09T10:00");
    assert!(found.len() == 2 && found.iter().any(|it| it.contains("`notice`") && it.contains("since")), "{found:?}");
    desk.edit(INCIDENT, |text| text.replace("[upstream]\n", "[upstream]\nsince = 2027-03-30T10:00:00Z\n"));
    assert!(desk.line("09T10:00", "check").out.contains("can't have learned of the other project yet"));
}

#[test]
fn who_names_it_before_anything_was_done_need_not_say_since_when() {
    let desk = Desk::with_incident("vitess");
    desk.done("03T10:00", LATE);
    assert!(!desk.incident().contains("since = "), "{}", desk.incident());
}

#[test]
fn an_advisory_that_was_public_before_stays_public() {
    let desk = Desk::with_incident("vitess");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-10T15:00:00Z");
    let upstream =
        |since: &str| format!("\n[upstream]\nproject = \"Northlib\"\npublic = 2027-04-15T10:00:00Z\n{since}");
    let before = desk.incident();
    for (since, pages) in [("since = 2027-03-11T10:00:00Z\n", 1), ("since = 2027-03-09T10:00:00Z\n", 0), ("", 0)] {
        desk.edit(INCIDENT, |_| format!("{before}{}", upstream(since)));
        assert_eq!(desk.build("12T10:00").1.len(), pages, "{since}");
    }
}
