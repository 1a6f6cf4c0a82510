//! Severity in a project's own words: who sets it, what depends on it, and where readers see it.

use super::{NOTHING, applying, process};
use crate::support::scenario::Scenario;
use crate::support::{files, program, run};

const NOW: &str = "2026-03-20T10:00:00Z";
const SET: &str = "2026-03-03T10:00:00Z";
/// 9.8, 7.5 and 6.5.
const CRITICAL: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
const HIGH: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N";
const MEDIUM: &str = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:H/A:N";

/// Four words and no scores.
const WORDS: &str = r#"
[[severity.level]]
id = "minor"
title = "Minor"
[[severity.level]]
id = "notable"
title = "Notable"
rating = "medium"
[[severity.level]]
id = "grave"
title = "Grave"
rating = "high"
[[path]]
id = "quiet"
when = { level = ["minor", "notable"] }
steps = ["pull-request"]
[[path]]
id = "private"
when = { level-ge = "grave" }
steps = ["private-branch"]
[[step]]
id = "pull-request"
role = "maintainer"
[[step]]
id = "private-branch"
role = "maintainer"
[[step]]
id = "rated"
role = "pst"
event = "scored"
needs = ["level"]
[publication]
approvals = { role = "pst" }
"#;

/// Levels that begin at scores, and a role that may depart from them.
const THRESHOLDS: &str = r#"
[severity]
by = "maintainer"
[[severity.level]]
id = "low"
cvss-ge = 0.1
[[severity.level]]
id = "medium"
cvss-ge = 4.0
[[severity.level]]
id = "high"
cvss-ge = 7.0
[[waiver]]
id = "slow"
when = { any = [{ cvss-lt = 4.0 }, { level = ["low"] }] }
by = "pst"
[[step]]
id = "in-the-open"
role = "pst"
when = { not = { level-ge = "high" } }
[publication]
approvals = { role = "pst" }
"#;

fn rated(scenario: Scenario, at: &str, level: &str, by: &str) -> Scenario {
    scenario.event("scored", at, &format!("level = \"{level}\"\nby = \"{by}\""))
}

fn level(scenario: &Scenario) -> Option<String> {
    scenario.at(NOW, |case| case.level.map(|set| set.level.element.id.to_string()))
}

#[test]
fn c10_what_the_team_calls_minor_is_fixed_in_the_open_and_what_it_calls_grave_is_not() {
    assert_eq!(applying(&process(WORDS), NOW), ["rated"], "nobody has said how bad it is");
    for (word, step) in [("minor", "pull-request"), ("notable", "pull-request"), ("grave", "private-branch")] {
        assert_eq!(applying(&rated(process(WORDS), SET, word, "ada"), NOW), [step, "rated"]);
    }
    let unknown = rated(process(WORDS), SET, "awful", "ada");
    assert_eq!(unknown.found("unknown-fact", NOW), ["error: `awful` is not a severity level of this policy"]);
    assert_eq!(applying(&unknown, NOW), ["rated"]);
}

#[test]
fn k13_a_score_has_the_level_of_its_range_and_who_leads_may_say_another() {
    for (vector, expected) in [(CRITICAL, "high"), (HIGH, "high"), (MEDIUM, "medium")] {
        assert_eq!(level(&process(THRESHOLDS).scored(vector)).as_deref(), Some(expected));
    }
    assert_eq!(level(&process(THRESHOLDS)), None);
    let lower = |by: &str| rated(process(THRESHOLDS).scored(HIGH), SET, "medium", by);
    assert_eq!(level(&lower("ada")).as_deref(), Some("medium"));
    assert_eq!(lower("ada").found("fact-without-right", NOW), NOTHING);
    assert_eq!(level(&lower("carol")).as_deref(), Some("high"), "a stranger's word counts for nothing");
    assert_eq!(lower("carol").found("fact-without-right", NOW), ["error: `carol` may not set `medium`"]);
}

#[test]
fn k13_a_level_that_departs_from_the_score_needs_a_word() {
    let written = |scenario: Scenario| scenario.scored(HIGH).front("level = \"medium\"");
    let departs = ["warning: nobody set the severity level `medium`, and the score stands for `high`"];
    assert_eq!(written(process(THRESHOLDS)).found("level-unrecorded", NOW), departs);
    assert_eq!(rated(written(process(THRESHOLDS)), SET, "medium", "ada").found("level-unrecorded", NOW), NOTHING);
    let other = ["warning: the severity level is `medium` here, but was set to `low`"];
    assert_eq!(rated(written(process(THRESHOLDS)), SET, "low", "ada").found("level-unrecorded", NOW), other);
    let same = process(THRESHOLDS).scored(MEDIUM).front("level = \"medium\"");
    assert_eq!(same.found("level-unrecorded", NOW), NOTHING, "that of the score needs no word");
    let left_out = rated(process(WORDS), SET, "grave", "ada");
    let lacks = ["warning: the severity level was set to `grave`, and advisory.md does not have it"];
    assert_eq!(left_out.found("level-unrecorded", NOW), lacks);
    // An approval is refused, too.
    let folder = written(process(THRESHOLDS)).toml("[embargo]\nuntil = 2026-03-10T10:00:00Z\n").folder();
    let publish = ["publish", "quiet-otter", "--by", "ada", "--now", "2026-03-09T10:00:00Z"];
    let refused = run(program(folder.path()).args(publish)).failed();
    assert!(refused.contains("level-unrecorded"), "{refused}");
}

#[test]
fn k16_a_low_score_or_a_risk_that_is_judged_low_permits_to_slow_down() {
    let allowed = |scenario: &Scenario| {
        let waiver = "[[waiver]]\nwaiver = \"slow\"\nsteps = [\"in-the-open\"]\nat = 2026-03-04T10:00:00Z\nby = \"ada\"\nuntil = 2026-04-04T10:00:00Z\n";
        let Scenario { policy, incident, advisory } = scenario;
        let scenario = Scenario { policy: policy.clone(), incident: incident.clone(), advisory: advisory.clone() };
        scenario.toml(waiver).found("waiver-condition", NOW).is_empty()
    };
    assert!(!allowed(&process(THRESHOLDS).scored(HIGH)));
    assert!(allowed(&rated(process(THRESHOLDS).scored(HIGH), SET, "low", "ada")), "judged low");
    assert!(allowed(&process(THRESHOLDS).scored("CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L")), "scored low");
    assert!(!allowed(&process(THRESHOLDS)), "not judged");
    // What is not known to be high is not known to be lower either.
    assert_eq!(applying(&process(THRESHOLDS), NOW), NOTHING);
    assert_eq!(applying(&process(THRESHOLDS).scored(MEDIUM), NOW), ["in-the-open"]);
}

/// The site of an incident that is published under the first policy, and its folder.
fn published(level: &str) -> (tempfile::TempDir, Vec<(String, String)>) {
    let scenario = rated(process(WORDS), SET, level, "ada").front(&format!("level = \"{level}\""));
    let scenario = scenario.toml("[embargo]\nuntil = 2026-03-10T10:00:00Z\n");
    let folder = scenario.folder();
    let publish = ["publish", "quiet-otter", "--by", "ada", "--now", "2026-03-09T10:00:00Z"];
    run(program(folder.path()).args(publish)).ok();
    let out = folder.path().join("site");
    run(program(folder.path()).args(["build", "--out", out.to_str().unwrap(), "--now", NOW])).ok();
    let text = |(path, bytes): (String, Vec<u8>)| Some((path, String::from_utf8(bytes).ok()?));
    let site = files(&out).into_iter().filter_map(text).collect();
    (folder, site)
}

fn file<'s>(site: &'s [(String, String)], end: &str) -> &'s str {
    let found: Vec<_> = site.iter().filter(|(path, _)| *path == format!("site/{end}")).collect();
    let [(_, text)] = found.as_slice() else {
        panic!("{end}: {:?}", site.iter().map(|(path, _)| path).collect::<Vec<_>>())
    };
    text
}

#[test]
fn c17_readers_see_the_project_s_word_and_nothing_is_unrated() {
    let (folder, site) = published("grave");
    for (path, text) in &site {
        assert!(!text.to_lowercase().contains("unrated") || path.ends_with("style.css"), "{path}");
    }
    for page in ["LODE-2026-001.html", "index.html", "severity-high.html", "feed.json", "feed.atom"] {
        assert!(file(&site, page).contains("Grave"), "{page}");
    }
    let json = |end: &str| -> serde_json::Value { serde_json::from_str(file(&site, end)).unwrap() };
    let advisory = json("LODE-2026-001.json");
    assert_eq!(advisory["level"], serde_json::json!({ "id": "grave", "title": "Grave", "rating": "high" }));
    let found = run(program(folder.path()).args(["check", "--format", "json", "--now", NOW])).json();
    let rules: Vec<_> = found["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].clone()).collect();
    assert!(
        !rules.contains(&"published-unscored".into()) && !rules.contains(&"scored-without-vector".into()),
        "{rules:?}"
    );
}

#[test]
fn c17_a_word_without_a_rating_has_a_list_of_its_own() {
    let (_folder, site) = published("minor");
    // "Minor" is a word for low in other databases.
    assert!(file(&site, "severity-low.html").contains("Minor"));
}
