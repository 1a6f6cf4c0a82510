//! No draft says what is untrue, comes too early, or goes to the wrong place; and what drafts depend on is checked
//! before they are needed.

use super::NOTHING;
use crate::support::scenario::Scenario;
use crate::support::{Run, program, run};

const NOW: &str = "2026-03-05T10:00:00Z";

fn draft(case: &Scenario, step: &str, now: &str) -> Run {
    run(program(case.folder().path()).args(["draft", "quiet-otter", step, "--now", now]))
}

/// A notice that could go out.
fn notice() -> Scenario {
    Scenario::vitess().event("mitigation-ready", "2026-03-04T10:00:00Z", "")
}

fn planned(more: &str) -> Scenario {
    notice().toml(&format!("[notice]\nrelease-date = 2026-03-20T10:00:00Z\n{more}"))
}

#[test]
fn a_notice_never_says_that_there_is_nothing_to_do() {
    let waiting = planned("mitigations = \"Turn it off.\"\n");
    for case in [&waiting, &planned("")] {
        let said = draft(case, "notice", NOW).all();
        assert!(!said.contains("nothing we can recommend") && !said.contains("UNTIL THEN"), "{said}");
        assert_eq!(case.found("mitigations-unapproved", NOW).len(), 1, "while it is open");
    }
    let unapproved = "warning: these mitigations are not approved for publication before the fix";
    assert_eq!(waiting.found("mitigations-unapproved", NOW), [unapproved]);
    let missing = "warning: mitigations are known, but the notice has none";
    assert_eq!(planned("").found("mitigations-unapproved", NOW), [missing]);
}

#[test]
fn a_notice_promises_no_date_that_has_passed() {
    draft(&planned(""), "notice", "2026-03-20T09:59:00Z").ok();
    let late = draft(&planned(""), "notice", "2026-03-20T10:01:00Z");
    assert!(late.code != 0 && late.all().contains("notice-date-passed"), "{late:?}");
}

#[test]
fn no_draft_tells_the_public_before_another_project_does() {
    let upstream = planned("").toml("[upstream]\nproject = \"Northlib\"\npublic = 2026-03-25T10:00:00Z\n");
    let early = draft(&upstream, "notice", NOW);
    assert!(early.code != 0 && early.all().contains("draft-too-early"), "{early:?}");
}

#[test]
fn a_courtesy_mail_is_drafted_once_the_fix_has_landed() {
    let case = || {
        let case = Scenario::new("vitess").toml("[scope]\nlines = [\"main\"]\n[roles]\nfix-lead = \"ada\"\n");
        case.toml("[fix]\ncommits = [{ id = \"4d5e6f70\", line = \"main\" }]\n")
    };
    let early = draft(&case(), "courtesy", NOW);
    assert!(early.code != 0 && early.all().contains("draft-too-early"), "{early:?}");
    let landed = case().event("landed", "2026-03-04T10:00:00Z", "by = \"ada\"");
    let due = run(program(landed.folder().path()).args(["draft", "quiet-otter", "--now", NOW])).all();
    assert!(due.contains("courtesy.users.eml") && due.contains("courtesy.slack-developers"), "{due}");
}

#[test]
fn no_draft_goes_to_a_private_place_that_became_public() {
    let public = || {
        Scenario::rook().policy(|p| {
            let (before, after) = p.split_once("id = \"distributors\"\ntitle").unwrap();
            format!("{before}id = \"distributors\"\ntitle{}", after.replacen("\"embargoed\"", "\"public\"", 1))
        })
    };
    let error = "error: the channel `distributors` is public, but the list `distributors` is told there";
    assert_eq!(public().found("policy-private-channel", NOW), [error]);
    let refused = draft(&public(), "distributors", NOW);
    assert!(refused.code != 0 && refused.all().contains("policy-private-channel"), "{refused:?}");
    let intake = Scenario::rook().policy(|p| p.replace("private = \"security\"", "private = \"issue\""));
    let error = "error: the channel `issue` is public, but reports are sent there in private";
    assert_eq!(intake.found("policy-private-channel", NOW), [error]);
    assert_eq!(Scenario::rook().found("policy-private-channel", NOW), NOTHING);
}

#[test]
fn a_misspelled_template_or_address_is_found_when_it_is_written() {
    let with = |from: &'static str, to: &'static str| Scenario::rook().policy(move |p| p.replacen(from, to, 1));
    let templates = with("template = \"announce\"", "template = \"annonce\"");
    assert_eq!(
        templates.found("unknown-template", NOW),
        ["error: there is no template `annonce` for the channel `announce`"]
    );
    let replies = with("reply = \"membership-reply\"", "reply = \"membership\"");
    assert_eq!(replies.found("unknown-template", NOW).len(), 1);
    for (from, to) in [
        ("to = [\"@role:fix-team\"]", "to = [\"@role:fix-taem\"]"),
        ("to = [\"@reporter\"]", "to = [\"@reportr\"]"),
        ("to = [\"security@your-project.example\"]", "to = [\"security at your-project.example\"]"),
    ] {
        assert_eq!(with(from, to).found("bad-address", NOW).len(), 1, "{to}");
    }
    assert_eq!(Scenario::rook().found("bad-address", NOW), NOTHING);
    // The prose names no address for this one.
    assert_eq!(Scenario::rook().found("channel-without-address", NOW).len(), 1);
}
