//! Conditions on facts of a project's own, on the report's source, and their opposites.

use super::{NOTHING, applying, process};
use crate::support::scenario::Scenario;
use crate::support::{program, run};

const NOW: &str = "2026-03-20T10:00:00Z";

/// Only the development line is affected: a flaw of a week or less, or a low one, is fixed in public.
const MAIN_ONLY: &str = r#"
[[path]]
id = "full"
when = { affects = ["development"], not-affects = ["supported"], older-than = "7d", cvss-ge = 4.0 }
steps = ["release"]
[[path]]
id = "in-public"
when = { affects = ["development"], not-affects = ["supported"], not = { older-than = "7d", cvss-ge = 4.0 } }
steps = ["land"]
[[step]]
id = "release"
role = "maintainer"
[[step]]
id = "land"
role = "maintainer"
"#;

fn main_only(since: &str, vector: &str) -> Scenario {
    let since = if since.is_empty() { String::new() } else { format!("since = {since}\n") };
    let scenario = process(MAIN_ONLY).toml(&format!("[scope]\nlines = [\"main\"]\n{since}"));
    if vector.is_empty() { scenario } else { scenario.scored(vector) }
}

#[test]
fn e14_a_new_or_low_flaw_of_the_development_line_is_fixed_in_public_and_nothing_else_is() {
    const LOW: &str = "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L";
    const HIGH: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
    const OLD: &str = "2026-01-01T00:00:00Z";
    const NEW: &str = "2026-03-01T00:00:00Z";
    for (since, vector, steps) in [
        (OLD, HIGH, &["release"][..]),
        (OLD, LOW, &["land"]),
        (NEW, HIGH, &["land"]),
        (NEW, LOW, &["land"]),
        // Without the score or the age, nobody knows which of the two it is, unless the other part decides.
        (NEW, "", &["land"]),
        ("", LOW, &["land"]),
        (OLD, "", &[]),
        ("", HIGH, &[]),
    ] {
        assert_eq!(applying(&main_only(since, vector), NOW), steps, "{since} {vector}");
    }
}

/// The project's own findings become public issues within 90 days.
const OWN_FINDINGS: &str = r#"
[[step]]
id = "public-issue"
role = "pst"
when = { source = ["own", "fuzzing"] }
window = { after = "reported", max = "90d", force = "must" }
"#;

fn from(source: &str) -> Scenario {
    let scenario = process(OWN_FINDINGS);
    let source = format!("[report]\nsource = \"{source}\"\n");
    Scenario { incident: scenario.incident.replace("[report]\n", &source), ..scenario }
}

#[test]
fn e26_what_the_project_or_a_fuzzer_finds_is_public_within_90_days() {
    const BEFORE: &str = "2026-05-31T10:00:00Z";
    const AFTER: &str = "2026-05-31T10:00:01Z";
    for source in ["own", "fuzzing"] {
        assert_eq!(from(source).found("step-overdue", BEFORE), NOTHING);
        assert_eq!(from(source).found("step-overdue", AFTER).len(), 1, "{source}");
    }
    for source in ["reporter", "upstream", "dependency"] {
        assert_eq!(applying(&from(source), AFTER), NOTHING, "{source}");
        assert_eq!(from(source).found("fact-unset", AFTER), NOTHING);
    }
    let unset = ["warning: the report has no `source`, but conditions of the policy depend on it"];
    assert_eq!(process(OWN_FINDINGS).found("fact-unset", AFTER), unset);
}

/// The class of a report decides what follows: an advisory, a note, or a public bug.
const CLASSES: &str = r#"
[[fact]]
id = "class"
title = "Class of the report"
values = ["a", "b", "c", "d", "e"]
by = "pst"
[[path]]
id = "advisory"
when = { fact = { class = ["a"] } }
steps = ["advisory"]
[[path]]
id = "note"
when = { fact = { class = ["b", "c"] } }
steps = ["note"]
[[path]]
id = "bug"
when = { not = { fact = { class = ["a", "b", "c"] } } }
steps = ["bug"]
[[step]]
id = "advisory"
role = "pst"
[[step]]
id = "note"
role = "pst"
[[step]]
id = "bug"
role = "pst"
"#;

fn set(scenario: Scenario, at: &str, value: &str, by: &str) -> Scenario {
    scenario.event("fact-set", at, &format!("fact = \"class\"\nvalue = \"{value}\"\nby = \"{by}\""))
}

#[test]
fn o05_the_class_that_somebody_in_the_team_set_last_decides_what_follows() {
    const FIRST: &str = "2026-03-03T10:00:00Z";
    const THEN: &str = "2026-03-05T10:00:00Z";
    for (value, step) in [("a", "advisory"), ("b", "note"), ("c", "note"), ("d", "bug"), ("e", "bug")] {
        let scenario = set(process(CLASSES), FIRST, value, "ada");
        assert_eq!(applying(&scenario, "2026-03-03T09:59:59Z"), NOTHING, "not set yet");
        assert_eq!(applying(&scenario, NOW), [step]);
        assert_eq!(scenario.found("fact-unset", NOW), NOTHING);
    }
    let unset = ["warning: `class` is not set, but conditions of the policy depend on it"];
    assert_eq!(process(CLASSES).found("fact-unset", NOW), unset);
    // The later word counts, in whatever order they are written.
    let twice = set(set(process(CLASSES), THEN, "a", "ada"), FIRST, "e", "ben");
    assert_eq!(applying(&twice, "2026-03-04T10:00:00Z"), ["bug"]);
    assert_eq!(applying(&twice, NOW), ["advisory"]);
    // A stranger's word counts for nothing, and neither does a value that nobody declared.
    let stranger = set(set(process(CLASSES), FIRST, "a", "ada"), THEN, "e", "carol");
    assert_eq!(applying(&stranger, NOW), ["advisory"]);
    assert_eq!(stranger.found("fact-without-right", NOW), ["error: `carol` may not set `class`"]);
    let unknown = set(set(process(CLASSES), FIRST, "a", "ada"), THEN, "z", "ada");
    assert_eq!(applying(&unknown, NOW), ["advisory"]);
    assert_eq!(unknown.found("unknown-fact", NOW), ["error: `z` is not a value of this fact"]);
}

#[test]
fn a_mode_that_depends_on_a_fact_is_on_since_it_was_set() {
    let mode = "[[mode]]\nid = \"now\"\nwhen = { all = [{ fact = { class = [\"a\"] } }] }\neffect = \"asap\"\n";
    let scenario = set(process(&format!("{CLASSES}{mode}")), "2026-03-03T10:00:00Z", "b", "ada");
    let scenario = set(set(scenario, "2026-03-05T10:00:00Z", "a", "ada"), "2026-03-07T10:00:00Z", "a", "ben");
    assert_eq!(scenario.due("advisory", "2026-03-04T10:00:00Z"), advisory::case::Deadline::None);
    let since = advisory::case::Deadline::Asap { since: crate::support::at("2026-03-05T10:00:00Z") };
    assert_eq!(scenario.due("advisory", NOW), since, "saying it again changes nothing");
}

#[test]
fn the_board_shows_facts_to_the_team_and_a_log_does_not() {
    let scenario = set(process(CLASSES), "2026-03-03T10:00:00Z", "c", "ada");
    let folder = scenario.folder();
    let shown = run(program(folder.path()).args(["status", "quiet-otter", "--now", NOW])).ok();
    assert!(shown.contains("class") && shown.contains("c (ada)"), "{shown}");
    let json = run(program(folder.path()).args(["status", "quiet-otter", "--format", "json", "--now", NOW])).json();
    assert_eq!(json["facts"][0]["value"], "c");
    let log = run(program(folder.path()).env("CI", "true").args(["status", "quiet-otter", "--now", NOW])).all();
    assert!(!log.contains("c (ada)"), "{log}");
}

/// An approved advisory whose class is public, or not.
fn published(public: bool, front: &str) -> Scenario {
    let policy = format!("{CLASSES}[publication]\napprovals = {{ role = \"pst\" }}\n");
    let policy = if public { policy.replacen("by = \"pst\"", "by = \"pst\"\npublic = true", 1) } else { policy };
    let scenario = set(process(&policy), "2026-03-03T10:00:00Z", "a", "ada").front(front);
    scenario.toml("[embargo]\nuntil = 2026-03-10T10:00:00Z\n")
}

#[test]
fn a_public_fact_is_on_the_page_and_a_private_one_is_not() {
    for (public, front, is_shown, finding) in [
        (true, "facts = { class = \"a\" }", true, NOTHING.to_vec()),
        (true, "", false, vec!["error: `class` is a public fact, but advisory.md does not contain it"]),
        (true, "facts = { class = \"b\" }", false, vec!["error: `class` is `b` here, but was set to `a`"]),
        (
            false,
            "facts = { class = \"a\" }",
            false,
            vec!["error: `class` is a private fact, but advisory.md contains it"],
        ),
        (false, "", false, NOTHING.to_vec()),
    ] {
        let folder = published(public, front).folder();
        let publish = ["publish", "quiet-otter", "--by", "ada", "--now", "2026-03-09T10:00:00Z"];
        let approved = run(program(folder.path()).args(publish));
        let is_refused = !finding.is_empty();
        assert_eq!(approved.all().contains("public-fact-differs"), is_refused, "{approved:?}");
        if is_refused {
            continue;
        }
        let out = folder.path().join("site");
        let build = ["build", "--out", out.to_str().unwrap(), "--now", NOW];
        run(program(folder.path()).args(build)).ok();
        let pages: Vec<_> =
            crate::support::files(&out).into_iter().filter(|(path, _)| path.ends_with("-001.html")).collect();
        let [(_, page)] = pages.as_slice() else { panic!("{pages:?}") };
        let page = String::from_utf8(page.clone()).unwrap();
        assert_eq!(page.contains("Class of the report"), is_shown, "{page}");
    }
}
