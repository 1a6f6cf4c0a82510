//! Approvals by way of the program: who approved which content, what has changed since, and how to approve again.

use crate::support::{Repository, Run, Stamp, program, run};

const NOW: &str = "2027-03-05T12:00:00Z";
const INCIDENT: &str = "incidents/2027/calm-otter/incident.toml";
const ADVISORY: &str = "incidents/2027/calm-otter/advisory.md";

const POLICY: &str = "schema = 1\nid = \"own\"\nrevision = \"1\"\neffective = 2020-01-01T00:00:00Z\n[[role]]\nid = \"lead\"\n[[role]]\nid = \"desk\"\n[[channel]]\nid = \"public\"\nkind = \"issue\"\nto = [\"lodestore/lodestore\"]\nexposure = \"public\"\nfields = [\"existence\", \"release-estimate\", \"mitigations\"]\n[[step]]\nid = \"notice\"\nrole = \"lead\"\nevent = \"notice-published\"\nto = [\"public\"]\ntemplate = \"notice\"\n[embargo]\nallowed = true\n[publication]\napprovals = { role = \"lead\", count = 1 }\n";

const TEXT: &str = "+++\nid = \"LODE-2027-001\"\ntitle = \"A flaw\"\n[[revision]]\nat = 2027-03-01T00:00:00Z\ntext = \"First publication.\"\n+++\n\n## Summary\n\nIt lets anybody in.\n";

/// A repository with one incident under embargo, which is committed.
fn repository(policy: &str, until: &str) -> Repository {
    let repository = Repository::new();
    repository.write("advisory.toml", crate::support::project("2027-12-31"));
    repository.write("policy.toml", policy);
    repository.write(".gitignore", "/out/\n");
    repository.write(
        "team.toml",
        "schema = 1\n[[member]]\nid = \"ada\"\nname = \"Ada\"\nroles = [\"lead\"]\n[[member]]\nid = \"ben\"\nname = \"Ben\"\nroles = [\"desk\"]\n",
    );
    repository.write(
        INCIDENT,
        format!(
            "[report]\ndisclosure = \"private\"\n[notice]\nrelease-estimate = 2027-04-01T00:00:00Z\nmitigations = \"Turn restores off.\"\n[embargo]\nuntil = {until}\n[[event]]\nat = 2027-02-20T00:00:00Z\nevent = \"reported\"\n"
        ),
    );
    repository.write(ADVISORY, TEXT.replace("2027-03-01T00:00:00Z", until));
    commit(&repository);
    repository
}

fn commit(repository: &Repository) {
    repository.commit_by(Stamp::named("Ada", "2027-02-21T00:00:00Z"));
}

fn at(repository: &Repository, now: &str, arguments: &[&str]) -> Run {
    run(program(repository.path()).args(["--now", now]).args(arguments))
}

#[test]
fn status_and_rehearse_show_what_changed_since_an_approval_and_a_public_log_shows_nothing_of_it() {
    let repository = repository(POLICY, "2027-04-01T00:00:00Z");
    at(&repository, NOW, &["publish", "calm-otter", "--by", "ada"]).ok();
    commit(&repository);
    let fine = at(&repository, NOW, &["status", "calm-otter"]).ok();
    assert!(fine.contains("ada") && fine.contains("covers the present content"), "{fine}");

    repository.edit(ADVISORY, "It lets anybody in.", "It lets mallory in.");
    for arguments in [["status", "calm-otter"], ["rehearse", "calm-otter"], ["check", "-v"]] {
        let said = at(&repository, NOW, &arguments).all();
        assert!(
            said.contains("-It lets anybody in.") && said.contains("+It lets mallory in."),
            "{arguments:?}: {said}"
        );
    }
    for command in ["status", "rehearse"] {
        let json = at(&repository, NOW, &[command, "calm-otter", "--format", "json"]).json();
        let approval = &json["approvals"][0];
        assert_eq!(approval["of"], "publication");
        assert_eq!(approval["by"], serde_json::json!(["ada"]));
        assert_eq!(approval["covers"], "other");
        assert!(approval["difference"].as_str().unwrap().contains("+It lets mallory in."), "{approval}");
    }
    for format in ["human", "json"] {
        let log = run(program(repository.path()).env("CI", "1").args([
            "--now",
            NOW,
            "--format",
            format,
            "status",
            "calm-otter",
        ]))
        .all();
        assert!(!log.contains("mallory") && !log.contains("anybody") && !log.contains("covers"), "{log}");
    }

    at(&repository, NOW, &["publish", "calm-otter", "--by", "ada"]).ok();
    let again = at(&repository, NOW, &["status", "calm-otter", "--format", "json"]).json();
    assert_eq!(again["approvals"][1]["covers"], "present");
}

#[test]
fn mitigations_are_approved_by_a_command_and_again_when_they_change() {
    let repository = repository(POLICY, "2027-04-01T00:00:00Z");
    let publish = |by: &str| at(&repository, NOW, &["publish", "calm-otter", "--mitigations", "--by", by]);
    let draft = || at(&repository, NOW, &["draft", "calm-otter", "notice"]).ok();
    assert!(!draft().contains("Turn restores off"));
    let refused = publish("ben");
    assert_eq!(refused.code, 2, "{}", refused.all());
    assert!(refused.err.contains("`ben` may not approve mitigations"), "{}", refused.err);
    publish("ada").ok();
    commit(&repository);
    assert!(draft().contains("Turn restores off"));
    assert!(publish("ada").err.contains("already"));

    repository.edit(INCIDENT, "Turn restores off.", "Run this script.");
    assert!(!draft().contains("Run this script"));
    let said = at(&repository, NOW, &["check", "-v"]).all();
    assert!(said.contains("mitigations-changed") && said.contains("publish calm-otter --mitigations"), "{said}");
    assert!(said.contains("-Turn restores off.") && said.contains("+Run this script."), "{said}");
    let status = at(&repository, NOW, &["status", "calm-otter", "--format", "json"]).json();
    assert_eq!(status["approvals"][0]["of"], "mitigations");
    assert_eq!(status["approvals"][0]["covers"], "other");
    publish("ada").ok();
    assert!(draft().contains("Run this script"));
}

#[test]
fn a_policy_may_ask_for_an_approval_of_each_correction() {
    let asking = format!("{POLICY}revisions = {{ role = \"desk\", count = 1 }}\n");
    for (policy, is_asked) in [(POLICY, false), (asking.as_str(), true)] {
        let repository = repository(policy, "2027-03-01T00:00:00Z");
        at(&repository, "2027-02-25T00:00:00Z", &["publish", "calm-otter", "--by", "ada"]).ok();
        commit(&repository);
        let site = || at(&repository, NOW, &["build", "--out", "out"]);
        let page = || std::fs::read_to_string(repository.path().join("out/site/LODE-2027-001.html")).unwrap();
        site().ok();
        repository.edit(ADVISORY, "It lets anybody in.", "It lets everybody in.");
        repository.edit(
            ADVISORY,
            "+++\n\n## Summary",
            "[[revision]]\nat = 2027-03-04T00:00:00Z\ntext = \"Say who.\"\n+++\n\n## Summary",
        );
        commit(&repository);
        let checked = at(&repository, NOW, &["check", "-v"]).all();
        assert_eq!(checked.contains("correction-unapproved"), is_asked, "{checked}");
        if is_asked {
            assert!(checked.contains("+It lets everybody in."), "{checked}");
            let refused = site();
            assert_eq!(refused.code, 1, "{}", refused.all());
            assert!(page().contains("It lets anybody in."), "the old site stays");
            assert_eq!(at(&repository, NOW, &["publish", "calm-otter", "--by", "mallory"]).code, 2);
            at(&repository, NOW, &["publish", "calm-otter", "--by", "ben"]).ok();
        }
        site().ok();
        let page = page();
        assert!(page.contains("It lets everybody in.") && page.contains("2027-03-01"), "{page}");
        let checked = at(&repository, NOW, &["check", "-v"]).all();
        assert!(!checked.contains("approval-without-right") && !checked.contains("correction-unapproved"), "{checked}");
    }
}
