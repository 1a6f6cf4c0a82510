//! `advisory next`: the instant for which a scheduled job waits.

use advisory::Workspace;
use advisory::app::NextOutcome;
use advisory::time::Instant;

use crate::support::{self, Run, at, program, run};
use crate::workflow::walked;

/// When the embargo of README.md's incident ends.
const END: &str = "2026-03-09T15:00:00Z";

fn next(folder: &std::path::Path, now: &str, arguments: &[&str]) -> Run {
    run(program(folder).args(["next", "--now", now]).args(arguments))
}

#[test]
fn the_end_of_an_embargo_is_the_next_change() {
    let walked = walked();
    let folder = walked.path().join("security");
    let ahead = |now: &str, within: &str| next(&folder, now, &["--within", within]);
    let found = ahead("2026-03-09T12:00:00Z", "6h");
    assert_eq!((found.code, found.out.as_str(), found.err.as_str()), (0, "2026-03-09T15:00:00Z 10800\n", ""));
    // The last instant counts.
    assert_eq!(ahead("2026-03-09T12:00:00Z", "3h").code, 0);
    for (now, within) in [("2026-03-09T12:00:00Z", "2h"), (END, "8h")] {
        let none = ahead(now, within);
        assert_eq!((none.code, none.out.as_str()), (3, ""), "{none:?}");
        assert!(none.err.contains("the site does not change by itself until"), "{none:?}");
    }
    let json = next(&folder, "2026-03-09T12:00:00Z", &["--within", "6h", "--json"]).json();
    assert_eq!(json["next"], serde_json::json!({"at": END, "seconds": 10800, "outcome": "changes"}));
    assert_eq!(json["until"], "2026-03-09T18:00:00Z");
    let none = next(&folder, END, &["--within", "1h", "--json"]);
    assert_eq!((none.code, &none.json()["next"]), (3, &serde_json::Value::Null));
    let site = |at: &str| Workspace::open(&folder, support::at(at)).unwrap().public_site();
    assert_eq!(site("2026-03-09T14:59:59Z").advisories, 0);
    assert_eq!(site(END).advisories, 1);
}

/// Somebody has to act at that minute, so the job must not sleep through it.
#[test]
fn what_a_build_will_leave_out_is_named_before() {
    let walked = walked();
    let folder = walked.path().join("security");
    let document = folder.join("incidents/2026/quiet-otter/advisory.md");
    let text = std::fs::read_to_string(&document).unwrap();
    std::fs::write(&document, text.replace("AV:N", "AV:Q")).unwrap();
    let found = next(&folder, "2026-03-09T12:00:00Z", &["--within", "6h"]);
    assert_eq!((found.code, found.out.as_str()), (0, "2026-03-09T15:00:00Z 10800\n"), "{found:?}");
    assert!(found.err.contains("leaves an advisory or a notice out"), "{found:?}");
    let json = next(&folder, "2026-03-09T12:00:00Z", &["--within", "6h", "--json"]).json();
    assert_eq!(json["next"]["outcome"], "leaves-out");
}

#[test]
fn without_a_site_now_there_is_nothing_to_compare_with() {
    let walked = walked();
    let folder = walked.path().join("security");
    let file = folder.join("advisory.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("contact = ", "contcat = ")).unwrap();
    let found = next(&folder, "2026-03-09T12:00:00Z", &["--within", "6h"]);
    assert_eq!((found.code, found.out.contains("2026")), (1, false), "{found:?}");
    assert!(found.all().contains("the site can't be built as it is now"), "{found:?}");
}

#[test]
fn embargoed_text_in_the_site_is_found_before_the_build() {
    let walked = walked();
    let folder = walked.path().join("security");
    let summary = "Restore follows links out of its folder";
    support::write(&folder, "site-templates/assets/theme.css", format!("/* {summary} */\n"));
    let found = next(&folder, "2026-03-09T12:00:00Z", &["--within", "6h"]);
    assert_eq!((found.code, found.out.contains("2026-03-09T15")), (1, false), "{found:?}");
    assert!(found.all().contains("the site can't be built as it is now"), "{found:?}");
}

#[test]
fn a_length_that_is_none_or_too_long_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    support::write_sample(folder.path());
    for within in ["5bd", "53w", "367d", "876000h", "6", "h", "-1h"] {
        let refused = next(folder.path(), "2026-03-01T00:00:00Z", &[&format!("--within={within}")]);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{within}: {refused:?}");
    }
}

fn later(at: Instant, seconds: i64) -> Instant {
    Instant::from_unix(at.unix() + seconds).unwrap()
}

/// The oracle is the site itself, every six hours and a second before each change.
#[test]
fn between_two_changes_the_site_stays_the_same() {
    let mut changes = Vec::new();
    for (folder, now, days) in [
        ("tests/base", "2026-02-27T09:00:00Z", 3),
        ("tests/base", "2026-05-30T09:00:00Z", 4),
        ("tests/base", "2026-11-29T09:00:00Z", 4),
        ("tests/portfolios/vitess", "2026-08-30T09:00:00Z", 2),
    ] {
        let folder = support::root().join(folder);
        let open = |at| Workspace::open(&folder, at).unwrap();
        let site = |at| open(at).public_site().site;
        let mut now = at(now);
        let last = later(now, days * 86_400);
        while now < last {
            let found = open(now).next_change(last).unwrap();
            let before = later(found.map_or(last, |found| found.at), -1);
            let is = site(now);
            let probes = (1..).map(|nth| later(now, nth * 6 * 3600)).take_while(|at| *at < before);
            for probe in probes.chain([before]) {
                assert!(site(probe) == is, "{} changes by {probe}", folder.display());
            }
            let Some(found) = found else { break };
            assert_eq!(found.outcome, NextOutcome::Changes, "{}", found.at);
            assert!(site(found.at) != is, "{} does not change at {}", folder.display(), found.at);
            changes.push(found.at.to_string());
            now = found.at;
        }
    }
    // The month in which security.txt expires, and the day after a line's last one.
    for day in ["2026-03-01T00:00:00Z", "2026-06-02T00:00:00Z", "2026-12-02T00:00:00Z"] {
        assert!(changes.iter().any(|at| at == day), "{day} in {changes:?}");
    }
}
