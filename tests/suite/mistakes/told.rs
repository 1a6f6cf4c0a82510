//! Who was told something that turned out wrong is told again.

use super::Desk;

#[test]
fn whoever_was_told_of_a_withdrawal_is_told_that_it_was_a_mistake() {
    let desk = Desk::with_incident("vitess");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-10T15:00:00Z");
    desk.done("10T16:00", "record still-water released --by ben --set fix.releases.\"1.0\"=1.0.1 --anyway");
    desk.done("10T17:00", "sent still-water announce --to announce --by ben --anyway");
    desk.done("10T17:00", "record still-water announced --by ben --anyway");
    desk.ok("11T10:00", &["withdraw", "still-water", "--by", "ben", "--reason", "It is none."]);
    let void = [
        "correct",
        "still-water",
        "withdrawn",
        "--void",
        "--by",
        "ben",
        "--reason",
        "x",
        "--revision",
        "The withdrawal was a mistake.",
    ];
    // Nobody was told yet, so there is nobody to tell.
    let quiet = Desk(tempfile::tempdir().unwrap());
    for (path, bytes) in crate::support::files(&desk.repo()) {
        crate::support::write(&quiet.repo(), &path, bytes);
    }
    assert!(!quiet.ok("12T10:00", &void).contains("people were told of the withdrawal"));
    assert!(!quiet.done("12T11:00", "draft still-water").contains("restored"));

    let drafted = desk.done("11T11:00", "draft still-water");
    assert!(drafted.contains("withdrawn"), "{drafted}");
    desk.done("11T11:00", "sent still-water announce --to announce --by ben --again");
    let said = desk.ok("12T10:00", &void);
    assert!(
        said.contains("people were told of the withdrawal") && said.contains("advisory draft still-water"),
        "{said}"
    );
    let drafted = desk.done("12T11:00", "draft still-water");
    assert!(drafted.contains("The withdrawal was a mistake.") && drafted.contains("In-Reply-To:"), "{drafted}");
    let out = desk.0.path().join("drafts");
    desk.ok("12T11:00", &["build", "--drafts", out.to_str().unwrap()]);
    assert!(out.join("announcements/still-water/announce.announce.restored.eml").exists());
    desk.done("12T12:00", "sent still-water announce --to announce --by ben --again");
    assert!(!desk.done("12T13:00", "draft still-water").contains("was a mistake"));
}

#[test]
fn the_mail_about_a_break_names_every_leak() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-21T15:00:00Z --with distributors --by ben");
    desk.done("04T10:00", "embargo still-water break --leaked the-patch --to a-chat-room --by ben");
    desk.done("05T10:00", "embargo still-water break --leaked the-exploit --to a-newspaper --assessment Bad. --by ben");
    desk.done("05T11:00", "embargo still-water decide continue --assessment Bad. --by ben");
    let drafted = desk.done("05T12:00", "draft still-water embargo-break");
    for words in ["the-patch", "a-chat-room", "the-exploit", "a-newspaper"] {
        assert!(drafted.contains(words), "{words}: {drafted}");
    }
}

#[test]
fn the_release_is_due_when_users_were_told_that_it_comes() {
    let desk = Desk::with_incident("rook");
    desk.done("03T09:00", "record still-water lead-named --by ada --set roles.fix-lead=ada --set notice.release-estimate=2027-03-12T15:00:00Z");
    let due = |at: &str| {
        let status = desk.status(at);
        let steps = status["steps"].as_array().unwrap().clone();
        steps.into_iter().find(|step| step["id"] == "release").unwrap()["deadline"]["due"].as_str().unwrap().to_owned()
    };
    assert_eq!(due("04T10:00"), "2027-03-23T10:00:00Z", "a plan that nobody was told binds nobody");
    desk.done("04T11:00", "record still-water mitigation-ready --by ada");
    desk.done("04T12:00", "record still-water notice-published --by ada");
    assert_eq!(due("04T13:00"), "2027-03-12T23:59:59Z", "the policy gives days");
    assert!(desk.line("14T10:00", "check").out.contains("`release` is overdue by 1 d"));
    desk.done("05T10:00", "record still-water release-moved --until 2027-03-14T15:00:00Z --by ada");
    assert_eq!(due("05T10:00"), "2027-03-14T23:59:59Z");
}

#[test]
fn the_first_line_shows_the_overdue_step_and_what_it_waits_for() {
    let desk = Desk::with_incident("rook");
    desk.done("03T09:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    let said = desk.done("05T10:00", "record still-water accepted --by ada");
    let next = said.split("next  ").nth(1).unwrap().split("public ").next().unwrap();
    let next = next.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(next.starts_with("team-named (ada): 2 d overdue"), "{next}");
    assert!(next.contains("waits for the developers of the fix (`fix-team`)"), "{next}");
}
