//! Being late keeps nobody's advisory from being published; it is shown and recorded.

use crate::support::scenario::Scenario;
use crate::support::{QUIET_OTTER, program, run};

/// A case in which every duty of the first weeks was missed, and everything that the publication takes is there.
fn late() -> Scenario {
    let scenario = Scenario::rook().policy(|p| p.replacen("force = \"target\"", "force = \"must\"", 1));
    let sections = "## Am I affected?\nYes.\n\n## Mitigation\nNone.\n\n## How to upgrade\nInstall 1.16.4.\n";
    let mut scenario = scenario.toml("[embargo]\nuntil = 2026-04-20T10:00:00Z\n");
    scenario.advisory += sections;
    scenario
        .front("affected = [{ line = \"1.16\", introduced = \"1.16.0\", fixed = \"1.16.4\" }]")
        .scored("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")
}

const NOW: &str = "2026-04-15T10:00:00Z";

#[test]
fn an_overdue_duty_is_an_error_and_stops_no_publication() {
    let late = late();
    let overdue = late.found("step-overdue", NOW);
    assert!(overdue.iter().any(|f| f.starts_with("error: `release` is overdue by 23 d")), "{overdue:#?}");
    let folder = late.folder();
    let publish = |more: &[&str]| {
        let arguments = ["publish", "quiet-otter", "--by", "ada", "--now", NOW];
        run(program(folder.path()).args(arguments).args(more))
    };
    let rehearsed = publish(&["--dry-run"]).ok();
    assert!(rehearsed.contains("`release` is overdue") && rehearsed.contains("all checks passed"), "{rehearsed}");
    let before = std::fs::read_to_string(folder.path().join(QUIET_OTTER)).unwrap();
    assert_eq!(before, late.incident, "a dry run writes nothing");
    let published = publish(&[]).ok();
    assert!(published.contains("`release` is overdue") && published.contains("public at 2026-04-20"), "{published}");
    let after = std::fs::read_to_string(folder.path().join(QUIET_OTTER)).unwrap();
    let note = after.lines().find(|line| line.starts_with("note = \"despite: ")).unwrap_or_else(|| panic!("{after}"));
    assert!(note.contains("`release` is overdue by 23 d"), "{note}");
}

#[test]
fn what_becomes_public_still_stops_a_publication() {
    let mut late = late();
    late.advisory = late.advisory.replace("## How to upgrade\nInstall 1.16.4.\n", "");
    let arguments = ["publish", "quiet-otter", "--by", "ada", "--now", NOW];
    let refused = run(program(late.folder().path()).args(arguments));
    assert!(refused.code != 0 && refused.all().contains("section-missing"), "{refused:?}");
    assert!(!refused.all().contains("is overdue"), "{refused:?}");
}
