//! Two people correct the same record, each on a branch.

use super::{ADVISORY, AMIRA, BEN, EMBARGOED, PUBLIC, PrivateRepository, event};
use crate::support;

/// An amendment of an event by its instant, as `correct` writes it.
fn correction(at: &str, of: (&str, &str), by: &str, instead: &str) -> String {
    let instead = if instead.is_empty() { String::new() } else { format!("instead = {{ {instead} }}\n") };
    let (name, then) = of;
    format!(
        "\n[[amendment]]\nat = {at}\namends = {{ kind = \"event\", name = \"{name}\", at = {then} }}\nby = \"{by}\"\nreason = \"a slip\"\n{instead}"
    )
}

/// Two branches that append these to a file, with `main` as the one and `fix` as the other; merged.
/// With the driver or without it; whether git had no question.
fn merged(desk: &PrivateRepository, file: &str, ours: &str, theirs: &str, driver: bool) -> bool {
    if driver {
        super::driver::install(desk);
        desk.commit(AMIRA);
        desk.git(&["branch", "--force", "main"]);
    }
    let text = desk.read(file);
    // Not at one place, so that git itself has no question either.
    desk.write(file, text.replacen("\n[[event]]", &format!("{ours}\n[[event]]"), 1));
    desk.commit(AMIRA);
    desk.git(&["checkout", "--quiet", "main"]);
    desk.write(file, text + theirs);
    desk.commit(BEN);
    desk.try_git(&["merge", "--quiet", "--no-edit", "fix"]).status.success()
}

/// The rules on amendments that `check` finds at an instant.
fn found(desk: &PrivateRepository, now: &str) -> Vec<String> {
    let checked = support::run(support::program(&desk.path()).args(["check", "--format", "json", "--now", now])).json();
    let rules = checked["findings"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap().to_owned());
    rules.filter(|rule| rule.starts_with("amendment")).collect()
}

/// Whether the site at an instant has this page.
fn shows(desk: &PrivateRepository, page: &str, now: &str) -> bool {
    let out = tempfile::tempdir().unwrap();
    let site = out.path().join("site");
    support::run(support::program(&desk.path()).args(["build", "--now", now, "--out", site.to_str().unwrap()]));
    support::files(&site).into_iter().any(|(path, _)| path.ends_with(page))
}

const NOW: &str = "2026-03-05T12:00:00Z";
const ANNOUNCED: (&str, &str) = ("announced", "2026-01-20T15:30:00Z");
const PAGE: &str = "LODE-2026-001.html";

#[test]
fn equal_corrections_of_two_branches_count_once() {
    for driver in [true, false] {
        for instead in ["", "at = 2026-01-20T16:00:00Z"] {
            let desk = PrivateRepository::new();
            let ours = correction("2026-03-05T09:00:00Z", ANNOUNCED, "amira", instead);
            let theirs = correction("2026-03-05T10:00:00Z", ANNOUNCED, "ben", instead);
            assert!(merged(&desk, PUBLIC, &ours, &theirs, driver), "{driver} {instead}");
            assert_eq!(found(&desk, NOW), [""; 0], "{driver} {instead}");
            assert!(shows(&desk, PAGE, NOW));
            let status = desk.run(&["status", "amber-heron", "--format", "json"]).json();
            let effects: Vec<_> =
                status["amendments"].as_array().unwrap().iter().map(|it| it["effect"].as_str().unwrap()).collect();
            assert_eq!(effects, [if instead.is_empty() { "voids" } else { "corrects" }, "repeats"]);
        }
    }
}

#[test]
fn two_branches_that_take_the_same_correction_back_do_so_once() {
    let desk = PrivateRepository::new();
    desk.add(PUBLIC, &correction("2026-03-05T08:00:00Z", ANNOUNCED, "amira", ""));
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    let back = |at: &str, by: &str| {
        correction(at, ("announced", "2026-03-05T08:00:00Z"), by, "").replace("\"event\"", "\"amendment\"")
    };
    // Behind the amendment that they take back.
    let text = desk.read(PUBLIC);
    desk.write(PUBLIC, text + &back("2026-03-05T09:00:00Z", "amira") + &back("2026-03-05T10:00:00Z", "ben"));
    assert_eq!(found(&desk, NOW), [""; 0]);
    let status = desk.run(&["status", "amber-heron", "--format", "json"]).json();
    let timeline = status["timeline"].as_array().unwrap();
    assert!(timeline.iter().any(|event| event["event"] == "announced" && event.get("amended").is_none()));
}

#[test]
fn different_corrections_of_one_record_are_a_question_of_the_merge_driver() {
    for (one, other) in [("", "at = 2026-01-20T16:00:00Z"), ("note = \"a\"", "note = \"b\"")] {
        let desk = PrivateRepository::new();
        let ours = correction("2026-03-05T09:00:00Z", ANNOUNCED, "amira", one);
        let theirs = correction("2026-03-05T10:00:00Z", ANNOUNCED, "ben", other);
        assert!(!merged(&desk, PUBLIC, &ours, &theirs, true));
        let text = desk.read(PUBLIC);
        let conflict = text.split("<<<<<<<").nth(1).unwrap().split(">>>>>>>").next().unwrap();
        assert!(conflict.contains("by = \"amira\"") && conflict.contains("by = \"ben\""), "{text}");
        assert_eq!(conflict.matches("[[amendment]]").count(), 2, "{text}");
    }
}

/// Whatever they are about, a public advisory stays, and the finding says what to do.
#[test]
fn different_corrections_that_git_merged_are_found_and_take_nothing_from_the_site() {
    let cases = [
        (ANNOUNCED, "", "at = 2026-01-20T16:00:00Z"),
        (("released", "2026-01-20T15:00:00Z"), "note = \"a\"", "note = \"b\""),
        (("approved", "2026-01-20T14:00:00Z"), "", "note = \"b\""),
    ];
    for (of, one, other) in cases {
        let desk = PrivateRepository::new();
        let ours = correction("2026-03-05T09:00:00Z", of, "amira", one);
        let theirs = correction("2026-03-05T10:00:00Z", of, "ben", other);
        assert!(merged(&desk, PUBLIC, &ours, &theirs, false), "{of:?}");
        assert_eq!(found(&desk, NOW), ["amendments-differ"], "{of:?}");
        assert!(shows(&desk, PAGE, NOW), "{of:?}");
        let said = desk.run(&["check"]).all();
        assert!(said.contains("--kind amendment --dated 2026-03-05T"), "{said}");
        let void = ["correct", "amber-heron", of.0, "--kind", "amendment", "--dated", "2026-03-05T10:00:00Z", "--void"];
        desk.done(&[&void[..], &["--by", "ben", "--reason", "the other one is right", "--anyway"]].concat());
        assert_eq!(found(&desk, NOW), [""; 0], "{of:?}");
    }
    // An amendment that is about no record is an error, and nothing else.
    let desk = PrivateRepository::new();
    desk.add(PUBLIC, &correction("2026-03-05T09:00:00Z", ("scored", "2026-01-06T09:00:00Z"), "amira", ""));
    assert_eq!(found(&desk, NOW), ["amendment-without-record"]);
    assert!(shows(&desk, PAGE, NOW));
    assert!(desk.read(ADVISORY).contains("LODE-2026-001"));
}

/// Neither of two different corrections opens a gate, nor does a correction open it that knocks out
/// the one that keeps it shut.
#[test]
fn an_unclear_correction_opens_no_gate() {
    let moved = ("embargo-moved", "2026-03-05T08:00:00Z");
    let until = |until: &str| format!("until = {until}");
    let first = correction("2026-03-05T09:00:00Z", moved, "ben", &until("2026-04-10T15:00:00Z"));
    let others = [
        correction("2026-03-05T10:00:00Z", moved, "ben", &until("2026-04-01T15:00:00Z")),
        correction("2026-03-05T10:00:00Z", moved, "ben", ""),
        // Dated behind the end as it was recorded.
        correction("2026-03-21T10:00:00Z", moved, "chiara", &until("2026-03-25T15:00:00Z")),
    ];
    for other in others {
        let desk = PrivateRepository::new();
        desk.done(&["publish", "quiet-otter", "--by", "ben"]);
        let moved = event("2026-03-05T08:00:00Z", "embargo-moved", "ben") + "until = 2026-03-20T15:00:00Z\n";
        desk.add(EMBARGOED, &(moved + &first));
        assert!(!shows(&desk, "LODE-2026-002.html", "2026-04-09T15:00:00Z"));
        assert!(shows(&desk, "LODE-2026-002.html", "2026-04-11T15:00:00Z"), "the correction counts alone");
        desk.add(EMBARGOED, &other);
        for now in ["2026-03-22T15:00:00Z", "2026-04-11T15:00:00Z"] {
            assert_eq!(found(&desk, now).first().map(String::as_str), Some("amendments-differ"), "{other}");
            assert!(!shows(&desk, "LODE-2026-002.html", now), "{now}: {other}");
        }
    }
}
