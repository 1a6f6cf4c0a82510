//! Slips that a command accepts in one place are refused or found in every other place too.

use super::{Desk, refused};
use crate::support;

const BREAK: &str = "embargo still-water break --leaked the-patch --to a-chat-room --by ben";

fn found(desk: &Desk, at: &str, rule: &str) -> Vec<String> {
    let found = desk.run(at, &["check", "--base", "HEAD", "--format", "json"]).json();
    let found = found["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule);
    found.map(|finding| format!("{} {}", finding["message"].as_str().unwrap(), finding["help"])).collect()
}

fn standing(desk: &Desk, at: &str, id: &str) -> String {
    let status = desk.status(at);
    let step = status["steps"].as_array().unwrap().iter().find(|step| step["id"] == id);
    step.unwrap_or_else(|| panic!("{id}: {status}"))["standing"].as_str().unwrap().to_owned()
}

fn agreed(desk: Desk) -> Desk {
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-21T15:00:00Z --by ben");
    desk
}

#[test]
fn no_date_moves_to_the_past() {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water mitigation-ready --set upstream.project=libarchive --by ben");
    let moved = |until: &str| format!("record still-water upstream-moved --until {until} --by ben");
    refused(&desk, "10T10:00", &moved("2026-04-08T15:00:00Z"), &["which had passed", "upstream-public"]);
    desk.done("10T10:00", &moved("2027-04-08T15:00:00Z"));
}

#[test]
fn others_agree_later_on_an_end_that_somebody_set() {
    let desk = agreed(Desk::with_list());
    let agree = "embargo still-water agree --until 2027-03-21T15:00:00Z --by ben";
    refused(&desk, "04T10:00", agree, &["already agreed"]);
    desk.done("04T10:00", &format!("{agree} --with distributors"));
    assert!(desk.incident().contains("agreed-by = [\"distributors\"]"), "{}", desk.incident());
}

#[test]
fn a_member_leaks_whichever_event_says_so_and_once_if_two_do() {
    let leaks = |commands: &[(&str, &str)]| {
        let desk = agreed(Desk::with_list());
        for (at, command) in commands {
            desk.done(at, &format!("{command} --distributor northcap --by ben"));
        }
        found(&desk, "06T10:00", "list-member-leaks").len()
    };
    let [one, other] = ["one", "other"].map(|what| format!("embargo still-water break --leaked {what} --to somebody"));
    assert_eq!(leaks(&[("04T10:00", &one), ("04T11:00", &other)]), 1);
    assert_eq!(leaks(&[("04T10:00", &one)]), 0);
    let same = "record still-water leaked --leaked one --leaked-to somebody";
    assert_eq!(leaks(&[("04T10:00", same), ("04T12:00", &one)]), 0, "one leak, recorded twice");
    assert_eq!(leaks(&[("04T10:00", same), ("04T12:00", &other)]), 1);
}

#[test]
fn every_leak_is_told_of_and_keeping_to_the_plan_keeps_what_was_decided_before() {
    let desk = agreed(Desk::with_list());
    desk.done("04T10:00", BREAK);
    desk.done(
        "04T11:00",
        "embargo still-water decide release-early --until 2027-03-07T15:00:00Z --assessment Bad. --by ben",
    );
    desk.done("04T12:00", "record still-water break-notified --by ben --anyway");
    let told = |at: &str| standing(&desk, at, "embargo-break").starts_with("done");
    assert!(told("04T13:00"), "{}", desk.status("04T13:00"));
    desk.done("05T10:00", "embargo still-water break --leaked the-exploit --to a-newspaper --by ben");
    assert!(!told("05T10:30"));
    desk.done("05T11:00", "embargo still-water decide continue --assessment Bad. --by ben");
    // The end of the first decision stands, and everything is still due as soon as possible.
    let status = desk.status("05T12:00").to_string();
    assert!(status.contains("embargo-broken"), "{status}");
    desk.done("05T13:00", "record still-water break-notified --by ben --anyway");
    assert!(told("05T14:00"));
}

#[test]
fn a_request_for_an_id_says_that_something_leaked() {
    let desk = agreed(Desk::with_list());
    let request = |at: &str| {
        let said = desk.run(at, &["draft", "still-water", "cve"]).all();
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(request("04T09:00").contains("is not public yet"));
    desk.done("04T10:00", BREAK);
    let said = request("04T11:00");
    assert!(said.contains("has leaked") && !said.contains("is not public yet"), "{said}");
}

#[test]
fn the_outcome_and_an_acknowledged_duty_are_committed_by_whom_they_name() {
    for record in ["rejected --outcome bug", "attested --attestation communication-plan"] {
        let desk = Desk::with_incident("rook");
        desk.done("03T10:00", &format!("record still-water {record} --by ben --anyway"));
        desk.commit_at("ben", "03T10:00");
        let base = |desk: &Desk| {
            let found = desk.line("03T11:00", "check --base HEAD~1 --format json").json();
            let found = found["findings"].as_array().unwrap().iter();
            found.filter(|finding| finding["rule"] == "recorded-in-anothers-name").count()
        };
        assert_eq!(base(&desk), 0, "{record}");
        let other = Desk::with_incident("rook");
        other.done("03T10:00", &format!("record still-water {record} --by ben --anyway"));
        other.commit_at("mallory", "03T10:00");
        assert_eq!(base(&other), 1, "{record}");
    }
}

#[test]
fn who_sends_a_mail_has_the_role_and_one_command_records_it() {
    let desk = Desk::with_incident("rook");
    desk.edit("team.toml", |text| {
        format!("{text}\n[[member]]\nid = \"carol\"\nname = \"Carol\"\nemail = \"carol@example.org\"\nroles = []\n")
    });
    refused(
        &desk,
        "02T11:00",
        "record still-water sent --draft acknowledge --channel reporter --by ben",
        &["advisory sent still-water acknowledge --to reporter"],
    );
    desk.done("02T11:00", "sent still-water acknowledge --by carol");
    let said = found(&desk, "02T12:00", "step-without-right");
    assert!(said.len() == 1 && said[0].contains("`carol` sent `acknowledge`"), "{said:?}");
    desk.edit("incidents/2027/still-water/incident.toml", |text| {
        text.replace("draft = \"acknowledge\"", "draft = \"greeting\"")
    });
    assert_eq!(found(&desk, "02T12:00", "unknown-step").len(), 1);
}

#[test]
fn without_a_fix_the_advisory_is_published_all_the_same() {
    for preset in ["generic", "rook"] {
        let desk = Desk::with_incident(preset);
        desk.edit("incidents/2027/still-water/advisory.md", |text| text.replace("fixed = \"1.0.1\"\n", ""));
        desk.done("03T10:00", "publish still-water --by ben --until 2027-03-04T15:00:00Z --yes");
        assert_eq!(found(&desk, "03T11:00", "fixed-version-missing").len(), 1, "{preset}");
        let (built, pages) = desk.build("05T10:00");
        assert_eq!((built.code, pages.len()), (0, 1), "{preset}: {built:?}");
        // Once there is a fix, readers have to be told which it is.
        refused(&desk, "05T11:00", "record still-water fix-ready --by ben", &["fixed-version-missing"]);
    }
}

#[test]
fn a_public_advisory_whose_release_nobody_recorded_is_found() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-04T15:00:00Z --yes");
    let unreleased = |at: &str| found(&desk, at, "published-unreleased").len();
    assert_eq!([unreleased("04T14:00"), unreleased("04T15:30"), unreleased("04T16:30")], [0, 0, 1]);
    let said = desk.line("04T17:00", "draft still-water notice").all();
    assert!(said.contains("the advisory is public, so it is too late for `notice`"), "{said}");
    desk.done("04T18:00", "record still-water released --by ben --set fix.releases.\"1.0\"=1.0.1 --anyway");
    assert_eq!(unreleased("04T19:00"), 0);
}

#[test]
fn a_public_id_and_the_replacement_of_a_void_withdrawal_are_kept_by_no_slip() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-03T15:00:00Z --yes");
    desk.report("deep-river");
    desk.done("03T10:00", "publish deep-river --by ben --until 2027-03-03T15:00:00Z --yes");
    desk.commit_at("ben", "03T10:00");
    let before = desk.read("incidents/2027/still-water/advisory.md");
    desk.edit("incidents/2027/still-water/advisory.md", |text| text.replace("LODE-2027-001", "LODE-2027-009"));
    refused(&desk, "05T10:00", "revise still-water --by ben --text Other.", &["gives up the ID LODE-2027-001"]);
    support::write(&desk.repo(), "incidents/2027/still-water/advisory.md", before);
    desk.done("06T10:00", "withdraw still-water --by ben --reason Twice. --replaced-by LODE-2027-002");
    let void = "correct still-water withdrawn --void --by ben --reason wrong --revision Again.";
    refused(&desk, "07T10:00", void, &["still be replaced by LODE-2027-002", "`replaced-by`"]);
}

#[test]
fn once_the_advisory_is_public_nothing_is_decided_about_a_leak() {
    let desk = agreed(Desk::with_list());
    desk.done("10T10:00", "publish still-water --by ben --yes");
    desk.done("22T10:00", "embargo still-water break --leaked x --to y --by ben --at 2027-03-12T10:00:00Z");
    assert_eq!(standing(&desk, "22T11:00", "break-decision"), "not applicable");
    desk.done("22T11:00", "record still-water break-notified --by ben --anyway");
    assert!(standing(&desk, "22T12:00", "embargo-break").starts_with("done"));
}

#[test]
fn the_reporter_hears_that_the_report_is_confirmed_also_once_there_is_a_fix() {
    let desk = Desk::with_incident("generic");
    desk.done("02T10:30", "sent still-water acknowledge --by ben");
    desk.done("02T10:30", "record still-water acknowledged --by ben");
    desk.done("03T10:00", "record still-water accepted --by ben --set roles.fix-lead=ben");
    let said = desk.done("04T09:00", "draft still-water");
    assert!(said.contains("confirmed") && said.contains("We develop and review a fix"), "{said}");
    desk.done("04T10:00", "record still-water fix-ready --by ben --anyway");
    let said = desk.done("04T11:00", "draft still-water");
    assert!(said.contains("confirmed") && said.contains("The fix is ready"), "{said}");
    assert!(!said.contains("We develop and review a fix"), "{said}");
}

#[test]
fn a_step_that_was_decided_against_is_not_drafted_and_not_done() {
    let desk = agreed(Desk::with_list());
    desk.done("04T10:00", "record still-water lead-named --by ben --set roles.fix-lead=ben --anyway");
    desk.done("04T11:00", "record still-water decision --step distributors --skip --reason Small. --by ben");
    let said = desk.line("04T12:00", "draft still-water distributors");
    assert!(said.code != 0 && said.all().contains("it was decided to skip `distributors`, by `ben`"), "{said:?}");
    refused(&desk, "04T12:00", "record still-water distributors-notified --by ben", &["skipped-yet-done"]);
    desk.done("04T12:00", "record still-water decision --step distributors --take --by ben");
    desk.done("04T13:00", "record still-water distributors-notified --by ben --anyway");
    assert_eq!(found(&desk, "04T14:00", "skipped-yet-done").len(), 0);
}

#[test]
fn a_break_is_decided_once_and_early_is_earlier() {
    let desk = agreed(Desk::with_list());
    desk.done("04T10:00", BREAK);
    let decide = |choice: &str| format!("embargo still-water decide {choice} --assessment Bad. --by ben");
    let same_end = format!("{} --until 2027-03-21T15:00:00Z", decide("release-early"));
    refused(&desk, "04T11:00", &same_end, &["earlier than agreed"]);
    desk.done("04T11:00", &format!("{} --until 2027-03-07T15:00:00Z", decide("release-early")));
    refused(&desk, "04T12:00", &decide("continue"), &["`release-early` was decided already", "break-decided --void"]);
    desk.done("04T12:00", "correct still-water break-decided --void --by ben --reason Wrong.");
    desk.done("04T13:00", &decide("continue"));
    assert_eq!(desk.status("04T14:00")["embargo"]["until"], "2027-03-21T15:00:00Z");
}

#[test]
fn of_two_ends_the_one_that_counts_can_be_settled_on() {
    let desk = agreed(Desk::with_incident("rook"));
    desk.done("04T10:00", "embargo still-water move --until 2027-03-17T15:00:00Z --by ben");
    desk.edit("incidents/2027/still-water/incident.toml", |text| {
        format!("{text}\n[[event]]\nat = 2027-03-03T18:00:00Z\nevent = \"embargo-moved\"\nby = \"ada\"\nuntil = 2027-03-24T15:00:00Z\n")
    });
    assert_eq!(found(&desk, "04T11:00", "embargo-ends-differ").len(), 1);
    desk.done("04T12:00", "embargo still-water move --until 2027-03-24T15:00:00Z --by ben");
    assert_eq!(found(&desk, "04T13:00", "embargo-ends-differ").len(), 0);
}

#[test]
fn who_was_told_of_a_release_hears_why_there_is_none() {
    for (outcome, words, other) in [
        ("bug", "change it back", "please keep it"),
        ("other-project --belongs-to openssl", "please keep it", "change it back"),
        ("not-reproducible", "please keep it", "change it back"),
    ] {
        let desk = Desk::with_incident("rook");
        desk.done(
            "03T10:00",
            "record still-water notice-published --by ben --set notice.release-estimate=2027-03-12T15:00:00Z --anyway",
        );
        desk.done("03T10:00", "sent still-water notice --by ben --anyway");
        desk.done("04T10:00", &format!("record still-water rejected --outcome {outcome} --by ben --anyway"));
        let said = desk.done("04T11:00", "draft still-water notice");
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(words) && !said.contains(other), "{outcome}: {said}");
    }
}

#[test]
fn no_mail_names_a_lead_who_has_left() {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water lead-named --by ben --set roles.fix-lead=ben --anyway");
    let leads = |desk: &Desk| desk.done("04T10:00", "draft still-water acknowledge").contains("leads our response");
    assert!(leads(&desk));
    desk.edit("team.toml", |text| text.replace("id = \"ben\"", "id = \"ben\"\nleft = 2027-03-02"));
    assert!(!leads(&desk));
}
