//! Commands refuse what can't be meant, and say what is.

use super::{Desk, refused};

fn rules(desk: &Desk, at: &str) -> Vec<String> {
    let found = desk.line(at, "check --format json").json();
    let found = found["findings"].as_array().unwrap().iter();
    let words = |it: &serde_json::Value| {
        let part = |key: &str| it[key].as_str().unwrap().to_owned();
        format!("{} {} {}", part("severity"), part("rule"), part("message"))
    };
    found.map(words).collect()
}

fn has(desk: &Desk, at: &str, words: &str) -> bool {
    rules(desk, at).iter().any(|finding| finding.contains(words))
}

fn append(desk: &Desk, text: &str) {
    desk.edit("incidents/2027/still-water/incident.toml", |own| format!("{own}\n{text}\n"));
}

#[test]
fn an_event_takes_its_own_details_and_no_others() {
    let desk = Desk::with_incident("rook");
    for (event, option, key) in [
        ("mitigation-ready", "--until 2027-03-09T00:00:00Z", "until"),
        ("acknowledged", "--leaked x", "leaked"),
        ("mitigation-ready", "--outcome bug", "outcome"),
        ("accepted", "--draft notice", "draft"),
        ("team-named", "--message-id <a@b>", "message-id"),
        ("released", "--choice agreed", "choice"),
    ] {
        let line = format!("record still-water {event} {option} --by ada");
        refused(&desk, "03T10:00", &line, &[&format!("`{event}` has no `{key}`"), "these events have it"]);
    }
    refused(
        &desk,
        "03T10:00",
        "record still-water acknowledged --until 2027-03-09T00:00:00Z --by ada",
        &["`embargo-agreed`"],
    );
}

#[test]
fn decisions_and_waivers_are_no_older_than_the_report() {
    let desk = Desk::with_incident("rook");
    let decision = "record still-water decision --step distributors --take --by ada --at 2027-02-01T00:00:00Z";
    refused(
        &desk,
        "03T10:00",
        decision,
        &["event-before-report", "the decision on `distributors` is dated before the report"],
    );
    append(
        &desk,
        "[[waiver]]\nwaiver = \"low-severity-slowdown\"\nsteps = [\"release\"]\nat = 2027-03-01T10:00:00Z\nby = \"ada\"\nreason = \"Low.\"\nuntil = 2027-04-20T15:00:00Z",
    );
    assert!(has(&desk, "03T10:00", "the waiver `low-severity-slowdown` is dated before the report"));
    desk.edit("incidents/2027/still-water/incident.toml", |text| text.replace("2027-03-01T10", "2027-03-02T10"));
    assert!(!has(&desk, "03T10:00", "event-before-report"));
}

#[test]
fn the_last_waiver_of_a_step_counts() {
    let desk = Desk::with_incident("vitess");
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    let waiver = "record still-water waiver --waiver lead-judgment --step fix-complete --by ada --reason hard --until";
    desk.done("03T10:00", &format!("{waiver} 2027-04-03T09:00:00Z"));
    desk.done("04T10:00", &format!("{waiver} 2027-03-15T09:00:00Z"));
    let steps = desk.status("05T10:00")["steps"].as_array().unwrap().clone();
    let step = steps.iter().find(|step| step["id"] == "fix-complete").unwrap();
    assert_eq!(step["waiver"]["until"], "2027-03-15T09:00:00Z", "{step}");
    assert!(has(&desk, "16T10:00", "`fix-complete` is overdue"));
}

#[test]
fn a_waiver_moves_a_deadline_that_there_is_to_a_day_that_can_be_meant() {
    let desk = Desk::with_incident("vitess");
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    let waiver = "record still-water waiver --waiver lead-judgment --by ada --reason hard";
    let line = format!("{waiver} --step fix-complete --until 2037-03-15T09:00:00Z");
    refused(&desk, "03T10:00", &line, &["date-far-off", "more than a year from now"]);
    let line = format!("{waiver} --step backports --until 2027-04-03T09:00:00Z");
    refused(&desk, "03T10:00", &line, &["waiver-wrong-step", "`backports` has no deadline that a waiver could move"]);
    desk.done("03T10:00", &format!("{waiver} --step courtesy --until 2027-04-03T09:00:00Z --anyway"));
    assert!(has(&desk, "03T11:00", "warning waiver-wrong-step `courtesy` does not apply: not on the path"));
}

#[test]
fn users_are_told_to_move_to_a_release_and_to_nothing_else() {
    let desk = Desk::with_incident("vitess");
    for what in ["hello", "main", "9.9.9"] {
        let line =
            format!("record still-water lead-named --by ada --set roles.fix-lead=ada --set scope.upgrade-to={what}");
        refused(&desk, "02T11:00", &line, &["upgrade-to-unfit", "is no release of any line of the project"]);
    }
    desk.done(
        "02T11:00",
        "record still-water lead-named --by ada --set roles.fix-lead=ada --set scope.upgrade-to=1.0.7",
    );
}

#[test]
fn an_upstream_project_moves_its_date_to_the_future() {
    let desk = Desk::with_incident("rook");
    let set = "--set upstream.project=libexample --set upstream.public=2027-03-25T15:00:00Z";
    desk.done("03T10:00", &format!("record still-water acknowledged --by ada {set}"));
    let moved = "record still-water upstream-moved --by ada --until";
    for until in ["2026-04-08T15:00:00Z", "2027-03-01T15:00:00Z"] {
        refused(&desk, "04T10:00", &format!("{moved} {until}"), &["upstream-moved-back", "upstream-public --at"]);
    }
    // Without an event, nobody could see that it moved.
    let set = "record still-water mitigation-ready --by ada --set upstream.public=2027-03-20T15:00:00Z";
    refused(
        &desk,
        "04T10:00",
        set,
        &["would change the date of the upstream project without a record", "upstream-moved"],
    );
    desk.done("04T10:00", &format!("{moved} 2027-03-20T15:00:00Z"));
}

#[test]
fn who_approves_reads_when_the_advisory_becomes_public() {
    let desk = Desk::with_incident("rook");
    let set = "--set upstream.project=libexample --set upstream.public=2027-03-25T15:00:00Z";
    desk.done("03T10:00", &format!("record still-water acknowledged --by ada {set}"));
    let said = desk.done("04T10:00", "publish still-water --by ada --until 2027-03-16T15:00:00Z --yes --anyway");
    assert!(said.contains("2027-03-25 15:00 UTC"), "{said}");
    for line in said.lines().filter(|line| line.starts_with("when ") || line.contains(": public at")) {
        assert!(line.contains("2027-03-25 15:00 UTC"), "{line}");
    }
}

#[test]
fn a_cve_id_is_live_or_rejected_and_replaces_another() {
    let desk = Desk::with_incident("rook");
    let rejected = |cve: &str, new: &str| {
        desk.edit("incidents/2027/still-water/advisory.md", |text| {
            let rest = text.split_once("[[cvss]]").unwrap().1;
            format!(
                "+++\ntitle = \"A flaw\"\ncve = [{cve}]\n[[rejected-cve]]\nid = \"CVE-2027-10001\"\nreason = \"Twice.\"\nreplaced-by = \"{new}\"\n[[cvss]]{rest}"
            )
        });
    };
    rejected("\"CVE-2027-10002\"", "CVE-2027-10002");
    assert!(!has(&desk, "03T10:00", "rejected-cve-used"));
    rejected("\"CVE-2027-10002\"", "CVE-2027-10001");
    assert!(has(&desk, "03T10:00", "error rejected-cve-used CVE-2027-10001 can't replace itself"));
    rejected("\"CVE-2027-10002\", \"CVE-2027-10001\"", "CVE-2027-10002");
    assert!(has(&desk, "03T10:00", "error rejected-cve-used CVE-2027-10001 was rejected"));
}

#[test]
fn a_waiver_and_a_decision_say_when_they_were_made() {
    let desk = Desk::with_incident("rook");
    append(
        &desk,
        "[[waiver]]\nwaiver = \"low-severity-slowdown\"\nsteps = [\"release\"]\nby = \"ada\"\nreason = \"Low.\"\nuntil = 2027-04-20T15:00:00Z\n[[decision]]\nstep = \"distributors\"\ntake = true\nby = \"ada\"",
    );
    for words in
        ["the waiver `low-severity-slowdown` does not say when", "the decision on `distributors` does not say when"]
    {
        assert!(
            has(&desk, "03T10:00", &format!("note record-undated {words}")),
            "{words}: {:?}",
            rules(&desk, "03T10:00")
        );
    }
}

#[test]
fn nobody_without_the_role_puts_another_name_under_a_record() {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    desk.done("03T10:00", "record still-water scored --by ada");
    let correct = |by: &str, to: &str| {
        format!(
            "[[amendment]]\nat = 2027-03-04T10:00:00Z\namends = {{ kind = \"event\", name = \"scored\" }}\nby = \"{by}\"\nreason = \"x\"\ninstead = {{ by = \"{to}\" }}"
        )
    };
    let before = desk.incident();
    desk.edit("team.toml", |text| {
        format!("{text}\n[[member]]\nid = \"eve\"\nname = \"Eve\"\nroles = []\nemail = \"eve@example.org\"\n")
    });
    desk.edit("incidents/2027/still-water/incident.toml", |text| {
        text.replace("event = \"scored\"\nby = \"ada\"", "event = \"scored\"\nby = \"eve\"")
    });
    assert!(has(&desk, "05T10:00", "step-without-right `eve` did `cvss`"), "{:?}", rules(&desk, "05T10:00"));
    append(&desk, &correct("eve", "ada"));
    assert!(
        has(&desk, "05T10:00", "step-without-right `eve` corrected who did `scored`, to `ada`"),
        "{:?}",
        rules(&desk, "05T10:00")
    );
    desk.edit("incidents/2027/still-water/incident.toml", |text| {
        text.replace(&correct("eve", "ada"), &correct("ada", "ada"))
    });
    assert!(!has(&desk, "05T10:00", "step-without-right"));
    assert_ne!(desk.incident(), before);
}
