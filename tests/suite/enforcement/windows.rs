//! A window has two sides, and binds what is planned as well as what happened.

use super::NOTHING;
use crate::support::scenario::Scenario;
use crate::support::{program, run};

const UNDER_4: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:R/S:U/C:L/I:L/A:N";

/// A step of its own with this window, done by this event.
fn step(id: &str, event: &str, window: &str) -> String {
    format!("\n[[step]]\nid = \"{id}\"\nrole = \"pst\"\nevent = \"{event}\"\nwindow = {{ {window} }}\n")
}

/// A case whose policy has one more step.
fn with(id: &str, event: &str, window: &str) -> Scenario {
    Scenario::rook().policy(|p| p + &step(id, event, window))
}

fn until(day: &str) -> String {
    format!("[embargo]\nuntil = {day}T10:00:00Z\n")
}

#[test]
fn a_cap_binds_the_end_of_the_embargo_when_it_is_agreed() {
    // Seven days after the fix is ready, and fourteen with a waiver.
    let cap = "after = \"fix-ready\", max = \"7d\", extend = \"14d\", force = \"cap\"";
    for event in ["public", "released"] {
        let agreed =
            |day: &str| with("cap", event, cap).event("fix-ready", "2026-03-04T10:00:00Z", "").toml(&until(day));
        let found = |day: &str, now: &str| agreed(day).found("embargo-outside-window", now);
        let late = "error: the embargo ends after 2026-03-11 10:00 UTC, the latest";
        assert_eq!(found("2026-03-17", "2026-03-05T10:00:00Z"), [late], "{event}");
        assert_eq!(found("2026-03-11", "2026-03-05T10:00:00Z"), NOTHING, "{event}");
        let warning = late.replace("error", "warning");
        assert_eq!(found("2026-03-17", "2026-03-12T10:00:00Z"), [warning], "what is late already keeps nobody waiting");
    }
}

#[test]
fn an_end_outside_the_window_is_refused_when_it_is_written() {
    let cap = "after = \"reported\", max = \"7d\", force = \"cap\"";
    let mut case = with("cap", "public", cap);
    case.advisory += "## Am I affected?\nYes.\n\n## Mitigation\nNone.\n\n## How to upgrade\nInstall 1.16.4.\n";
    let case = case
        .front("affected = [{ line = \"1.16\", introduced = \"1.16.0\", fixed = \"1.16.4\" }]")
        .scored("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
    let folder = case.folder();
    let publish = |until: &str| {
        let arguments = ["publish", "quiet-otter", "--by", "ada", "--now", "2026-03-04T10:00:00Z", "--until", until];
        run(program(folder.path()).args(arguments))
    };
    let refused = publish("2026-03-15T10:00:00Z");
    assert!(refused.code != 0 && refused.all().contains("embargo-outside-window"), "{refused:?}");
    publish("2026-03-09T10:00:00Z").ok();
}

#[test]
fn a_waiver_moves_a_cap_up_to_its_extension_and_is_refused_beyond() {
    let cap = "after = \"reported\", max = \"21d\", extend = \"28d\", force = \"cap\"";
    let waived = |until: &str| {
        let waiver = "[[waiver]]\nid = \"more-time\"\nby = \"pst\"\nneeds = [\"reason\"]\ngrants = \"new-date\"\n";
        with("cap", "out", cap).policy(|p| p + waiver).toml(&format!(
            "[[waiver]]\nwaiver = \"more-time\"\nsteps = [\"cap\"]\nby = \"ben\"\nreason = \"Holidays.\"\nuntil = {until}\n"
        ))
    };
    let (within, beyond) = (waived("2026-03-30T10:00:00Z"), waived("2026-03-30T10:00:01Z"));
    let now = "2026-03-24T10:00:00Z";
    assert_eq!(within.found("waiver-too-far", now), NOTHING);
    assert_eq!(within.standing("cap", now), "waived");
    assert_eq!(beyond.found("waiver-too-far", now), ["error: `cap` can't be moved past 2026-03-30 10:00 UTC"]);
    assert_eq!(beyond.standing("cap", now), "overdue", "it is not shortened either");
}

#[test]
fn what_comes_too_early_is_found_before_a_date_and_after_an_event() {
    let ahead = |window: &str, at: &str| {
        let told = with("early", "told", window).toml(&until("2026-03-20")).event("told", at, "");
        told.found("step-done-early", "2026-03-20T09:00:00Z")
    };
    // At most seven days before: twelve is too early, and a duty.
    let week = "before = \"public\", max = \"7d\", force = \"must\"";
    assert_eq!(
        ahead(week, "2026-03-08T10:00:00Z"),
        ["warning: `early` was done 5 d too early: before its window, 2026-03-13 10:00 UTC"]
    );
    assert_eq!(ahead(week, "2026-03-13T10:00:00Z"), NOTHING);
    // Between six and eight days before; a goal is a note.
    let between = "before = \"public\", min = \"6d\", max = \"8d\"";
    assert_eq!(
        ahead(between, "2026-03-11T10:00:00Z"),
        ["note: `early` was done 1 d too early: before its window, 2026-03-12 10:00 UTC"]
    );
    assert_eq!(ahead(between, "2026-03-12T10:00:00Z"), NOTHING);
    // Not before five business days have passed.
    let after = "after = \"reported\", min = \"5bd\", max = \"10bd\", force = \"must\"";
    assert_eq!(ahead(after, "2026-03-06T10:00:00Z").len(), 1);
    assert_eq!(ahead(after, "2026-03-09T10:00:00Z"), NOTHING);
}

#[test]
fn what_is_due_at_a_time_is_early_before_it_and_late_after_it() {
    let at = |when: &str| {
        let scenario = with("at", "told", "at = \"release-date\", tolerance = \"1h\"");
        let scenario = scenario.toml("[notice]\nrelease-date = 2026-03-20T15:00:00Z\n").event("told", when, "");
        ["step-done-early", "step-done-late"].map(|rule| scenario.found(rule, "2026-03-22T00:00:00Z").len())
    };
    assert_eq!(at("2026-03-19T15:00:00Z"), [1, 0], "a day early");
    assert_eq!(at("2026-03-20T14:00:00Z"), [0, 0]);
    assert_eq!(at("2026-03-20T16:00:00Z"), [0, 0]);
    assert_eq!(at("2026-03-20T16:00:59Z"), [0, 0], "dates are given to the minute");
    assert_eq!(at("2026-03-20T16:01:00Z"), [0, 1]);
    assert_eq!(at("2026-03-20T13:59:59Z"), [1, 0]);
}

#[test]
fn a_missed_duty_stays_until_somebody_with_the_right_waives_it() {
    let must = |force: &str| format!("after = \"reported\", max = \"24h\", force = \"{force}\"");
    let late = |force: &str| with("form", "sent", &must(force)).event("sent", "2026-03-05T10:00:00Z", "");
    let closed = |case: Scenario| case.event("closed", "2026-03-06T10:00:00Z", "by = \"ada\"");
    let found = |case: Scenario| case.found("step-done-late", "2026-03-07T10:00:00Z");
    let missed = "`form` was done 2 d late: it was due 2026-03-03 10:00 UTC";
    assert_eq!(found(late("target")), [format!("note: {missed}")]);
    assert_eq!(found(closed(late("target"))), NOTHING, "a goal is forgotten with the incident");
    assert_eq!(found(closed(late("must"))), [format!("warning: {missed}")]);
    let waive = |by: &str, at: &str| {
        let waiver = "[[waiver]]\nid = \"more-time\"\nby = \"pst\"\nneeds = [\"reason\"]\ngrants = \"new-date\"\n";
        late("must").policy(|p| p + waiver).toml(&format!(
            "[[waiver]]\nwaiver = \"more-time\"\nsteps = [\"form\"]\nby = \"{by}\"\nat = 2026-03-{at}:00:00Z\nreason = \"Their form was down.\"\nuntil = 2026-03-05T12:00:00Z\n"
        ))
    };
    assert_eq!(found(waive("ada", "03T09")), NOTHING);
    assert_eq!(found(waive("ada", "06T10")), [format!("note: {missed}")], "excused, but late all the same");
    assert_eq!(found(waive("mallory", "03T09")), [format!("warning: {missed}")]);
    assert_eq!(found(waive("mallory", "06T10")), [format!("warning: {missed}")]);
}

#[test]
fn the_policy_says_from_when_the_longest_embargo_counts() {
    let from = |key: &str, end: &str| {
        let longest = format!("[publication]\nlongest-embargo = \"10d\"\n{key}\n");
        let case = Scenario::rook().policy(|p| p.replacen("[publication]\n", &longest, 1));
        let case = case.event("fix-ready", "2026-03-06T10:00:00Z", "");
        let case =
            case.event("embargo-agreed", "2026-03-10T10:00:00Z", &format!("by = \"ada\"\nuntil = {end}T10:00:00Z"));
        case.found("embargo-too-long", "2026-03-11T10:00:00Z").len()
    };
    assert_eq!((from("", "2026-03-20"), from("", "2026-03-21")), (0, 1), "from the agreement");
    let reported = "longest-embargo-from = \"reported\"";
    assert_eq!((from(reported, "2026-03-12"), from(reported, "2026-03-13")), (0, 1));
    let ready = "longest-embargo-from = \"fix-ready\"";
    assert_eq!((from(ready, "2026-03-16"), from(ready, "2026-03-17")), (0, 1));
}

#[test]
fn an_estimate_beyond_the_last_day_is_a_warning_and_a_date_is_as_strict_as_its_window() {
    let planned = |key: &str, force: &str| {
        let window = "window = { after = \"reported\", max = \"21d\"";
        let case = Scenario::rook().policy(|p| p.replace(window, &format!("{window}, force = \"{force}\"")));
        case.toml(&format!("[notice]\n{key} = 2026-03-24T10:00:00Z\n"))
            .found("release-outside-window", "2026-03-10T10:00:00Z")
    };
    let late = "the release is planned for after 2026-03-23 10:00 UTC, the latest";
    assert_eq!(planned("release-estimate", "target"), [format!("warning: {late}")]);
    assert_eq!(planned("release-date", "target"), [format!("warning: {late}")]);
    assert_eq!(planned("release-date", "must"), [format!("error: {late}")]);
    let waived = Scenario::rook()
        .scored(UNDER_4)
        .toml("[notice]\nrelease-date = 2026-04-24T10:00:00Z\n[[waiver]]\nwaiver = \"low-severity-slowdown\"\nsteps = [\"release\"]\nby = \"ben\"\nreason = \"Holidays.\"\nlink = \"https://lists.lodestore.example/1\"\nuntil = 2026-04-30T10:00:00Z\n");
    assert_eq!(waived.found("release-outside-window", "2026-03-10T10:00:00Z"), NOTHING);
}

#[test]
fn a_release_planned_for_before_the_report_is_an_error() {
    for key in ["release-estimate", "release-date"] {
        let planned = |date: &str| Scenario::rook().toml(&format!("[notice]\n{key} = {date}\n"));
        let found = |date: &str| planned(date).found("release-outside-window", "2026-03-10T10:00:00Z");
        assert_eq!(found("2025-03-20T10:00:00Z"), ["error: the release is planned before the report"]);
        assert_eq!(found("2026-03-20T10:00:00Z"), NOTHING);
    }
}

#[test]
fn the_end_of_the_embargo_binds_the_release_and_the_announcement() {
    let at = |when: &str| {
        let case = Scenario::rook().toml(&until("2026-03-20")).event("fix-ready", "2026-03-06T10:00:00Z", "");
        let case = case.event("released", when, "").event("announced", when, "");
        case.found("step-done-early", "2026-03-21T10:00:00Z")
    };
    assert_eq!(
        at("2026-03-10T10:00:00Z"),
        [
            "error: `release` was done 10 d too early: before the end of the embargo, 2026-03-20 10:00 UTC",
            "error: `announce` was done 10 d too early: before the end of the embargo, 2026-03-20 10:00 UTC",
        ]
    );
    assert_eq!(at("2026-03-20T10:00:00Z"), NOTHING);
    let planned = Scenario::rook().toml(&until("2026-03-20")).toml("[notice]\nrelease-date = 2026-03-11T10:00:00Z\n");
    assert_eq!(
        planned.found("release-outside-window", "2026-03-10T10:00:00Z"),
        ["error: the release is planned for before 2026-03-20 10:00 UTC, the earliest"]
    );
    let waived = Scenario::rook().scored(UNDER_4).toml(&until("2026-03-20")).toml("[[waiver]]\nwaiver = \"low-severity-slowdown\"\nsteps = [\"release\"]\nby = \"ben\"\nreason = \"Holidays.\"\nlink = \"https://lists.lodestore.example/1\"\nuntil = 2026-04-20T10:00:00Z\n");
    assert_eq!(waived.found("release-after-embargo", "2026-03-10T10:00:00Z").len(), 1, "a waiver plans as well");
}

#[test]
fn an_upstream_date_binds_what_is_planned_recorded_and_shown() {
    let upstream = "[upstream]\nproject = \"Keel\"\npublic = 2026-03-25T10:00:00Z\n[notice]\nrelease-date = 2026-03-10T10:00:00Z\n";
    for case in [Scenario::rook(), Scenario::vitess()] {
        let case = case.toml(upstream).event("fix-ready", "2026-03-05T10:00:00Z", "");
        assert_eq!(
            case.found("release-outside-window", "2026-03-06T10:00:00Z"),
            ["error: the release is planned for before 2026-03-25 10:00 UTC, the earliest"]
        );
        assert_eq!(case.standing("notice", "2026-03-06T10:00:00Z"), "blocked");
        let told = case.event("notice-published", "2026-03-06T10:00:00Z", "");
        let told = told.event("released", "2026-03-10T10:00:00Z", "").event("announced", "2026-03-10T11:00:00Z", "");
        let early = told.found("step-done-early", "2026-03-11T10:00:00Z");
        assert_eq!(early.len(), 3, "{early:#?}");
        assert!(early.iter().all(|f| f.starts_with("error: ") && f.ends_with("may be public, 2026-03-25 10:00 UTC")));
        let forthcoming = |now: &str| {
            let folder = told.folder();
            run(program(folder.path()).args(["build", "--out", "site", "--now", now])).ok();
            let page = std::fs::read_to_string(folder.path().join("site/site/forthcoming.html"));
            page.unwrap_or_default().contains("2026-03-06")
        };
        assert!(!forthcoming("2026-03-24T10:00:00Z"), "a notice that may not be shown yet");
        assert!(forthcoming("2026-03-25T10:00:00Z"));
    }
}

#[test]
fn a_step_whose_event_is_the_publication_is_done_by_it() {
    let cap = "after = \"reported\", max = \"14d\", force = \"cap\"";
    let published = |day: &str| {
        let case = with("cap", "public", cap).toml(&until(day)).front("id = \"LODE-2026-001\"");
        case.event("approved", "2026-03-10T10:00:00Z", "by = \"ada\"")
    };
    let now = "2026-03-20T10:00:00Z";
    assert_eq!(published("2026-03-21").standing("cap", now), "overdue");
    assert_eq!(published("2026-03-16").standing("cap", now), "done");
    assert_eq!(published("2026-03-17").standing("cap", now), "done late");
    let late = ["warning: `cap` was done 1 d late: it was due 2026-03-16 10:00 UTC"];
    assert_eq!(published("2026-03-17").found("step-done-late", now), late);
}

#[test]
fn what_was_done_is_judged_by_the_date_of_upstream_that_was_known_then() {
    let upstream = "[upstream]\nproject = \"Keel\"\npublic = 2026-03-06T10:00:00Z\n";
    let moved = |case: Scenario| case.event("upstream-moved", "2026-03-09T10:00:00Z", "until = 2026-03-25T10:00:00Z");
    let early = |case: Scenario| case.found("step-done-early", "2026-03-11T10:00:00Z");
    for case in [Scenario::rook, Scenario::vitess] {
        let ready = || case().toml(upstream).event("fix-ready", "2026-03-05T10:00:00Z", "");
        let told = |at: &str| ready().event("notice-published", &format!("2026-03-{at}:00:00Z"), "");
        assert_eq!(early(told("07T10")), NOTHING);
        assert_eq!(early(moved(told("07T10"))), NOTHING, "the date moved afterwards");
        assert_eq!(early(moved(told("05T12"))).len(), 1, "it was too early for the first date as well");
        assert_eq!(early(moved(told("10T10"))).len(), 1, "the new date was known");
        assert_eq!(early(moved(told("07T10").event("released", "2026-03-10T12:00:00Z", ""))).len(), 1, "the release");
        assert_eq!(moved(ready()).standing("notice", "2026-03-11T10:00:00Z"), "blocked");
    }
}

#[test]
fn users_can_be_told_the_date_of_a_waiver() {
    let found = |release: &str, until: &str| {
        let waiver = format!(
            "[[waiver]]\nwaiver = \"low-severity-slowdown\"\nsteps = [\"release\"]\nat = 2026-03-07T12:00:00Z\nby = \"ben\"\nreason = \"Holidays.\"\nuntil = 2026-{until}T10:00:00Z\n"
        );
        let notice = format!("[notice]\nrelease-date = 2026-{release}T10:00:00Z\n");
        let case = Scenario::vitess().scored(UNDER_4).toml(&notice).toml(&waiver);
        let case = case.event("notice-published", "2026-03-06T10:00:00Z", "");
        case.found("waiver-date", "2026-03-09T10:00:00Z").len()
    };
    assert_eq!(found("03-12", "04-11"), 0);
    assert_eq!(found("04-11", "04-11"), 0, "the plan follows the waiver");
    assert_eq!(found("04-11", "04-10"), 1);
}

#[test]
fn a_date_that_users_were_told_is_kept_to_the_minute() {
    let told = || {
        let case = Scenario::vitess().toml("[notice]\nrelease-date = 2026-03-12T10:00:40Z\n");
        case.event("notice-published", "2026-03-06T10:00:00Z", "")
    };
    let released = |at: &str| {
        let case = told().event("released", &format!("2026-03-12T{at}Z"), "");
        ["step-done-early", "step-done-late"].map(|rule| case.found(rule, "2026-03-14T10:00:00Z").len())
    };
    assert_eq!(released("10:00:00"), [0, 0]);
    assert_eq!(released("10:00:59"), [0, 0]);
    assert_eq!(released("10:01:00"), [0, 1]);
    assert_eq!(released("09:59:59"), [1, 0]);
    let open = |now: &str| {
        let now = format!("2026-03-12T{now}Z");
        let overdue = told().found("step-overdue", &now);
        let overdue = overdue.iter().filter(|finding| finding.contains("`release`")).count();
        (overdue, told().found("estimate-passed", &now).len())
    };
    assert_eq!((open("10:00:59"), open("10:01:00")), ((0, 0), (1, 1)));
}

#[test]
fn an_old_error_with_another_age_does_not_refuse_a_record() {
    let case = Scenario::rook().toml(&until("2026-03-30")).event("released", "2026-03-10T10:00:00Z", "by = \"ben\"");
    let folder = case.folder();
    let early = |now: &str| {
        let said = run(program(folder.path()).args(["check", "--now", now])).all();
        said.lines().filter(|line| line.contains("step-done-early")).map(str::to_owned).collect::<Vec<_>>()
    };
    let before = early("2026-03-11T10:00:00Z");
    assert!(before.len() == 1 && before[0].contains("20 d too early"), "{before:?}");
    let record = "record quiet-otter embargo-moved --until 2026-04-05T10:00:00Z --by ada --now 2026-03-11T10:00:00Z";
    run(program(folder.path()).args(record.split(' '))).ok();
    let after = early("2026-03-11T10:00:00Z");
    assert!(after.len() == 1 && after[0].contains("26 d too early"), "{after:?}");
    // Another step that is too early is a new error.
    let announce = "record quiet-otter announced --by ada --now 2026-03-12T10:00:00Z";
    let said = run(program(folder.path()).args(announce.split(' ')));
    assert!(said.code != 0 && said.all().contains("`announce` was done"), "{said:?}");
}

#[test]
fn a_date_leaves_the_time_that_a_step_before_it_takes() {
    let told = |force: &str| {
        let window = format!("before = \"public\", min = \"3d\", force = \"{force}\"");
        with("early", "told", &window).event("told", "2026-03-05T10:00:00Z", "")
    };
    let found =
        |case: Scenario, day: &str| case.toml(&until(day)).found("embargo-outside-window", "2026-03-05T11:00:00Z");
    let sooner = "this comes before 2026-03-08 10:00 UTC: `early` has to be done 3d earlier at least";
    assert_eq!(found(told("must"), "2026-03-07"), [format!("error: {sooner}")]);
    assert_eq!(found(told("target"), "2026-03-07"), [format!("warning: {sooner}")]);
    assert_eq!(found(told("must"), "2026-03-08"), NOTHING);
    // A leak ends the embargo at whatever time those decide who may.
    let leaked = told("must").event("embargo-broken", "2026-03-05T10:30:00Z", "by = \"ada\"");
    assert_eq!(found(leaked, "2026-03-07"), NOTHING);
    // The same binds a planned release.
    let window = "before = \"released\", min = \"3d\", force = \"must\"";
    let planned = |day: &str| {
        let case = with("early", "told", window).event("told", "2026-03-05T10:00:00Z", "");
        let case = case.toml(&format!("[notice]\nrelease-date = {day}T10:00:00Z\n"));
        case.found("release-outside-window", "2026-03-05T11:00:00Z")
    };
    assert_eq!(planned("2026-03-07"), [format!("error: {sooner}")]);
    assert_eq!(planned("2026-03-08"), NOTHING);
}
