//! Incidents and lists that somebody wrote by hand, under the two presets: who leads, which path applies, who gets a
//! mail, and what it says.

use super::NOTHING;
use crate::support::scenario::{REPORTED, Scenario};
use crate::support::{self, QUIET_OTTER, Run, program, run};

const NOW: &str = "2026-03-05T10:00:00Z";

fn in_folder(folder: &tempfile::TempDir, line: &str) -> Run {
    run(program(folder.path()).args(line.split(' ')).env("COLUMNS", "120"))
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What `check` finds of a rule in a folder.
fn found(folder: &tempfile::TempDir, rule: &str, now: &str) -> Vec<String> {
    let checked = in_folder(folder, &format!("check --format json --now {now}")).json();
    let of_rule = checked["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule);
    of_rule.map(|finding| finding["message"].as_str().unwrap().to_owned()).collect()
}

/// Whose turn it is follows from who led before.
#[test]
fn the_second_incident_is_led_by_the_next_one_of_the_team() {
    let with = |second: &str| {
        let first = Scenario::rook();
        let other = first.incident.replace(REPORTED, "2026-03-03T10:00:00Z").replace("2026-03-02T11", "2026-03-03T11");
        let other = other.replace("fix-lead = \"ada\"", &format!("fix-lead = \"{second}\""));
        let files = first.files().with("incidents/2026/calm-heron/incident.toml", &other);
        let folder = tempfile::tempdir().unwrap();
        files.write(folder.path());
        folder
    };
    assert_eq!(
        found(&with("ada"), "lead-out-of-turn", NOW),
        ["`ada` is `fix-lead`, but it is `ben`'s turn, after `ada`"]
    );
    assert_eq!(found(&with("ben"), "lead-out-of-turn", NOW), NOTHING);
    let unknown = with("zoe");
    assert!(found(&unknown, "unknown-member", NOW).contains(&"`zoe` is not a member in team.toml".to_owned()));
    assert_eq!(found(&unknown, "lead-out-of-turn", NOW).len(), 1);
}

#[test]
fn what_nobody_knows_is_found_in_events_and_acknowledgements() {
    let case = || Scenario::vitess().event("fix-ready", "2026-03-04T10:00:00Z", "by = \"ada\"");
    let attested = |duty: &str| format!("by = \"ada\"\nattestation = \"{duty}\"");
    let unknown = case().event("attested", "2026-03-04T11:00:00Z", &attested("told-all"));
    assert_eq!(
        unknown.found("unknown-attestation", NOW),
        ["error: `told-all` is not an attestation of this incident's policy"]
    );
    let known = case().event("attested", "2026-03-04T11:00:00Z", &attested("maintainers-told"));
    assert_eq!(known.found("unknown-attestation", NOW), NOTHING);
    let stranger = Scenario::vitess().event("scored", "2026-03-04T10:00:00Z", "by = \"zoe\"");
    assert_eq!(stranger.found("unknown-member", NOW), ["error: `zoe` is not a member in team.toml"]);
}

/// The open steps of an incident on these lines. 1.15 has reached its end of life when it is reported.
fn open_steps(lines: &str, more: &str) -> Vec<String> {
    let case = Scenario::new("vitess").toml(&format!("[scope]\nlines = [{lines}]\n{more}"));
    let case = Scenario { incident: case.incident.replace(REPORTED, "2026-07-05T00:00:00Z"), ..case };
    let folder = case.folder();
    let status = in_folder(&folder, "status quiet-otter --format json --now 2026-07-06T00:00:00Z").json();
    let open = status["open"].as_array().unwrap().iter();
    let mut open: Vec<String> = open.map(|step| step["id"].as_str().unwrap().to_owned()).collect();
    open.sort();
    open
}

#[test]
fn the_affected_lines_decide_what_is_to_be_done() {
    let full = ["acknowledge", "announce", "backports", "cvss", "fix-complete", "lead-named", "notice", "release"];
    assert_eq!(open_steps("\"1.16\"", ""), full);
    assert_eq!(open_steps("\"main\", \"1.16\"", ""), full);
    assert_eq!(open_steps("", ""), full, "lines that nobody named may be supported");
    assert_eq!(open_steps("\"main\"", ""), ["acknowledge", "courtesy", "land-master"]);
    assert_eq!(open_steps("\"1.15\"", ""), ["acknowledge", "eol-notice"]);
    assert_eq!(open_steps("\"main\", \"1.15\"", ""), ["acknowledge", "courtesy", "eol-notice", "land-master"]);
    assert_eq!(open_steps("\"1.16\", \"1.15\"", ""), full);
    let exception = |reason: &str| {
        format!(
            "[[waiver]]\nwaiver = \"eol-exception\"\nsteps = [\"fix-complete\", \"release\", \"announce\"]\nat = 2026-07-05T12:00:00Z\nby = \"ben\"\n{reason}"
        )
    };
    let excepted = open_steps("\"1.15\"", &exception("reason = \"A worm uses it.\"\n"));
    assert_eq!(excepted, ["acknowledge", "announce", "eol-notice", "fix-complete", "release"]);
    assert_eq!(open_steps("\"1.15\"", &exception("")), ["acknowledge", "eol-notice"], "without a reason it is none");
}

#[test]
fn the_latest_line_needs_a_release_and_older_ones_may() {
    let released = |affected: &str| {
        let case = Scenario::rook().front(&format!("affected = [{affected}]"));
        let case = case.event("released", "2026-03-10T10:00:00Z", "by = \"ben\"");
        let case = Scenario { incident: case.incident.replace("[\"1.16\"]", "[\"1.16\", \"1.15\"]"), ..case };
        let found = case.found("step-without-facts", "2026-03-11T10:00:00Z");
        found.iter().filter(|it| it.contains("`release`") && it.contains("fixed version")).count()
    };
    let (new, old) = ("{ line = \"1.16\", fixed = \"1.16.4\" }", "{ line = \"1.15\", fixed = \"1.15.3\" }");
    assert_eq!(released(""), 1);
    assert_eq!(released(old), 1, "the latest line has none");
    assert_eq!(released(new), 0);
    assert_eq!(released(&format!("{new}, {old}")), 0);
}

#[test]
fn the_call_for_the_fix_team_goes_to_those_whom_the_incident_names() {
    let called = |team: &str| {
        let case = Scenario::rook().toml("[fix]\nthread = \"https://lists.example/private/7\"\n");
        let case = Scenario { incident: case.incident.replace("fix-team = [\"ada\", \"ben\"]", team), ..case };
        in_folder(&case.folder(), &format!("draft quiet-otter team-named --now {NOW}"))
    };
    let both = called("fix-team = [\"ada\", \"ben\"]");
    let to = both.out.lines().find(|line| line.starts_with("To: ")).unwrap();
    assert!(to.contains("ada@lodestore.example") && to.contains("ben@lodestore.example"), "{to}");
    assert!(both.out.contains("Thread: https://lists.example/private/7"), "{}", both.out);
    assert!(both.out.contains("4. Say at once if you can't keep a date above."), "{}", both.out);
    let stranger = called("fix-team = [\"ada\", \"zoe\"]");
    assert!(stranger.code != 0 && stranger.all().contains("no-recipient"), "{stranger:?}");
}

/// An incident whose distributors are told, and a list with a member.
fn told(members: &str) -> tempfile::TempDir {
    let case = Scenario::rook()
        .toml("[embargo]\nuntil = 2026-03-20T15:00:00Z\nagreed-by = [\"distributors\"]\n")
        .toml("[[decision]]\nstep = \"distributors\"\ntake = true\nat = 2026-03-04T09:00:00Z\nby = \"ada\"\nreason = \"It is remote.\"\n")
        .event("fix-ready", "2026-03-04T10:00:00Z", "by = \"ben\"");
    let files = case.files().with("distributors.toml", &format!("schema = 1\n{members}"));
    let files = files.with(&QUIET_OTTER.replace("incident.toml", "patches/0001-fix.patch"), "--- a/x\n+++ b/x\n");
    let folder = tempfile::tempdir().unwrap();
    files.write(folder.path());
    folder
}

#[test]
fn the_mail_to_the_list_has_the_terms_and_the_patch() {
    let mail = in_folder(&told(support::MEMBERS), &format!("draft quiet-otter distributors --now {NOW}"));
    for words in [
        "[EMBARGOED until 2026-03-20 15:00 UTC (Friday)]",
        "The patches are attached",
        "Nobody discloses anything earlier, except with the list's explicit approval",
        "A member from whom information leaks 2 times leaves the list",
        "Review or test proposed patches",
        "filename=\"0001-fix.patch\"",
    ] {
        assert!(flat(&mail.out).contains(words), "{words}: {}", mail.out);
    }
}

#[test]
fn whoever_leaks_twice_leaves_the_list_and_is_found_until_then() {
    let leaks = |handle: &str, member: &str| {
        let leak = format!("leaked = \"the patch\"\nleaked-to = \"a forum\"\ndistributor = \"{member}\"\nby = \"ada\"");
        let case = Scenario::rook().event("leaked", "2026-03-04T10:00:00Z", &leak);
        (format!("incidents/2026/{handle}/incident.toml"), case.incident)
    };
    let with = |incidents: &[(String, String)], removed: &str| {
        let list = support::MEMBERS.replacen("review = 2028-02-01\n", &format!("review = 2028-02-01\n{removed}"), 1);
        let files = Scenario::rook().files().with("distributors.toml", &format!("schema = 1\n{list}"));
        let folder = tempfile::tempdir().unwrap();
        incidents.iter().fold(files, |files, (path, text)| files.with(path, text)).write(folder.path());
        found(&folder, "list-member-leaks", NOW)
    };
    let (one, two) = (leaks("quiet-otter", "kestrel"), leaks("calm-heron", "kestrel"));
    assert_eq!(with(std::slice::from_ref(&one), ""), NOTHING);
    let both = [one, two];
    assert_eq!(with(&both, ""), ["`kestrel` has leaked 2 times, but is still on the list"]);
    assert_eq!(with(&both, "removed = { on = 2026-03-05, reason = \"Leaks.\", by = \"ada\" }\n"), NOTHING);
}

#[test]
fn a_goal_that_is_missed_by_a_day_is_found_for_every_step_of_the_release() {
    let overdue = |now: &str| {
        let case = Scenario::rook().event("fix-ready", "2026-03-04T10:00:00Z", "by = \"ben\"");
        let mut steps = case.found("step-overdue", now);
        steps.extend(case.found("step-blocked-overdue", now));
        let id = |found: &String| found.split('`').nth(1).unwrap().to_owned();
        let mut steps: Vec<String> = steps.iter().map(id).collect();
        steps.retain(|step| ["release", "cve", "announce"].contains(&step.as_str()));
        steps.sort();
        steps
    };
    assert_eq!(overdue("2026-03-23T10:00:00Z"), NOTHING, "21 days after the report");
    assert_eq!(overdue("2026-03-23T10:00:01Z"), ["announce", "cve", "release"]);
}
