//! Mails are mails: well-formed, stable, and nothing in the portfolio can add a header to one.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use advisory::announce::Draft;
use advisory::policy::ChannelKind;
use mail_parser::{Message, MessageParser, MimeHeaders};
use proptest::prelude::*;

use super::{AFTER, BEFORE, all, drafts, sample, text};
use crate::support;

fn parsed(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).unwrap()
}

fn mails() -> Vec<Draft> {
    all().into_iter().map(|(_, d)| d).filter(|d| d.kind == ChannelKind::Email).collect()
}

/// Names of the headers, in their order.
fn headers(message: &Message<'_>) -> Vec<String> {
    message.headers_raw().map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn every_mail_is_well_formed() {
    for draft in mails() {
        let message = parsed(&draft.bytes);
        assert_eq!(message.subject(), Some(draft.subject.as_str()));
        assert_eq!(message.from().unwrap().first().unwrap().name(), Some("Lodestore security"));
        assert_eq!(message.header_raw("X-Unsent").unwrap().trim(), "1");
        assert!(message.bcc().is_none() && message.cc().is_none());
        let id = message.message_id().unwrap();
        let (digits, host) = id.split_once('@').unwrap();
        assert!(digits.len() == 16 && digits.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
        assert_eq!(host, "security.lodestore.example");
        assert_eq!(message.date().unwrap().year, 2026);
        assert!(message.body_text(0).unwrap().contains("The Lodestore security team"));
        let text = String::from_utf8(draft.bytes.clone()).unwrap();
        assert!(text.is_ascii(), "{}", draft.path);
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        assert!(text.lines().all(|line| line.len() <= 998));
    }
}

#[test]
fn bodies_are_at_most_72_columns_but_for_addresses_and_code() {
    for draft in mails() {
        let message = parsed(&draft.bytes);
        for line in message.body_text(0).unwrap().lines() {
            let one_word = line.trim_start_matches(['-', ' ']).split(' ').count() == 1;
            assert!(line.chars().count() <= 72 || one_word || line.starts_with("    "), "{}: {line}", draft.path);
        }
    }
}

#[test]
fn message_ids_and_paths_are_unique() {
    let mails = mails();
    let mut ids: Vec<_> = mails.iter().map(|d| parsed(&d.bytes).message_id().unwrap().to_owned()).collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    // Two policies announce the same incident: the same step and channel of it is the same mail.
    assert!(count - ids.len() <= 2, "{count} mails, {} ids", ids.len());
}

#[test]
fn patches_arrive_byte_for_byte() {
    let portfolio = sample::portfolio(sample::rook());
    let made = drafts(&portfolio, "distributors", BEFORE).unwrap();
    let message = parsed(&made[0].bytes);
    let patch = message.attachment(0).unwrap();
    assert_eq!(patch.attachment_name(), Some("0001-tidy-path-handling.patch"));
    assert_eq!(patch.contents(), sample::patch());
    assert_eq!(message.attachment_count(), 1);
    let call = drafts(&portfolio, "team-named", BEFORE).unwrap();
    assert_eq!(parsed(&call[0].bytes).attachment_count(), 0, "only the step that is about the patches sends them");
}

/// Nobody is asked to keep a secret that is public.
#[test]
fn the_reporter_is_asked_for_silence_until_the_advisory_is_public() {
    let draft = |incident: &str| {
        let arguments = ["--now", "2026-11-20T12:00:00Z", "draft", incident, "acknowledge", "--again"];
        support::run(support::program(&support::root()).args(arguments)).ok()
    };
    let (before, after) = (draft("dusty-orchid"), draft("brisk-otter"));
    for words in ["Please keep the report between you and us", "We agree with you on the day it becomes public"] {
        assert!(before.contains(words) && !after.contains(words), "{after}");
    }
    assert!(after.contains("The advisory is public: https://security.lodestore.example/"), "{after}");
}

/// Python's parser knows defects that others forgive.
#[test]
fn a_strict_parser_finds_no_defect() {
    const SCRIPT: &str = "
import sys, email, email.policy
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.strict)
defects = [d for p in m.walk() for d in p.defects]
defects += [d for h in m.values() if hasattr(h, 'defects') for d in h.defects]
assert not defects, defects
assert m['X-Unsent'] == '1' and m['Date'].datetime and m['From'].addresses
print(m['Subject'])
";
    if !Command::new("python3").arg("--version").stdout(Stdio::null()).status().is_ok_and(|s| s.success()) {
        eprintln!("skipped: there is no python3 here");
        return;
    }
    for draft in mails() {
        let mut python = Command::new("python3")
            .args(["-c", SCRIPT])
            .env("PYTHONIOENCODING", "utf-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        python.stdin.take().unwrap().write_all(&draft.bytes).unwrap();
        let output = python.wait_with_output().unwrap();
        assert!(output.status.success(), "{}: {}", draft.path, String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), draft.subject);
    }
}

/// Texts that try to end a header, plain ones, and anything.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("x\r\nBcc: mallory@evil.example\r\n\r\nbody".to_owned()),
        Just("x\nBcc: mallory@evil.example".to_owned()),
        Just("=?utf-8?q?x=0D=0ABcc:_mallory=40evil.example?=".to_owned()),
        Just("a\u{2028}Bcc: b@c.example \u{202e}dne".to_owned()),
        Just("\"a\" <x@y.example>, b@c.example; \\".to_owned()),
        "\\PC{0,120}",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nothing_adds_a_header(title in hostile(), person in hostile(), project in hostile()) {
        let mut portfolio = sample::portfolio(sample::rook_published());
        portfolio.project.name.value = format!("P{project}");
        let incident = Arc::make_mut(&mut portfolio.incidents[0]);
        incident.document.as_mut().unwrap().title.as_mut().unwrap().value = title.clone();
        incident.report.reporter.as_mut().unwrap().name.as_mut().unwrap().value = person.clone();
        portfolio.team.members[0].name.value = person;
        portfolio.templates.insert("announce/announce.email.txt".to_owned(), "Subject: T {{ title }}\n\nText\n".to_owned());
        for (step, to) in [("announce", 0), ("acknowledge", 1), ("team-named", 2), ("distributors", 1)] {
            // Nothing is sent under embargo any more once the advisory is public.
            let now = if step == "distributors" { super::BEFORE } else { super::AFTER };
            let made = drafts(&portfolio, step, now).unwrap();
            let message = parsed(&made[0].bytes);
            let expected: &[&str] = match (to, step) {
                (0, _) => &["From", "Subject", "Date", "Message-ID", "X-Unsent", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"],
                (_, "distributors") => &["From", "Subject", "Date", "Message-ID", "X-Unsent", "To", "MIME-Version", "Content-Type"],
                _ => &["From", "Subject", "Date", "Message-ID", "X-Unsent", "To", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"],
            };
            prop_assert_eq!(headers(&message), expected);
            let addresses: Vec<_> = message.to().into_iter().flat_map(|a| a.iter()).filter_map(|a| a.address()).collect();
            prop_assert_eq!(addresses.len(), to, "{:?}", String::from_utf8_lossy(&made[0].bytes));
            prop_assert!(!addresses.iter().any(|a| a.contains("evil") || a.contains("c.example")));
            let subject = message.subject().unwrap_or_default().to_owned();
            prop_assert!(!subject.chars().any(|c| c.is_control()), "{subject:?}");
        }
    }

    #[test]
    fn an_address_gives_one_recipient_or_a_finding(address in prop_oneof![hostile(), "[a-z\"<>@., ;:()]{1,24}"]) {
        let mut portfolio = sample::portfolio(sample::rook());
        Arc::make_mut(&mut portfolio.incidents[0]).report.reporter.as_mut().unwrap().email.as_mut().unwrap().value = address.clone();
        match drafts(&portfolio, "acknowledge", BEFORE) {
            Ok(made) => {
                let message = parsed(&made[0].bytes);
                let to: Vec<_> = message.to().into_iter().flat_map(|a| a.iter()).filter_map(|a| a.address()).collect();
                prop_assert_eq!(to.len(), 1, "{:?}", address);
                prop_assert!(message.bcc().is_none());
            }
            Err(findings) => prop_assert_eq!(findings[0].rule.0, "bad-address"),
        }
    }
}

/// Archives take a line that begins with `From ` for the beginning of the next mail.
#[test]
fn no_line_of_a_mail_begins_the_next_one() {
    let files = sample::with(sample::vitess_published(), "advisory.md", "Whoever may", "From now on, whoever may");
    let mail = text(&drafts(&sample::portfolio(files), "announce", AFTER).unwrap()[0]);
    let (_, body) = mail.split_once("\r\n\r\n").unwrap();
    assert!(body.contains("\r\n From now on, whoever may") && !body.contains("\nFrom "), "{mail}");
}

#[test]
fn a_mail_has_each_link_once_and_a_subject_to_filter_by() {
    let merged = "https://git.example.org/lodestore/lodestore/pull/901";
    let article = "https://northcap.example/upgrading-lodestore";
    let files = sample::with(sample::vitess_published(), "advisory.md", article, merged);
    let mail = text(&drafts(&sample::portfolio(files), "announce", AFTER).unwrap()[0]);
    assert_eq!(mail.matches("pull/901").count(), 1, "{mail}");
    assert!(mail.contains("Subject: [Lodestore] [security] LODE-2026-001 (high): "), "{mail}");
}
