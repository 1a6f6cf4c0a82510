//! Which revision of the policy an incident follows, who has a part in it, and what is public already.

use serde_json::Value;

use super::{ADVISORY, AMIRA, BEN, CHIARA, EMBARGOED, PUBLIC, PrivateRepository, event};
use crate::support;

const STRANGER: &str = "somebody@example.org";
const DORA: &str = "dora@lodestore.example";

/// A repository with an edit on `main` already.
fn with(edit: impl Fn(&PrivateRepository)) -> PrivateRepository {
    let desk = PrivateRepository::new();
    edit(&desk);
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    desk
}

/// The findings of a comparison by a rule: severity, file and message.
fn findings(desk: &PrivateRepository, rule: &str) -> Vec<(String, String, String)> {
    let found = desk.run(&["check", "--base", "main", "--format", "json"]).json();
    let all = found["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    all.map(|f| (text(&f["severity"]), text(&f["file"]), text(&f["message"]))).collect()
}

/// What an edit by somebody gives.
fn severities(desk: PrivateRepository, rule: &str, who: &str, edit: impl Fn(&PrivateRepository)) -> Vec<String> {
    edit(&desk);
    desk.commit(who);
    findings(&desk, rule).into_iter().map(|(severity, ..)| severity).collect()
}

#[test]
fn an_incident_follows_a_revision_that_asks_for_less_only_by_people_who_may_end_its_embargo() {
    let earlier = |desk: &PrivateRepository| {
        let policy = desk.read("policy.toml").replace("2026-01-01", "2025-01-01");
        let loose = policy
            .replace("approvals = { role = \"pst\", count = 1 }", "approvals = { role = \"maintainer\", count = 1 }");
        assert_ne!(policy, loose);
        desk.write("policies/2025-01-01.toml", loose);
    };
    let pin = |desk: &PrivateRepository| desk.change(EMBARGOED, "policy = \"2026-01-01\"", "policy = \"2025-01-01\"");
    for (who, severity) in [(STRANGER, "error"), (CHIARA, "error"), (BEN, "warning")] {
        let desk = with(earlier);
        pin(&desk);
        desk.commit(who);
        let found = findings(&desk, "policy-loosened");
        let message = "this incident follows revision 2025-01-01 of the policy, which asks for less: the publication is \
                       approved by `maintainer` instead of `pst`";
        assert_eq!(found, [(severity.to_owned(), EMBARGOED.to_owned(), message.to_owned())], "{who}");
    }
    // A new incident, which is reported while the current revision is in force.
    let new = |desk: &PrivateRepository| {
        let text = desk.read(EMBARGOED).replace("2026-01-01", "2025-01-01");
        desk.write("incidents/2026/calm-fox/incident.toml", text);
    };
    assert_eq!(severities(with(earlier), "policy-loosened", STRANGER, new), ["error"]);
}

#[test]
fn nobody_gets_a_part_in_an_embargoed_incident_by_their_own_word() {
    let dora =
        format!("\n[[member]]\nid = \"dora\"\nname = \"Dora Lind\"\nemail = \"{DORA}\"\nroles = [\"maintainer\"]\n");
    let team = |desk: &PrivateRepository| desk.add("team.toml", &dora);
    let helps = |desk: &PrivateRepository| {
        desk.change(EMBARGOED, "fix-team = [\"ben\", \"chiara\"]", "fix-team = [\"ben\", \"chiara\", \"dora\"]");
    };
    let leads = |desk: &PrivateRepository| desk.change(EMBARGOED, "fix-lead = \"ben\"", "fix-lead = \"chiara\"");
    let rule = "audience-changed";
    let nothing: [&str; 0] = [];
    assert_eq!(severities(with(team), rule, DORA, helps), ["error"]);
    assert_eq!(severities(with(team), rule, STRANGER, helps), ["error"]);
    // Somebody on the incident, and somebody who may end its embargo.
    for who in [CHIARA, AMIRA] {
        assert_eq!(severities(with(team), rule, who, helps), nothing, "{who}");
    }
    // Whoever leads hands over, and nobody takes over.
    assert_eq!(severities(with(team), rule, CHIARA, leads), ["error"]);
    assert_eq!(severities(with(team), rule, BEN, leads), nothing);
    // A role of a channel stands for whoever has it.
    let channel = |desk: &PrivateRepository| {
        desk.change("policy.toml", "to = [\"distributors@", "to = [\"@role:maintainer\", \"distributors@")
    };
    assert_eq!(severities(with(team), rule, DORA, channel), ["error"]);
    assert_eq!(severities(with(team), rule, STRANGER, channel), ["error"]);
}

#[test]
fn the_approval_of_a_fix_is_the_word_of_whom_it_names() {
    let approves =
        |desk: &PrivateRepository| desk.add(EMBARGOED, &event("2026-03-05T09:00:00Z", "patch-approved", "amira"));
    let rule = "recorded-in-anothers-name";
    assert_eq!(severities(PrivateRepository::new(), rule, BEN, approves), ["error"]);
    assert_eq!(severities(PrivateRepository::new(), rule, AMIRA, approves), [""; 0]);
}

/// Who gives up a role does not take back what they approved in it.
#[test]
fn approvals_stay_valid_when_somebody_gives_up_the_role() {
    let advisories = |edit: &str| {
        let desk = PrivateRepository::new();
        let member = format!("email = \"{BEN}\"\nroles = [\"pst\", \"maintainer\"]\n");
        desk.change("team.toml", &member, &format!("email = \"{BEN}\"\nroles = [\"maintainer\"]\n{edit}"));
        desk.done(&["build", "--out", "../out"]);
        let files = support::files(&desk.path().join("../out"));
        files.iter().filter(|(path, _)| path.contains("LODE-") && path.ends_with(".html")).count()
    };
    let until = |day: &str| format!("former-role = [{{ role = \"pst\", until = {day} }}]\n");
    assert_eq!(advisories(""), 0);
    assert_eq!(advisories(&until("2026-01-19")), 0);
    assert_eq!(advisories(&until("2026-02-28")), 1);
    // A role that somebody says they had is one that they get.
    let had = |desk: &PrivateRepository| {
        let member = format!("email = \"{CHIARA}\"\n");
        desk.change("team.toml", &member, &format!("{member}{}", until("2026-12-31")));
    };
    assert_eq!(severities(PrivateRepository::new(), "identity-changed", CHIARA, had), ["error"]);
}

/// Otherwise whoever writes a report could stop the site.
#[test]
fn a_summary_that_the_site_says_already_is_no_leak() {
    let desk = PrivateRepository::new();
    let summary = "summary = \"A crafted snapshot name escapes the export folder\"";
    desk.change(EMBARGOED, summary, "summary = \"Lodestore security advisories\"");
    desk.commit(BEN);
    assert_eq!(findings(&desk, "embargoed-text"), []);
    desk.done(&["build", "--out", "../out"]);
}

/// As docs/policies.md asks: the earlier revision goes to a folder of its own.
#[test]
fn a_new_revision_of_the_policy_repeats_nothing_private_and_asks_for_no_less() {
    let sentence = "# The release may wait until the packagers of the distribution are ready for it.\n";
    let desk = with(|desk| {
        desk.add("policy.toml", sentence);
        desk.add(EMBARGOED, sentence);
    });
    desk.write("policies/2026-01-01.toml", desk.read("policy.toml"));
    desk.change("policy.toml", "revision = \"2026-01-01\"", "revision = \"2026-03-01\"");
    desk.change("policy.toml", "effective = 2026-01-01", "effective = 2026-03-01");
    desk.commit(BEN);
    assert_eq!(desk.found(), []);
    // In a file of the project for the first time, it is published.
    let desk = with(|desk| desk.add(EMBARGOED, sentence));
    desk.add("policy.toml", sentence);
    desk.commit(BEN);
    assert_eq!(desk.rules(), ["becomes-public"]);
}

#[test]
fn a_correction_of_an_advisory_that_was_approved_without_a_digest_is_a_change_in_public() {
    let desk = with(|desk| {
        let text = desk.read(PUBLIC);
        let covers = text.lines().find(|line| line.starts_with("covers = \"sha256:9277")).unwrap();
        desk.write(PUBLIC, text.replace(&format!("{covers}\n"), ""));
    });
    let text = desk.read(ADVISORY);
    let revision = "\n[[revision]]\nat = 2026-03-05T10:00:00Z\ntext = \"The mitigation is clearer.\"\n+++\n";
    let (front, body) = text.split_at(text.rfind("\n+++\n").unwrap());
    desk.write(ADVISORY, format!("{front}{revision}{}\nRun the new command.\n", body.strip_prefix("\n+++\n").unwrap()));
    desk.done(&["documents"]);
    desk.commit(STRANGER);
    let found = findings(&desk, "changes-in-public");
    let unapproved = found.iter().find(|(.., message)| message.contains("no approval says that it covers this"));
    assert_eq!(unapproved.map(|(severity, ..)| severity.as_str()), Some("warning"), "{found:?}");
}
