//! Ends of an embargo that were agreed, moved or decided by mistake.

use super::Desk;
use crate::support;

const END: &str = "until = 2027-03-21T15:00:00Z";
const RIGHT: &str = "until = 2027-03-22T15:00:00Z";

/// The end under `[embargo]`.
fn written(desk: &Desk) -> Option<String> {
    let incident = desk.incident();
    let table = incident.split("[embargo]\n").nth(1)?.split("\n\n").next()?.to_owned();
    table.lines().find(|line| line.starts_with("until")).map(str::to_owned)
}

fn until(desk: &Desk, at: &str) -> Option<String> {
    desk.status(at)["embargo"]["until"].as_str().map(str::to_owned)
}

#[test]
fn the_end_in_the_file_follows_the_agreement_that_set_it() {
    let desk = Desk::with_list();
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-21T15:00:00Z --with distributors --by ben");
    desk.commit("ben");
    for (at, command, end) in [
        ("03T11:00", "embargo-agreed --set until=2027-03-22T15:00:00Z", Some(RIGHT)),
        ("03T12:00", "embargo-agreed --kind amendment --dated 2027-03-03T11:00:00Z --void", Some(END)),
        ("03T13:00", "embargo-agreed --set until=2027-03-23T15:00:00Z", Some("until = 2027-03-23T15:00:00Z")),
        ("03T14:00", "embargo-agreed --set until=2027-03-22T15:00:00Z", Some(RIGHT)),
        ("03T15:00", "embargo-agreed --void", None),
    ] {
        desk.done(at, &format!("correct still-water {command} --by ben --reason slip"));
        assert_eq!(written(&desk).as_deref(), end, "{command}");
        assert_eq!(until(&desk, at), end.map(|end| end.trim_start_matches("until = ").to_owned()), "{command}");
        assert_eq!(desk.errors(at), Vec::<String>::new(), "{command}");
        assert!(!desk.line(at, "check").out.contains("embargo-ends-differ"), "{command}");
        desk.commit("ben");
    }
    desk.done("03T16:00", "embargo still-water agree --until 2027-03-22T15:00:00Z --with distributors --by ben");
    assert_eq!((written(&desk).as_deref(), desk.errors("03T16:00")), (Some(RIGHT), Vec::new()));
}

/// Somebody corrected the agreement in an editor, and not the end that it set.
#[test]
fn an_end_that_does_not_follow_its_agreement_is_found_and_may_be_mended() {
    for (instead, mended) in [("", None), ("instead = { until = 2027-03-22T15:00:00Z }\n", Some(RIGHT))] {
        let desk = Desk::with_list();
        desk.done("03T10:00", "embargo still-water agree --until 2027-03-21T15:00:00Z --with distributors --by ben");
        let amendment = format!(
            "\n[[amendment]]\nat = 2027-03-03T11:00:00Z\namends = {{ kind = \"event\", name = \"embargo-agreed\" }}\nby = \"ben\"\nreason = \"x\"\n{instead}"
        );
        desk.edit("incidents/2027/still-water/incident.toml", |text| text + &amendment);
        desk.commit("ben");
        assert!(desk.line("03T12:00", "check").out.contains("embargo-ends-differ"));
        let edit = |text: String| match mended {
            Some(right) => text.replacen(END, right, 1),
            None => text.replacen(&format!("[embargo]\n{END}\nagreed-by = [\"distributors\"]\n\n"), "", 1),
        };
        desk.edit("incidents/2027/still-water/incident.toml", edit);
        assert!(!desk.line("03T12:00", "check --base HEAD").out.contains("embargo-"), "{instead}");
    }
}

#[test]
fn no_command_moves_a_date_without_an_event() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-21T15:00:00Z --by ben");
    for set in ["embargo.until=2027-03-23T15:00:00Z", "report.disclosure=public"] {
        let said = desk.line("03T11:00", &format!("record still-water accepted --by ben --set {set}"));
        assert!(said.code == 1 && said.out.contains("embargo-changed-silently"), "{set}: {said:?}");
    }
}

#[test]
fn a_record_that_was_corrected_before_is_corrected_again_in_one_command() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "record still-water acknowledged --by ada --note First");
    for (at, command) in [
        ("03T11:00", "--set note=Second --set link=https://example.org/1"),
        ("03T12:00", "--set note=Third"),
        ("03T13:00", "--void"),
    ] {
        desk.done(at, &format!("correct still-water acknowledged {command} --by ada --reason slip"));
        assert_eq!(desk.errors(at), Vec::<String>::new(), "{command}");
        let timeline = desk.status(at)["timeline"].clone();
        let mut in_force = timeline.as_array().unwrap().iter().filter(|e| e["amended"].is_null());
        let said = in_force.find(|event| event["event"] == "acknowledged").map(|event| event["note"].to_string());
        let expected = match command {
            "--void" => None,
            other if other.contains("Third") => Some("\"Third\"".to_owned()),
            _ => Some("\"Second\"".to_owned()),
        };
        assert_eq!(said, expected, "{command}");
    }
    let text = desk.incident();
    assert_eq!(text.matches("after = ").count(), 2, "each says which one it follows: {text}");
    desk.done(
        "03T14:00",
        "correct still-water acknowledged --kind amendment --dated 2027-03-03T13:00:00Z --void --by ada --reason no",
    );
    let timeline = desk.status("03T14:00")["timeline"].clone();
    let mut in_force = timeline.as_array().unwrap().iter().filter(|e| e["amended"].is_null());
    assert!(in_force.any(|event| event["event"] == "acknowledged" && event["note"] == "Third"), "{timeline}");
}

#[test]
fn a_decision_is_undone_with_the_end_and_the_release_that_it_moved() {
    let desk = Desk::with_list();
    desk.done("03T08:30", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    desk.done("03T09:00", "record still-water accepted --by ada --set notice.release-estimate=2027-03-21T15:00:00Z");
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-21T15:00:00Z --with distributors --by ben");
    desk.done("04T10:00", "embargo still-water break --leaked patch --to chat --assessment Bad. --by ben");
    desk.done("04T11:00", "embargo still-water decide release-early --until 2027-03-10T15:00:00Z --by ben");
    desk.commit("ben");
    assert_eq!(until(&desk, "04T11:00").unwrap(), "2027-03-10T15:00:00Z");
    desk.done("04T12:00", "correct still-water break-decided --set until=2027-03-11T15:00:00Z --by ben --reason slip");
    assert_eq!(until(&desk, "04T12:00").unwrap(), "2027-03-11T15:00:00Z");
    assert_eq!(desk.errors("04T12:00"), Vec::<String>::new());
    desk.commit("ben");
    desk.done("04T13:00", "correct still-water break-decided --void --by ben --reason hasty");
    let status = desk.status("04T13:00");
    assert_eq!(status["embargo"]["until"], "2027-03-21T15:00:00Z");
    assert_eq!(status["embargo"]["in_question"], true);
    let moved = |e: &&serde_json::Value| e["event"].as_str().unwrap().ends_with("-moved") && e["amended"].is_null();
    assert_eq!(status["timeline"].as_array().unwrap().iter().filter(moved).count(), 0, "{status}");
    assert_eq!(desk.errors("04T13:00"), Vec::<String>::new());
    desk.commit("ben");
    desk.done(
        "04T14:00",
        "correct still-water break-decided --kind amendment --dated 2027-03-04T13:00:00Z --void --by ben --reason no",
    );
    assert_eq!(until(&desk, "04T14:00").unwrap(), "2027-03-11T15:00:00Z", "{}", desk.incident());
}

#[test]
fn a_decision_follows_a_break_and_is_one_that_can_be_made() {
    for preset in ["rook", "vitess"] {
        let desk = Desk::with_incident(preset);
        desk.done("03T10:00", "embargo still-water agree --until 2027-03-21T15:00:00Z --by ben");
        let early = "decide release-early --until 2027-03-10T15:00:00Z --assessment Bad. --by ben";
        for command in [
            format!("embargo still-water {early}"),
            "record still-water break-decided --choice continue --assessment Bad. --by ben".to_owned(),
        ] {
            let said = desk.line("04T10:00", &command);
            let why = "nothing has broken the embargo";
            assert!(said.code != 0 && said.all().contains(why), "{preset}: {said:?}");
        }
        desk.done("04T10:30", "embargo still-water break --leaked patch --to chat --assessment Bad. --by ben");
        let endless = "record still-water break-decided --choice release-early --assessment Bad. --by ben";
        let said = desk.line("04T11:00", endless);
        assert!(said.code == 2 && said.err.contains("would still end on 2027-03-21"), "{preset}: {said:?}");
        let said = desk.line("04T11:00", "embargo still-water decide whatever --until 2027-03-10T15:00:00Z --by ben");
        assert!(said.code == 2 && said.err.contains("is not a choice"), "{preset}: {said:?}");
        let said = desk.line("04T11:00", "embargo still-water decide continue --until 2027-03-10T15:00:00Z --by ben");
        assert!(said.code == 2 && said.err.contains("keeps the plan"), "{preset}: {said:?}");
        assert_eq!(until(&desk, "04T11:00").unwrap(), "2027-03-21T15:00:00Z");
        desk.done("04T12:00", &format!("embargo still-water {early}"));
        assert_eq!(until(&desk, "04T12:00").unwrap(), "2027-03-10T15:00:00Z");
    }
}

#[test]
fn nothing_happens_to_the_embargo_of_a_public_advisory() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-20T15:00:00Z");
    for act in [
        "agree --until 2027-03-25T15:00:00Z",
        "move --until 2027-03-25T15:00:00Z",
        "break --leaked x --to y",
        "decide continue",
    ] {
        let said = desk.line("21T10:00", &format!("embargo still-water {act} --by ben"));
        assert!(said.code == 2 && said.err.contains("has been public since"), "{act}: {said:?}");
    }
    // What happened before is recorded all the same.
    desk.done("21T10:00", "embargo still-water break --leaked x --to y --by ben --at 2027-03-19T10:00:00Z");
}

#[test]
fn two_ends_of_two_branches_are_a_conflict() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-21T15:00:00Z --by ben");
    desk.commit("ben");
    support::git(&desk.repo(), &["branch", "other"]);
    desk.done("04T10:00", "embargo still-water move --until 2027-03-25T15:00:00Z --by ben");
    desk.commit("ben");
    support::git(&desk.repo(), &["checkout", "--quiet", "other"]);
    desk.done("04T11:00", "embargo still-water move --until 2027-03-18T15:00:00Z --by ben");
    desk.commit("ben");
    let merge = support::git_command(&desk.repo(), &["merge", "--quiet", "--no-edit", "main"]).output().unwrap();
    assert_eq!(merge.status.code(), Some(1), "{merge:?}");
    assert!(desk.line("04T12:00", "check").out.contains("conflict-marker"));
    // The same move on both branches is none.
    support::git(&desk.repo(), &["merge", "--abort"]);
    support::git(&desk.repo(), &["checkout", "--quiet", "-B", "third", "main"]);
    desk.done("04T13:00", "embargo still-water move --until 2027-03-26T15:00:00Z --by ben");
    desk.commit("ben");
    support::git(&desk.repo(), &["checkout", "--quiet", "-B", "fourth", "main"]);
    desk.done("04T14:00", "embargo still-water move --until 2027-03-26T15:00:00Z --by ben");
    desk.commit("ben");
    support::git(&desk.repo(), &["merge", "--quiet", "--no-edit", "third"]);
    assert_eq!(until(&desk, "04T15:00").unwrap(), "2027-03-26T15:00:00Z");
}

#[test]
fn another_end_is_a_move_by_whatever_command() {
    let desk = Desk::with_list();
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-21T15:00:00Z --by ben");
    for line in ["embargo still-water agree", "record still-water embargo-agreed"] {
        let said = desk.line("03T11:00", &format!("{line} --until 2027-03-22T15:00:00Z --by ben"));
        assert!(said.code == 2 && said.err.contains("already agreed: 2027-03-21 15:00 UTC"), "{line}: {said:?}");
        assert!(said.err.contains("advisory embargo still-water move"), "{line}: {said:?}");
    }
    // The list agrees on the same end.
    desk.done("03T12:00", "record still-water embargo-agreed --until 2027-03-21T15:00:00Z --by distributors");
}

#[test]
fn a_slip_in_the_year_is_refused_wherever_it_is_written() {
    let slips = [
        "embargo still-water agree --until 2028-03-21T15:00:00Z --by ben",
        "record still-water embargo-agreed --until 2028-03-21T15:00:00Z --by ben",
        "publish still-water --until 2028-03-21T15:00:00Z --by ben",
        "record still-water accepted --by ben --set notice.release-estimate=2028-03-21T15:00:00Z",
    ];
    for line in slips {
        let desk = Desk::with_incident("rook");
        let said = desk.line("03T10:00", line);
        assert!(said.code == 1 && said.out.contains("date-far-off") && said.out.contains("check the year"), "{said:?}");
        assert!(!desk.incident().contains("2028-03"), "{line}");
        desk.done("03T10:00", &format!("{line} --anyway"));
        assert!(desk.incident().contains("2028-03"), "{line}");
        assert!(desk.line("03T10:00", "check").out.contains("warning[date-far-off]"), "it can be true");
    }
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-21T15:00:00Z --by ben");
    assert!(!desk.line("03T10:00", "check").out.contains("date-far-off"));
}

#[test]
fn two_outcomes_of_two_branches_are_a_conflict() {
    for (one, other) in [("accepted", "rejected --outcome bug"), ("rejected --outcome bug", "accepted")] {
        let desk = Desk::with_incident("rook");
        support::git(&desk.repo(), &["branch", "other"]);
        desk.done("03T10:00", &format!("record still-water {one} --by ben"));
        desk.commit_at("ben", "03T10:00");
        support::git(&desk.repo(), &["checkout", "--quiet", "other"]);
        desk.done("03T11:00", &format!("record still-water {other} --by ada"));
        desk.commit_at("ada", "03T11:00");
        let merge = support::git_command(&desk.repo(), &["merge", "--quiet", "--no-edit", "main"]).output().unwrap();
        assert_eq!(merge.status.code(), Some(1), "{one}, {other}: {merge:?}");
        assert!(desk.line("03T12:00", "check").out.contains("conflict-marker"));
    }
    // The same outcome on both branches is none.
    let desk = Desk::with_incident("rook");
    support::git(&desk.repo(), &["branch", "other"]);
    desk.done("03T10:00", "record still-water accepted --by ben");
    desk.commit_at("ben", "03T10:00");
    support::git(&desk.repo(), &["checkout", "--quiet", "other"]);
    desk.done("03T11:00", "record still-water accepted --by ada");
    desk.commit_at("ada", "03T11:00");
    support::git(&desk.repo(), &["merge", "--quiet", "--no-edit", "main"]);
}

#[test]
fn nobody_is_asked_to_agree_who_is_on_no_list_and_no_third_party_agrees_where_none_is_told() {
    let agree = "embargo still-water agree --until 2027-03-21T15:00:00Z --by ben";
    let unagreed = |desk: &Desk| desk.line("03T11:00", "check").out.contains("embargo-unagreed");
    let (empty, list) = (Desk::with_incident("rook"), Desk::with_list());
    for desk in [&empty, &list] {
        desk.done("03T10:00", agree);
    }
    assert_eq!((unagreed(&empty), unagreed(&list)), (false, true));
    let agreed = |preset: &str, with: &str| {
        let desk = Desk::with_incident(preset);
        let said = desk.run("03T10:00", &[&agree.split(' ').collect::<Vec<_>>()[..], &["--with", with]].concat());
        (said.code == 0, said.out.contains("embargo-not-allowed"))
    };
    assert_eq!(agreed("vitess", "Big Corporation"), (false, true));
    for with in ["the reporter's employer", "Rin of Northcap", "all of the team", "upstream project"] {
        assert_eq!(agreed("vitess", with), (true, false), "{with}");
    }
    assert_eq!(agreed("generic", "Big Corporation"), (true, false));
}
