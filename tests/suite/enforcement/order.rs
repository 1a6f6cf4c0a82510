//! The order of steps is checked whenever it is violated, and closing is checked.

use super::NOTHING;
use crate::support::scenario::{REPORTED, Scenario};
use crate::support::{program, run};

const NOW: &str = "2026-03-20T10:00:00Z";

#[test]
fn a_step_waits_for_one_of_its_events_also_once_it_is_recorded() {
    for case in [Scenario::rook, Scenario::vitess] {
        let told = || case().event("notice-published", "2026-03-05T10:00:00Z", "");
        let found = |case: Scenario| case.found("step-before-prerequisite", NOW);
        let before = "error: `notice` was done before `fix-ready` or `mitigation-ready`";
        assert_eq!(found(told()), [before], "neither happened");
        assert_eq!(found(told().event("fix-ready", "2026-03-06T10:00:00Z", "")), [before], "it came later");
        let ready = told().event("fix-ready", "2026-03-06T10:00:00Z", "");
        assert_eq!(found(ready.event("mitigation-ready", "2026-03-04T10:00:00Z", "")), NOTHING);
    }
}

#[test]
fn a_release_without_the_backports_is_an_error() {
    let ready = || Scenario::vitess().event("fix-ready", "2026-03-05T10:00:00Z", "");
    let released = || ready().event("released", "2026-03-10T10:00:00Z", "");
    let found = |case: Scenario| case.found("step-after-its-time", NOW);
    assert_eq!(found(released()), ["error: `release` is done, but `backports`, which comes before it, is not"]);
    assert_eq!(
        found(released().event("backports", "2026-03-11T10:00:00Z", "")),
        ["error: `backports` was done after `release`, but must come before it"]
    );
    assert_eq!(found(released().event("backports", "2026-03-09T10:00:00Z", "")), NOTHING);
    assert_eq!(found(ready()), NOTHING, "nothing is released");
}

#[test]
fn a_release_needs_a_fixed_version_on_every_affected_supported_line() {
    let released = |lines: &str, affected: &str| {
        let case =
            Scenario::vitess().front(&format!("affected = [{affected}]")).event("released", "2026-03-10T10:00:00Z", "");
        let case =
            Scenario { incident: case.incident.replace("lines = [\"1.16\"]", &format!("lines = [{lines}]")), ..case };
        let found = case.found("step-without-facts", NOW);
        found.iter().filter(|f| f.contains("fixed version")).count()
    };
    let (new, old) = ("{ line = \"1.16\", fixed = \"1.16.4\" }", "{ line = \"1.15\", fixed = \"1.15.9\" }");
    assert_eq!(released("\"1.16\"", new), 0);
    assert_eq!(released("\"1.16\", \"1.15\"", new), 1);
    assert_eq!(released("\"1.16\", \"1.15\"", &format!("{new}, {old}")), 0);
    assert_eq!(released("\"1.16\"", ""), 1);
}

#[test]
fn a_fix_on_a_line_past_its_end_takes_the_exception() {
    // 1.15 has no releases any more when this is reported.
    let fixed = |more: &str| {
        let case = Scenario::new("vitess").toml("[scope]\nlines = [\"1.15\"]\n").toml(more);
        let case = Scenario { incident: case.incident.replace(REPORTED, "2026-07-05T00:00:00Z"), ..case };
        case.found("fix-on-unsupported-line", "2026-07-10T00:00:00Z")
    };
    let error = ["error: the policy provides no fix for the line `1.15`"];
    let release = "[fix]\nreleases = { \"1.15\" = \"1.15.9\" }\n";
    assert_eq!(fixed(release), error);
    assert_eq!(fixed("[fix]\ncommits = [{ id = \"0a1b2c3d\", line = \"1.15\" }]\n"), error);
    assert_eq!(fixed(""), NOTHING);
    let waiver = "[[waiver]]\nwaiver = \"eol-exception\"\nsteps = [\"release\"]\nat = 2026-07-06T00:00:00Z\n";
    let granted = format!("{release}{waiver}by = \"ben\"\nreason = \"Many still run it.\"\n");
    assert_eq!(fixed(&granted), NOTHING);
    assert_eq!(fixed(&granted.replace("ben", "mallory")), error, "somebody without the right");
    assert_eq!(fixed(&granted.replace("reason = \"Many still run it.\"\n", "")), error, "without a reason");
    // Supported on the day of the report.
    let then = Scenario::new("vitess").toml("[scope]\nlines = [\"1.15\"]\n").toml(release);
    assert_eq!(then.found("fix-on-unsupported-line", "2026-07-10T00:00:00Z"), NOTHING);
}

#[test]
fn an_attestation_that_was_never_given_is_found_also_after_closing() {
    let duty = |required: bool| {
        format!(
            "\n[[attestation]]\nid = \"heard\"\ntext = \"Everybody was heard.\"\nstep = \"cvss\"\nrole = \"pst\"\nrequired = {required}\n"
        )
    };
    let scored =
        |required| Scenario::rook().policy(|p| p + &duty(required)).event("scored", "2026-03-04T10:00:00Z", "");
    let closed = |case: Scenario| case.event("closed", "2026-03-05T10:00:00Z", "by = \"ada\"");
    let found = |case: Scenario| case.found("step-unattested", NOW);
    let missing = "`cvss` is recorded, but nobody has acknowledged the duty `heard`";
    assert_eq!(found(scored(true)), [format!("error: {missing}")]);
    assert_eq!(found(closed(scored(true))), [format!("error: {missing}")]);
    assert_eq!(found(scored(false)), [format!("note: {missing}")]);
    let left = "note: this incident is closed, but nobody has acknowledged the duty `heard`";
    assert_eq!(found(closed(scored(false))), [left]);
    let given = scored(true).event("attested", "2026-03-04T09:00:00Z", "attestation = \"heard\"\nby = \"ada\"");
    assert_eq!(found(given), NOTHING);
}

#[test]
fn a_case_is_closed_when_no_step_is_open() {
    let found = |case: Scenario| {
        let found = case.event("closed", "2026-03-06T10:00:00Z", "by = \"ada\"").found("closed-with-open-steps", NOW);
        found
            .iter()
            .map(|f| format!("{} {}", f.split(':').next().unwrap(), f.split('`').nth(1).unwrap()))
            .collect::<Vec<_>>()
    };
    let vitess = found(Scenario::vitess());
    for step in ["lead-named", "cvss", "fix-complete", "backports", "notice", "release", "announce"] {
        assert!(vitess.contains(&format!("error {step}")), "{step}: {vitess:?}");
    }
    assert!(vitess.contains(&"warning acknowledge".to_owned()), "the policy's own reading: {vitess:?}");
    // A mail that was never sent: of the development branch, and of unsupported releases.
    let main =
        Scenario::new("vitess").toml("[scope]\nlines = [\"main\"]\n").event("landed", "2026-03-05T10:00:00Z", "");
    let told = |case: Scenario, event: &str| case.event(event, "2026-03-05T11:00:00Z", "");
    assert_eq!(found(told(main, "acknowledged")), ["error courtesy"]);
    let landed =
        Scenario::new("vitess").toml("[scope]\nlines = [\"main\"]\n").event("landed", "2026-03-05T10:00:00Z", "");
    assert_eq!(found(told(told(landed, "acknowledged"), "courtesy-sent")), NOTHING);
    // What a decision skips is not open, and neither is anything after a rejection.
    assert_eq!(found(Scenario::vitess().event("rejected", "2026-03-05T10:00:00Z", "by = \"ada\"")), NOTHING);
}

/// An incident whose steps are all done, and whose advisory is public since 10 March.
fn finished(more: &str) -> tempfile::TempDir {
    let sections = "## Am I affected?\nYes.\n\n## Mitigation\nNone.\n\n## How to upgrade\nInstall 1.16.4.\n";
    let case =
        Scenario::vitess().front("affected = [{ line = \"1.16\", introduced = \"1.16.0\", fixed = \"1.16.4\" }]");
    let case = case.scored("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N").toml(
        "[fix]\nrepository = \"https://git.example/private\"\nreleases = { \"1.16\" = \"1.16.4\" }\ncommits = [{ id = \"4d5e6f70\", line = \"1.16\", author = \"ben\", approved-by = [\"ada\"] }]\n[notice]\nrelease-date = 2026-03-10T10:00:00Z\n",
    );
    let events = [
        ("acknowledged", "02T11"),
        ("lead-named", "02T11"),
        ("scored", "03T10"),
        ("fix-ready", "04T10"),
        ("backports", "04T11"),
        ("notice-published", "05T10"),
        ("released", "10T10"),
        ("announced", "10T11"),
    ];
    let by = "by = \"ada\"";
    let case = events.iter().fold(case, |case, (name, at)| case.event(name, &format!("2026-03-{at}:00:00Z"), by));
    let case = Scenario { advisory: format!("{}\n{sections}", case.advisory), ..case.toml(more) };
    let folder = case.folder();
    let publish = "publish quiet-otter --by ada --until 2026-03-10T10:00:00Z --yes --anyway --now 2026-03-05T12:00:00Z";
    run(program(folder.path()).args(publish.split(' '))).ok();
    folder
}

#[test]
fn a_published_case_is_over_when_its_mails_are_recorded_as_sent_and_its_duties_are_acknowledged() {
    let is_closed = |folder: &tempfile::TempDir| {
        let status = ["status", "quiet-otter", "--format", "json", "--now", "2026-03-11T10:00:00Z"];
        let status = run(program(folder.path()).args(status)).json();
        let open = status["steps"].as_array().unwrap().iter().filter(|step| step["is_open"] == true).count();
        assert_eq!(open, 0, "{status:#}");
        let list = ["list", "--format", "json", "--now", "2026-03-11T10:00:00Z"];
        let listed = run(program(folder.path()).args(list)).json()["incidents"][0]["closed"].clone();
        let overview = ["status", "--format", "json", "--now", "2026-03-11T10:00:00Z"];
        let overview = run(program(folder.path()).args(overview)).json()["incidents"][0]["closed"].clone();
        assert_eq!([&listed, &overview], [&status["closed"]; 2], "one definition");
        status["closed"].clone()
    };
    let sent_to = |channel: &str, step: &str, at: &str| {
        format!(
            "[[event]]\nat = 2026-03-{at}:00:00Z\nevent = \"sent\"\nby = \"ada\"\ndraft = \"{step}\"\nchannel = \"{channel}\"\n"
        )
    };
    let sent = |step: &str, at: &str| sent_to("announce", step, at);
    let untold = finished("");
    assert_eq!(is_closed(&untold), false);
    let check = ["check", "--format", "json", "--now", "2026-03-11T10:00:00Z"];
    let found = run(program(untold.path()).args(check)).json();
    let found = found["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == "closed-unsent");
    let severities: Vec<_> = found.map(|finding| finding["severity"].clone()).collect();
    assert!(severities.len() > 1 && severities.iter().all(|severity| severity == "note"), "{severities:?}");
    // A mail of tomorrow is not sent yet.
    let tomorrow = sent("notice", "05T10") + &sent("announce", "12T11");
    assert_eq!(is_closed(&finished(&tomorrow)), false);
    assert_eq!(is_closed(&finished(&sent("notice", "05T10"))), false);
    let told = sent("notice", "05T10") + &sent("announce", "10T11") + &sent_to("maintainers", "fix-complete", "04T10");
    assert_eq!(is_closed(&finished(&told)), false, "duties are open");
    let duties = [
        "maintainers-told",
        "communication-plan",
        "notice-actionable",
        "announce-actionable",
        "early-notice-by-joining",
    ];
    let attested = |duties: &[&str]| {
        let event = |duty: &&str| {
            format!(
                "[[event]]\nat = 2026-03-10T12:00:00Z\nevent = \"attested\"\nby = \"ada\"\nattestation = \"{duty}\"\n"
            )
        };
        duties.iter().map(event).collect::<String>()
    };
    assert_eq!(is_closed(&finished(&(told.clone() + &attested(&duties)))), true);
    assert_eq!(is_closed(&finished(&(told.clone() + &attested(&duties[..4])))), false, "one of the whole incident");
    assert_eq!(is_closed(&finished(&(told.clone() + &attested(&duties[1..])))), false, "one of a step");
    let closed = "[[event]]\nat = 2026-03-10T12:00:00Z\nevent = \"closed\"\nby = \"ada\"\n";
    assert_eq!(is_closed(&finished(&(told + closed))), true);
}

#[test]
fn the_board_asks_for_duties_until_the_incident_is_closed() {
    let sent = |step: &str, at: &str| {
        format!(
            "[[event]]\nat = 2026-03-{at}:00:00Z\nevent = \"sent\"\nby = \"ada\"\ndraft = \"{step}\"\nchannel = \"announce\"\n"
        )
    };
    let over = sent("notice", "05T10") + &sent("announce", "10T11");
    let asks = |more: &str| {
        let folder = finished(&(over.clone() + more));
        let said = |arguments: &[&str]| {
            let now = ["--now", "2026-03-12T10:00:00Z"];
            run(program(folder.path()).args(arguments).args(now).env("COLUMNS", "400")).all()
        };
        let of_one = said(&["status", "quiet-otter"]).contains("to acknowledge");
        (of_one, said(&["check"]).matches("step-unattested").count() > 0)
    };
    assert_eq!(asks(""), (true, true));
    assert_eq!(asks("[[event]]\nat = 2026-03-11T10:00:00Z\nevent = \"closed\"\nby = \"ada\"\n"), (false, true));
}
