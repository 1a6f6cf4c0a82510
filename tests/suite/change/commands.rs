//! What the program writes by itself is never forbidden, as long as those commit it whose word it is.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use super::{AMIRA, BEN, PrivateRepository};

/// A command, who runs it and commits what it did.
type Step = (Vec<String>, &'static str);

/// Words of a command; `AT` stands for the next instant, `WHO` for who runs it.
const COMMANDS: &[&str] = &[
    "record quiet-otter accepted --by WHO --at AT",
    "record quiet-otter scored --by WHO --at AT --note Decided",
    "record quiet-otter mitigation-ready --at AT",
    "record quiet-otter exploited --at 2026-02-01T00:00:00Z",
    "record quiet-otter decision --step distributors --skip --by WHO --at AT --reason Local",
    "record quiet-otter waiver --waiver low-severity-slowdown --step notice --by WHO --at AT --link https://lists.example/1 --until 2026-04-01T15:00:00Z --reason Low --anyway",
    "record quiet-otter embargo-moved --by WHO --at AT --until 2026-03-24T15:00:00Z",
    "record quiet-otter attested --attestation communication-plan --by WHO --at AT",
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
