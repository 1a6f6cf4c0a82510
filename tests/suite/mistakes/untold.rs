//! What became of an advisory is told to everybody who knew of it, and nothing is told too early.

use super::{Desk, refused};

fn rules(desk: &Desk, at: &str) -> Vec<String> {
    let found = desk.line(at, "check --format json").json();
    let found = found["findings"].as_array().unwrap().iter();
    found.map(|it| format!("{} {}", it["rule"].as_str().unwrap(), it["message"].as_str().unwrap())).collect()
}

fn has(desk: &Desk, at: &str, words: &str) -> bool {
    rules(desk, at).iter().any(|finding| finding.contains(words))
}

fn is_open(desk: &Desk, at: &str) -> bool {
    !desk.line(at, "list --open").out.contains("0 open")
}

/// Published and announced under the preset without a notice, with a score or without.
fn announced(scored: bool) -> Desk {
    let desk = Desk::with_incident("generic");
    if !scored {
        desk.edit("incidents/2027/still-water/advisory.md", |text| {
            let lines = text.lines().filter(|line| !line.contains("[[cvss]]") && !line.contains("vector = "));
            lines.map(|line| format!("{line}\n")).collect()
        });
    }
    desk.done("05T10:00", "publish still-water --by ada --until 2027-03-10T15:00:00Z --anyway");
    desk.done("10T16:00", "record still-water announced --by ada --anyway");
    desk.done("10T16:10", "sent still-water announce --by ada --to announce --anyway");
    desk
}

#[test]
fn whoever_knew_of_an_advisory_hears_that_it_is_withdrawn_and_that_it_is_not() {
    let desk = announced(true);
    assert!(!has(&desk, "11T10:00", "withdrawal-untold"));
    desk.ok("11T10:00", &["withdraw", "still-water", "--by", "ada", "--reason", "Not a vulnerability."]);
    assert!(has(
        &desk,
        "11T11:00",
        "withdrawal-untold `announce` was told of the advisory, and not that it is withdrawn"
    ));
    assert!(is_open(&desk, "11T11:00"));
    desk.done("11T12:00", "sent still-water announce --to announce --by ada");
    assert!(!has(&desk, "11T13:00", "withdrawal-untold"));
    // The withdrawal was a mistake.
    let void = ["correct", "still-water", "withdrawn", "--void", "--by", "ada", "--reason", "It is one."];
    desk.ok("12T10:00", &[&void[..], &["--revision", "The vulnerability exists."]].concat());
    assert!(has(&desk, "12T11:00", "withdrawal-untold `announce` was told that the advisory is withdrawn"));
    desk.done("12T12:00", "sent still-water announce --to announce --by ada");
    assert!(!has(&desk, "12T13:00", "withdrawal-untold"));
}

#[test]
fn nothing_is_left_to_do_for_a_withdrawn_advisory_but_to_tell_people() {
    let desk = announced(false);
    assert!(has(&desk, "20T10:00", "`score` is overdue"), "{:?}", rules(&desk, "20T10:00"));
    assert!(has(&desk, "20T10:00", "`acknowledge` is overdue"));
    desk.ok("20T11:00", &["withdraw", "still-water", "--by", "ada", "--reason", "Not a vulnerability."]);
    for words in ["`score`", "`fix`", "`release`", "`cve`", "no CVSS vector"] {
        assert!(!has(&desk, "30T10:00", words), "{words}: {:?}", rules(&desk, "30T10:00"));
    }
    assert!(has(&desk, "30T10:00", "`acknowledge` is overdue"), "the reporter still waits for an answer");
    // Somebody without the right withdrew nothing.
    let desk = announced(false);
    desk.edit("incidents/2027/still-water/incident.toml", |text| {
        text + "\n[[event]]\nat = 2027-03-20T11:00:00Z\nevent = \"withdrawn\"\nby = \"stranger\"\n"
    });
    assert!(has(&desk, "30T10:00", "`score` is overdue"), "{:?}", rules(&desk, "30T10:00"));
}

#[test]
fn no_step_tells_the_public_what_the_vulnerability_is_before_the_embargo_ends() {
    let desk = Desk::with_incident("vitess");
    desk.edit("incidents/2027/still-water/incident.toml", |text| {
        text.replace("lines = [\"1.0\"]", "lines = [\"main\"]")
    });
    desk.edit("incidents/2027/still-water/advisory.md", |text| {
        text.replace(
            "line = \"1.0\"\nintroduced = \"1.0.0\"\nfixed = \"1.0.1\"",
            "line = \"main\"\nintroduced = \"1.1.0-dev\"",
        )
    });
    desk.done("02T11:00", "embargo still-water agree --until 2027-03-20T10:00:00Z --by ada --anyway");
    desk.done(
        "03T10:00",
        "record still-water landed --by ada --set fix.commits=[{id=\"abc1234\",line=\"main\",author=\"ben\"}]",
    );
    let record = "record still-water courtesy-sent --by ada";
    refused(&desk, "03T11:00", record, &["step-done-early", "before the end of the embargo"]);
    refused(&desk, "03T11:00", "sent still-water courtesy --to users --by ada", &["would tell the public earlier"]);
    let draft = desk.line("03T11:00", "draft still-water courtesy");
    assert!(draft.code != 0 && !draft.all().contains("Restore follows"), "{draft:?}");
    let draft = desk.line("20T10:00", "draft still-water courtesy");
    assert!(draft.code == 0 && draft.out.contains("Restore follows links out of its folder"), "{draft:?}");
    desk.done("20T10:00", record);
    // Without an embargo, the mail follows the fix.
    let desk = Desk::with_incident("vitess");
    desk.edit("incidents/2027/still-water/incident.toml", |text| {
        text.replace("lines = [\"1.0\"]", "lines = [\"main\"]")
    });
    desk.done(
        "03T10:00",
        "record still-water landed --by ada --set fix.commits=[{id=\"abc1234\",line=\"main\",author=\"ben\"}] --anyway",
    );
    assert!(desk.line("03T11:00", "draft still-water courtesy").out.contains("Restore follows links"));
}

#[test]
fn nobody_s_address_is_that_of_a_public_channel() {
    let desk = Desk::with_incident("rook");
    let public = "Announce@Lists.example.org".to_owned();
    let listen = |desk: &Desk| {
        desk.edit("policy.toml", |text| {
            let (head, channels) = text.split_once("[[channel]]\nid = \"announce\"").unwrap();
            format!(
                "{head}[[channel]]\nid = \"announce\"{}",
                channels.replacen("to = []", "to = [\"announce@lists.example.org\"]", 1)
            )
        });
    };
    listen(&desk);
    let new = ["new", "--summary", "Another report", "--line", "1.0", "--handle", "calm-lake", "--email", &public];
    let said = desk.run("03T10:00", &new);
    assert!(said.code != 0 && said.out.contains("recipient-public"), "{said:?}");
    desk.ok("03T10:00", &[&new[..], &["--anyway"]].concat());
    let drafted = desk.line("03T10:00", "draft calm-lake acknowledge");
    assert!(drafted.code != 0 && !drafted.out.contains("To: "), "{drafted:?}");
    assert!(drafted.all().contains("which is public"), "{drafted:?}");
    // So for the team, and for a list.
    let team = desk.read("team.toml");
    let address = team.split("email = \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    desk.edit("team.toml", |text| text.replacen(&address, &public, 1));
    assert!(
        has(&desk, "03T11:00", "recipient-public mails to this member of the team"),
        "{:?}",
        rules(&desk, "03T11:00")
    );
    let desk = Desk::with_list();
    listen(&desk);
    desk.edit("distributors.toml", |text| text.replace("psirt@northcap.example", &public));
    assert!(has(&desk, "03T11:00", "recipient-public mails to this member of a list"));
    // A team list that gets copies of what is public is nobody's own address.
    desk.edit("distributors.toml", |text| text.replace(&public, "psirt@northcap.example"));
    assert!(!has(&desk, "03T11:00", "recipient-public"));
}

#[test]
fn nothing_is_recorded_beside_a_file_that_can_not_be_read() {
    let desk = Desk::with_incident("rook");
    desk.edit("incidents/2027/still-water/advisory.md", |text| text.replace("line = \"1.0\"", "line = 1.0"));
    let record = "record still-water acknowledged --by ada";
    refused(&desk, "03T10:00", record, &["fix the errors in the incident's files first", "advisory.md"]);
    refused(&desk, "03T10:00", "embargo still-water agree --until 2027-03-12T15:00:00Z --by ada", &["advisory.md"]);
    desk.done("03T10:00", &format!("{record} --anyway"));
    assert!(
        desk.incident().contains("note = \"despite: some files of the incident have errors\""),
        "{}",
        desk.incident()
    );
    refused(&desk, "03T11:00", "correct still-water acknowledged --void --by ada --reason X", &["advisory.md"]);
}
