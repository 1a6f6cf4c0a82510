//! Deadlines: every settled reading of the policies is a test named after it, and the clocks keep their properties.

use advisory::advisory as wall;
use advisory::case::{Blocker, Case, Deadline, Standing, State, Withheld};
use advisory::time::{Calendar, Date, Instant, Length};
use proptest::prelude::*;

use crate::support::scenario::{END_OF_LIFE, REPORTED, Scenario};
use crate::support::{Files, Incident, Policy, at, preset, project};

mod conditions;
mod edges;

/// 3.7, 4.0 and 9.8 by their vectors.
const UNDER_4: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:R/S:U/C:L/I:L/A:N";
const EXACTLY_4: &str = "CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N";
const CRITICAL: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
const V4: &str = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";

fn score(scenario: &Scenario) -> Option<u16> {
    scenario.at("2026-03-03T00:00:00Z", |case| case.score.map(|s| s.0))
}

#[test]
fn the_vectors_of_these_tests_score_what_they_are_said_to() {
    assert_eq!(score(&Scenario::rook().scored(UNDER_4)), Some(37));
    assert_eq!(score(&Scenario::rook().scored(EXACTLY_4)), Some(40));
    assert_eq!(score(&Scenario::rook().scored(CRITICAL)), Some(98));
}

#[test]
fn disclosure_is_the_first_delivery_to_an_official_private_channel() {
    let scenario = Scenario::rook();
    assert_eq!(scenario.due("team-named", "2026-03-02T12:00:00Z").due(), Some(at("2026-03-03T10:00:00Z")));
    // A second delivery restarts nothing.
    let again = Scenario::rook().event("reported", "2026-03-05T10:00:00Z", "");
    assert_eq!(again.due("team-named", "2026-03-06T12:00:00Z").due(), Some(at("2026-03-03T10:00:00Z")));
}

#[test]
fn for_a_public_disclosure_the_clock_starts_when_the_project_became_aware() {
    let scenario = Scenario::rook().public();
    assert_eq!(scenario.due("release", "2026-03-04T00:00:00Z"), Deadline::Asap { since: at(REPORTED) });
}

#[test]
fn within_one_to_seven_days_is_due_seven_times_24_hours_after_the_report() {
    let scenario = Scenario::rook();
    assert_eq!(scenario.due("cvss", "2026-03-02T12:00:00Z").due(), Some(at("2026-03-09T10:00:00Z")));
    assert_eq!(scenario.standing("cvss", "2026-03-02T10:30:00Z"), "due", "the 1 is no bar");
    assert_eq!(scenario.standing("cvss", "2026-03-09T10:00:00Z"), "due", "the last second counts");
    assert_eq!(scenario.standing("cvss", "2026-03-09T10:00:01Z"), "overdue");
    assert_eq!(
        Scenario::rook().event("scored", "2026-03-02T10:05:00Z", "").standing("cvss", "2026-03-09T12:00:00Z"),
        "done"
    );
    let late = Scenario::rook().event("scored", "2026-03-09T10:00:01Z", "");
    late.at("2026-03-10T00:00:00Z", |case| {
        assert!(matches!(case.step("cvss").unwrap().standing, Standing::DoneLate(1)));
    });
}

#[test]
fn public_disclosure_makes_every_step_as_soon_as_possible_and_its_age_counts() {
    let look = |now: &str| {
        Scenario::rook().public().at(now, |case| {
            assert_eq!(case.state(), State::PublicReport);
            let open: Vec<_> = case.steps.iter().filter(|s| s.standing.is_open()).collect();
            assert!(open.iter().any(|s| s.step.window.is_none()), "with or without a window");
            assert!(open.iter().filter(|s| s.step.window.is_some()).count() >= 8, "{}", open.len());
            for status in &open {
                assert!(matches!(status.deadline, Deadline::Asap { .. }), "{:?}", status.step.element.id);
                assert_eq!(status.deadline.due(), None, "there is no instant at which it is due");
            }
            assert!(matches!(case.next()[0].deadline, Deadline::Asap { .. }), "sorted first");
            let overdue = open.iter().filter(|s| s.standing.is_overdue());
            (open.len(), overdue.map(|s| s.step.element.id.to_string()).collect::<Vec<_>>())
        })
    };
    assert!(look("2026-03-03T10:00:00Z").1.is_empty());
    assert_eq!(look("2026-03-03T10:00:01Z").1, ["team-named", "repo-access"], "when the ordinary window ends");
    let (open, overdue) = look("2026-03-09T10:00:01Z");
    assert_eq!(overdue.len(), open, "after a week at the latest");
}

#[test]
fn vitess_public_disclosure_is_asap_only_from_cvss_4_and_unscored_counts() {
    let now = "2026-03-04T00:00:00Z";
    let asap = |scenario: &Scenario| matches!(scenario.due("cvss", now), Deadline::Asap { .. });
    assert!(asap(&Scenario::vitess().public()), "unscored counts as 4.0 or more");
    assert!(asap(&Scenario::vitess().public().scored(CRITICAL)));
    assert!(asap(&Scenario::vitess().public().scored(EXACTLY_4)), "exactly 4.0 is not under 4.0");
    assert!(!asap(&Scenario::vitess().public().scored(UNDER_4)));
    assert!(asap(&Scenario::rook().public().scored(UNDER_4)), "the other policy knows no such threshold");
}

fn slowed(vector: &str, step: &str, extra: &str) -> Scenario {
    Scenario::rook().scored(vector).toml(&format!(
        "[[waiver]]\nwaiver = \"low-severity-slowdown\"\nsteps = [\"{step}\"]\nat = 2026-03-03T10:00:00Z\nby = \"ben\"\nreason = \"holidays\"\nuntil = 2026-05-01T10:00:00Z\n{extra}\n"
    ))
}

#[test]
fn the_slow_down_sets_a_new_date_and_removes_none() {
    let link = "link = \"https://lists.lodestore.example/security/1\"";
    let scenario = slowed(UNDER_4, "release", link);
    assert_eq!(scenario.due("release", "2026-03-04T00:00:00Z").due(), Some(at("2026-05-01T10:00:00Z")));
    assert_eq!(scenario.standing("release", "2026-04-04T00:00:00Z"), "waived");
    assert_eq!(scenario.standing("release", "2026-05-01T10:00:01Z"), "overdue");
}

#[test]
fn the_slow_down_never_frees_the_first_24_hours() {
    let link = "link = \"https://lists.lodestore.example/security/1\"";
    let scenario = slowed(UNDER_4, "team-named", link);
    assert_eq!(scenario.due("team-named", "2026-03-04T00:00:00Z").due(), Some(at("2026-03-03T10:00:00Z")));
}

#[test]
fn the_slow_down_needs_a_link_to_the_discussion_on_the_security_list() {
    let scenario = slowed(UNDER_4, "release", "");
    assert_eq!(scenario.due("release", "2026-03-04T00:00:00Z").due(), Some(at("2026-03-23T10:00:00Z")));
}

#[test]
fn the_slow_down_is_for_scores_under_4_and_exactly_4_is_not_under() {
    let link = "link = \"https://lists.lodestore.example/security/1\"";
    let moved = |vector| {
        slowed(vector, "release", link).due("release", "2026-03-04T00:00:00Z").due() != Some(at("2026-03-23T10:00:00Z"))
    };
    assert!(moved(UNDER_4));
    assert!(!moved(EXACTLY_4));
    assert!(!moved(CRITICAL));
}

#[test]
fn an_upstream_date_is_a_floor_for_public_output() {
    let upstream = "[upstream]\nproject = \"Keel\"\npublic = 2026-05-01T10:00:00Z\n";
    let scenario = Scenario::rook().toml(upstream);
    assert_eq!(scenario.due("release", "2026-03-04T00:00:00Z").due(), Some(at("2026-05-01T10:00:00Z")));
    assert_eq!(
        scenario.due("cvss", "2026-03-04T00:00:00Z").due(),
        Some(at("2026-03-09T10:00:00Z")),
        "private steps stay"
    );
    // An approval and an ended embargo do not get past it.
    let approved = Scenario::rook()
        .toml(upstream)
        .toml("[embargo]\nuntil = 2026-03-20T10:00:00Z\n")
        .front("id = \"LODE-2026-001\"")
        .event("approved", "2026-03-19T10:00:00Z", "by = \"ada\"");
    approved.at("2026-04-30T00:00:00Z", |case| assert_eq!(case.publication, Err(Withheld::Upstream)));
    approved.at("2026-05-01T10:00:00Z", |case| assert_eq!(case.publication, Ok(at("2026-05-01T10:00:00Z"))));
}

#[test]
fn a_floor_later_than_a_cap_is_infeasible() {
    let scenario = Scenario::rook()
        .policy(|p| p.replace("window = { after = \"reported\", max = \"21d\" }\nneeds = [\"fixed-versions\"]\nlines", "window = { after = \"reported\", max = \"21d\", force = \"cap\" }\nneeds = [\"fixed-versions\"]\nlines"))
        .toml("[upstream]\nproject = \"Keel\"\npublic = 2026-05-01T10:00:00Z\n");
    scenario.at("2026-03-04T00:00:00Z", |case| match &case.step("release").unwrap().standing {
        Standing::Infeasible { floor, cap } => {
            assert_eq!((*floor, *cap), (at("2026-05-01T10:00:00Z"), at("2026-03-23T10:00:00Z")));
        }
        other => panic!("{other:?}"),
    });
}

#[test]
fn a_cap_moves_by_a_waiver_and_not_past_its_extension() {
    let capped = |extend: &str, until: &str| {
        let link = format!("link = \"https://lists.lodestore.example/security/1\"\nuntil = {until}");
        let mut scenario = slowed(UNDER_4, "release", &link);
        scenario.incident = scenario.incident.replace("until = 2026-05-01T10:00:00Z\n", "");
        let window = format!(
            "window = {{ after = \"reported\", max = \"21d\", {extend}force = \"cap\" }}\nneeds = [\"fixed-versions\"]\nlines"
        );
        scenario
            .policy(|p| {
                p.replace(
                    "window = { after = \"reported\", max = \"21d\" }\nneeds = [\"fixed-versions\"]\nlines",
                    &window,
                )
            })
            .due("release", "2026-03-04T00:00:00Z")
            .due()
    };
    let cap = Some(at("2026-03-23T10:00:00Z"));
    assert_eq!(capped("", "2026-05-02T10:00:00Z"), cap, "a cap without an extension stays");
    assert_eq!(capped("extend = \"28d\", ", "2026-03-25T10:00:00Z"), Some(at("2026-03-25T10:00:00Z")));
    assert_eq!(capped("extend = \"28d\", ", "2026-03-30T10:00:00Z"), Some(at("2026-03-30T10:00:00Z")));
    assert_eq!(capped("extend = \"28d\", ", "2026-03-30T10:00:01Z"), cap, "a waiver that goes too far has no effect");
    assert_eq!(capped("extend = \"28d\", ", "2026-03-20T10:00:00Z"), cap, "no waiver shortens");
}

#[test]
fn a_step_whose_condition_does_not_hold_is_not_done_by_an_event_recorded_for_another_reason() {
    let now = "2026-03-04T00:00:00Z";
    let asked = |scenario: Scenario| {
        scenario.event("private-request-answered", "2026-03-03T00:00:00Z", "choice = \"declined\"")
    };
    assert_eq!(asked(Scenario::rook()).standing("ask-private", now), "not applicable");
    assert_eq!(asked(Scenario::rook().public()).standing("ask-private", now), "done");
}

/// Nobody can judge when a stranger knew of a vulnerability, so such a step is never done and never late.
#[test]
fn what_is_asked_of_people_who_report_is_no_step_of_the_team() {
    for preset in ["rook", "vitess"] {
        let scenario = Scenario::new(preset).public();
        assert_eq!(scenario.standing("report-public-now", "2026-06-04T00:00:00Z"), "not applicable", "{preset}");
    }
}

#[test]
fn a_due_step_without_its_prerequisite_is_blocked_and_overdue_and_the_prerequisite_is_blamed() {
    let scenario = Scenario::new("rook");
    scenario.at("2026-03-04T00:00:00Z", |case| match &case.step("repo-access").unwrap().standing {
        Standing::Blocked { by, overdue } => {
            assert!(*overdue);
            assert!(
                matches!(by.as_slice(), [advisory::case::Blocker::Step(step)] if step.element.id.value == "team-named"),
                "{by:?}"
            );
        }
        other => panic!("{other:?}"),
    });
    assert_eq!(scenario.standing("lead-named", "2026-03-04T00:00:00Z"), "overdue");
}

/// A complete incident, waiting for its embargo to end.
fn approved() -> Scenario {
    Scenario::rook()
        .toml("[embargo]\nuntil = 2026-03-20T10:00:00Z\n[notice]\nrelease-estimate = 2026-03-10T10:00:00Z\n")
        .front("id = \"LODE-2026-001\"")
        .event("approved", "2026-03-12T10:00:00Z", "by = \"ada\"")
}

#[test]
fn only_embargo_until_gates_publication_an_estimate_never_does() {
    approved().at("2026-03-15T00:00:00Z", |case| assert_eq!(case.publication, Err(Withheld::Embargoed)));
    approved().at("2026-03-20T09:59:59Z", |case| assert_eq!(wall::disclose(case).unwrap_err(), Withheld::Embargoed));
    approved().at("2026-03-20T10:00:00Z", |case| {
        assert_eq!(wall::disclose(case).unwrap().published, Some(at("2026-03-20T10:00:00Z")))
    });
}

#[test]
fn time_alone_never_publishes() {
    let scenario = Scenario::rook().toml("[embargo]\nuntil = 2026-03-20T10:00:00Z\n").front("id = \"LODE-2026-001\"");
    scenario.at("2999-01-01T00:00:00Z", |case| assert_eq!(case.publication, Err(Withheld::Unapproved)));
    let by_a_stranger = scenario.event("approved", "2026-03-12T10:00:00Z", "by = \"mallory\"");
    by_a_stranger.at("2999-01-01T00:00:00Z", |case| assert_eq!(case.publication, Err(Withheld::Unapproved)));
    // An approval that is still to come counts for nothing.
    approved().at("2026-03-12T09:59:59Z", |case| assert_eq!(case.publication, Err(Withheld::Unapproved)));
    // A private report without an agreed end stays shut.
    let endless =
        Scenario::rook().front("id = \"LODE-2026-001\"").event("approved", "2026-03-12T10:00:00Z", "by = \"ada\"");
    endless.at("2999-01-01T00:00:00Z", |case| assert_eq!(case.publication, Err(Withheld::NoEnd)));
}

#[test]
fn the_embargo_can_be_shortened_by_an_event_and_after_publication_it_cannot_return() {
    let shortened =
        approved().event("embargo-moved", "2026-03-13T10:00:00Z", "by = \"ada\"\nuntil = 2026-03-14T10:00:00Z");
    shortened.at("2026-03-14T10:00:00Z", |case| assert_eq!(case.publication, Ok(at("2026-03-14T10:00:00Z"))));
    let returned =
        shortened.event("embargo-moved", "2026-03-15T10:00:00Z", "by = \"ada\"\nuntil = 2027-01-01T00:00:00Z");
    returned.at("2026-03-16T00:00:00Z", |case| {
        assert_eq!(case.publication, Ok(at("2026-03-14T10:00:00Z")));
        assert_eq!(case.embargo.ignored.len(), 1);
    });
}

#[test]
fn a_broken_embargo_makes_everything_as_soon_as_possible_until_somebody_decides_to_continue() {
    let broken = approved().event(
        "embargo-broken",
        "2026-03-13T10:00:00Z",
        "by = \"ada\"\nleaked = \"the patch\"\nleaked-to = \"a forum\"",
    );
    assert_eq!(broken.due("release", "2026-03-14T00:00:00Z"), Deadline::Asap { since: at("2026-03-13T10:00:00Z") });
    let carried_on = broken.event(
        "break-decided",
        "2026-03-13T12:00:00Z",
        "by = \"ada\"\nchoice = \"continue\"\nassessment = \"small\"",
    );
    assert_eq!(carried_on.due("release", "2026-03-14T00:00:00Z").due(), Some(at("2026-03-23T10:00:00Z")));
}

#[test]
fn thresholds_read_a_3_x_score_and_a_v4_vector_stands_beside_it() {
    assert_eq!(score(&Scenario::rook().scored(V4)), None);
    let both = Scenario::rook().scored(UNDER_4).scored(V4);
    assert_eq!(score(&both), Some(37));
    let public = approved().scored(CRITICAL).scored(V4);
    public.at("2026-03-21T00:00:00Z", |case| {
        let advisory = wall::disclose(case).unwrap();
        assert_eq!(advisory.severity.unwrap().score().to_string(), "9.8");
        assert_eq!(advisory.other_severities.len(), 1);
        assert_eq!(advisory.other_severities[0].version().as_str(), "4.0");
    });
}

#[test]
fn an_incident_runs_under_the_policy_revision_it_names_until_it_is_rebased() {
    let old = preset("rook");
    let new =
        old.replace("revision = \"2020-02-21\"", "revision = \"2026-01-01\"").replace("max = \"21d\"", "max = \"30d\"");
    let release = |named: &str| {
        let incident = Incident::private().first(&format!("policy = \"{named}\"")).event("reported", REPORTED);
        let files = Files::new(&project(END_OF_LIFE), &Policy::of_text(&new), &Scenario::team());
        let portfolio = files.with("policies/2020.toml", &old).incident("quiet-otter", &incident).read();
        let case = Case::new(&portfolio, &portfolio.incidents[0], at("2026-03-03T00:00:00Z"));
        case.step("release").unwrap().deadline.due()
    };
    assert_eq!(release("2020-02-21"), Some(at("2026-03-23T10:00:00Z")));
    assert_eq!(release("2026-01-01"), Some(at("2026-04-01T10:00:00Z")));
}

#[test]
fn a_report_runs_under_the_policy_revision_in_force_that_day() {
    let old = preset("rook");
    let new = old
        .replace("revision = \"2020-02-21\"", "revision = \"2026-03-01\"")
        .replace("effective = 2020-02-21T22:17:48Z", "effective = 2026-03-01T00:00:00Z");
    let files = Files::new(&project(END_OF_LIFE), &Policy::of_text(&new), &Scenario::team());
    let portfolio = files.with("policies/2020.toml", &old).read();
    let revision = |on: &str| portfolio.policy_at(at(on)).revision.as_str().to_owned();
    assert_eq!(revision("2026-02-28T23:59:59Z"), "2020-02-21");
    assert_eq!(revision("2026-03-01T00:00:00Z"), "2026-03-01");
    assert_eq!(revision("2019-01-01T00:00:00Z"), "2020-02-21", "before any was in force, the first one");
}

#[test]
fn paths_follow_the_affected_release_lines() {
    let on = |lines: &str| {
        let scenario = Scenario::new("vitess").toml(&format!("[scope]\nlines = [{lines}]\n"));
        scenario.at("2026-07-10T00:00:00Z", |case| {
            let open = case.steps.iter().filter(|s| s.standing.is_open()).map(|s| s.step.element.id.to_string());
            open.collect::<Vec<_>>()
        })
    };
    assert!(on("\"main\"").contains(&"courtesy".to_owned()) && !on("\"main\"").contains(&"notice".to_owned()));
    assert!(
        on("\"main\", \"1.16\"").contains(&"notice".to_owned())
            && !on("\"main\", \"1.16\"").contains(&"courtesy".to_owned())
    );
    // 1.15 was supported in March, when the report came in, and the full process stays with it.
    assert!(on("\"1.15\"").contains(&"notice".to_owned()));
    let late = Scenario::new("vitess").policy(|p| p).toml("[scope]\nlines = [\"1.15\"]\n");
    let late = Scenario { incident: late.incident.replace(REPORTED, "2026-07-05T00:00:00Z"), ..late };
    late.at("2026-07-10T00:00:00Z", |case| {
        let step = |id| case.step(id).unwrap().standing.is_open();
        assert!(step("eol-notice") && !step("notice") && !step("release"));
    });
}

#[test]
fn an_optional_step_is_skipped_by_a_recorded_decision_only() {
    let now = "2026-03-04T00:00:00Z";
    let ready = || Scenario::rook().event("fix-ready", "2026-03-03T10:00:00Z", "");
    assert_eq!(ready().standing("distributors", now), "blocked");
    let skipped =
        ready().toml("[[decision]]\nstep = \"distributors\"\ntake = false\nby = \"ada\"\nreason = \"local only\"\n");
    assert_eq!(skipped.standing("distributors", now), "skipped");
    let no_option = ready().toml("[[decision]]\nstep = \"release\"\ntake = false\nby = \"ada\"\n");
    assert_eq!(no_option.standing("release", now), "due");
}

fn length() -> impl Strategy<Value = Length> {
    (0_u32..400, prop::sample::select(vec!["h", "d", "w", "bd"]))
        .prop_map(|(n, unit)| format!("{n}{unit}").parse().unwrap())
}

fn instant() -> impl Strategy<Value = Instant> {
    // 1970 to 2150, any second.
    (0_i64..5_680_000_000).prop_map(|s| Instant::from_unix(s).unwrap())
}

fn calendar() -> impl Strategy<Value = Calendar> {
    prop::collection::vec((2019_i32..2030, 1_u32..=12, 1_u32..=28), 0..40)
        .prop_map(|days| Calendar::new(days.into_iter().filter_map(|(y, m, d)| Date::new(y, m, d))))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_later_report_never_has_an_earlier_deadline(a in instant(), b in instant(), length in length(), calendar in calendar()) {
        let (early, late) = (a.min(b), a.max(b));
        prop_assert!(calendar.after(early, length) <= calendar.after(late, length));
        prop_assert!(calendar.before(early, length) <= calendar.before(late, length));
        prop_assert!(calendar.after(early, length) >= early);
    }

    #[test]
    fn a_longer_window_never_ends_earlier(from in instant(), n in 0_u32..300, calendar in calendar()) {
        for unit in ["h", "d", "w", "bd"] {
            let short: Length = format!("{n}{unit}").parse().unwrap();
            let long: Length = format!("{}{unit}", n + 1).parse().unwrap();
            prop_assert!(calendar.after(from, short) < calendar.after(from, long));
        }
    }

    #[test]
    fn the_same_instant_in_any_offset_gives_the_same_result(from in instant(), minutes in -12 * 60..=14 * 60_i32, length in length()) {
        let offset = chrono::FixedOffset::east_opt(minutes * 60).unwrap();
        let written = from.utc().with_timezone(&offset).to_rfc3339_opts(chrono::SecondsFormat::Secs, false);
        let read = Instant::parse(&written).unwrap();
        prop_assert_eq!(read, from);
        prop_assert_eq!(Calendar::default().after(read, length), Calendar::default().after(from, length));
    }

    #[test]
    fn business_days_there_and_back_end_within_business_time(from in instant(), n in 0_u32..60, calendar in calendar()) {
        let length: Length = format!("{n}bd").parse().unwrap();
        let there = calendar.after(from, length);
        prop_assert!(calendar.before(there, length) >= from, "going back never passes the start");
    }
}

#[test]
fn leap_days_and_daylight_saving_change_nothing() {
    let after = |from: &str, length: &str| Calendar::default().after(at(from), length.parse().unwrap()).to_string();
    assert_eq!(after("2028-02-28T12:00:00Z", "1d"), "2028-02-29T12:00:00Z");
    assert_eq!(after("2028-02-22T12:00:00Z", "7d"), "2028-02-29T12:00:00Z");
    assert_eq!(after("2026-02-22T12:00:00Z", "7d"), "2026-03-01T12:00:00Z");
    // The night clocks change in Europe, and in New York: 24 hours are 24 hours.
    assert_eq!(after("2026-03-28T12:00:00+01:00", "24h"), "2026-03-29T11:00:00Z");
    assert_eq!(after("2026-10-31T12:00:00-04:00", "1d"), "2026-11-01T16:00:00Z");
    // Friday afternoon and two business days, over a weekend and a holiday on Monday.
    let calendar = Calendar::new([Date::new(2026, 3, 9).unwrap()]);
    assert_eq!(calendar.after(at("2026-03-06T15:00:00Z"), "2bd".parse().unwrap()), at("2026-03-11T15:00:00Z"));
    assert_eq!(calendar.before(at("2026-03-11T15:00:00Z"), "2bd".parse().unwrap()), at("2026-03-06T15:00:00Z"));
    assert_eq!(
        calendar.after(at("2026-03-07T08:00:00Z"), "1bd".parse().unwrap()),
        at("2026-03-11T00:00:00Z"),
        "a weekend report starts on the next business day"
    );
}

#[test]
fn what_has_not_happened_yet_changes_nothing() {
    let scenario = Scenario::rook()
        .toml("[[decision]]\nstep = \"distributors\"\ntake = false\nby = \"ada\"\nat = 2026-03-05T10:00:00Z\n")
        .event("closed", "2026-03-06T10:00:00Z", "by = \"ada\"");
    assert_ne!(scenario.standing("distributors", "2026-03-04T10:00:00Z"), "skipped");
    assert_eq!(scenario.standing("distributors", "2026-03-05T10:00:00Z"), "skipped");
    assert!(!scenario.at("2026-03-05T10:00:00Z", |case| case.is_closed()));
    assert!(scenario.at("2026-03-06T10:00:00Z", |case| case.is_closed()));
}

#[test]
fn any_number_of_approvals_can_be_missing() {
    let commit = "{ id = \"0a1b2c3d\", line = \"1.16\", author = \"ben\" }";
    let scenario = Scenario::rook()
        .policy(|p| p.replace("count = 1", "count = 4294967295").replace("count = 2", "count = 4294967295"))
        .toml(&format!("[fix]\ncommits = [{commit}, {commit}]\n"));
    let missing = scenario.at("2026-03-04T10:00:00Z", |case| {
        let blockers = case.steps.iter().flat_map(|s| match &s.standing {
            Standing::Blocked { by, .. } => by.clone(),
            _ => Vec::new(),
        });
        blockers.filter(|b| matches!(b, Blocker::Approvals(u32::MAX))).count()
    });
    assert!(missing > 0);
}
