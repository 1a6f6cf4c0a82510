//! Whoever acts has the role that the policy asks for.

use super::NOTHING;
use crate::support::scenario::Scenario;
use crate::support::{program, run};

const NOW: &str = "2026-03-20T10:00:00Z";
const AT: &str = "2026-03-05T10:00:00Z";

/// A case with this event, done by somebody.
fn done_by(case: Scenario, event: &str, by: &str) -> Scenario {
    case.event(event, AT, &format!("by = \"{by}\""))
}

#[test]
fn a_step_is_done_by_whoever_has_its_role_or_leads() {
    let found = |case: Scenario, event: &str, by: &str| done_by(case, event, by).found("step-without-right", NOW);
    // Ada leads, Ben is on the team, and Carol is nobody.
    for (event, step) in [("scored", "cvss"), ("notice-published", "notice"), ("announced", "announce")] {
        for case in [Scenario::rook, Scenario::vitess] {
            let others = [format!("warning: `ben` did `{step}`, which is a task of `fix-lead`")];
            assert_eq!(found(case(), event, "ben"), others);
            assert_eq!(found(case(), event, "ada"), NOTHING);
            assert_eq!(found(case(), event, "fix-lead"), NOTHING, "the role itself");
        }
    }
    let stranger = ["warning: `carol` did `lead-named`, which is a task of `pst`"];
    assert_eq!(found(Scenario::new("rook"), "lead-named", "carol"), stranger);
    assert_eq!(found(Scenario::new("rook"), "lead-named", "ben"), NOTHING);
    let released = ["warning: `carol` did `release`, which is a task of `maintainer`"];
    assert_eq!(found(Scenario::vitess(), "released", "carol"), released);
    assert_eq!(found(Scenario::vitess(), "released", "ben"), NOTHING);
}

#[test]
fn the_finding_names_who_could_have_done_it() {
    let folder = done_by(Scenario::rook(), "scored", "ben").folder();
    let said = run(program(folder.path()).args(["check", "--now", NOW]));
    assert!(said.all().contains("`ada` may; correct `by` if it names the wrong person"), "{said:?}");
}

#[test]
fn nobody_does_a_step_of_the_lead_where_nobody_leads() {
    let scored = Scenario::new("vitess").event("scored", AT, "");
    let nobody = ["warning: `cvss` is a task of `fix-lead`, but nobody has that role in this incident"];
    assert_eq!(scored.found("step-without-right", NOW), nobody);
    let released = Scenario::new("vitess").event("released", AT, "");
    assert_eq!(released.found("lead-missing", NOW).len(), 1, "a release without a lead");
    assert_eq!(Scenario::vitess().event("released", AT, "").found("lead-missing", NOW), NOTHING);
}

#[test]
fn a_duty_is_acknowledged_by_whom_it_binds() {
    let attested = |by: &str| {
        let more = format!("attestation = \"communication-plan\"\nby = \"{by}\"");
        Scenario::vitess().event("attested", AT, &more)
    };
    let refused = ["error: `ben` may not acknowledge `communication-plan`"];
    assert_eq!(attested("ben").found("attestation-without-right", NOW), refused);
    assert_eq!(attested("ada").found("attestation-without-right", NOW), NOTHING);
    let open = |by: &str| {
        attested(by).at(NOW, |case| {
            case.step("notice").unwrap().unattested.iter().any(|d| d.element.id.as_str() == "communication-plan")
        })
    };
    assert!(open("ben") && !open("ada"), "what somebody else says leaves it open");
}

#[test]
fn an_optional_step_is_decided_by_its_role() {
    let decided = |by: &str| {
        let decision = format!("[[decision]]\nstep = \"distributors\"\ntake = false\nreason = \"x\"\nby = \"{by}\"\n");
        Scenario::rook().toml(&decision)
    };
    let refused =
        ["error: `ben` may not decide on `distributors`; only someone with the role `fix-lead` may".to_owned()];
    assert_eq!(decided("ben").found("decision-without-right", NOW), refused);
    assert_eq!(decided("ada").found("decision-without-right", NOW), NOTHING);
    assert_eq!(
        (decided("ben").standing("distributors", NOW), decided("ada").standing("distributors", NOW)),
        ("blocked, overdue".into(), "skipped".into())
    );
}

#[test]
fn the_end_of_an_embargo_is_moved_by_the_list_or_whoever_may_publish() {
    let moved = |case: Scenario, by: &str| {
        let case = case.toml("[embargo]\nuntil = 2026-03-21T10:00:00Z\n");
        let more = format!("until = 2026-03-22T10:00:00Z\nby = \"{by}\"");
        case.event("embargo-moved", AT, &more).found("embargo-without-right", NOW)
    };
    for by in ["ada", "distributors"] {
        assert_eq!(moved(Scenario::rook(), by), NOTHING, "{by}");
    }
    // A role is nobody's name.
    for by in ["carol", "pst"] {
        assert_eq!(moved(Scenario::rook(), by), [format!("error: `{by}` may not decide when the embargo ends")]);
    }
    assert_eq!(moved(Scenario::vitess(), "distributors").len(), 1, "no list agrees under this policy");
}

#[test]
fn a_request_is_answered_by_the_role_of_the_list() {
    let answered = |by: &str| {
        let folder = Scenario::rook().folder();
        let answers = ["active", "users", "track-record", "not-rebuild", "contributor", "accepts", "vouched"];
        let answers: Vec<String> = answers.iter().map(|id| format!("{id} = \"we do\"")).collect();
        let file = format!(
            "schema = 1\n[[request]]\nid = \"tidewater\"\nname = \"Tidewater\"\ncontact = \"a@tidewater.example\"\n\
             received = 2026-03-02T10:00:00Z\nvouched-by = \"founding\"\nanswers = {{ {} }}\n\
             decision = {{ accepted = false, at = {AT}, by = \"{by}\", reason = \"x\" }}\n",
            answers.join(", ")
        );
        std::fs::write(folder.path().join("distributors.toml"), file).unwrap();
        run(program(folder.path()).args(["check", "--now", NOW])).all()
    };
    assert!(answered("carol").contains("`carol` may not decide on the request of `tidewater`"));
    assert!(!answered("ben").contains("admission-without-right"));
}

#[test]
fn a_move_by_whoever_may_not_decide_brings_no_publication_forward() {
    let end = |moved: &str, by: &str| {
        let case = Scenario::rook().toml("[embargo]\nuntil = 2026-03-20T10:00:00Z\nagreed-by = [\"reporter\"]\n");
        let details = format!("until = {moved}\nby = \"{by}\"");
        let case = case.event("embargo-moved", "2026-03-05T10:00:00Z", &details);
        case.at("2026-03-06T10:00:00Z", |case| case.embargo.until.unwrap().to_string())
    };
    let (earlier, later) = ("2026-03-10T10:00:00Z", "2026-03-25T10:00:00Z");
    assert_eq!([end(earlier, "ben"), end(later, "ben")], [earlier, later]);
    for by in ["carol", "pst"] {
        assert_eq!([end(earlier, by), end(later, by)], ["2026-03-20T10:00:00Z", later], "{by}");
    }
}

#[test]
fn whoever_may_move_an_embargo_may_correct_a_move() {
    let corrected = |by: &str| {
        let case = Scenario::rook().toml("[embargo]\nuntil = 2026-03-20T10:00:00Z\nagreed-by = [\"reporter\"]\n");
        let case = case.event("embargo-moved", "2026-03-05T10:00:00Z", "until = 2026-03-25T10:00:00Z\nby = \"ben\"");
        let amends =
            "amends = { kind = \"event\", name = \"embargo-moved\", at = 2026-03-05T10:00:00Z, by = [\"ben\"] }";
        let instead = "instead = { until = 2026-03-08T10:00:00Z }";
        let at = "at = 2026-03-06T10:00:00Z";
        let amendment = format!("[[amendment]]\n{at}\nby = \"{by}\"\nreason = \"A slip.\"\n{amends}\n{instead}\n");
        case.toml(&amendment).found("amendment-without-right", NOW).len()
    };
    assert_eq!([corrected("ben"), corrected("carol")], [0, 1]);
}
