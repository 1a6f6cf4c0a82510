//! A leak asks for its decision.

use super::NOTHING;
use crate::support::scenario::Scenario;

const NOW: &str = "2026-03-20T10:00:00Z";
const WHAT: &str = "by = \"ada\"\nleaked = \"The patch.\"\nleaked-to = \"A forum.\"";

fn leaked() -> Scenario {
    let case = Scenario::rook().toml("[embargo]\nuntil = 2026-03-30T10:00:00Z\n");
    case.event("leaked", "2026-03-10T10:00:00Z", WHAT)
}

#[test]
fn a_leak_opens_the_assessment_and_everything_is_urgent_until_somebody_decides() {
    let undecided = leaked().found("break-undecided", NOW);
    assert_eq!(undecided, ["warning: the embargo is broken, but `pst` has not decided what follows"]);
    let urgent = leaked().found("step-asap-overdue", NOW);
    let decision = "warning: `break-decision` is due as soon as possible, and has been for 10 d";
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
