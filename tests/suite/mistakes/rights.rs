//! What moves a date or a membership takes the right to, whatever command does it.

use super::{Desk, refused};

/// Adds a member of the team who has no role.
fn with_carol(desk: &Desk) {
    desk.edit("team.toml", |text| {
        format!("{text}\n[[member]]\nid = \"carol\"\nname = \"Carol\"\nemail = \"carol@example.org\"\nroles = []\n")
    });
}

#[test]
fn a_key_that_is_set_brings_the_publication_forward_only_by_those_who_may() {
    let desk = Desk::with_incident("rook");
    with_carol(&desk);
    let set = |date: &str, by: &str| {
        format!(
            "record still-water mitigation-ready --set upstream.project=libarchive --set upstream.public={date} --by {by}"
        )
    };
    desk.done("02T11:00", &set("2027-03-20T10:00:00Z", "carol"));
    // An earlier date takes an event, by whoever it is.
    for by in ["carol", "ben"] {
        let words = ["would change the date of the upstream project without a record", "upstream-moved --until"];
        refused(&desk, "02T12:00", &set("2027-03-10T10:00:00Z", by), &words);
    }
    desk.done("02T12:00", &set("2027-03-25T10:00:00Z", "carol"));
    desk.done("02T13:00", "record still-water upstream-moved --until 2027-03-10T10:00:00Z --by ben");
    // An approved advisory that waits for the project.
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-08T15:00:00Z");
    refused(&desk, "03T11:00", "record still-water upstream-public --by carol", &["make the advisory public earlier"]);
    desk.done("03T12:00", "record still-water upstream-public --by ben");
}

#[test]
fn an_earlier_date_of_another_project_that_somebody_without_the_right_wrote_is_found() {
    let desk = Desk::with_incident("rook");
    with_carol(&desk);
    desk.done(
        "02T11:00",
        "record still-water mitigation-ready --set upstream.project=libarchive --set upstream.public=2027-03-20T10:00:00Z --by ben",
    );
    let moved = |until: &str, by: &str| {
        let record = format!(
            "\n[[event]]\nat = 2027-03-02T12:00:00Z\nevent = \"upstream-moved\"\nby = \"{by}\"\nuntil = {until}\n"
        );
        let before = desk.incident();
        desk.edit("incidents/2027/still-water/incident.toml", |text| text + &record);
        let found =
            desk.line("03T10:00", "check").out.contains("may not bring the date of the upstream project forward");
        desk.edit("incidents/2027/still-water/incident.toml", |_| before);
        found
    };
    assert!(moved("2027-03-10T10:00:00Z", "carol"));
    assert!(!moved("2027-03-10T10:00:00Z", "ben"));
    assert!(!moved("2027-03-25T10:00:00Z", "carol"), "who puts it off needs no right");
}

#[test]
fn an_early_release_is_not_later_and_its_mail_says_what_is_true() {
    let desk = Desk::with_list();
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-21T15:00:00Z --with distributors --by ben");
    desk.done("04T10:00", "embargo still-water break --leaked patch --to everybody --by ben");
    let decide = "embargo still-water decide release-early --assessment Bad. --by ben --until";
    refused(&desk, "04T11:00", &format!("{decide} 2027-03-25T15:00:00Z"), &["ends the embargo earlier than agreed"]);
    desk.done("04T11:00", &format!("{decide} 2027-03-09T15:00:00Z"));
}

#[test]
fn publish_says_that_the_list_has_not_agreed_on_an_earlier_end() {
    let desk = Desk::with_list();
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-21T15:00:00Z --with distributors --by ben");
    let said = desk.done("04T10:00", "publish still-water --by ben --until 2027-03-12T15:00:00Z");
    assert!(said.contains("NOT AGREED") && said.contains("`distributors` agreed on another end"), "{said}");
    assert!(desk.incident().contains("despite: "), "{}", desk.incident());
}

#[test]
fn only_those_agree_who_exist() {
    let desk = Desk::with_incident("rook");
    let agree = "embargo still-water agree --until 2027-03-21T15:00:00Z --by ben --with";
    refused(&desk, "03T10:00", &format!("{agree} distributors"), &["nobody is on the list `distributors`"]);
    refused(&desk, "03T10:00", &format!("{agree} reportr"), &["`reportr` is no list", "did you mean `reporter`?"]);
    let by_list = "record still-water embargo-agreed --until 2027-03-21T15:00:00Z --by distributors";
    refused(&desk, "03T10:00", by_list, &["nobody is on the list `distributors`"]);
    desk.done("03T10:00", &format!("{agree} reporter"));
}

#[test]
fn what_was_passed_over_is_written_beside_the_record() {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water accepted --by ada");
    desk.done("02T12:00", "record still-water accepted --by ben --anyway --note again");
    let written = desk.incident();
    assert!(written.contains("note = \"again; despite: `accepted` is recorded already"), "{written}");
    desk.done("02T13:00", "record still-water decision --step distributors --skip --reason local --anyway");
    assert!(desk.incident().contains("reason = \"local; despite: the decision on"), "{}", desk.incident());
    desk.done("02T14:00", "record still-water scored --by ada");
    assert_eq!(desk.incident().matches("despite: ").count(), 2, "only what was passed over");
}

#[test]
fn a_new_incident_and_a_list_say_what_they_were_written_in_spite_of() {
    let desk = Desk::with_list();
    with_carol(&desk);
    let telling = "new --summary restore-follows-links --line 1.0 --handle restore-follows --by-nobody";
    let telling = telling.replace(" --by-nobody", "");
    let said = desk.line("02T11:00", &telling);
    assert!(said.code == 1 && said.out.contains("handle-telling"), "{said:?}");
    desk.done("02T11:00", &format!("{telling} --anyway"));
    let written = desk.read("incidents/2027/restore-follows/incident.toml");
    assert!(written.contains("event = \"reported\"\nnote = \"despite: "), "{written}");
    desk.done("02T11:00", "new --summary plain --line 1.0 --handle quiet-heron --anyway");
    assert!(!desk.read("incidents/2027/quiet-heron/incident.toml").contains("despite: "), "only what was passed over");
    let list = || desk.read("distributors.toml");
    desk.done("03T10:00", "distributors remove northcap --by carol --reason Left. --anyway");
    assert!(list().contains("note = \"despite: `carol` may not remove `northcap` from the list"), "{}", list());
    assert!(list().contains("reason = \"Left.\""), "the reason is that of the removal alone");
    let shown = desk.done("03T11:00", "distributors");
    assert!(shown.contains("note: despite: `carol` may not remove"), "{shown}");
    desk.edit("distributors.toml", |text| {
        format!("{text}\n[[request]]\nid = \"tidewater\"\nname = \"Tidewater\"\ncontact = \"psirt@tidewater.example\"\nreceived = 2027-03-01T10:00:00Z\n")
    });
    desk.done("03T12:00", "distributors decline tidewater --by carol --reason Small. --anyway");
    assert!(list().contains("reason = \"Small.\" }\nnote = \"despite: `carol` may not"), "{}", list());
    let corrected = "correct distributors tidewater --void --by carol --reason wrong --anyway";
    desk.done("03T13:00", corrected);
    assert!(list().contains("reason = \"wrong; despite: "), "{}", list());
}

#[test]
fn a_list_says_who_admitted_and_removed_its_members() {
    let desk = Desk::with_list();
    with_carol(&desk);
    let answers = ["active", "users", "track-record", "not-rebuild", "contributor", "accepts"];
    let answers: Vec<String> = answers.iter().map(|it| format!("--criterion {it}=https://harbour.example")).collect();
    let add = |by: &str| {
        format!(
            "distributors add harbour --name Harbour --contact psirt@harbour.example --by {by} --vouched-by northcap --terms-accepted 2027-03-02 --review 2028-03-01 {}",
            answers.join(" ")
        )
    };
    refused(&desk, "03T10:00", &add("carol"), &["`carol` may not admit `harbour` to the list"]);
    desk.done("03T10:00", &add("ben"));
    let remove = |by: &str| format!("distributors remove northcap --by {by} --reason Left.");
    refused(&desk, "03T11:00", &remove("carol"), &["`carol` may not remove `northcap` from the list"]);
    // A member that somebody without the right wrote down gets no mail.
    desk.edit("policy.toml", |text| text.replace("\"distributors@example.org\"", "\"@list:distributors\""));
    desk.edit("distributors.toml", |text| text.replacen("by = \"ben\"", "by = \"carol\"", 1));
    desk.done("03T10:10", "embargo still-water agree --until 2027-03-21T15:00:00Z --by ben");
    desk.done("03T10:20", "embargo still-water break --leaked patch --to everybody --by ben");
    desk.done("03T10:30", "embargo still-water decide continue --assessment Bad. --by ben");
    let drafted = desk.done("03T10:40", "draft still-water embargo-break");
    assert!(
        drafted.contains("member-in-doubt") && drafted.contains("`harbour` was admitted by nobody who may"),
        "{drafted}"
    );
    assert!(drafted.contains("psirt@northcap.example") && !drafted.contains("psirt@harbour.example"), "{drafted}");
    desk.edit("distributors.toml", |text| text.replacen("by = \"carol\"", "by = \"ben\"", 1));
    desk.done("03T11:00", &remove("ben"));
    let text = std::fs::read_to_string(desk.repo().join("distributors.toml")).unwrap();
    assert!(text.contains("by = \"ben\"") && text.contains("reason = \"Left.\", by = \"ben\""), "{text}");
}

#[test]
fn a_withdrawn_advisory_replaces_none() {
    let desk = Desk::with_incident("vitess");
    desk.report("calm-otter");
    for (handle, at) in [("still-water", "03T10:00"), ("calm-otter", "03T10:05")] {
        desk.done(at, &format!("publish {handle} --by ben --until 2027-03-04T15:00:00Z"));
    }
    let withdraw = |handle: &str, by: &str| format!("withdraw {handle} --by ben --reason Wrong. --replaced-by {by}");
    desk.done("05T10:00", &withdraw("still-water", "LODE-2027-002"));
    let said = desk.line("05T11:00", &withdraw("calm-otter", "LODE-2027-001"));
    assert!(said.code == 2 && said.err.contains("no public advisory `LODE-2027-001`"), "{said:?}");
    desk.done("05T11:00", "withdraw calm-otter --by ben --reason Wrong.");
    let checked = desk.line("05T12:00", "check").all();
    assert!(checked.contains("is replaced by LODE-2027-002, which is withdrawn"), "{checked}");
    desk.edit("incidents/2027/calm-otter/advisory.md", |text| {
        text.replacen("+++\n", "+++\nrelation = [{ kind = \"replaced-by\", id = \"LODE-2027-001\" }]\n", 1)
    });
    let checked = desk.line("05T12:00", "check").all();
    assert!(checked.contains("replace each other in a circle"), "{checked}");
}

#[test]
fn two_branches_that_edit_the_list_merge_member_by_member() {
    let base = "schema = 1\n\n[[member]]\nid = \"northcap\"\nname = \"Northcap\"\n";
    let add = |id: &str| {
        format!("{base}\n[[member]]\nid = \"{id}\"\nname = \"{id}\"\n\n[member.criteria]\nactive = \"{id}\"\n")
    };
    let merged = advisory::app::merge(base, &add("harbour"), &add("kestrel"));
    assert_eq!(merged.conflicts, 0, "{}", merged.text);
    let ids: Vec<&str> = merged.text.lines().filter(|line| line.starts_with("id = ")).collect();
    assert_eq!(ids, ["id = \"northcap\"", "id = \"harbour\"", "id = \"kestrel\""]);
    let active = merged.text.find("active = \"harbour\"").unwrap();
    assert!(active < merged.text.find("id = \"kestrel\"").unwrap(), "{}", merged.text);
    let desk = Desk::new("rook");
    let attributes = std::fs::read_to_string(desk.repo().join(".gitattributes")).unwrap();
    assert!(attributes.contains("distributors.toml merge=advisory"), "{attributes}");
}
