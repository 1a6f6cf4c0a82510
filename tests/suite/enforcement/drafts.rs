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

#[test]
fn a_draft_says_that_it_leaves_out_mitigations_or_is_refused() {
    let waiting = planned("mitigations = \"Turn it off.\"\n");
    let said = draft(&waiting, "notice", NOW);
    let mail = said.out.split_once("From: ").unwrap().1;
    assert!(said.code == 0 && !mail.contains("Turn it off") && !mail.contains("UNTIL THEN"), "{said:?}");
    assert!(said.all().contains("warning[mitigations-left-out]") && said.all().contains("--mitigations"), "{said:?}");
    let due = run(program(waiting.folder().path()).args(["draft", "quiet-otter", "--now", NOW])).all();
    assert!(due.contains("mitigations-left-out"), "{due}");
    assert!(!draft(&planned(""), "notice", NOW).all().contains("mitigations-left-out"));
    // A policy that requires them.
    let required =
        planned("mitigations = \"Turn it off.\"\n").policy(|p| p.replace("\"mitigations?\"", "\"mitigations\""));
    let refused = draft(&required, "notice", NOW);
    assert!(refused.code != 0 && refused.all().contains("missing-fact"), "{refused:?}");
    assert!(
        refused.all().contains("have the mitigations approved: `advisory publish quiet-otter --mitigations"),
        "{refused:?}"
    );
    assert!(!refused.all().contains("From: "), "{refused:?}");
    // Once somebody has approved them, the notice has them.
    let folder = waiting.folder();
    run(program(folder.path()).args(["publish", "quiet-otter", "--mitigations", "--by", "ada", "--now", NOW])).ok();
    let told = run(program(folder.path()).args(["draft", "quiet-otter", "notice", "--now", NOW])).all();
    assert!(told.contains("Turn it off") && !told.contains("mitigations-left-out"), "{told}");
}

/// An advisory that is public since 10 March.
fn published(case: Scenario) -> tempfile::TempDir {
    let folder = case.folder();
    let publish = ["publish", "quiet-otter", "--by", "ada", "--until", "2026-03-10T10:00:00Z", "--yes", "--now", NOW];
    run(program(folder.path()).args(publish).arg("--anyway")).ok();
    folder
}

/// A report that affects a supported line, with a text that can be published.
fn complete(case: Scenario) -> Scenario {
    with_sections(case.front("affected = [{ line = \"1.16\", introduced = \"1.16.0\", fixed = \"1.16.4\" }]"))
}

fn with_sections(case: Scenario) -> Scenario {
    let sections = "## Am I affected?\nYes.\n\n## Mitigation\nNone.\n\n## How to upgrade\nInstall 1.16.4.\n";
    Scenario { advisory: format!("{}\n{sections}", case.advisory), ..case }
}

#[test]
fn no_draft_says_what_is_not_true_of_the_incident_any_more() {
    let refused = |folder: &tempfile::TempDir, step: &str, now: &str, words: &str| {
        let said = run(program(folder.path()).args(["draft", "quiet-otter", step, "--now", now]));
        let all = said.all().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.code != 0 && all.contains(words), "{step}: {words}\n{all}");
    };
    // A supported release is affected, and public: a courtesy mail would say that none is.
    let vitess = published(complete(Scenario::vitess()));
    refused(&vitess, "courtesy", "2026-03-11T10:00:00Z", "what is not true of this incident");
    refused(&vitess, "notice", "2026-03-11T10:00:00Z", "the advisory is public, so it is too late for `notice`");
    refused(&vitess, "lead-named", "2026-03-11T10:00:00Z", "`lead-named` tells nobody");
    // Nothing is under embargo any more.
    let rook = published(complete(Scenario::rook()));
    refused(
        &rook,
        "distributors",
        "2026-03-11T10:00:00Z",
        "the advisory is public, so it is too late for `distributors`",
    );
    // The report was rejected.
    let rejected = notice().event("rejected", "2026-03-04T12:00:00Z", "by = \"ada\"").folder();
    refused(&rejected, "notice", NOW, "the report was rejected on 2026-03-04 12:00 UTC");
    let reporter = "[report.reporter]\nname = \"Rin\"\nemail = \"rin@example.org\"\n";
    let rejected = notice().toml(reporter).event("rejected", "2026-03-04T12:00:00Z", "by = \"ada\"");
    let answer = draft(&rejected, "acknowledge", NOW).ok().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(answer.contains("do not think that it is a vulnerability"), "{answer}");
    assert!(!answer.contains("looking into it") && !answer.contains("develop and review a fix"), "{answer}");
}

#[test]
fn a_cve_request_for_a_public_report_does_not_call_it_secret() {
    for (case, says) in [
        (complete(Scenario::rook()), "The vulnerability is not public yet"),
        (complete(Scenario::rook().public()), "The vulnerability is public already, but our advisory is not"),
    ] {
        let case = case.scored("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N");
        let said = draft(&case, "cve", NOW).all().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(says), "{says}: {said}");
    }
}

#[test]
fn users_are_told_to_move_to_a_release_that_helps_them() {
    let case = |upgrade_to: &str, more: &str| {
        let scope = format!("[scope]\nlines = [\"1.15\"]\nupgrade-to = \"{upgrade_to}\"\n{more}");
        let case =
            Scenario::new("vitess").toml(&scope).front("affected = [{ line = \"1.15\", introduced = \"1.15.0\" }]");
        Scenario { incident: case.incident.replace("2026-03-02T10:00:00Z", "2026-07-05T00:00:00Z"), ..case }
    };
    let (now, then) = ("2026-07-10T00:00:00Z", "2026-07-12T00:00:00Z");
    let unfit = |upgrade_to: &str| case(upgrade_to, "").found("upgrade-to-unfit", now);
    assert_eq!(unfit("1.15.2"), ["error: the release 1.15.2 is affected"]);
    for what in ["1.14.9", "hello", "main"] {
        assert_eq!(unfit(what), [format!("warning: `{what}` is no release of any line of the project")]);
    }
    assert_eq!(unfit("1.16.4"), NOTHING);
    let eol = |case: Scenario| {
        let folder = case.folder();
        let publish =
            ["publish", "quiet-otter", "--by", "ada", "--until", "2026-07-11T00:00:00Z", "--yes", "--now", now];
        run(program(folder.path()).args(publish).arg("--anyway")).ok();
        let said = run(program(folder.path()).args(["draft", "quiet-otter", "eol-notice", "--now", then]));
        said.all().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let refused = eol(with_sections(case("1.15.2", "")));
    assert!(refused.contains("missing-fact") && refused.contains("name a supported release"), "{refused}");
    let plain = eol(with_sections(case("1.16.4", "")));
    assert!(plain.contains("There will be no fix for them") && plain.contains("please move to 1.16.4"), "{plain}");
    let waiver = "[[waiver]]\nwaiver = \"eol-exception\"\nsteps = [\"release\"]\nat = 2026-07-06T00:00:00Z\nby = \"ada\"\nreason = \"A worm.\"\n";
    let excepted = eol(with_sections(case("1.16.4", waiver)));
    assert!(excepted.contains("exceptional fix") && !excepted.contains("There will be no fix"), "{excepted}");
}

#[test]
fn a_notice_says_that_there_is_no_mitigation_once_that_is_approved() {
    let none = |more: &str| {
        let case = Scenario::vitess().event("fix-ready", "2026-03-04T10:00:00Z", "by = \"ada\"");
        case.toml(&format!("[notice]\nrelease-date = 2026-03-20T10:00:00Z\nmitigations = \"none\"\n{more}"))
    };
    let unapproved = "warning: nobody approved telling users that there is no mitigation";
    assert_eq!(none("").found("mitigations-unapproved", NOW), [unapproved]);
    assert!(!draft(&none(""), "notice", NOW).all().contains("UNTIL THEN"));
    let folder = none("").folder();
    let at = |line: &str| run(program(folder.path()).args(line.split(' ')).args(["--now", NOW]));
    at("publish quiet-otter --mitigations --by ben").ok();
    let flat = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let nothing = "There is nothing that we can recommend until you have the fix";
    let mail = flat(at("draft quiet-otter notice").ok());
    assert!(mail.contains(&format!("UNTIL THEN {nothing}")) && !mail.contains("lower the risk today"), "{mail}");
    assert!(!at("check").all().contains("mitigations-"));
    // The page says the same as the mail.
    at("record quiet-otter notice-published --by ada").ok();
    let out = folder.path().join("out");
    run(program(folder.path()).args(["build", "--no-cache", "--now", NOW, "--out", out.to_str().unwrap()])).ok();
    let page = std::fs::read_to_string(out.join("site/forthcoming.html")).unwrap();
    assert!(page.contains(nothing), "{page}");
    // What is ready contradicts it.
    let text = std::fs::read_to_string(folder.path().join(crate::support::QUIET_OTTER)).unwrap();
    let ready = "\n[[event]]\nat = 2026-03-04T11:00:00Z\nevent = \"mitigation-ready\"\nby = \"ada\"\n";
    let text = text.replace("event = \"notice-published\"", "event = \"scored\"") + ready;
    std::fs::write(folder.path().join(crate::support::QUIET_OTTER), text).unwrap();
    assert!(at("check").all().contains("a mitigation is ready, but the notice says that there is none"));
}
