//! Where one answer turns into another: the second at which a step is late, who may act, what a waiver brings back.

use advisory::case::Act;
use advisory::fact::Fact;

use super::*;

const NOW: &str = "2026-03-04T00:00:00Z";
const LINK: &str = "link = \"https://lists.lodestore.example/security/1\"";
/// A flaw in a line that has no releases any more when it is reported.
const LATE: &str = "2026-07-05T00:00:00Z";

fn unsupported() -> Scenario {
    let scenario = Scenario::new("vitess").toml("[scope]\nlines = [\"1.15\"]\n");
    Scenario { incident: scenario.incident.replace(REPORTED, LATE), ..scenario }
}

fn waiver(id: &str, steps: &str, more: &str) -> String {
    format!(
        "[[waiver]]\nwaiver = \"{id}\"\nsteps = [{steps}]\nat = 2026-07-06T00:00:00Z\nby = \"ben\"\nreason = \"Many still run it.\"\n{more}\n"
    )
}

#[test]
fn a_step_is_overdue_a_second_after_its_deadline() {
    let scenario = Scenario::rook();
    assert_eq!(scenario.standing("cvss", "2026-03-09T10:00:00Z"), "due");
    assert_eq!(scenario.standing("cvss", "2026-03-09T10:00:01Z"), "overdue");
}

#[test]
fn a_waiver_to_the_deadline_itself_is_none() {
    let same_day = |policy: &dyn Fn(String) -> String| {
        let scenario = slowed(UNDER_4, "release", LINK).policy(policy);
        let scenario = Scenario {
            incident: scenario.incident.replace("2026-05-01T10:00:00Z", "2026-03-23T10:00:00Z"),
            ..scenario
        };
        scenario.standing("release", NOW)
    };
    assert_eq!(same_day(&|p| p), "due");
    let window = "window = { after = \"reported\", max = \"21d\" }\nneeds = [\"fixed-versions\"]\nlines";
    let capped = window.replace("21d\"", "21d\", extend = \"28d\", force = \"cap\"");
    assert_eq!(same_day(&|p| p.replace(window, &capped)), "due");
}

#[test]
fn a_step_done_before_a_mode_came_on_keeps_the_clock_it_was_done_under() {
    let exploited = "[[mode]]\nid = \"exploited\"\nwhen = { exploited = true }\neffect = \"asap\"\n";
    let scored = |at: &str| {
        let scenario =
            Scenario::rook().policy(|p| format!("{p}\n{exploited}")).event("exploited", "2026-03-05T10:00:00Z", "");
        scenario.event("scored", at, "").due("cvss", "2026-03-12T00:00:00Z")
    };
    assert_eq!(scored("2026-03-04T10:00:00Z").due(), Some(at("2026-03-09T10:00:00Z")));
    assert_eq!(scored("2026-03-05T10:00:00Z"), Deadline::Asap { since: at("2026-03-05T10:00:00Z") });
    assert_eq!(scored("2026-03-06T10:00:00Z"), Deadline::Asap { since: at("2026-03-05T10:00:00Z") });
}

#[test]
fn a_step_that_no_path_names_applies_on_each() {
    let extra = "[[step]]\nid = \"extra\"\nrole = \"maintainer\"\nwindow = { after = \"reported\", max = \"7d\" }\n";
    for lines in ["\"main\"", "\"1.16\""] {
        let scenario =
            Scenario::new("vitess").policy(|p| format!("{p}\n{extra}")).toml(&format!("[scope]\nlines = [{lines}]\n"));
        assert_eq!(scenario.standing("extra", NOW), "due", "{lines}");
    }
}

#[test]
fn a_waiver_that_grants_a_fix_brings_back_the_steps_it_names_and_no_other() {
    let now = "2026-07-07T00:00:00Z";
    let off = |scenario: &Scenario, step: &str| scenario.standing(step, now) == "not applicable";
    assert!(off(&unsupported(), "release") && off(&unsupported(), "cvss"));
    let granted = unsupported().toml(&waiver("eol-exception", "\"release\"", ""));
    assert!(!off(&granted, "release") && off(&granted, "cvss"));
    // A waiver of another kind moves a date and brings nothing back.
    let slowed = waiver("low-severity-slowdown", "\"release\"", "until = 2026-09-01T00:00:00Z");
    assert!(off(&unsupported().scored(UNDER_4).toml(&slowed), "release"));
}

#[test]
fn a_waiver_needs_a_reason_where_its_rule_asks_for_one() {
    let due = |asks: bool, reason: &str| {
        let scenario = slowed(UNDER_4, "release", LINK);
        let policy =
            |p: String| if asks { p } else { p.replace("needs = [\"link\", \"reason\"]", "needs = [\"link\"]") };
        let incident = scenario.incident.replace("reason = \"holidays\"\n", reason);
        Scenario { incident, ..scenario }.policy(policy).due("release", NOW).due()
    };
    let (kept, moved) = (Some(at("2026-03-23T10:00:00Z")), Some(at("2026-05-01T10:00:00Z")));
    assert_eq!(due(true, "reason = \"holidays\"\n"), moved);
    assert_eq!(due(true, ""), kept);
    assert_eq!(due(false, ""), moved);
}

#[test]
fn a_role_that_nobody_is_picked_for_is_open_to_all_and_one_that_is_filled_only_to_its_holders() {
    let may = |who: &str, role: &str| {
        Scenario::rook().at(NOW, |case| case.may(who, Act::ApproveFix(&crate::support::approvals_of(role)), at(NOW)))
    };
    assert!(may("a-stranger", "finder"));
    assert!(may("ben", "fix-team") && !may("a-stranger", "fix-team"));
    assert!(may("ada", "fix-lead") && !may("ben", "fix-lead"));
    assert!(may("ben", "maintainer") && !may("a-stranger", "maintainer"));
}

#[test]
fn only_a_recorded_approval_of_the_patch_approves_the_whole() {
    let blocked_by_approvals = |scenario: Scenario| {
        let scenario = scenario.toml("[fix]\ncommits = [{ id = \"0a1b2c3d\", line = \"1.16\", author = \"ben\" }]\n");
        scenario.at(NOW, |case| match &case.step("fix-complete").unwrap().standing {
            Standing::Blocked { by, .. } => by.iter().any(|b| matches!(b, Blocker::Approvals(_))),
            _ => false,
        })
    };
    assert!(blocked_by_approvals(Scenario::vitess()));
    assert!(blocked_by_approvals(Scenario::vitess().event("acknowledged", "2026-03-03T10:00:00Z", "by = \"ada\"")));
    assert!(blocked_by_approvals(Scenario::vitess().event("patch-approved", "2026-03-05T10:00:00Z", "by = \"ada\"")));
    assert!(blocked_by_approvals(Scenario::vitess().event("patch-approved", "2026-03-03T10:00:00Z", "by = \"ben\"")));
    assert!(!blocked_by_approvals(Scenario::vitess().event("patch-approved", "2026-03-03T10:00:00Z", "by = \"ada\"")));
}

#[test]
fn where_the_policy_asks_for_no_release_the_fix_is_out_with_the_advisory() {
    let published = |scenario: Scenario| {
        let scenario = scenario
            .toml("[embargo]\nuntil = 2026-07-20T10:00:00Z\n")
            .front("id = \"LODE-2026-001\"")
            .event("approved", "2026-07-19T10:00:00Z", "by = \"ada\"");
        scenario.at("2026-07-25T10:00:00Z", |case| {
            assert!(case.publication.is_ok(), "{:?}", case.publication);
            case.measures()
        })
    };
    let main = published(Scenario::new("vitess").toml("[scope]\nlines = [\"main\"]\n"));
    assert!(main.fixed && !main.exposed, "{main:?}");
    let supported = published(Scenario::vitess());
    assert!(!supported.fixed && supported.exposed, "its release is not recorded: {supported:?}");
    let released = published(Scenario::vitess().event("released", "2026-07-21T10:00:00Z", ""));
    assert!(released.fixed && !released.exposed, "{released:?}");
    assert_eq!(released.exposure, 24 * 3600);
}

#[test]
fn backports_are_there_when_each_affected_supported_line_has_a_commit() {
    let has = |lines: &str, commits: &str| {
        let scenario =
            Scenario::new("rook").toml(&format!("[scope]\nlines = [{lines}]\n[fix]\ncommits = [{commits}]\n"));
        let scenario = Scenario { incident: scenario.incident.replace(REPORTED, LATE), ..scenario };
        scenario.at("2026-07-07T00:00:00Z", |case| case.has(Fact::Backports))
    };
    let on = |line: &str| format!("{{ id = \"0a1b2c3d\", line = \"{line}\" }}");
    assert!(!has("\"main\", \"1.16\"", ""));
    assert!(!has("\"main\", \"1.16\"", &on("main")));
    assert!(has("\"main\", \"1.16\"", &on("1.16")));
    assert!(has("\"main\", \"1.16\", \"1.15\"", &on("1.16")), "1.15 is past its end");
    assert!(!has("\"main\"", ""), "no commit at all");
    assert!(has("\"main\"", &on("main")));
}

#[test]
fn a_leak_is_told_when_what_and_to_whom_are_known() {
    let has = |more: &str| {
        Scenario::rook().event("leaked", "2026-03-03T10:00:00Z", more).at(NOW, |case| case.has(Fact::Leak))
    };
    assert!(!has("") && !has("leaked = \"The patch.\"") && !has("leaked-to = \"A forum.\""));
    assert!(has("leaked = \"The patch.\"\nleaked-to = \"A forum.\""));
}

#[test]
fn a_step_is_done_late_a_second_after_its_deadline() {
    let scored = |at: &str| Scenario::rook().event("scored", at, "").standing("cvss", "2026-03-12T00:00:00Z");
    assert_eq!(scored("2026-03-09T10:00:00Z"), "done");
    assert_eq!(scored("2026-03-09T10:00:01Z"), "done late");
}
