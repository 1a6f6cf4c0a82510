//! A leak asks for its decision.

use advisory::case::Deadline;

use super::NOTHING;
use crate::support::scenario::Scenario;
use crate::support::{at, program, run};

const NOW: &str = "2026-03-20T10:00:00Z";
const WHAT: &str = "by = \"ada\"\nleaked = \"The patch.\"\nleaked-to = \"A forum.\"";

fn leaked() -> Scenario {
    let case = Scenario::rook().toml("[embargo]\nuntil = 2026-03-30T10:00:00Z\n");
    case.event("leaked", "2026-03-10T10:00:00Z", WHAT)
}

#[test]
fn a_leak_opens_the_assessment_and_everything_is_urgent_until_somebody_decides() {
    let undecided = leaked().found("break-undecided", NOW);
    assert_eq!(undecided, ["warning: the embargo is broken, but `pst` has not decided on the response"]);
    let urgent = leaked().found("step-asap-overdue", NOW);
    let decision = "warning: `break-decision` is due as soon as possible, and has been open for 10 d";
    assert!(urgent.contains(&decision.to_owned()), "{urgent:#?}");
    assert!(urgent.iter().any(|f| f.contains("`release`")), "in doubt, out as soon as possible: {urgent:#?}");
    let decided = |by: &str| {
        let more = format!("by = \"{by}\"\nchoice = \"continue\"\nassessment = \"Small.\"");
        leaked().event("break-decided", "2026-03-10T12:00:00Z", &more)
    };
    assert_eq!(decided("ada").found("break-undecided", NOW), NOTHING);
    let rest = decided("ada").found("step-asap-overdue", NOW);
    assert!(rest.iter().all(|f| f.contains("`embargo-break`")), "{rest:#?}");
    assert_eq!(decided("mallory").found("break-undecided", NOW), undecided, "somebody without the right");
}

#[test]
fn what_is_public_can_not_leak() {
    let public = Scenario::rook().public().event("leaked", "2026-03-10T10:00:00Z", WHAT);
    assert_eq!(public.found("break-undecided", NOW), NOTHING);
    let published = Scenario::rook()
        .toml("[embargo]\nuntil = 2026-03-05T10:00:00Z\n")
        .front("id = \"LODE-2026-001\"")
        .event("approved", "2026-03-04T10:00:00Z", "by = \"ada\"")
        .event("leaked", "2026-03-10T10:00:00Z", WHAT);
    assert!(published.at(NOW, |case| case.publication.is_ok()));
    assert_eq!(published.found("break-undecided", NOW), NOTHING);
}

/// A leak under a process whose modes know of public disclosure alone.
fn leaked_without_terms() -> Scenario {
    let case = Scenario::vitess().toml("[embargo]\nuntil = 2026-03-30T10:00:00Z\n");
    case.event("leaked", "2026-03-10T10:00:00Z", WHAT)
}

#[test]
fn exposure_and_urgency_count_from_the_leak_and_the_report_stays_as_it_came() {
    let since = |case: &Scenario| match case.due("release", NOW) {
        Deadline::Asap { since } => Some(since),
        _ => None,
    };
    assert_eq!(since(&leaked_without_terms()), Some(at("2026-03-10T10:00:00Z")), "not since the report");
    assert_eq!(since(&Scenario::vitess()), None);
    let days = |case: &Scenario| case.at(NOW, |case| case.measures().exposure / 86_400);
    assert_eq!(days(&leaked_without_terms()), 10);
    assert_eq!(days(&Scenario::vitess()), 0);
    assert_eq!(days(&Scenario::vitess().public()), 18, "what was public from the start");
    // The reporter wrote in private, and has an answer coming.
    assert!(leaked_without_terms().at(NOW, |case| case.step("acknowledge").unwrap().standing.is_open()));
}

#[test]
fn a_leak_puts_the_end_of_the_embargo_in_question_until_somebody_decides() {
    let question =
        "warning: the embargo is broken, but nobody has decided whether it still ends 2026-03-30 10:00 UTC (Monday)";
    assert_eq!(leaked_without_terms().found("break-undecided", NOW), [question]);
    let board = |case: &Scenario| {
        let folder = case.folder();
        run(program(folder.path()).args(["status", "quiet-otter", "--now", NOW])).ok()
    };
    let doubt = "it was broken, and nobody has decided whether this end stays";
    let flat = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat(board(&leaked_without_terms())).contains(doubt));
    let decided =
        |case: Scenario| case.event("break-decided", "2026-03-10T12:00:00Z", "by = \"ada\"\nchoice = \"continue\"");
    let kept = decided(leaked_without_terms());
    assert_eq!(kept.found("break-undecided", NOW), NOTHING);
    assert!(!flat(board(&kept)).contains(doubt));
    assert!(!matches!(kept.due("release", NOW), Deadline::Asap { .. }), "back to the plan");
    let again = kept.event("leaked", "2026-03-12T10:00:00Z", WHAT);
    assert_eq!(again.found("break-undecided", NOW), [question], "a second leak is judged again");
    assert!(matches!(again.due("release", NOW), Deadline::Asap { .. }));
    let moved = leaked_without_terms().event(
        "embargo-moved",
        "2026-03-10T12:00:00Z",
        "by = \"ada\"\nuntil = 2026-03-11T10:00:00Z",
    );
    assert_eq!(moved.found("break-undecided", NOW), NOTHING, "a new end is an answer");
}

#[test]
fn a_flaw_of_the_development_branch_that_landed_and_was_told_is_fixed() {
    let told = Scenario::new("vitess")
        .toml(
            "[scope]\nlines = [\"main\"]\n[fix]\ncommits = [{ id = \"abc1234\", line = \"main\", author = \"ben\" }]\n",
        )
        .event("landed", "2026-03-05T10:00:00Z", "by = \"ada\"");
    let measures = |case: &Scenario| case.at(NOW, |case| case.measures());
    assert!(!measures(&told).fixed, "it landed, and nobody was told");
    let told = told.event("courtesy-sent", "2026-03-06T10:00:00Z", "by = \"ada\"");
    assert!(measures(&told).fixed);
    assert_eq!(measures(&told).time_to_fix, Some(4 * 86_400));
}

#[test]
fn a_decision_without_the_right_leaves_the_assessment_open_and_is_not_quoted() {
    let now = "2026-03-11T10:00:00Z";
    let decided = |by: &str| {
        let more = format!("by = \"{by}\"\nchoice = \"continue\"\nassessment = \"It is small.\"");
        leaked().event("break-decided", "2026-03-10T12:00:00Z", &more)
    };
    let is_quoted = |by: &str| {
        let folder = decided(by).folder();
        let draft = ["draft", "quiet-otter", "embargo-break", "--now", now];
        run(program(folder.path()).args(draft)).all().contains("It is small.")
    };
    for (by, standing, quoted) in [("ben", "done", true), ("carol", "due", false)] {
        assert_eq!((decided(by).standing("break-decision", now).as_str(), is_quoted(by)), (standing, quoted), "{by}");
    }
    assert_eq!(decided("carol").standing("embargo-break", now), "blocked");
}
