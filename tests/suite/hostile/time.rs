//! The record and the clock: events that can't be, embargoes that come back, and instants at the ends of what can be written.

use super::folders::found;
use super::{INCIDENT, PUBLIC_INCIDENT, PrivateRepository};

/// The base portfolio with these events at the end of a file.
fn desk(path: &str, events: &[&str]) -> PrivateRepository {
    let desk = PrivateRepository::new();
    let text = events.iter().fold(desk.read(path), |text, event| format!("{text}\n[[event]]\n{event}\n"));
    desk.write(path, text);
    desk
}

fn rules(desk: &PrivateRepository, now: &str) -> Vec<String> {
    let said = desk.run(&["--now", now, "check", "--format", "json"]);
    found(&said).into_iter().map(|(rule, _)| rule).collect()
}

/// The rules that these events raise and the base portfolio does not.
fn raised(path: &str, events: &[&str], now: &str) -> Vec<String> {
    let usual = rules(&PrivateRepository::new(), now);
    let mut rules = rules(&desk(path, events), now);
    rules.retain(|rule| !usual.contains(rule));
    rules
}

const DURING: &str = "2026-03-07T00:00:00Z";

#[test]
fn an_instant_is_one_or_is_refused_with_what_to_write() {
    // What stands in the file, and the rules it raises.
    const INSTANTS: &[(&str, &[&str])] = &[
        ("1970-01-01T00:00:00Z", &["event-before-report", "event-order"]),
        ("0001-01-01T00:00:00Z", &["event-before-report", "event-order"]),
        ("0000-01-01T00:00:00Z", &["event-before-report", "event-order"]),
        ("9999-12-31T23:59:59Z", &["event-in-future"]),
        ("9999-12-31T23:59:59-12:00", &["bad-value"]),
        ("10000-01-01T00:00:00Z", &["syntax"]),
        ("2026-06-30T23:59:60Z", &["bad-value"]),
        ("2016-12-31T23:59:60Z", &["bad-value"]),
        ("2026-03-03T23:59:59+14:00", &[]),
        ("2026-03-03T09:00:00-12:00", &[]),
        ("2026-03-03T09:00:00+24:00", &["syntax"]),
        ("2026-03-03T09:00:00", &["instant-without-offset"]),
        ("2026-03-03", &["instant-without-offset"]),
        ("09:00:00", &["instant-without-offset"]),
        ("\"2026-03-03T09:00:00Z\"", &["wrong-type"]),
        ("2026-02-29T00:00:00Z", &["syntax"]),
        ("2026-03-03T24:00:00Z", &["syntax"]),
        ("2026-03-03T09:00:00.999999999Z", &[]),
        // Before the report, by its offset alone.
        ("2026-03-02T10:00:00+14:00", &["event-before-report", "event-order"]),
    ];
    for &(at, expected) in INSTANTS {
        let raised = raised(INCIDENT, &[&format!("at = {at}\nevent = \"scored\"")], DURING);
        let raised: Vec<&str> = raised.iter().map(String::as_str).filter(|r| *r != "scored-without-vector").collect();
        assert_eq!(raised, expected, "{at}");
    }
}

#[test]
fn events_out_of_order_in_the_future_or_before_the_report_are_named() {
    let raised = |events: &[&str], now| raised(INCIDENT, events, now);
    assert_eq!(raised(&["at = 2026-03-02T12:00:00Z\nevent = \"scored\""], DURING), ["event-order"]);
    assert_eq!(raised(&["at = 2026-03-09T12:00:00Z\nevent = \"scored\""], DURING), ["event-in-future"]);
    assert!(
        raised(&["at = 2026-03-01T12:00:00Z\nevent = \"scored\""], DURING).contains(&"event-before-report".to_owned())
    );
}

#[test]
fn a_clock_before_the_newest_event_publishes_nothing_and_says_so() {
    let desk = PrivateRepository::new();
    let now = "2026-01-10T00:00:00Z";
    assert!(rules(&desk, now).contains(&"event-in-future".to_owned()));
    let said = desk.run(&["--now", now, "build", "--out", desk.out().to_str().unwrap()]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(desk.site().iter().all(|(name, _)| !name.starts_with("LODE-")));
}

#[test]
fn an_embargo_moved_past_the_date_of_a_notice_asks_for_another_notice() {
    const TOLD: &[&str] = &[
        "at = 2026-03-04T09:00:00Z\nevent = \"fix-ready\"",
        "at = 2026-03-05T09:00:00Z\nevent = \"notice-published\"",
        "at = 2026-03-06T09:00:00Z\nevent = \"embargo-moved\"\nby = \"amira\"\nuntil = 2026-03-24T15:00:00Z",
    ];
    assert!(
        raised(INCIDENT, TOLD, DURING).contains(&"embargo-past-notice".to_owned()),
        "{:?}",
        raised(INCIDENT, TOLD, DURING)
    );
    let again = [TOLD, &["at = 2026-03-06T10:00:00Z\nevent = \"notice-published\""]].concat();
    assert!(!raised(INCIDENT, &again, DURING).contains(&"embargo-past-notice".to_owned()));
    let earlier = [
        &TOLD[..2],
        &["at = 2026-03-06T09:00:00Z\nevent = \"embargo-moved\"\nby = \"amira\"\nuntil = 2026-03-12T15:00:00Z"],
    ];
    assert!(!raised(INCIDENT, &earlier.concat(), DURING).contains(&"embargo-past-notice".to_owned()));
}

#[test]
fn an_embargo_does_not_come_back() {
    const NOW: &str = "2026-11-20T00:00:00Z";
    // By an event: the advisory stays public.
    let moved = "at = 2026-02-01T10:00:00Z\nevent = \"embargo-moved\"\nby = \"amira\"\nuntil = 2027-06-17T15:00:00Z";
    let again = desk(PUBLIC_INCIDENT, &[moved]);
    assert!(rules(&again, NOW).contains(&"embargo-after-publication".to_owned()));
    assert_eq!(again.build().code, 0);
    assert!(again.site().iter().any(|(name, _)| name == "LODE-2026-001.html"));
    // By an edit of the date that gates: nothing says more than the file does, so the page goes, and the check fails.
    let edited = PrivateRepository::new();
    edited.change(PUBLIC_INCIDENT, "until = 2026-01-20T15:00:00Z", "until = 2026-12-20T15:00:00Z");
    assert!(rules(&edited, NOW).contains(&"revision-time".to_owned()), "{:?}", rules(&edited, NOW));
    assert_eq!(edited.run(&["--now", NOW, "check"]).code, 1);
}

#[test]
fn a_waiver_moves_a_date_only_when_somebody_with_the_right_grants_it() {
    for (by, expected) in [("[\"chiara\"]", true), ("[]", true), ("[\"nobody-here\"]", true), ("[\"amira\"]", false)] {
        let desk = PrivateRepository::new();
        desk.change(super::ADVISORY, "C:N/I:H/A:N\"\nscore = 6.5", "C:N/I:L/A:N\"\nscore = 4.3");
        desk.change("policy.toml", "cvss-lt = 4.0 }\nsteps", "cvss-lt = 5.0 }\nsteps");
        let waiver = format!(
            "[[waiver]]\nwaiver = \"low-severity-slowdown\"\nsteps = [\"release\"]\nat = 2026-03-03T10:00:00Z\nby = {by}\nreason = \"x\"\nlink = \"https://lists.example/1\"\nuntil = 2026-05-10T15:00:00Z\n\n[[event]]\n"
        );
        desk.change(INCIDENT, "[[event]]\n", &waiver);
        let rules = rules(&desk, DURING);
        assert_eq!(rules.contains(&"waiver-without-right".to_owned()), expected, "{by}: {rules:?}");
        let said = desk.run(&["--now", DURING, "status", "quiet-otter", "--format", "json"]);
        assert_eq!(said.out.contains("\"due\": \"2026-05-10T15:00:00Z\""), !expected, "{by}: {}", said.out);
    }
}
