//! Whoever was told something that changes hears of the change once, and `check` says who does not know it yet.

use super::Desk;

/// The drafts that are due, by their paths, as one line.
fn drafts(desk: &Desk, at: &str) -> Vec<(String, String)> {
    let out = desk.0.path().join(format!("drafts-{at}"));
    desk.ok(at, &["build", "--drafts", out.to_str().unwrap()]);
    let files = crate::support::files(&out.join("announcements")).into_iter();
    let flat = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    files.map(|(path, bytes)| (path.replace("still-water/", ""), flat(bytes))).collect()
}

/// The text of a draft that is due; empty if it is not.
fn draft(desk: &Desk, at: &str, path: &str) -> String {
    drafts(desk, at).into_iter().find(|(own, _)| own == path).map(|(_, text)| text).unwrap_or_default()
}

/// The findings of a rule, all of which are warnings.
fn found(desk: &Desk, at: &str, rule: &str) -> Vec<String> {
    let found = desk.line(at, "check --format json").json();
    let found = found["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule);
    let said = |finding: &serde_json::Value| {
        assert_eq!(finding["severity"], "warning", "{finding}");
        finding["message"].as_str().unwrap().to_owned()
    };
    found.map(said).collect()
}

fn untold(desk: &Desk, at: &str) -> Vec<String> {
    found(desk, at, "date-untold")
}

/// Requires that one channel is told of another date once, in its thread.
fn told_once(desk: &Desk, day: &str, (path, who): (&str, &str), sent: &str) {
    let at = |time: &str| format!("{day}T{time}");
    let found = untold(desk, &at("11:00"));
    assert!(found.len() == 1 && found[0].starts_with(who), "{path}: {found:?}");
    let text = draft(desk, &at("11:00"), path);
    assert!(text.contains("has changed"), "{path}: {text} {:?}", drafts(desk, &at("11:00")));
    assert!(!path.ends_with(".eml") || text.contains("In-Reply-To: "), "{path}: {text}");
    desk.done(&at("12:00"), sent);
    assert_eq!(untold(desk, &at("13:00")), [] as [&str; 0], "{path}");
    assert_eq!(draft(desk, &at("13:00"), path), "", "{path}");
}

/// A fix lead, a confirmed report and an agreed end, of which the reporter has heard.
fn accepted() -> Desk {
    let desk = Desk::with_incident("generic");
    desk.done("02T10:30", "sent still-water acknowledge --by ada");
    desk.done("02T10:30", "record still-water acknowledged --by ada");
    desk.done("02T11:00", "record still-water accepted --by ada --set roles.fix-lead=ada");
    desk
}

#[test]
fn a_form_that_names_the_end_of_the_embargo_is_told_another_one() {
    let desk = Desk::with_incident("generic");
    desk.done("02T11:00", "record still-water accepted --by ada --set roles.fix-lead=ada");
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-20T10:00:00Z --by ada");
    assert!(draft(&desk, "03T11:00", "cve.cve-form.form.txt").contains("Planned publication 2027-03-20"));
    desk.done("03T11:00", "sent still-water cve --by ada");
    desk.done("03T11:00", "record still-water cve-requested --by ada");
    let said = desk.done("04T10:00", "embargo still-water move --until 2027-03-27T10:00:00Z --by ada");
    assert!(!said.contains("no effect"), "{said}");
    let sent = "sent still-water cve --to cve-form --by ada";
    told_once(&desk, "04", ("cve.cve-form.moved.form.txt", "`cve-form` was told 2027-03-20"), sent);
    // The mail is not recorded again by the record of its step.
    let late = Desk::with_incident("generic");
    late.done("02T11:00", "record still-water accepted --by ada --set roles.fix-lead=ada");
    late.done("03T10:00", "embargo still-water agree --until 2027-03-20T10:00:00Z --by ada");
    late.done("03T11:00", "sent still-water cve --by ada");
    late.done("04T10:00", "embargo still-water move --until 2027-03-27T10:00:00Z --by ada");
    late.done("04T10:30", "record still-water cve-requested --by ada");
    assert_eq!(untold(&late, "04T11:00").len(), 1, "{:?}", untold(&late, "04T11:00"));
}

#[test]
fn the_reporter_hears_of_another_date_than_they_agreed_on() {
    let desk = accepted();
    desk.done("02T12:00", "sent still-water acknowledge --by ada");
    desk.done("02T14:00", "embargo still-water agree --until 2027-03-20T10:00:00Z --by ada");
    let moved = "embargo still-water move --until 2027-03-27T10:00:00Z --by ada";
    desk.done("04T10:00", moved);
    let sent = "sent still-water acknowledge --by ada";
    told_once(&desk, "04", ("acknowledge.reporter.moved.eml", "the reporter was told 2027-03-20"), sent);
    // Who agreed on the new date knows it.
    let agreed = accepted();
    agreed.done("02T14:00", "embargo still-water agree --until 2027-03-20T10:00:00Z --by ada");
    agreed.done("04T10:00", &format!("{moved} --with reporter"));
    assert_eq!(untold(&agreed, "04T11:00"), [] as [&str; 0]);
    agreed.done("05T10:00", "embargo still-water move --until 2027-03-30T10:00:00Z --by ada");
    assert_eq!(untold(&agreed, "05T11:00").len(), 1);
}

#[test]
fn the_reporter_hears_of_another_date_than_their_answer_named() {
    let desk = Desk::with_incident("generic");
    desk.done("02T10:30", "sent still-water acknowledge --by ada");
    desk.done("02T10:30", "record still-water acknowledged --by ada");
    // The team sets an end that the reporter has not agreed on, and says so in the answer.
    desk.edit("incidents/2027/still-water/incident.toml", |text| {
        text.replace("[scope]", "[embargo]\nuntil = 2027-03-20T10:00:00Z\nagreed-by = [\"upstream\"]\n[scope]")
    });
    desk.done("02T11:00", "record still-water accepted --by ada --set roles.fix-lead=ada");
    assert!(draft(&desk, "02T11:30", "acknowledge.reporter.answer.eml").contains("public on 2027-03-20"));
    desk.done("02T12:00", "sent still-water acknowledge --by ada");
    desk.done("04T10:00", "embargo still-water move --until 2027-03-27T10:00:00Z --by ada");
    let sent = "sent still-water acknowledge --by ada";
    told_once(&desk, "04", ("acknowledge.reporter.moved.eml", "the reporter was told 2027-03-20"), sent);
}

#[test]
fn who_may_not_get_the_date_by_a_draft_is_told_all_the_same() {
    let desk = Desk::with_incident("rook");
    desk.done("02T10:30", "sent still-water acknowledge --by ada");
    desk.done("02T10:30", "record still-water acknowledged --by ada");
    desk.done("02T14:00", "embargo still-water agree --until 2027-03-20T10:00:00Z --with reporter --by ada");
    desk.done("04T10:00", "embargo still-water move --until 2027-03-27T10:00:00Z --by ada");
    assert_eq!(untold(&desk, "04T11:00").len(), 1);
    assert!(desk.line("04T11:00", "check").out.contains("may not carry the date"));
    desk.done("04T12:00", "sent still-water acknowledge --by ada --again");
    assert_eq!(untold(&desk, "04T13:00"), [] as [&str; 0]);
}

/// Patches to the list, with an end of the embargo.
fn notified() -> Desk {
    let desk = Desk::with_list();
    desk.done("03T09:00", "record still-water lead-named --by ada --set roles.fix-lead=ada --set notice.release-estimate=2027-03-12T15:00:00Z");
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-21T15:00:00Z --with distributors --by ben");
    desk
}

const BREAK: &str = "embargo still-water break --leaked the-patch --to a-chat-room --by ben";

#[test]
fn mails_about_a_leak_are_followed_by_one_with_the_new_date() {
    let desk = notified();
    desk.done("04T10:00", BREAK);
    desk.done("04T11:00", "embargo still-water decide continue --assessment Bad. --by ben");
    for channel in ["distributors", "security"] {
        desk.done("04T12:00", &format!("sent still-water embargo-break --to {channel} --by ada"));
    }
    desk.done("04T13:00", "record still-water break-notified --by ada --anyway");
    desk.done("05T10:00", "embargo still-water move --until 2027-03-25T15:00:00Z --with distributors --by ben");
    let sent = "sent still-water embargo-break --to distributors --by ada";
    let expected = ("embargo-break.distributors.moved.eml", "`distributors` was told 2027-03-21");
    told_once(&desk, "05", expected, sent);
}

#[test]
fn a_channel_that_two_steps_told_a_date_hears_once_that_it_moved() {
    let desk = notified();
    desk.done("03T12:00", "record still-water mitigation-ready --by ada");
    desk.done("04T09:00", "record still-water distributors-notified --by ada --anyway");
    desk.done("04T10:00", BREAK);
    desk.done("04T11:00", "embargo still-water decide continue --assessment Bad. --by ben");
    desk.done("04T12:00", "record still-water break-notified --by ada --anyway");
    desk.done("05T10:00", "embargo still-water move --until 2027-03-25T15:00:00Z --with distributors --by ben");
    let moved = |at: &str| {
        let drafts = drafts(&desk, at).into_iter().map(|(path, _)| path);
        drafts.filter(|path| path.contains("distributors.moved")).collect::<Vec<_>>()
    };
    assert_eq!(moved("05T11:00"), ["embargo-break.distributors.moved.eml"]);
    desk.done("05T12:00", "sent still-water embargo-break --to distributors --by ada");
    assert_eq!(moved("05T13:00"), [] as [&str; 0]);
}

#[test]
fn a_date_that_a_correction_changes_is_told_like_one_that_moved() {
    let desk = notified();
    desk.done("04T11:00", "record still-water mitigation-ready --by ada");
    desk.done("04T12:00", "record still-water notice-published --by ada --link https://example.org/tracker/7");
    desk.done("05T10:00", "record still-water distributors-notified --by ada --anyway");
    let correct = |at: &str, event: &str, change: &str| {
        desk.done(at, &format!("correct still-water {event} --by ben --reason Typo. {change}"));
    };
    correct("06T10:00", "embargo-agreed", "--set until=2027-03-22T15:00:00Z");
    let sent = "sent still-water distributors --to distributors --by ada";
    told_once(&desk, "06", ("distributors.distributors.moved.eml", "`distributors` was told 2027-03-21"), sent);
    desk.done("07T10:00", "record still-water release-moved --until 2027-03-14T15:00:00Z --by ada");
    let sent = "sent still-water notice --to issue --by ada";
    let moved = "notice.issue.moved.issue.md";
    desk.done("07T12:00", sent);
    correct("08T10:00", "release-moved", "--set until=2027-03-15T15:00:00Z");
    let flat = draft(&desk, "08T11:00", moved);
    assert!(flat.contains("2027-03-14 15:00") && flat.contains("2027-03-15 15:00"), "{flat}");
    assert_eq!(untold(&desk, "08T11:00").len(), 1);
    desk.done("08T12:00", sent);
    correct("09T10:00", "release-moved", "--void");
    assert!(draft(&desk, "09T11:00", moved).contains("2027-03-12 15:00"), "the first plan counts again");
    desk.done("09T12:00", sent);
    assert_eq!(untold(&desk, "09T13:00"), [] as [&str; 0]);
}

#[test]
fn a_waiver_tells_users_no_date() {
    let desk = Desk::with_incident("vitess");
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    desk.done("03T11:00", "record still-water mitigation-ready --by ada");
    desk.done(
        "04T12:00",
        "record still-water notice-published --by ada --set notice.release-date=2027-03-12T15:00:00Z",
    );
    let waiver = "record still-water waiver --waiver lead-judgment --step release --reason Work. --by ada --until";
    desk.done("05T10:00", &format!("{waiver} 2027-03-20T15:00:00Z"));
    let said = found(&desk, "05T11:00", "waiver-untold");
    assert!(said.len() == 1 && said[0].contains("users were told 2027-03-12"), "{said:?}");
    desk.done("05T12:00", "record still-water release-moved --until 2027-03-18T15:00:00Z --by ada");
    assert_eq!(found(&desk, "05T13:00", "waiver-untold"), [] as [&str; 0]);
    assert_eq!(untold(&desk, "05T13:00").len(), 1);
}

#[test]
fn mitigations_that_come_after_the_notice_reach_those_who_got_it() {
    let desk = Desk::with_incident("rook");
    desk.done("03T09:00", "record still-water lead-named --by ada --set roles.fix-lead=ada --set notice.release-estimate=2027-03-12T15:00:00Z");
    desk.done("04T11:00", "record still-water fix-ready --by ada --anyway");
    desk.done("04T12:00", "record still-water notice-published --by ada --link https://example.org/tracker/7");
    desk.edit("incidents/2027/still-water/incident.toml", |text| {
        text.replace("release-estimate = ", "mitigations = \"Restore nothing.\"\nrelease-estimate = ")
    });
    assert_eq!(found(&desk, "05T09:00", "mitigations-untold"), [] as [&str; 0], "nobody approved them");
    desk.done("05T10:00", "publish still-water --mitigations --by ben");
    let path = "notice.issue.mitigations.issue.md";
    let is_untold = |at: &str| found(&desk, at, "mitigations-untold").len() == 1;
    let text = draft(&desk, "05T11:00", path);
    assert!(is_untold("05T11:00") && text.contains("Restore nothing.") && text.contains("A comment on"), "{text}");
    // If a date moves as well, one message says both.
    desk.done("05T12:00", "record still-water release-moved --until 2027-03-14T15:00:00Z --by ada");
    let text = draft(&desk, "05T13:00", "notice.issue.moved.issue.md");
    assert!(text.contains("Restore nothing.") && text.contains("2027-03-14"), "{text}");
    assert!(is_untold("05T13:00") && draft(&desk, "05T13:00", path).is_empty());
    desk.done("05T14:00", "sent still-water notice --to issue --by ada");
    assert!(!is_untold("05T15:00") && draft(&desk, "05T15:00", path).is_empty());
    // A further approval of the same text tells nothing new.
    desk.done("06T10:00", "publish still-water --mitigations --by ada");
    assert!(!is_untold("06T11:00"));
}

#[test]
fn the_reporter_hears_that_a_rejection_was_taken_back() {
    let void = "correct still-water rejected --void --by ada --reason Wrong.";
    let desk = Desk::with_incident("generic");
    desk.done("02T11:00", "sent still-water acknowledge --by ada");
    desk.done("02T11:00", "record still-water acknowledged --by ada");
    desk.done("03T10:00", "record still-water rejected --outcome bug --by ada");
    let untold = |at: &str| found(&desk, at, "reopened-untold");
    desk.done("03T11:00", "sent still-water acknowledge --by ada");
    desk.done("05T10:00", void);
    let said = untold("05T11:00");
    assert!(said.len() == 1 && said[0].starts_with("the reporter was told that the report is rejected"), "{said:?}");
    let answer = "acknowledge.reporter.answer.eml";
    let text = draft(&desk, "05T11:00", answer);
    assert!(text.contains("We have taken that decision back") && text.contains("In-Reply-To"), "{text}");
    // If the report is confirmed before anybody wrote, one mail says both.
    desk.done("06T10:00", "record still-water accepted --by ada --set roles.fix-lead=ada");
    let text = draft(&desk, "06T11:00", answer);
    assert!(text.contains("is a vulnerability") && text.contains("was a mistake"), "{text}");
    desk.done("06T12:00", "sent still-water acknowledge --by ada");
    assert!(untold("06T13:00").is_empty() && draft(&desk, "06T13:00", answer).is_empty());
    // Who was never told of the rejection hears nothing of it.
    let quiet = Desk::with_incident("generic");
    quiet.done("02T11:00", "sent still-water acknowledge --by ada");
    quiet.done("03T10:00", "record still-water rejected --outcome bug --by ada");
    quiet.done("05T10:00", void);
    assert!(found(&quiet, "05T11:00", "reopened-untold").is_empty() && draft(&quiet, "05T11:00", answer).is_empty());
}

#[test]
fn whoever_heard_that_a_release_is_cancelled_hears_that_it_is_not() {
    let desk = Desk::with_incident("vitess");
    desk.done("03T10:00", "record still-water mitigation-ready --by ada --set roles.fix-lead=ada --set notice.release-date=2027-03-20T15:00:00Z");
    desk.done("03T11:00", "record still-water notice-published --by ada");
    desk.done("04T10:00", "record still-water rejected --outcome bug --by ada");
    desk.done("04T12:00", "sent still-water notice --to announce --by ada");
    desk.done("05T10:00", "correct still-water rejected --void --by ada --reason Wrong.");
    let untold = |at: &str| found(&desk, at, "reopened-untold").len();
    let text = draft(&desk, "05T11:00", "notice.announce.reopened.eml");
    assert!(text.contains("is not cancelled") && text.contains("available on 2027-03-20"), "{text}");
    assert_eq!(untold("05T11:00"), 1);
    desk.done("05T12:00", "sent still-water notice --to announce --by ada");
    assert_eq!(untold("05T13:00"), 0);
}

#[test]
fn a_rejected_report_gives_its_cve_id_back() {
    let desk = Desk::with_incident("rook");
    desk.done("03T09:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    desk.done("03T10:00", "sent still-water cve --by ada");
    desk.done("03T10:00", "record still-water cve-requested --by ada");
    let advisory = "incidents/2027/still-water/advisory.md";
    desk.edit(advisory, |text| text.replacen("title = ", "cve = [\"CVE-2027-1234\"]\ntitle = ", 1));
    desk.done("05T10:00", "record still-water rejected --outcome bug --by ada");
    let asked = |at: &str| found(&desk, at, "rejected-untold").iter().any(|it| it.contains("was asked for a CVE ID"));
    let text = draft(&desk, "05T11:00", "cve.cve-form.rejected.form.txt");
    assert!(asked("05T11:00") && text.contains("Please reject the ID"), "{text}");
    let reserved = |at: &str| found(&desk, at, "cve-unrejected").len();
    assert_eq!(reserved("05T11:00"), 1);
    desk.done("05T12:00", "sent still-water cve --to cve-form --by ada");
    assert!(!asked("05T13:00") && draft(&desk, "05T13:00", "cve.cve-form.rejected.form.txt").is_empty());
    desk.edit(advisory, |text| {
        text.replace("cve = [\"CVE-2027-1234\"]", "rejected-cve = [{ id = \"CVE-2027-1234\", reason = \"None.\" }]")
    });
    assert_eq!(reserved("05T13:00"), 0);
    // If the rejection was a mistake, the ID is needed all the same.
    desk.done("06T10:00", "correct still-water rejected --void --by ada --reason Wrong.");
    assert!(draft(&desk, "06T11:00", "cve.cve-form.reopened.form.txt").contains("we still need it"));
}

#[test]
fn an_accepted_report_is_answered_in_time() {
    let late = |desk: &Desk, at: &str| found(desk, at, "accepted-untold").len();
    let desk = accepted();
    // The policy decides within 14 days of the report.
    assert_eq!([late(&desk, "16T09:00"), late(&desk, "16T11:00")], [0, 1]);
    desk.done("16T12:00", "sent still-water acknowledge --by ada");
    assert_eq!(late(&desk, "16T13:00"), 0);
    // Without a time, after seven days.
    let rook = Desk::with_incident("rook");
    rook.done("02T10:30", "sent still-water acknowledge --by ada");
    rook.done("02T10:30", "record still-water acknowledged --by ada");
    rook.done("03T10:00", "record still-water accepted --by ada");
    assert_eq!([late(&rook, "10T09:00"), late(&rook, "10T11:00")], [0, 1]);
    // A first answer that comes after the decision says what it is.
    let first = Desk::with_incident("generic");
    first.done("03T10:00", "record still-water accepted --by ada --set roles.fix-lead=ada");
    let text = draft(&first, "03T11:00", "acknowledge.reporter.eml");
    assert!(text.contains("we have confirmed that it is a vulnerability") && !text.contains("We reproduce"), "{text}");
}

/// A flaw of the development branch, of which users and developers were told.
fn courtesy(lines: &str, commits: &str) -> Desk {
    let desk = Desk::with_incident("vitess");
    desk.edit("advisory.toml", |text| {
        text + "\n[[line]]\nid = \"0.9\"\nreleased = 2025-01-15\nlatest = \"0.9.4\"\nend-of-life = 2026-01-15\n"
    });
    desk.edit("incidents/2027/still-water/incident.toml", |text| text.replace("lines = [\"1.0\"]", lines));
    desk.edit("incidents/2027/still-water/advisory.md", |text| {
        let old = "line = \"1.0\"\nintroduced = \"1.0.0\"\nfixed = \"1.0.1\"";
        text.replace(old, "line = \"main\"\nintroduced = \"1.1.0-dev\"")
    });
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada --anyway");
    desk.done("03T10:00", &format!("record still-water landed --by ada --anyway --set fix.commits=[{commits}]"));
    desk
}

const MAIN: &str = "{id=\"abc1234\",line=\"main\",author=\"ben\"}";

#[test]
fn the_courtesy_mail_names_the_commits_of_the_development_branch_and_all_of_them() {
    let commits = format!("{{id=\"eee1234\",line=\"0.9\",author=\"ben\"}},{MAIN},{}", MAIN.replace("abc", "def"));
    let desk = courtesy("lines = [\"main\", \"0.9\"]", &commits);
    let mail = draft(&desk, "03T11:00", "courtesy.users.eml");
    let test = |id: &str| format!("git merge-base --is-ancestor {id} HEAD && echo yes");
    assert!(mail.contains(&format!("{} {}", test("abc1234"), test("def1234"))) && !mail.contains("eee1234"), "{mail}");
    assert!(mail.contains("or a release that is no longer supported"), "{mail}");
    let chat = draft(&desk, "03T11:00", "courtesy.slack-developers.chat.txt");
    assert!(chat.contains("commits abc1234, def1234") && !chat.contains("eee1234"), "{chat}");
    let alone = courtesy("lines = [\"main\"]", MAIN);
    let mail = draft(&alone, "03T11:00", "courtesy.users.eml");
    assert!(!mail.contains("no longer supported") && mail.contains("HEAD && echo yes"), "{mail}");
}

#[test]
fn who_was_told_of_the_wrong_releases_hears_that_it_is_wrong() {
    let desk = courtesy("lines = [\"main\"]", MAIN);
    desk.done("03T12:00", "sent still-water courtesy --to users --by ada");
    desk.done("03T12:00", "sent still-water courtesy --to slack-developers --by ada");
    desk.done("03T12:00", "record still-water courtesy-sent --by ada");
    assert_eq!(found(&desk, "04T10:00", "scope-untold"), [] as [&str; 0]);
    desk.edit("incidents/2027/still-water/incident.toml", |text| {
        text.replace("lines = [\"main\"]", "lines = [\"main\", \"1.0\"]")
    });
    assert_eq!(found(&desk, "05T10:00", "scope-untold").len(), 2);
    let mail = draft(&desk, "05T10:00", "courtesy.users.scope.eml");
    assert!(mail.contains("What we told you of the releases was wrong") && mail.contains("In-Reply-To"), "{mail}");
    for channel in ["users", "slack-developers"] {
        desk.done("05T11:00", &format!("sent still-water courtesy --to {channel} --by ada --anyway"));
    }
    assert_eq!(found(&desk, "05T12:00", "scope-untold"), [] as [&str; 0]);
    // Nobody was told that a release comes, so none is cancelled.
    let rejected = courtesy("lines = [\"main\"]", MAIN);
    rejected.done("03T12:00", "record still-water courtesy-sent --by ada");
    rejected.done("05T10:00", "record still-water rejected --outcome bug --by ada");
    let mail = draft(&rejected, "05T11:00", "courtesy.users.rejected.eml");
    assert!(mail.contains("of a vulnerability in Lodestore") && !mail.contains("security release"), "{mail}");
}

#[test]
fn nothing_waits_for_an_upstream_project_that_has_published() {
    let desk = Desk::with_incident("rook");
    desk.done("02T10:30", "record still-water accepted --by ada --set upstream.project=Northlib --set upstream.public=2027-03-24T10:00:00Z");
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-22T15:00:00Z --by ben --anyway");
    let board = |at: &str| desk.done(at, "status still-water");
    let public = |at: &str| desk.status(at)["opens"].as_str().map(str::to_owned);
    assert!(board("04T10:00").contains("embargoed · upstream"), "{}", board("04T10:00"));
    desk.done("05T10:00", "record still-water upstream-public --by ada");
    let said = board("05T11:00");
    assert!(said.contains("2027-03-05 10:00 UTC") && !said.contains("2027-03-24"), "{said}");
    assert!(!said.contains("· upstream") && !said.contains("waits for another project"), "{said}");
    assert_eq!(public("05T11:00").unwrap_or("2027-03-22T15:00:00Z".to_owned()), "2027-03-22T15:00:00Z");
    let rehearsed = desk.line("05T11:00", "rehearse still-water").all();
    assert!(rehearsed.contains("2027-03-22 15:00 UTC") && !rehearsed.contains("2027-03-24"), "{rehearsed}");
    super::refused(
        &desk,
        "06T10:00",
        "record still-water upstream-moved --until 2027-03-28T10:00:00Z --by ada",
        &["the upstream project published on 2027-03-05"],
    );
}
