//! Dates that move: whoever was told the old one is told the new one, in the same thread.

use advisory::advisory::notify;
use advisory::announce::{self, Draft};

use super::NOTHING;
use crate::support::scenario::Scenario;
use crate::support::{at, program, run};

/// A notice that told users of a release on the 12th.
fn told() -> Scenario {
    Scenario::vitess()
        .toml("[notice]\nrelease-date = 2026-03-12T15:00:00Z\n[fix]\ncommits = [{ id = \"abc1234\", line = \"1.16\", author = \"ben\", approved-by = [\"ada\"] }]\n")
        .event("fix-ready", "2026-03-05T10:00:00Z", "by = \"ada\"")
        .event("notice-published", "2026-03-06T10:00:00Z", "by = \"ada\"")
}

fn moved(case: Scenario) -> Scenario {
    case.event("release-moved", "2026-03-07T10:00:00Z", "by = \"ada\"\nuntil = 2026-03-20T15:00:00Z")
}

const NOW: &str = "2026-03-08T10:00:00Z";

/// The due drafts of a step.
fn due(case: &Scenario, step: &str, now: &str) -> Vec<Draft> {
    let drafts = case.at(now, |case| announce::due(case).0);
    drafts.into_iter().filter(|draft| draft.step.as_ref().is_some_and(|name| name == step)).collect()
}

fn text(draft: &Draft) -> String {
    String::from_utf8(draft.bytes.clone()).unwrap().replace("\r\n", "\n")
}

fn header<'t>(text: &'t str, name: &str) -> &'t str {
    text.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap_or_else(|| panic!("{name} in {text}"))
}

#[test]
fn whoever_was_told_a_date_is_told_the_new_one_in_the_same_thread() {
    assert!(due(&told(), "notice", NOW).is_empty(), "nothing has moved");
    let first = told().at(NOW, |case| announce::drafts(case, case.step("notice").unwrap()).unwrap().remove(0));
    let drafts = due(&moved(told()), "notice", NOW);
    let [draft] = drafts.as_slice() else { panic!("{drafts:#?}") };
    let mail = text(draft);
    for part in ["2026-03-12 15:00 UTC", "2026-03-20 15:00 UTC", "the date has changed"] {
        assert!(mail.contains(part), "{part}: {mail}");
    }
    assert_eq!(header(&mail, "In-Reply-To"), header(&text(&first), "Message-ID"));
    assert_eq!(header(&mail, "References"), header(&text(&first), "Message-ID"));
    assert_ne!(header(&mail, "Message-ID"), header(&text(&first), "Message-ID"));
    assert_eq!(header(&mail, "Date"), "Sun, 08 Mar 2026 10:00:00 +0000", "now");
    assert_eq!(draft.path, "quiet-otter/notice.announce.moved.eml");
    let untold = moved(told()).found("date-untold", NOW);
    assert_eq!(
        untold,
        [
            "warning: `announce` was told 2026-03-12 15:00 UTC (Thursday), but the date is 2026-03-20 15:00 UTC (Friday) now"
        ]
    );
    // It moves once more, before anybody was told of the first move: one message, with the last date.
    let twice =
        moved(told()).event("release-moved", "2026-03-07T12:00:00Z", "by = \"ada\"\nuntil = 2026-03-23T15:00:00Z");
    let again = text(&due(&twice, "notice", NOW)[0]);
    assert!(again.contains("2026-03-12") && again.contains("2026-03-23") && !again.contains("2026-03-20"), "{again}");
    assert_ne!(header(&again, "Message-ID"), header(&mail, "Message-ID"));
    let told_again = moved(told()).event("notice-published", "2026-03-07T11:00:00Z", "by = \"ada\"");
    assert!(due(&told_again, "notice", NOW).is_empty());
    assert_eq!(told_again.found("date-untold", NOW), NOTHING);
}

#[test]
fn sending_the_draft_settles_it_and_later_mails_reply_to_it() {
    let folder = moved(told()).folder();
    let command = |arguments: &[&str]| run(program(folder.path()).args(arguments).args(["--now", NOW]));
    let draft = command(&["draft", "quiet-otter"]).ok();
    assert!(draft.contains("the date has changed"), "{draft}");
    let id = header(&draft, "Message-ID").to_owned();
    command(&["sent", "quiet-otter", "notice", "--to", "announce", "--by", "ada"]).ok();
    let file = std::fs::read_to_string(folder.path().join("incidents/2026/quiet-otter/incident.toml")).unwrap();
    assert!(file.contains(&format!("message-id = \"{id}\"")), "{id}: {file}");
    assert!(!command(&["draft", "quiet-otter"]).out.contains("the date has changed"));
    assert!(!command(&["check"]).out.contains("date-untold"));
}

#[test]
fn clocks_notices_and_the_gate_follow_the_date() {
    let release = |case: &Scenario| case.due("release", NOW).due();
    assert_eq!(release(&told()), Some(at("2026-03-12T15:00:00Z")));
    assert_eq!(release(&moved(told())), Some(at("2026-03-20T15:00:00Z")));
    let shown = |case: &Scenario| case.at(NOW, |case| notify(case).unwrap().release);
    assert_eq!(shown(&moved(told())), Some(at("2026-03-20T15:00:00Z")));
    assert_eq!(moved(told()).found("estimate-passed", "2026-03-13T10:00:00Z"), NOTHING);
    let estimated = Scenario::vitess().toml("[notice]\nrelease-estimate = 2026-03-12T15:00:00Z\n");
    let estimated = moved(estimated.event("notice-published", "2026-03-06T10:00:00Z", ""));
    assert!(estimated.at(NOW, |case| notify(case).unwrap().estimated), "an estimate stays one");
}

#[test]
fn the_upstream_project_moves_its_date_and_publication_waits_for_it() {
    let waiting = |events: &[(&str, &str)]| {
        let case = Scenario::vitess()
            .toml("[upstream]\nproject = \"libsnap\"\npublic = 2026-03-12T15:00:00Z\n[embargo]\nuntil = 2026-03-12T15:00:00Z\n")
            .front("id = \"LODE-2026-001\"")
            .event("approved", "2026-03-06T10:00:00Z", "by = \"ada\"");
        events
            .iter()
            .fold(case, |case, (at, until)| case.event("upstream-moved", at, &format!("by = \"ada\"\nuntil = {until}")))
    };
    let public = |case: &Scenario, now: &str| case.at(now, |case| case.publication.ok());
    let day = |day: u32| format!("2026-03-{day:02}T16:00:00Z");
    assert_eq!(public(&waiting(&[]), &day(12)), Some(at("2026-03-12T15:00:00Z")));
    let later = waiting(&[("2026-03-07T10:00:00Z", "2026-03-20T15:00:00Z")]);
    assert_eq!(public(&later, &day(12)), None);
    assert_eq!(public(&later, &day(20)), Some(at("2026-03-20T15:00:00Z")));
    assert_eq!(later.found("embargo-before-upstream", NOW).len(), 1);
    let back =
        waiting(&[("2026-03-07T10:00:00Z", "2026-03-20T15:00:00Z"), ("2026-03-08T10:00:00Z", "2026-03-15T15:00:00Z")]);
    assert_eq!(public(&back, &day(16)), Some(at("2026-03-15T15:00:00Z")));
    let too_late = waiting(&[("2026-03-13T10:00:00Z", "2026-03-20T15:00:00Z")]);
    assert_eq!(public(&too_late, &day(14)), Some(at("2026-03-12T15:00:00Z")), "what is public stays public");
}

#[test]
fn a_missed_notice_is_not_drafted_once_the_release_is_out() {
    let ready = Scenario::vitess()
        .toml("[notice]\nrelease-date = 2026-03-12T15:00:00Z\n[fix]\ncommits = [{ id = \"abc1234\", line = \"1.16\", author = \"ben\", approved-by = [\"ada\"] }]\n")
        .event("fix-ready", "2026-03-05T10:00:00Z", "by = \"ada\"");
    assert_eq!(due(&ready, "notice", NOW).len(), 1);
    let released = ready.event("released", "2026-03-07T10:00:00Z", "by = \"ada\"");
    assert!(due(&released, "notice", NOW).is_empty());
    let out = moved(told()).event("released", "2026-03-07T11:00:00Z", "by = \"ada\"");
    assert!(due(&out, "notice", NOW).is_empty(), "a date that has come can't move");
}

#[test]
fn a_second_announcement_has_its_own_message_id_and_date() {
    let notice = |case: &Scenario| {
        text(&case.at(NOW, |case| announce::drafts(case, case.step("notice").unwrap()).unwrap().remove(0)))
    };
    let (first, second) = (notice(&told()), notice(&told().event("notice-published", "2026-03-07T10:00:00Z", "")));
    assert_ne!(header(&first, "Message-ID"), header(&second, "Message-ID"));
    assert_eq!(header(&second, "In-Reply-To"), header(&first, "Message-ID"));
    assert_eq!(header(&first, "Date"), "Fri, 06 Mar 2026 10:00:00 +0000");
    assert_eq!(header(&second, "Date"), "Sat, 07 Mar 2026 10:00:00 +0000");
}
