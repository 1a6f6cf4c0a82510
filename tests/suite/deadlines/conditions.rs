//! Conditions and anchors of the policy language that neither preset uses.

use super::*;

const OLD: &str = "[[mode]]\nid = \"old\"\nwhen = { older-than = \"365d\" }\neffect = \"asap\"\n";
const EXPLOITED: &str = "[[mode]]\nid = \"exploited\"\nwhen = { exploited = true }\neffect = \"asap\"\n";
const LATER: &str = "2026-03-05T10:00:00Z";

/// The preset with more at its end.
fn rook_with(more: &str) -> Scenario {
    Scenario::rook().policy(|policy| format!("{policy}\n{more}"))
}

/// A step of the team's with this window.
fn step(window: &str) -> String {
    format!("[[step]]\nid = \"extra\"\nrole = \"pst\"\nwindow = {{ {window} }}\n")
}

fn since(scenario: Scenario, since: &str) -> Scenario {
    Scenario { incident: scenario.incident.replace("[scope]\n", &format!("[scope]\nsince = {since}\n")), ..scenario }
}

fn is_asap(scenario: &Scenario) -> bool {
    matches!(scenario.due("release", "2026-03-06T00:00:00Z"), Deadline::Asap { .. })
}

#[test]
fn a_flaw_is_older_than_a_length_when_it_was_in_the_code_for_more_than_that_before_the_report() {
    assert!(is_asap(&since(rook_with(OLD), "2025-03-02T09:59:59Z")));
    assert!(!is_asap(&since(rook_with(OLD), "2025-03-02T10:00:00Z")), "365 days to the second are not more");
    assert!(!is_asap(&since(rook_with(OLD), "2025-06-01T00:00:00Z")));
    assert!(!is_asap(&rook_with(OLD)), "nobody said since when");
}

#[test]
fn a_mode_is_on_since_what_it_asks_for_happened() {
    let exploited = |scenario: Scenario| scenario.event("exploited", LATER, "");
    assert!(!is_asap(&rook_with(EXPLOITED)));
    let now = "2026-03-06T00:00:00Z";
    assert_eq!(exploited(rook_with(EXPLOITED)).due("release", now), Deadline::Asap { since: at(LATER) });
    let old = since(exploited(rook_with(OLD)), "2020-01-01T00:00:00Z");
    assert_eq!(old.due("release", now), Deadline::Asap { since: at(REPORTED) }, "it does not ask for exploits");
}

#[test]
fn what_was_as_soon_as_possible_before_a_mode_stays_so_since_then() {
    let scenario = rook_with(&(step("after = \"reported\", max = \"asap\"") + EXPLOITED)).event("exploited", LATER, "");
    assert_eq!(scenario.due("extra", "2026-03-06T00:00:00Z"), Deadline::Asap { since: at(REPORTED) });
}

#[test]
fn a_window_after_publication_starts_when_the_gate_opened() {
    let scenario = approved().policy(|policy| policy + "\n" + &step("after = \"public\", max = \"14d\""));
    assert_eq!(scenario.due("extra", "2026-03-19T00:00:00Z"), Deadline::Unanchored);
    assert_eq!(scenario.due("extra", "2026-03-21T00:00:00Z").due(), Some(at("2026-04-03T10:00:00Z")));
}

#[test]
fn a_window_before_what_is_planned_hangs_on_the_plan() {
    const EMBARGO: &str = "[embargo]\nuntil = 2026-03-20T10:00:00Z\n";
    const ESTIMATE: &str = "[notice]\nrelease-estimate = 2026-03-10T10:00:00Z\n";
    const BOTH: &str = "[notice]\nrelease-estimate = 2026-03-10T10:00:00Z\nrelease-date = 2026-03-12T10:00:00Z\n";
    for (window, plan, due) in [
        ("before = \"public\", min = \"24h\"", "", None),
        ("before = \"public\", min = \"24h\"", ESTIMATE, Some("2026-03-09T10:00:00Z")),
        ("before = \"public\", min = \"24h\"", &format!("{EMBARGO}{ESTIMATE}"), Some("2026-03-19T10:00:00Z")),
        ("before = \"released\", min = \"24h\"", EMBARGO, Some("2026-03-19T10:00:00Z")),
        ("before = \"released\", min = \"24h\"", &format!("{EMBARGO}{ESTIMATE}"), Some("2026-03-09T10:00:00Z")),
        ("before = \"released\", min = \"24h\"", BOTH, Some("2026-03-11T10:00:00Z")),
        ("at = \"release-date\", tolerance = \"1h\"", ESTIMATE, None),
        ("at = \"release-date\", tolerance = \"1h\"", BOTH, Some("2026-03-12T11:00:00Z")),
    ] {
        let scenario = rook_with(&step(window)).toml(plan);
        assert_eq!(scenario.due("extra", "2026-03-03T00:00:00Z").due(), due.map(at), "{window} with {plan}");
    }
}

#[test]
fn a_floor_at_the_very_end_of_a_cap_is_kept() {
    let capped = step("after = \"reported\", max = \"21d\", force = \"cap\"");
    let mode = "[[mode]]\nid = \"late\"\nwhen = { upstream = true }\neffect = { floor = \"upstream-public\", replan = [\"extra\"] }\n";
    let with = |public: &str| {
        let upstream = format!("[upstream]\nproject = \"Keel\"\npublic = {public}\n");
        rook_with(&(capped.clone() + mode)).toml(&upstream).standing("extra", "2026-03-04T00:00:00Z")
    };
    assert_eq!(with("2026-03-23T10:00:00Z"), "blocked", "until the upstream project is public");
    assert_eq!(with("2026-03-23T10:00:01Z"), "infeasible");
}

#[test]
fn a_waiver_gives_what_was_as_soon_as_possible_a_date() {
    let scenario = slowed(UNDER_4, "release", "link = \"https://lists.lodestore.example/security/1\"").public();
    assert_eq!(scenario.due("release", "2026-03-04T00:00:00Z").due(), Some(at("2026-05-01T10:00:00Z")));
}

/// Each fact by itself: there with what gives it, and not without.
#[test]
fn a_fact_is_there_when_its_file_gives_it() {
    use advisory::fact::Fact;
    let bare = || Scenario::rook();
    let has = |scenario: Scenario, fact: Fact| scenario.at("2026-03-04T00:00:00Z", |case| case.has(fact));
    let cwe = || bare().front("cwe = [\"CWE-22\"]");
    let affected = || bare().front("affected = [{ line = \"1.16\", introduced = \"1.16.0\", fixed = \"1.16.4\" }]");
    let body = || {
        let scenario = bare();
        Scenario { advisory: scenario.advisory.replace("Text.", "").replace("## Summary\n", ""), ..scenario }
    };
    let mitigation = || {
        let scenario = bare();
        Scenario { advisory: scenario.advisory + "\n## Mitigation\nTurn it off.\n", ..scenario }
    };
    for (fact, with, without) in [
        (Fact::Description, bare(), body()),
        (Fact::Severity, bare().scored(CRITICAL), bare()),
        (Fact::Cwe, cwe(), bare()),
        (Fact::Affected, affected(), bare()),
        (Fact::Mitigations, mitigation(), bare()),
        (Fact::Mitigations, bare().toml("[notice]\nmitigations = \"Turn it off.\"\n"), bare()),
        (Fact::EmbargoUntil, bare().toml("[embargo]\nuntil = 2026-03-20T10:00:00Z\n"), bare()),
        (Fact::Credits, bare().front("credit = [{ name = \"Rin\" }]"), bare()),
        (Fact::Decision, bare().toml("[[decision]]\nstep = \"distributors\"\ntake = true\n"), bare()),
        (Fact::References, bare().front("reference = [{ url = \"https://lodestore.example/x\" }]"), bare()),
    ] {
        assert!(has(with, fact), "{fact:?} is there");
        assert!(!has(without, fact), "{fact:?} is not there");
    }
}

#[test]
fn a_waiver_to_the_day_itself_or_an_earlier_one_changes_nothing() {
    let until = |until: &str| {
        let scenario = slowed(UNDER_4, "release", "link = \"https://lists.lodestore.example/security/1\"");
        Scenario { incident: scenario.incident.replace("2026-05-01T10:00:00Z", until), ..scenario }
    };
    for (day, standing) in
        [("2026-03-20T10:00:00Z", "overdue"), ("2026-03-23T10:00:00Z", "overdue"), ("2026-03-23T10:00:02Z", "waived")]
    {
        let scenario = until(day);
        assert_eq!(scenario.standing("release", "2026-03-23T10:00:01Z"), standing, "{day}");
        let due = scenario.due("release", "2026-03-23T10:00:01Z").due();
        assert_eq!(due == Some(at("2026-03-23T10:00:00Z")), standing == "overdue", "{day}");
    }
}
