//! A draft is made until it was sent. Later mails to the same recipients reply to it.

use mail_parser::MessageParser;

use super::{AFTER, BEFORE, case, drafts, sample};
use advisory::announce::{self, Draft};

/// The event of a draft that was sent, with more keys.
fn sent(at: &str, draft: &str, channel: &str, more: &str) -> String {
    format!("[[event]]\nat = {at}\nevent = \"sent\"\ndraft = \"{draft}\"\nchannel = \"{channel}\"\n{more}\n")
}

fn with_events(mut files: sample::Files, events: &[String]) -> sample::Files {
    let incident = files.iter_mut().find(|(path, _)| path.ends_with("incident.toml")).unwrap();
    incident.1.push_str(&events.concat());
    files
}

/// The Message-ID of a mail, that of the mail it replies to, and those that it refers to.
fn ids(draft: &Draft) -> (String, Vec<String>, Vec<String>) {
    let message = MessageParser::default().parse(&draft.bytes).unwrap();
    let list = |value: &mail_parser::HeaderValue<'_>| -> Vec<String> {
        value.as_text_list().into_iter().flatten().map(|id| format!("<{id}>")).collect()
    };
    let own = format!("<{}>", message.message_id().unwrap());
    assert_eq!(draft.message_id.as_ref().unwrap().as_str(), own);
    (own, list(message.in_reply_to()), list(message.references()))
}

fn due(files: sample::Files, now: &str) -> Vec<String> {
    let portfolio = sample::portfolio(files);
    announce::due(&case(&portfolio, now)).0.into_iter().map(|draft| draft.path).collect()
}

#[test]
fn what_was_sent_is_not_due_any_more() {
    let path = "amber-fox/distributors.distributors.eml".to_owned();
    assert!(due(sample::rook(), BEFORE).contains(&path));
    let record = sent("2026-03-09T08:00:00Z", "distributors", "distributors", "");
    assert!(!due(with_events(sample::rook(), &[record]), BEFORE).contains(&path));
    for other in [
        sent("2026-03-09T08:00:00Z", "notice", "distributors", ""),
        sent("2026-03-09T08:00:00Z", "distributors", "security", ""),
        sent("2026-03-11T08:00:00Z", "distributors", "distributors", ""),
    ] {
        assert!(due(with_events(sample::rook(), std::slice::from_ref(&other)), BEFORE).contains(&path), "{other}");
    }
}

#[test]
fn a_draft_that_was_sent_is_made_again_as_a_reply_with_an_id_of_its_own_and_the_date_of_now() {
    let first = drafts(&sample::portfolio(sample::rook()), "distributors", BEFORE).unwrap().swap_remove(0);
    let (id, replies_to, _) = ids(&first);
    assert!(replies_to.is_empty() && first.sent.is_none());
    let record = sent("2026-03-09T08:00:00Z", "distributors", "distributors", &format!("message-id = \"{id}\""));
    let portfolio = sample::portfolio(with_events(sample::rook(), &[record]));
    let again = drafts(&portfolio, "distributors", BEFORE).unwrap().swap_remove(0);
    let (own, replies_to, references) = ids(&again);
    assert_eq!((&replies_to, &references), (&vec![id.clone()], &vec![id.clone()]));
    assert!(own != id && again.sent == Some(crate::support::at("2026-03-09T08:00:00Z")));
    let date = |draft: &Draft| MessageParser::default().parse(&draft.bytes).unwrap().date().unwrap().to_rfc3339();
    assert_eq!((date(&first), date(&again)), (BEFORE.to_owned(), BEFORE.to_owned()));
}

#[test]
fn a_later_mail_to_the_same_channel_replies_to_the_last_one_and_refers_to_the_first() {
    let records: Vec<String> = (0..15)
        .map(|nth| {
            let more = format!("message-id = \"<{nth}@mail.example>\"");
            sent(&format!("2026-03-09T08:{nth:02}:00Z"), "fix-call", "users", &more)
        })
        .rev()
        .chain([sent("2026-03-09T09:00:00Z", "fix-call", "security", "message-id = \"<other@mail.example>\"")])
        .collect();
    let portfolio = sample::portfolio(with_events(sample::rook_published(), &records));
    let case = case(&portfolio, AFTER);
    let channel = case.step("announce").unwrap().step.to[0].value.clone();
    let renamed: Vec<String> = records.iter().map(|r| r.replace("\"users\"", &format!("\"{channel}\""))).collect();
    let portfolio = sample::portfolio(with_events(sample::rook_published(), &renamed));
    let draft = drafts(&portfolio, "announce", AFTER).unwrap().swap_remove(0);
    let (_, replies_to, references) = ids(&draft);
    assert_eq!(replies_to, ["<14@mail.example>"]);
    let expected: Vec<String> = [0].into_iter().chain(6..15).map(|nth| format!("<{nth}@mail.example>")).collect();
    assert_eq!(references, expected);
    assert!(draft.sent.is_none());
}

#[test]
fn each_member_of_a_list_has_a_thread_of_its_own() {
    let files = sample::with(
        sample::rook(),
        "policy.toml",
        "to = [\"distributors@your-project.example\"]",
        "to = [\"@list:distributors\"]",
    );
    let record = |member: &str| {
        let more = format!("distributor = \"{member}\"\nmessage-id = \"<{member}@mail.example>\"");
        sent("2026-03-09T08:00:00Z", "distributors", "distributors", &more)
    };
    let portfolio = sample::portfolio(with_events(files.clone(), &[record("northcap")]));
    let made = drafts(&portfolio, "distributors", BEFORE).unwrap();
    let threads: Vec<_> = made.iter().map(|draft| (draft.sent.is_some(), ids(draft).1)).collect();
    assert_eq!(threads, [(true, vec!["<northcap@mail.example>".to_owned()]), (false, Vec::new()), (false, Vec::new())]);
    assert_eq!(
        due(with_events(files, &[record("northcap")]), BEFORE).iter().filter(|p| p.contains("/distributors.")).count(),
        2
    );
}
