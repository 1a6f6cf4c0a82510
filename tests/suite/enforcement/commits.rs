//! Commits and releases of the fix count for the lines that they are on.

use super::NOTHING;
use crate::support::scenario::{REPORTED, Scenario};

fn fixed_on(case: Scenario, line: &str) -> Scenario {
    case.toml(&format!("[fix]\ncommits = [{{ id = \"4d5e6f70\", line = \"{line}\", approved-by = [\"ben\"] }}]\n"))
}

#[test]
fn a_fix_lands_with_a_commit_on_the_line_that_it_is_for() {
    let found = |line: &str| {
        let case = Scenario::new("vitess").toml("[scope]\nlines = [\"main\"]\n");
        let case = fixed_on(case, line).event("landed", "2026-03-04T10:00:00Z", "by = \"ada\"");
        case.found("step-without-facts", "2026-03-05T10:00:00Z")
    };
    let other = "error: `land-master` is done, but no commit of the fix is on a line that it is about";
    assert_eq!(found("1.16"), [other]);
    assert_eq!(found("main"), NOTHING);
}

#[test]
fn a_fix_is_complete_with_a_commit_on_an_affected_line_or_on_the_development_branch() {
    let found = |line: &str| {
        let ready = fixed_on(Scenario::rook(), line).event("fix-ready", "2026-03-04T10:00:00Z", "by = \"ada\"");
        ready.found("step-without-facts", "2026-03-05T10:00:00Z").len()
    };
    assert_eq!([found("1.15"), found("1.16"), found("main")], [1, 0, 0]);
}

#[test]
fn a_release_that_only_the_fix_records_counts_and_a_line_without_any_is_found() {
    let released = |releases: &str| {
        let case = Scenario::vitess().toml(&format!("[fix]\nreleases = {{ {releases} }}\n"));
        let case = case.event("released", "2026-03-10T10:00:00Z", "by = \"ben\"");
        let case = Scenario { incident: case.incident.replace("[\"1.16\"]", "[\"1.16\", \"1.15\"]"), ..case };
        let found = case.found("step-without-facts", "2026-03-11T10:00:00Z");
        found.iter().filter(|it| it.contains("`release`") && it.contains("fixed version")).count()
    };
    assert_eq!(released("\"1.16\" = \"1.16.4\", \"1.15\" = \"1.15.3\""), 0);
    assert_eq!(released("\"1.16\" = \"1.16.4\""), 1, "1.15 has none");
    assert_eq!(released(""), 1);
}

#[test]
fn the_advisory_names_the_release_that_the_fix_records() {
    let found = |releases: &str| {
        let case = Scenario::vitess().toml(&format!("[fix]\nreleases = {{ {releases} }}\n"));
        let case = case.front("affected = [{ line = \"1.16\", introduced = \"1.16.0\" }]");
        case.event("fix-ready", "2026-03-04T10:00:00Z", "by = \"ada\"")
            .found("fixed-version-missing", "2026-03-05T10:00:00Z")
    };
    let named = "warning: the fixed release of `1.16`, 1.16.4, is not in the advisory";
    assert_eq!(found("\"1.16\" = \"1.16.4\""), [named]);
    assert_eq!(found(""), ["warning: no fixed version is given for the supported line `1.16`"]);
}

#[test]
fn users_of_unsupported_releases_are_warned_once_the_advisory_is_public() {
    let told = |approved: &str| {
        let case = Scenario::new("vitess").toml("[scope]\nlines = [\"1.15\"]\nupgrade-to = \"1.16.4\"\n");
        let case = case.front("id = \"LODE-2026-001\"").toml("[embargo]\nuntil = 2026-07-06T10:00:00Z\n");
        let case = case.event("eol-notice-sent", "2026-07-07T10:00:00Z", "by = \"ada\"").toml(approved);
        let case = Scenario { incident: case.incident.replace(REPORTED, "2026-07-05T00:00:00Z"), ..case };
        case.found("announced-unpublished", "2026-07-08T10:00:00Z")
    };
    let approved = |at: &str| format!("[[event]]\nat = {at}\nevent = \"approved\"\nby = \"ben\"\n");
    let early = "error: `eol-notice` is done, but the advisory was not public before 2026-07-08 09:00 UTC (Wednesday)";
    assert_eq!(told(&approved("2026-07-08T09:00:00Z")), [early]);
    let private = "error: `eol-notice` is done, but the advisory is not public: its publication is not approved";
    assert_eq!(told(""), [private]);
    assert_eq!(told(&approved("2026-07-05T12:00:00Z")), NOTHING);
}
