//! "As soon as possible" covers every open step, and its age counts.

use super::NOTHING;
use crate::support::scenario::Scenario;
use crate::support::{program, run};

const URL: &str = "url = \"https://forum.example.org/1\"";

fn public(case: Scenario) -> Scenario {
    let case = case.public();
    Scenario { incident: case.incident.replacen("[report]\n", &format!("[report]\n{URL}\n"), 1), ..case }
}

#[test]
fn a_public_report_with_nothing_done_has_as_many_findings_as_a_private_one() {
    let now = "2026-05-01T10:00:00Z";
    for case in [Scenario::rook, Scenario::vitess] {
        let private = ["step-overdue", "step-blocked-overdue"].iter().map(|rule| case().found(rule, now).len());
        let urgent = public(case()).found("step-asap-overdue", now);
        assert!(urgent.len() >= private.sum::<usize>(), "{urgent:#?}");
        let release = "warning: `release` is due as soon as possible, and has been open for 60 d";
        assert!(urgent.iter().any(|f| f == release), "{urgent:#?}");
        let folder = public(case()).folder();
        assert_eq!(run(program(folder.path()).args(["check", "--fail-overdue", "--now", now])).code, 1);
    }
    // A step without a window counts as well.
    let steps = public(Scenario::vitess()).found("step-asap-overdue", now);
    assert!(steps.iter().any(|f| f.contains("`backports`")), "{steps:#?}");
}

#[test]
fn age_counts_after_a_week_or_when_the_ordinary_window_ends() {
    let names = |now: &str| {
        let found = public(Scenario::rook()).found("step-asap-overdue", now);
        found.iter().map(|f| f.split('`').nth(1).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("2026-03-03T10:00:00Z"), NOTHING);
    assert_eq!(names("2026-03-03T10:00:01Z"), ["repo-access", "team-named"]);
    assert!(!names("2026-03-09T10:00:00Z").contains(&"release".to_owned()));
    assert!(names("2026-03-09T10:00:01Z").contains(&"release".to_owned()));
}

#[test]
fn nobody_leading_a_public_report_is_an_error_from_the_first_hour() {
    let missing = |preset: &str| public(Scenario::new(preset)).found("lead-missing", "2026-03-02T10:30:00Z");
    assert_eq!(missing("rook"), ["error: nobody has led `quiet-otter` for 30 min"]);
    assert_eq!(missing("vitess").len(), 1);
    // Also where the policy takes its usual time for a low score: whoever leads gives the score.
    let low = public(Scenario::new("vitess")).scored("CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N");
    assert_eq!(low.found("lead-missing", "2026-03-02T10:30:00Z").len(), 1);
    let private = Scenario::new("vitess").scored("CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N");
    assert_eq!(private.found("lead-missing", "2026-03-02T10:30:00Z"), NOTHING);
    // Also where its event is recorded without a name.
    let unnamed = public(Scenario::new("rook")).event("lead-named", "2026-03-02T10:10:00Z", "");
    assert_eq!(unnamed.found("lead-missing", "2026-03-02T10:30:00Z").len(), 1);
    assert_eq!(public(Scenario::rook()).found("lead-missing", "2026-03-02T10:30:00Z"), NOTHING);
}

#[test]
fn urgency_overrides_a_preferred_time() {
    let preferring = |case: Scenario| {
        let window = "window = { after = \"reported\", max = \"21d\"";
        let prefer = format!("{window}, prefer = {{ weekdays = [\"tue\"], at = \"15:00\", force = \"must\" }}");
        let case = case.policy(|p| p.replace(window, &prefer)).toml("[notice]\nrelease-date = 2026-03-07T11:00:00Z\n");
        case.found("release-time", "2026-03-06T10:00:00Z").len()
    };
    assert_eq!(preferring(Scenario::rook()), 1);
    assert_eq!(preferring(public(Scenario::rook())), 0, "a Saturday will do");
}

#[test]
fn the_age_of_a_duty_is_an_error() {
    let post = "\n[[step]]\nid = \"post\"\nrole = \"pst\"\nwindow = { after = \"reported\", max = \"asap\", force = \"must\" }\n";
    let aged = |now: &str| Scenario::rook().policy(|p| p + post).found("step-asap-overdue", now);
    assert_eq!(aged("2026-03-09T10:00:00Z"), NOTHING);
    assert_eq!(aged("2026-03-10T10:00:00Z"), ["error: `post` is due as soon as possible, and has been open for 8 d"]);
}
