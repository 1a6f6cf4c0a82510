//! What the program writes by itself is never forbidden, as long as those commit it whose word it is.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use super::{ADVISORY, AMIRA, BEN, DRAFT, EMBARGOED, PrivateRepository, event};

/// A command, who runs it and commits what it did.
type Step = (Vec<String>, &'static str);

/// Words of a command; `AT` stands for the next instant, `WHO` for who runs it.
const COMMANDS: &[&str] = &[
    "record quiet-otter accepted --by WHO --at AT --anyway",
    "record quiet-otter scored --by WHO --at AT --note Decided",
    "record quiet-otter mitigation-ready --at AT",
    "record quiet-otter exploited --at 2026-02-01T00:00:00Z --anyway",
    "record quiet-otter decision --step distributors --skip --by WHO --at AT --reason Local",
    "record quiet-otter waiver --waiver low-severity-slowdown --step notice --by WHO --at AT --link https://lists.example/1 --until 2026-04-01T15:00:00Z --reason Low --anyway",
    "record quiet-otter embargo-moved --by WHO --at AT --until 2026-03-24T15:00:00Z",
    "record quiet-otter attested --attestation communication-plan --by WHO --at AT --anyway",
    "record quiet-otter fix-ready --at AT --set scope.upgrade-to=1.16.9",
    "record amber-heron retrospective --by WHO --at AT",
    "new --summary Another --line 1.16 --at AT",
    // More often than the others.
    "publish quiet-otter --by WHO --at AT",
    "publish quiet-otter --by WHO --at AT",
    "publish quiet-otter --by WHO --at AT",
];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let command = (prop::sample::select(COMMANDS), prop::sample::select(vec![("amira", AMIRA), ("ben", BEN)]));
    proptest::collection::vec(command, 3..7).prop_map(|commands| {
        let mut published = false;
        let once = |command: &&str| !(command.starts_with("publish") && std::mem::replace(&mut published, true));
        let (words, who): (Vec<&str>, Vec<_>) = commands.into_iter().unzip();
        let kept: Vec<bool> = words.iter().map(once).collect();
        let numbered = words.into_iter().zip(who).zip(kept).filter(|(_, kept)| *kept).enumerate();
        numbered
            .map(|(nth, ((command, who), _))| {
                // Ben leads: the decision and the duty are his.
                let is_the_lead_s = command.contains(" decision ") || command.contains(" attested ");
                let (name, address) = if is_the_lead_s { ("ben", BEN) } else { who };
                let at = format!("2026-03-05T{:02}:30:00Z", nth + 1);
                let word = |word: &str| word.replace("WHO", name).replace("AT", &at);
                (command.split(' ').map(word).collect(), address)
            })
            .collect()
    })
}

#[test]
fn what_the_program_writes_is_never_forbidden() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut published = 0;
    for _ in 0..16 {
        let desk = PrivateRepository::new();
        let steps = steps().new_tree(&mut runner).unwrap().current();
        for (words, who) in &steps {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            desk.done(&words);
            published += usize::from(words[0] == "publish");
            // Before the commit as after it.
            assert_eq!(desk.found(), [], "{steps:?}");
            desk.commit(who);
        }
        assert_eq!(desk.found(), [], "{steps:?}");
        assert_eq!(desk.found_with(&["--base", "HEAD~1"]), [], "{steps:?}");
    }
    assert!(published > 3, "{published}");
}

/// Renames that give each of two incidents the handle of the other one are renames, and no edits.
#[test]
fn two_incidents_may_swap_their_handles() {
    let desk = PrivateRepository::new();
    for (from, to) in [("quiet-otter", "calm-crane"), ("amber-heron", "quiet-otter"), ("calm-crane", "amber-heron")] {
        desk.done(&["rename", from, to, "--by", "amira"]);
        desk.commit(AMIRA);
    }
    let mut rules = desk.rules();
    rules.dedup();
    assert_eq!(rules, ["incident-renamed"], "{:?}", desk.found());
    assert_eq!(desk.run(&["check", "--base", "main"]).code, 0, "{:?}", desk.run(&["check", "--base", "main"]));
}

/// The words of an embargoed incident in a public advisory: refused before they are written, and an
/// error where somebody wrote them by hand.
#[test]
fn private_text_of_another_incident_gets_into_no_public_advisory() {
    let summary = "A crafted snapshot name escapes the export folder";
    let note = "The parser of archives trusts every name inside of them";
    let noted = |desk: &PrivateRepository| {
        desk.write("incidents/2026/quiet-otter/notes/a.md", format!("{note}.\n"));
        desk.commit(AMIRA);
        desk.git(&["branch", "--force", "main"]);
    };
    for text in [summary, note] {
        let desk = PrivateRepository::new();
        noted(&desk);
        let before = desk.read(ADVISORY);
        let said = desk.run(&["withdraw", "amber-heron", "--by", "ben", "--reason", &format!("It is this: {text}")]);
        assert!(said.code != 0 && said.all().contains("nothing was written"), "{text}: {said:?}");
        desk.change(ADVISORY, "Let only administrators", "Let nobody");
        let edited = desk.read(ADVISORY);
        let revise = ["revise", "amber-heron", "--by", "ben", "--text", &format!("Say that {text}")];
        let said = desk.run(&revise);
        assert!(said.code != 0 && said.all().contains("nothing was written"), "{text}: {said:?}");
        assert_eq!(desk.read(ADVISORY), edited);
        desk.done(&["revise", "amber-heron", "--by", "ben", "--text", "Say who may sign in"]);
        // By hand.
        desk.write(ADVISORY, before.replacen("First publication", &format!("First publication: {text}"), 1));
        desk.commit(AMIRA);
        let said = desk.run(&["check", "--base", "main", "--format", "json"]).json();
        let errors = said["findings"].as_array().unwrap().iter().filter(|f| f["severity"] == "error");
        let errors: Vec<&str> = errors.map(|f| f["rule"].as_str().unwrap()).collect();
        assert!(errors.contains(&"becomes-public"), "{text}: {errors:?}");
    }
    // Two advisories may share a sentence.
    let desk = PrivateRepository::new();
    let shared = "Install the release of your line and restart every gateway";
    desk.add(DRAFT, &format!("\n{shared}.\n"));
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    desk.change(ADVISORY, "Install 1.16.2", &format!("{shared}: 1.16.2"));
    desk.done(&["revise", "amber-heron", "--by", "ben", "--text", "Say what to install"]);
    assert_eq!(desk.run(&["check"]).code, 0, "{:?}", desk.run(&["check"]));
}

/// A release date that others were told moves by an event, and to another date.
#[test]
fn a_release_date_that_was_told_moves_by_an_event() {
    let notice = "[notice]\nrelease-date = 2026-03-17T15:00:00Z\n";
    let desk = PrivateRepository::new();
    desk.change(EMBARGOED, "[notice]\n", notice);
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    let edit =
        |desk: &PrivateRepository| desk.change(EMBARGOED, "release-date = 2026-03-17", "release-date = 2026-03-18");
    edit(&desk);
    assert_eq!(desk.rules(), [""; 0], "nobody was told yet");
    desk.git(&["checkout", "--quiet", "."]);
    desk.add(EMBARGOED, &event("2026-03-05T09:00:00Z", "notice-published", "amira"));
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    edit(&desk);
    assert_eq!(desk.rules(), ["embargo-changed-silently"]);
    desk.git(&["checkout", "--quiet", "."]);
    let moved = |until: &str| {
        desk.run(&["record", "quiet-otter", "release-moved", "--by", "amira", "--until", until, "--anyway"])
    };
    let same = moved("2026-03-17T15:00:00Z");
    assert!(same.code != 0 && same.all().contains("the release is planned for 2026-03-17"), "{same:?}");
    assert_eq!(moved("2026-03-16T15:00:00Z").code, 0);
    assert_eq!(desk.rules(), [""; 0]);
}

/// A withdrawal that was a mistake is void, and the advisory is public again with its history.
#[test]
fn a_mistaken_withdrawal_is_taken_back_with_a_revision() {
    let desk = PrivateRepository::new();
    let said = desk.run(&[
        "withdraw",
        "amber-heron",
        "--by",
        "ben",
        "--reason",
        "Not a flaw.",
        "--replaced-by",
        "LODE-2026-0001",
    ]);
    assert!(!said.all().contains("did you mean"), "an advisory does not replace itself: {said:?}");
    desk.done(&["withdraw", "amber-heron", "--by", "ben", "--reason", "Not a flaw."]);
    for step in ["distributors", "release"] {
        let said = desk.run(&["draft", "amber-heron", step, "--reveal"]);
        assert!(said.code != 0 && said.all().contains("no longer true"), "{step}: {said:?}");
    }
    let page = |desk: &PrivateRepository| {
        let out = tempfile::tempdir().unwrap();
        let site = out.path().join("site");
        desk.done(&["build", "--out", site.to_str().unwrap()]);
        crate::support::files(&site)
            .into_iter()
            .find(|(path, _)| path.ends_with("LODE-2026-001.html"))
            .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
    };
    assert!(page(&desk).unwrap().contains("Not a flaw."));
    let void = ["correct", "amber-heron", "withdrawn", "--void", "--by", "ben", "--reason", "it was another one"];
    let said = desk.run(&void);
    assert!(said.code != 0 && said.all().contains("--revision"), "{said:?}");
    desk.done(&[&void[..], &["--revision", "The withdrawal was a mistake"]].concat());
    let text = page(&desk).unwrap();
    assert!(text.contains("The withdrawal was a mistake") && !text.contains("Not a flaw."), "{text}");
    assert_eq!(desk.run(&["check"]).code, 0, "{:?}", desk.run(&["check"]));
    desk.commit(BEN);
    assert_eq!(desk.rules(), [""; 0]);
}
