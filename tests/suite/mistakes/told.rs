//! Who was told something that turned out wrong is told again.

use super::Desk;
use crate::support;

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
    let desk = Desk::with_list();
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

/// A notice in the tracker, and patches to the list, under the preset of Rook.
fn told() -> Desk {
    told_at("https://example.org/tracker/7")
}

fn told_at(link: &str) -> Desk {
    let desk = Desk::with_list();
    desk.done("03T09:00", "record still-water lead-named --by ada --set roles.fix-lead=ada --set notice.release-estimate=2027-03-12T15:00:00Z");
    desk.done("04T11:00", "record still-water mitigation-ready --by ada");
    desk.done("04T12:00", &format!("record still-water notice-published --by ada --link {link}"));
    desk
}

/// The drafts that are due, by their paths.
fn due(desk: &Desk, at: &str) -> Vec<(String, String)> {
    let out = desk.0.path().join(format!("drafts-{at}"));
    desk.ok(at, &["build", "--drafts", out.to_str().unwrap()]);
    let files = crate::support::files(&out.join("announcements"));
    files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
}

#[test]
fn a_moved_date_is_a_comment_on_the_first_issue_and_shows_on_the_page() {
    let desk = told();
    desk.done("05T10:00", "record still-water release-moved --until 2027-03-14T15:00:00Z --by ada");
    let drafts = due(&desk, "05T11:00");
    let (_, text) = drafts.iter().find(|(path, _)| path == "still-water/notice.issue.moved.issue.md").unwrap();
    assert!(text.starts_with("<!-- A comment on https://example.org/tracker/7 -->\n\n**"), "{text}");
    desk.build("05T11:00");
    let page = std::fs::read_to_string(desk.0.path().join("out/site/forthcoming.html")).unwrap();
    let text = page.split("<article").nth(1).unwrap();
    for part in ["2027-03-14T15:00:00Z", "The date has changed. It was <time datetime=\"2027-03-12T15:00:00Z\""] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_public_comment_names_no_address_outside_its_tracker() {
    for link in ["https://private.example/7", "https://example.org/tracker-private/7", "https://example.org/tracker"] {
        let desk = told_at(link);
        desk.done("05T10:00", "record still-water release-moved --until 2027-03-14T15:00:00Z --by ada");
        let drafts = due(&desk, "05T11:00");
        let (_, text) = drafts.iter().find(|(path, _)| path == "still-water/notice.issue.moved.issue.md").unwrap();
        assert!(text.starts_with("<!-- A comment on the first issue in example.org/tracker -->\n\n**"), "{text}");
    }
}

#[test]
fn every_channel_that_was_told_is_told_of_a_revision_and_of_a_withdrawal_once() {
    let desk = told();
    desk.done("05T09:00", "embargo still-water agree --until 2027-03-12T15:00:00Z --with distributors --by ben");
    desk.done("05T10:00", "record still-water distributors-notified --by ada --anyway");
    desk.done("06T10:00", "publish still-water --by ben");
    desk.done("12T16:00", "record still-water announced --by ada --anyway");
    desk.done("12T17:00", "sent still-water announce --to announce --by ada --anyway");
    let news = |at: &str, word: &str| -> Vec<(String, String)> {
        due(&desk, at).into_iter().filter(|(path, _)| path.contains(&format!(".{word}."))).collect()
    };
    let paths = |drafts: &[(String, String)]| drafts.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    let expected = |word: &str| {
        ["announce.announce", "distributors.distributors", "notice.issue"].map(|draft| {
            format!("still-water/{draft}.{word}.{}", if draft == "notice.issue" { "issue.md" } else { "eml" })
        })
    };
    assert_eq!(news("12T18:00", "revised"), []);
    desk.edit("incidents/2027/still-water/advisory.md", |text| text.replace("Restore only", "Restore nothing but"));
    desk.done("13T10:00", "revise still-water --by ben --text Shorter.");
    let revised = news("13T11:00", "revised");
    assert_eq!(paths(&revised), expected("revised"));
    for (path, text) in &revised {
        assert!(text.contains("Shorter.") && text.contains("LODE-2027-001"), "{path}: {text}");
        assert!(!path.ends_with("eml") || text.contains("\nIn-Reply-To: "), "{path}: {text}");
    }
    for (step, channel) in [("announce", "announce"), ("distributors", "distributors"), ("notice", "issue")] {
        desk.done("13T12:00", &format!("sent still-water {step} --to {channel} --by ada --again --anyway"));
    }
    assert_eq!(news("13T13:00", "revised"), []);
    let said = desk.ok("14T10:00", &["withdraw", "still-water", "--by", "ben", "--reason", "It is none."]);
    for told in [
        "tell `announce`, which got `announce`",
        "tell `distributors`, which got `distributors`",
        "tell `issue`, which got `notice`",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert_eq!(paths(&news("14T11:00", "withdrawn")), expected("withdrawn"));
}

#[test]
fn each_answer_to_a_request_is_a_message_of_its_own() {
    let desk = Desk::new("rook");
    desk.edit("distributors.toml", |text| {
        text + "\n[[request]]\nid = \"tidewater\"\nname = \"Tidewater\"\ncontact = \"sec@tidewater.example\"\nreceived = 2027-03-01T10:00:00Z\n"
    });
    let answer = |at: &str| {
        let text = due(&desk, at).into_iter().find(|(path, _)| path == "membership/tidewater.eml").unwrap().1;
        let header = |name: &str| {
            text.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).map(|it| it.trim().to_owned())
        };
        (header("Message-ID").unwrap(), header("In-Reply-To"))
    };
    let (first, replies_to) = answer("02T10:00");
    assert_eq!(replies_to, None);
    desk.done("02T11:00", "distributors sent tidewater");
    desk.done("03T10:00", "distributors decline tidewater --by ada --reason Late.");
    let (second, replies_to) = answer("03T11:00");
    assert_ne!(second, first);
    assert_eq!(replies_to, Some(first));
}

#[test]
fn a_mail_is_dated_when_its_draft_is_made() {
    let desk = told();
    desk.edit("incidents/2027/still-water/advisory.md", |text| {
        text.replace("[[cvss]]", "cve = [\"CVE-2027-1234\"]\n[[cvss]]")
    });
    desk.done("06T10:00", "publish still-water --by ben --until 2027-03-29T15:00:00Z");
    desk.done("29T16:00", "record still-water released --by ada --set fix.releases.\"1.0\"=1.0.1 --set fix.pull-requests=[\"https://git.example/1\"] --anyway");
    desk.done("29T17:00", "record still-water cve-requested --by ada --anyway");
    let drafted = desk.done("29T18:00", "draft still-water announce");
    assert!(drafted.contains("Date: Mon, 29 Mar 2027 18:00:00 +0000"), "{drafted}");
}

#[test]
fn what_readers_were_told_already_is_not_revised_again() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-10T15:00:00Z");
    desk.commit_at("ben", "03T10:00");
    desk.edit("incidents/2027/still-water/advisory.md", |text| text.replace("Restore only", "Restore nothing but"));
    desk.done("11T10:00", "revise still-water --by ben --text Shorter.");
    let said = desk.line("11T10:01", "revise still-water --by ben --text Shorter.");
    assert!(said.code == 2 && said.err.contains("has not changed"), "{said:?}");
    let said = desk.done("11T10:02", "withdraw still-water --by ben --reason None.");
    assert!(!said.contains("this also approves"), "{said}");
}

/// Two channels of a step, of which one got the mail.
#[test]
fn a_channel_that_got_nothing_is_not_told_that_it_was_told() {
    let is_told = |sent: &[&str]| {
        let desk = Desk::with_list();
        desk.done("03T10:00", "embargo still-water agree --until 2027-03-21T15:00:00Z --with distributors --by ben");
        desk.done("04T10:00", "embargo still-water break --leaked the-patch --to a-chat-room --by ben");
        desk.done("04T11:00", "embargo still-water decide continue --assessment Bad. --by ben");
        for channel in sent {
            desk.done("04T12:00", &format!("sent still-water embargo-break --to {channel} --by ben"));
        }
        desk.done("04T13:00", "record still-water break-notified --by ben --anyway");
        desk.done("05T10:00", "publish still-water --by ben --anyway");
        desk.done("22T10:00", "withdraw still-water --by ben --reason None.");
        due(&desk, "22T11:00").iter().any(|(path, _)| path == "still-water/embargo-break.distributors.withdrawn.eml")
    };
    assert!(is_told(&[]), "nobody recorded what was sent");
    assert!(is_told(&["distributors"]));
    assert!(!is_told(&["security"]));
}

#[test]
fn the_only_channel_of_a_step_needs_no_name() {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "sent still-water acknowledge --by ada");
    assert!(desk.incident().contains("channel = \"reporter\""), "{}", desk.incident());
    let several = desk.line("02T12:00", "sent still-water embargo-break --by ada");
    assert!(several.code == 2 && several.err.contains("goes to `distributors`, `security`"), "{several:?}");
    let address = desk.line("02T12:00", "sent still-water acknowledge --to rin@example.org --by ada");
    assert!(address.code == 2 && address.err.contains("name the channel in policy.toml"), "{address:?}");
}

#[test]
fn whoever_was_told_that_a_release_comes_is_told_that_none_does() {
    let desk = Desk::with_incident("vitess");
    desk.done("03T10:00", "record still-water mitigation-ready --by ada --set roles.fix-lead=ada --set notice.release-date=2027-03-20T15:00:00Z");
    desk.done("03T11:00", "sent still-water notice --by ada");
    desk.done("03T11:00", "record still-water notice-published --by ada");
    desk.done("04T10:00", "record still-water rejected --by ada");
    let untold = |at: &str| desk.line(at, "check").out.contains("rejected-untold");
    assert!(untold("04T11:00"));
    let drafted = desk.done("04T11:00", "draft still-water");
    assert!(drafted.contains("security release is cancelled") && drafted.contains("In-Reply-To: "), "{drafted}");
    assert!(drafted.contains("Our decision on your report"), "{drafted}");
    desk.done("04T12:00", "sent still-water notice --to announce --by ada");
    assert!(untold("04T13:00"), "the reporter waits");
    desk.done("04T12:00", "sent still-water acknowledge --to reporter --by ada");
    assert!(!untold("04T13:00"));
    let drafted = desk.done("04T13:00", "draft still-water");
    assert!(!drafted.contains("is cancelled") && !drafted.contains("Our decision"), "{drafted}");
}

#[test]
fn the_answer_to_a_reporter_says_why_the_report_was_rejected() {
    let answer = |options: &str| {
        let desk = Desk::with_incident("generic");
        desk.done("03T10:00", "record still-water acknowledged --by ada");
        desk.done("04T10:00", format!("record still-water rejected --by ada {options}").trim_end());
        let drafted = desk.done("04T11:00", "draft still-water");
        assert_eq!(drafted.matches("In-Reply-To: ").count(), 1, "{drafted}");
        drafted.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for (options, words) in [
        ("", "do not think that it is a vulnerability"),
        ("--outcome bug", "is a bug, and we would like to fix it"),
        ("--outcome hardening", "harder to attack"),
        ("--outcome by-design", "is meant to do what you describe"),
        ("--outcome not-reproducible", "These would help us to try again"),
        ("--outcome other-project --belongs-to libexample", "is in libexample, not in"),
        // Nobody learns which incident is embargoed.
        ("--outcome duplicate --duplicate-of CVE-2027-4321", "we already know of and are working on"),
    ] {
        let answer = answer(options);
        assert!(answer.contains(words) && !answer.contains("CVE-2027-4321"), "{options}: {answer}");
    }
}

#[test]
fn a_rejection_says_enough_for_its_answer() {
    let desk = Desk::with_incident("generic");
    for (options, words) in [
        ("--outcome bugg", "did you mean `bug`?"),
        ("--outcome duplicate", "add `duplicate-of`"),
        ("--outcome duplicate --duplicate-of still-water", "a duplicate of itself"),
        ("--outcome bug --duplicate-of amber-heron", "belongs to the outcome `duplicate`"),
        ("--outcome other-project", "add `belongs-to`"),
        ("--belongs-to libexample", "belongs to the outcome `other-project`"),
    ] {
        let said = desk.line("04T10:00", &format!("record still-water rejected --by ada {options}"));
        assert!(said.code == 1 && said.out.contains(words), "{options}: {said:?}");
    }
}

#[test]
fn a_reporter_hears_that_the_report_is_confirmed_until_the_embargo_is_agreed() {
    let desk = Desk::with_incident("generic");
    let is_due = |at: &str| desk.line(at, "draft still-water").out.contains("Your report is confirmed");
    desk.done("03T10:00", "record still-water acknowledged --by ada");
    let said = desk.line("04T10:00", "record still-water accepted --by ada --set roles.fix-lead=ada");
    assert!(said.err.contains("advisory draft still-water"), "{said:?}");
    assert!(is_due("04T11:00"));
    desk.done("04T12:00", "embargo still-water agree --until 2027-03-20T15:00:00Z --by ada");
    assert!(!is_due("04T13:00"));
}

#[test]
fn whoever_was_told_a_date_that_passed_is_told_so_before_a_new_one_is_known() {
    let desk = told();
    desk.done("05T09:00", "embargo still-water agree --until 2027-03-12T15:00:00Z --with distributors --by ada");
    support::write(&desk.repo(), "incidents/2027/still-water/patches/fix.patch", "--- a\n+++ b\n");
    desk.done("05T10:00", "record still-water decision --step distributors --take --by ada");
    desk.done("05T11:00", "record still-water fix-ready --by ada --set fix.repository=https://git.example.org/p --set fix.commits=[{id=\"abc1234\",line=\"1.0\",author=\"ben\",approved-by=[\"ada\"]}] --anyway");
    desk.done("05T12:00", "record still-water distributors-notified --by ada --anyway");
    let late = |at: &str| -> Vec<(String, String)> {
        due(&desk, at).into_iter().filter(|(path, _)| path.contains(".late.") || path.contains(".moved.")).collect()
    };
    assert_eq!(late("12T23:59"), [], "the day has not passed");
    assert!(!desk.line("12T23:59", "check").out.contains("estimate-passed"));
    let drafts = late("13T09:00");
    let paths: Vec<&str> = drafts.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["still-water/distributors.distributors.late.eml", "still-water/notice.issue.late.issue.md"]);
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (mail, issue) = (flat(&drafts[0].1), flat(&drafts[1].1));
    for part in
        ["the date has passed", "The embargo was to end on 2027-03-12 15:00 UTC", "keep the embargo", "We write again"]
    {
        assert!(mail.contains(part), "{part}: {mail}");
    }
    for part in ["expected the fixed releases on 2027-03-12 15:00 UTC", "not available yet", "do not know the new date"]
    {
        assert!(issue.contains(part), "{part}: {issue}");
    }
    assert!(desk.line("13T09:00", "check").out.contains("if nobody knows it yet, say so"));
    desk.build("13T09:00");
    let page = std::fs::read_to_string(desk.0.path().join("out/site/forthcoming.html")).unwrap();
    assert!(page.contains("This date has passed."), "{page}");
    // Both are settled when they were sent, and a new date is news again.
    desk.done("13T10:00", "sent still-water notice --to issue --by ada");
    desk.done("13T10:00", "sent still-water distributors --to distributors --by ada");
    assert_eq!(late("13T11:00"), []);
    desk.done("14T10:00", "embargo still-water move --until 2027-03-19T15:00:00Z --with distributors --by ada");
    let moved = late("14T11:00");
    assert!(moved.iter().all(|(path, text)| path.contains(".moved.") && text.contains("2027-03-19")), "{moved:?}");
    assert_eq!(moved.len(), 2, "{moved:?}");
}

#[test]
fn nobody_is_told_that_a_date_passed_on_which_the_release_came_out() {
    let desk = told();
    desk.done("12T15:00", "record still-water released --by ben --set fix.releases.\"1.0\"=1.0.1 --anyway");
    assert!(due(&desk, "13T09:00").iter().all(|(path, _)| !path.contains(".late.")));
    for end in ["rejected --outcome bug", "closed"] {
        let over = told();
        over.done("11T10:00", &format!("record still-water {end} --by ada --anyway"));
        assert!(due(&over, "13T09:00").iter().all(|(path, _)| !path.contains(".late.")), "{end}");
    }
}

/// After a leak, somebody decides whether the embargo goes on: no mail asks to keep it.
#[test]
fn nobody_is_asked_to_keep_an_embargo_that_broke() {
    let desk = told();
    desk.done("05T09:00", "embargo still-water agree --until 2027-03-12T15:00:00Z --with distributors --by ada");
    desk.done("05T12:00", "record still-water distributors-notified --by ada --anyway");
    let asked = |at: &str| due(&desk, at).iter().any(|(path, _)| path.contains("distributors.late"));
    assert!(asked("13T09:00"));
    desk.done("10T12:00", "embargo still-water break --leaked patch --to chat --assessment Bad. --by ada");
    assert!(!asked("13T09:00"));
}

/// A second report of the same vulnerability, whose reporter has an address of their own.
fn duplicate() -> Desk {
    let desk = Desk::with_incident("generic");
    let reporter = ["--reporter", "Noor Haddad", "--email", "noor@example.net", "--line", "1.0"];
    let new = ["new", "--summary", "Another report", "--handle", "calm-lake"];
    desk.ok("03T10:00", &[&new[..], &reporter[..]].concat());
    desk.done("03T11:00", "record calm-lake acknowledged --by ada");
    desk.done("04T10:00", "record calm-lake rejected --by ada --outcome duplicate --duplicate-of still-water");
    desk
}

#[test]
fn the_reporter_of_a_duplicate_hears_again_when_the_advisory_is_public() {
    let desk = duplicate();
    let draft = |at: &str| {
        let said = desk.done(at, "draft calm-lake");
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let is_untold = |at: &str, words: &str| {
        let said = desk.line(at, "check").out;
        said.split("rejected-untold").nth(1).is_some_and(|found| found.contains(words))
    };
    assert!(draft("04T11:00").contains("already know of and are working on"));
    assert!(is_untold("04T11:00", "the report is rejected, but nobody told the reporter"));
    desk.done("04T12:00", "sent calm-lake acknowledge --by ada");
    assert!(!is_untold("04T13:00", ""));
    desk.done("05T10:00", "publish still-water --by ada --until 2027-03-10T15:00:00Z --anyway");
    assert!(!draft("09T10:00").contains("LODE-2027-001"), "nobody hears of it before it is public");
    assert!(!is_untold("09T10:00", ""));

    let said = draft("11T10:00");
    for words in ["To: \"Noor Haddad\" <noor@example.net>", "is public", "LODE-2027-001", "In-Reply-To:"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(is_untold("11T10:00", "a duplicate of an advisory that is public now, but nobody told the reporter"));
    desk.done("11T11:00", "sent calm-lake acknowledge --by ada --again");
    assert!(!is_untold("11T12:00", "") && !draft("11T12:00").contains("LODE-2027-001"));

    // If nobody answered before, one mail says both.
    let late = duplicate();
    late.done("05T10:00", "publish still-water --by ada --until 2027-03-10T15:00:00Z --anyway");
    let said = late.done("11T10:00", "draft calm-lake").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("that we have published already: LODE-2027-001"), "{said}");
}

#[test]
fn an_advisory_credits_the_reporters_of_duplicates_who_agreed_and_no_others() {
    let desk = duplicate();
    let found = |at: &str| {
        let found = desk.run(at, &["check", "--format", "json"]).json();
        let of_names = |finding: &&serde_json::Value| finding["rule"].as_str().unwrap().starts_with("reporter-");
        let found = found["findings"].as_array().unwrap().iter().filter(of_names);
        let found = found.filter(|finding| finding["message"].as_str().unwrap().contains("Noor"));
        let said = found.map(|it| format!("{} {}", it["rule"].as_str().unwrap(), it["file"]));
        said.collect::<Vec<_>>()
    };
    assert_eq!(found("04T11:00"), [] as [String; 0]);
    let credit = "\n[[credit]]\nname = \"Noor Haddad\"\nrole = \"finder\"\n+++\n";
    let advisory = "incidents/2027/still-water/advisory.md";
    desk.edit(advisory, |text| {
        let (front, body) = text.split_once("\n+++\n").unwrap();
        format!("{front}{credit}{body}")
    });
    assert_eq!(found("04T11:00"), [format!("reporter-named \"{advisory}\"")]);
    desk.edit("incidents/2027/calm-lake/incident.toml", |text| {
        text.replace("email = \"noor@example.net\"", "email = \"noor@example.net\", consent = true")
    });
    assert_eq!(found("04T11:00"), [] as [String; 0]);
    desk.edit(advisory, |text| text.replace("Noor Haddad", "Somebody Else"));
    assert_eq!(found("04T11:00"), [format!("reporter-uncredited \"{advisory}\"")]);
}
