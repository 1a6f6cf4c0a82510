//! The merge driver: git merges incidents record by record.

use advisory::app::{self, Merged};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use super::{AMIRA, BEN, EMBARGOED, PrivateRepository};

/// What `init` writes, and what its text says to set.
pub(super) fn install(desk: &PrivateRepository) {
    desk.write(".gitattributes", "incidents/**/incident.toml merge=advisory\n");
    let (setting, value) = app::MERGE_DRIVER;
    let value = value.replacen("advisory", &format!("'{}'", env!("CARGO_BIN_EXE_advisory")), 1);
    desk.git(&["config", setting, &value]);
}

/// A record, without its instant.
type Act = Vec<&'static str>;

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop::sample::select(vec![
        vec!["scored", "--by", "amira"],
        vec!["scored", "--by", "ben", "--note", "Another look."],
        vec!["accepted", "--by", "amira"],
        vec!["exploited", "--link", "https://git.example.org/1"],
        vec!["decision", "--step", "distributors", "--skip", "--by", "amira", "--reason", "Local."],
        vec!["decision", "--step", "distributors", "--take", "--by", "amira"],
        vec!["mitigation-ready", "--set", "fix.repository=https://git.example.org/private"],
    ]);
    prop::collection::vec(act, 1..4)
}

/// Records acts, each at the minute that it has.
fn record(desk: &PrivateRepository, acts: &[(usize, Act)]) {
    for (minute, act) in acts {
        let at = format!("2026-03-05T09:{minute:02}:00Z");
        desk.done(&[&["record", "quiet-otter", "--anyway", "--at", &at], act.as_slice()].concat());
    }
}

/// The text without what records were written in spite of, which depends on what was there.
fn said(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| match line.split_once("despite: ") {
        Some((before, _)) => before.trim_end_matches("; ").to_owned(),
        None => line.trim_end_matches(['"', '.']).to_owned(),
    });
    lines.filter(|line| !["note = \"", "reason = \""].contains(&line.as_str())).collect()
}

#[test]
fn records_of_two_branches_merge_without_a_question_and_equal_those_made_in_sequence() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let sides = (acts(), acts(), prop::collection::vec(any::<bool>(), 6));
    for _ in 0..20 {
        let (mut ours, mut theirs, turns) = sides.new_tree(&mut runner).unwrap().current();
        let desk = PrivateRepository::new();
        install(&desk);
        desk.commit(AMIRA);
        desk.git(&["branch", "--force", "main"]);
        // Each act has a minute of its own, in the order of both sides together.
        let mut all = Vec::new();
        let mut turns = turns.into_iter().cycle();
        while !ours.is_empty() || !theirs.is_empty() {
            let is_ours = theirs.is_empty() || (!ours.is_empty() && turns.next().unwrap());
            let act = if is_ours { ours.remove(0) } else { theirs.remove(0) };
            all.push((is_ours, (all.len(), act)));
        }
        let of = |side: bool| -> Vec<(usize, Act)> {
            all.iter().filter(|(is_ours, _)| *is_ours == side).map(|(_, act)| act.clone()).collect()
        };
        record(&desk, &all.iter().map(|(_, act)| act.clone()).collect::<Vec<_>>());
        let in_sequence = desk.read(EMBARGOED);
        desk.git(&["checkout", "--quiet", "."]);
        record(&desk, &of(true));
        desk.commit(AMIRA);
        desk.git(&["checkout", "--quiet", "main"]);
        record(&desk, &of(false));
        desk.commit(BEN);
        for (from, into) in [("main", "fix"), ("fix", "main")] {
            desk.git(&["checkout", "--quiet", "-B", "both", into]);
            desk.git(&["merge", "--quiet", "--no-edit", from]);
            assert_eq!(said(&desk.read(EMBARGOED)), said(&in_sequence), "{all:#?}");
        }
    }
}

#[test]
fn whichever_way_a_branch_is_taken_in_both_records_are_there() {
    for way in [&["merge", "--no-edit", "main"][..], &["rebase", "main"], &["cherry-pick", "main"]] {
        for line_end in ["\n", "\r\n"] {
            let desk = PrivateRepository::new();
            install(&desk);
            desk.write(EMBARGOED, desk.read(EMBARGOED).replace('\n', line_end));
            desk.commit(AMIRA);
            desk.git(&["branch", "--force", "main"]);
            record(&desk, &[(20, vec!["scored", "--by", "amira"])]);
            desk.commit(AMIRA);
            desk.git(&["checkout", "--quiet", "main"]);
            record(&desk, &[(10, vec!["accepted", "--by", "ben"])]);
            desk.commit(BEN);
            desk.git(&["checkout", "--quiet", "fix"]);
            desk.git(way);
            let text = desk.read(EMBARGOED);
            assert!(text.find("accepted").unwrap() < text.find("scored").unwrap(), "{way:?}: {text}");
            assert_eq!(text.matches('\n').count(), text.matches(line_end).count());
            assert_eq!(desk.run(&["check"]).code, 0, "{way:?}");
        }
    }
}

const BASE: &str = "\
# An incident.
[scope]
lines = [\"1.0\"] # known so far
impact = [\"remote\"]

[[event]]
at = 2026-03-02T09:00:00Z
event = \"reported\"

[[event]]
at = 2026-03-03T09:00:00Z
event = \"accepted\"
by = \"ada\"
";

fn edited(from: &str, to: &str) -> String {
    assert!(BASE.contains(from));
    BASE.replacen(from, to, 1)
}

fn merged(ours: &str, theirs: &str) -> Merged {
    app::merge(BASE, ours, theirs)
}

#[test]
fn what_one_side_changed_is_taken_and_what_both_changed_differently_is_asked() {
    let lines = edited("[\"1.0\"] # known", "[\"1.0\", \"2.0\"] # known");
    let impact = edited("[\"remote\"]", "[\n  \"local\", # not remote\n]");
    let roles = edited("\n[[event]]", "\n[roles]\nfix-lead = \"ada\"\n\n[[event]]");
    let both = edited("\"ada\"", "\"ben\"");
    for (ours, theirs, expected) in [
        (&lines, &impact, lines.replace("[\"remote\"]", "[\n  \"local\", # not remote\n]")),
        (&roles, &lines, roles.replace("[\"1.0\"] # known", "[\"1.0\", \"2.0\"] # known")),
        (&both, &lines, both.replace("[\"1.0\"] # known", "[\"1.0\", \"2.0\"] # known")),
        (&BASE.to_owned(), &roles, roles.clone()),
        (&both, &both, both.clone()),
    ] {
        assert_eq!(merged(ours, theirs), Merged { text: expected.clone(), conflicts: 0 });
        assert_eq!(merged(theirs, ours), Merged { text: expected, conflicts: 0 });
    }
    let asked = merged(&lines, &edited("[\"1.0\"] # known so far", "[]"));
    assert_eq!(asked.conflicts, 1);
    let question =
        "<<<<<<< ours\nlines = [\"1.0\", \"2.0\"] # known so far\n=======\nlines = []\n>>>>>>> theirs\nimpact = ";
    assert!(asked.text.contains(question), "{}", asked.text);
}

#[test]
fn a_conflict_never_divides_a_record() {
    let asked = merged(&edited("\"ada\"", "\"ben\""), &edited("\"ada\"", "\"chiara\""));
    let record = |by: &str| format!("[[event]]\nat = 2026-03-03T09:00:00Z\nevent = \"accepted\"\nby = \"{by}\"\n");
    let question = format!("<<<<<<< ours\n{}=======\n{}>>>>>>> theirs\n", record("ben"), record("chiara"));
    assert_eq!((asked.conflicts, asked.text.contains(&question)), (1, true), "{}", asked.text);
    let removed = BASE.split("\n[[event]]\nat = 2026-03-03").next().unwrap();
    let asked = merged(removed, &edited("\"ada\"", "\"chiara\""));
    let question = format!("<<<<<<< ours\n=======\n{}>>>>>>> theirs\n", record("chiara"));
    assert_eq!((asked.conflicts, asked.text.contains(&question)), (1, true), "{}", asked.text);
    // A record that one side added is kept beside the question.
    let added = "\n[[event]]\nat = 2026-03-04T09:00:00Z\nevent = \"scored\"\n";
    let asked = merged(&(edited("\"ada\"", "\"ben\"") + added), &edited("\"ada\"", "\"chiara\""));
    assert_eq!((asked.conflicts, asked.text.contains(added)), (1, true), "{}", asked.text);
    assert_eq!(merged(removed, BASE).text, removed, "a removal of one side is taken");
}

#[test]
fn what_both_recorded_is_there_once_and_what_is_not_toml_is_asked_as_a_whole() {
    let added = "\n[[event]]\nat = 2026-03-04T09:00:00Z\nevent = \"scored\"\n";
    let same = merged(&(BASE.to_owned() + added), &(edited("known", "certain") + added));
    assert_eq!((same.conflicts, same.text), (0, edited("known", "certain") + added));
    let asked = merged(&(BASE.to_owned() + "broken\n"), &(BASE.to_owned() + added));
    assert_eq!(asked.conflicts, 1);
    assert_eq!(asked.text, format!("{BASE}<<<<<<< ours\nbroken\n=======\n{added}>>>>>>> theirs\n"));
    // Each is TOML, and both together are not.
    let asked =
        merged(&edited("[scope]", "roles.lead = \"ada\"\n[scope]"), &(BASE.to_owned() + "[roles]\nlead = \"ben\"\n"));
    assert_eq!(asked.conflicts, 1, "{}", asked.text);
}

#[test]
fn a_true_conflict_ends_with_status_1_and_check_says_where_it_is() {
    let desk = PrivateRepository::new();
    install(&desk);
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    desk.done(&["record", "quiet-otter", "scored", "--set", "fix.repository=https://git.example.org/one"]);
    desk.commit(AMIRA);
    desk.git(&["checkout", "--quiet", "main"]);
    desk.done(&[
        "record",
        "quiet-otter",
        "accepted",
        "--by",
        "amira",
        "--set",
        "fix.repository=https://git.example.org/two",
    ]);
    desk.commit(BEN);
    let merge = desk.try_git(&["merge", "--no-edit", "fix"]);
    assert_eq!(merge.status.code(), Some(1), "{merge:?}");
    let text = desk.read(EMBARGOED);
    assert_eq!(text.matches("<<<<<<<").count(), 1, "{text}");
    assert!(text.contains("event = \"scored\"") && text.contains("event = \"accepted\""), "{text}");
    let checked = desk.run(&["check"]);
    assert!(checked.code == 1 && checked.out.contains("error[conflict-marker]"), "{checked:?}");
    let away = desk.run(&["merge-driver", "no-such-file", "b", "c"]);
    assert!(away.code == 2 && away.err.contains("no-such-file"), "{away:?}");
}

proptest! {
    #[test]
    fn no_text_makes_a_merge_fail(texts in prop::array::uniform3("(\\[\\[?a\\]?\\]\n|a|b|=|\\.|1|\"|'''|\n|#|\\{|\\}|\r\n){0,40}")) {
        let [base, ours, theirs] = texts;
        let merged = app::merge(&base, &ours, &theirs);
        prop_assert_eq!(merged.conflicts > 0, merged.text.contains("<<<<<<<"));
    }
}

/// Who resolves a conflict by keeping both sides keeps one header for two records.
#[test]
fn records_that_were_merged_into_one_by_hand_are_found_with_what_is_lost() {
    let desk = PrivateRepository::new();
    desk.git(&["branch", "--force", "main"]);
    record(&desk, &[(10, vec!["scored", "--by", "amira"])]);
    desk.commit(AMIRA);
    desk.git(&["checkout", "--quiet", "main"]);
    record(&desk, &[(20, vec!["accepted", "--by", "ben"])]);
    desk.commit(BEN);
    assert!(!desk.try_git(&["merge", "fix"]).status.success(), "without the driver, git asks");
    let both: String = desk
        .read(EMBARGOED)
        .lines()
        .filter(|l| !["<<<", "===", ">>>"].iter().any(|m| l.starts_with(m)))
        .flat_map(|l| [l, "\n"])
        .collect();
    desk.write(EMBARGOED, &both);
    let said = desk.run(&["check"]);
    assert_eq!(said.code, 1);
    for part in [
        "error[records-mixed]: two records were merged into one",
        "with one header, these lines are lost:",
        "event = \"scored\"",
        "help: write `[[event]]` above each record",
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    assert!(!said.out.contains("duplicate-key"), "{}", said.out);
}
